"""What is otherwise with a person: what their claims make known, compared with the records that count."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from contracts.crm.claim import Act, Claim, Held, Said, consolidate, functional, key
from contracts.crm.fact import EXTRACTOR, Invalidation, Modality, readers

Row = dict[str, Any]
Whose = tuple[UUID, str]
"""A person, and the extractor by whose reading something is known of them."""

CLAIM = (
    "predicate", "value", "start", "end", "confidence", "modality", "polarity", "act", "replaces", "since", "changed",
)  # fmt: skip
"""The columns of a claim."""

_FACT = ("predicate", "modality", "value", "valid_from", "valid_to", "valid_from_source", "disputed")


def by_person(claims: list[Row], known: list[Row]) -> Iterator[tuple[Whose, list[Row], list[Row]]]:
    """Claims and records that count, person by person and reading by reading.

    A reading is there once anybody has read anything of the person by it; the present one always is.
    """
    said, held = _grouped(claims), _grouped(known)
    people = {contact_id for contact_id, _ in said}
    for whose in sorted({*said, *held, *((one, EXTRACTOR) for one in people)}):
        contact_id, extractor = whose
        read = [row for reader in readers(extractor) for row in said.get((contact_id, reader), ())]
        yield whose, read, held.get(whose, [])


def _grouped(rows: list[Row]) -> dict[Whose, list[Row]]:
    found: dict[Whose, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["contact_id"], row["extractor"]].append(row)
    return found


class Change:
    """What is otherwise after a batch: records that end and begin, and sources that come and go."""

    def __init__(self, gone: set[UUID]) -> None:
        """`gone` are those who became part of somebody else."""
        self.gone = gone
        self.ended: list[Row] = []
        self.begun: list[Row] = []
        self.cited: list[Row] = []
        self.uncited: list[Row] = []

    def settle(self, whose: Whose, claims: list[Row], known: list[Row]) -> None:
        """Compare what is recorded of a person with what their claims make known."""
        hashes = {row["message_id"]: bytes(row["content_hash"]) for row in claims if row["content_hash"] is not None}
        wanted = {_same(one): one for one in consolidate(map(_said, claims), readers(whose[1]))}
        standing = {tuple(row[name] for name in _FACT): row for row in known}
        ids = {what: standing[what]["id"] if what in standing else uuid4() for what in wanted}
        for what, held in wanted.items():
            if what not in standing:
                self.begun.append(_record(ids[what], whose, held))
            self._cite(ids[what], held, standing.get(what), hashes)
        self.ended += [
            {"id": row["id"], **self._why(whose, row, wanted, ids)}
            for what, row in standing.items()
            if what not in wanted
        ]

    def _cite(self, fact_id: UUID, held: Held, standing: Row | None, hashes: dict[UUID, bytes]) -> None:
        had = set(zip(standing["source_ids"], standing["starts"], strict=True)) if standing else set()
        has = {(said.message_id, said.claim.start): said.claim for said in held.sources}
        self.cited += [
            {"fact_id": fact_id, **_source(at, hashes), "start": start, "end": claim.end, "weight": claim.confidence}
            for (at, start), claim in has.items() if (at, start) not in had
        ]  # fmt: skip
        self.uncited += [{"fact_id": fact_id, "source_id": at, "start": start} for at, start in had - has.keys()]

    def _why(self, whose: Whose, row: Row, wanted: dict[Any, Held], ids: dict[Any, UUID]) -> Row:
        """Why a record ends. One whose value is still known, but over another time, was superseded."""
        if whose[0] in self.gone:
            return {"invalidation_kind": Invalidation.DUPLICATE}
        family = {what: one for what, one in wanted.items() if what[:2] == (row["predicate"], row["modality"])}
        same = [what for what, one in family.items() if key(one.value) == key(row["value"])]
        if not same:
            return {"invalidation_kind": Invalidation.RETRACTED}
        after = [what for what, one in family.items() if one.valid_from == wanted[same[-1]].valid_to]
        return {"invalidation_kind": Invalidation.SUPERSEDED, "superseded_by": ids[(after or same)[-1]]}


def _source(at: UUID, hashes: dict[UUID, bytes]) -> Row:
    """A message, whose text has a hash, or a statement."""
    return {"message_id": at, "content_hash": hashes[at]} if at in hashes else {"statement_id": at}


def _said(row: Row) -> Said:
    told = {name: row[name] for name in CLAIM}
    told |= {"modality": Modality(row["modality"]), "act": Act(row["act"])}
    return Said(row["message_id"], row["at"], Claim(**told), row["extractor"])


def _same(held: Held) -> tuple[Any, ...]:
    return tuple(getattr(held, name) for name in _FACT)


def _record(fact_id: UUID, whose: Whose, held: Held) -> Row:
    told = {name: getattr(held, name) for name in _FACT}
    return {
        "id": fact_id,
        "contact_id": whose[0],
        "extractor": whose[1],
        "functional": functional(held.predicate),
        **told,
    }
