"""A long text is found by what any of its parts says, once, and leads to that part."""

from hashlib import sha256

import pytest

from contracts.crm.search import SearchQuery
from memory.recall.chunk import pieces
from memory.recall.items import Known, Piece, Turn, add_vectors, index_at_once, unembedded
from memory.recall.search import search

from .conftest import MODEL, meaning, towards

FILLING = " ".join(f"Cláusula {n} trata de assuntos gerais do contrato entre as partes." for n in range(120))
END = "A multa por rescisão antecipada equivale a três mensalidades."
CONTRACT = f"{FILLING} {END}"


def in_pieces(text, vector=meaning):
    """The pieces of a text, each with a vector of its own."""
    return tuple(Piece(part.start, part.end, vector(part.said(text))) for part in pieces(text))


def whole(message_id, text, vector=meaning):
    return Turn(message_id, None, sha256(text.encode()).digest(), in_pieces(text, vector))


async def say(talk, text, vector=meaning, **about):
    message_id = await talk.write(text, **about)
    await talk.remember(whole(message_id, text, vector))
    return message_id


async def spans(talk):
    rows = await talk.rows("select piece, lower(span) as a, upper(span) as b from recall.embeddings order by 1")
    return [(row["piece"], row["a"], row["b"]) for row in rows]


async def test_each_piece_has_its_vector_and_its_place(talk):
    await say(talk, CONTRACT)
    found = in_pieces(CONTRACT)
    assert len(found) > 4
    assert await spans(talk) == [(number, one.start, one.end) for number, one in enumerate(found)]


async def test_the_end_of_a_long_text_is_found_by_its_meaning_once_and_leads_there(talk):
    contract = await say(talk, CONTRACT)
    await talk.say("bom dia", chat="b")
    last = in_pieces(CONTRACT)[-1]
    hits = await talk.find("?", last.vector, strategy="vector_only")
    assert [hit.message_id for hit in hits].count(contract) == 1
    assert (hits[0].message_id, hits[0].text_from, hits[0].text_to) == (contract, last.start, last.end)
    assert END in CONTRACT[hits[0].text_from : hits[0].text_to]


async def test_the_best_of_several_pieces_counts(talk):
    parts = in_pieces(CONTRACT)
    angles = dict(zip([part.said(CONTRACT) for part in pieces(CONTRACT)], [80, 10, 50, 70, 60, 90, 85], strict=False))
    contract = await say(talk, CONTRACT, lambda said: towards(angles.get(said, 90)))
    near, far = [await talk.say(f"{at} graus", vector=towards(at), chat=str(at)) for at in (5, 20)]
    hits = await talk.find("?", towards(0), strategy="vector_only")
    assert [hit.message_id for hit in hits] == [near, contract, far]
    assert (hits[1].text_from, hits[1].text_to) == (parts[1].start, parts[1].end)


async def test_the_end_of_a_long_text_is_found_by_its_words_and_shown_with_its_place(talk):
    await say(talk, CONTRACT)
    (hit,) = await talk.find("rescisão antecipada")
    assert "rescisão antecipada" in hit.text
    assert END in CONTRACT[hit.text_from : hit.text_to]


async def test_words_far_behind_are_found_too(talk):
    text = FILLING * 6 + " " + END
    assert len(text) > 40_000
    await say(talk, text)
    (hit,) = await talk.find("rescisão antecipada")
    assert END in text[hit.text_from : hit.text_to]
    assert "rescisão" in hit.text


async def test_without_vectors_a_long_text_is_found_by_words_and_has_no_place(talk):
    await talk.say("entrega atrasada " + "do pedido " * 100)
    (hit,) = await talk.find("entrega atrasada")
    assert (hit.text_from, hit.text_to) == (None, None)
    assert "entrega" in hit.text


async def test_within_one_chat_a_long_text_is_one_hit_as_well(talk):
    contract = await say(talk, CONTRACT, chat="a")
    (row,) = await talk.rows("select chat_id from crm.messages")
    hits = await talk.find("?", in_pieces(CONTRACT)[2].vector, strategy="vector_only", chat_id=row["chat_id"])
    assert [hit.message_id for hit in hits] == [contract]
    assert hits[0].text_from == in_pieces(CONTRACT)[2].start


async def test_a_changed_text_has_the_pieces_of_the_new_one_alone(talk):
    contract = await say(talk, CONTRACT)
    await talk.change(contract, "resumo: nada mudou")
    await talk.remember(Turn(contract, meaning("x"), sha256(b"resumo: nada mudou").digest()))
    assert await spans(talk) == [(0, None, None)]


class Asking:
    """What would be asked of the database."""

    def __init__(self):
        self.asked = []

    def __call__(self, query, **args):
        self.asked.append(args)


@pytest.mark.parametrize("text, vectors", [("oi", 1), (CONTRACT, len(pieces(CONTRACT)))])
def test_a_text_is_indexed_with_all_its_vectors_in_two_statements_however_long_it_is(text, vectors):
    parts = [part.said(text) for part in pieces(text)] or [text]
    ask = Asking()
    index_at_once(ask, {1: text}, Known(MODEL, {part: meaning(part) for part in parts}), 0)
    record, embed = ask.asked
    assert record["ids"] == [1]
    assert (len(embed["vectors"]), embed["pieces"]) == (vectors, list(range(vectors)))


def test_a_long_text_of_which_one_piece_is_not_embedded_yet_waits_for_all():
    parts = [part.said(CONTRACT) for part in pieces(CONTRACT)]
    ask = Asking()
    index_at_once(ask, {1: CONTRACT}, Known(MODEL, {part: meaning(part) for part in parts[1:]}), 0)
    assert len(ask.asked) == 1


async def test_vectors_of_pieces_are_added_once(talk, db):
    contract = await talk.write(CONTRACT)
    await talk.remember(contract)
    async with db.tenant(talk.tenant_id) as tx:
        assert await add_vectors(tx, [whole(contract, CONTRACT)], MODEL) == len(pieces(CONTRACT))
        assert await add_vectors(tx, [whole(contract, CONTRACT)], MODEL) == 0
        assert await unembedded(tx, [contract], MODEL) == []
        found = await search(tx, SearchQuery(q="multa"), None, MODEL)
    assert [hit.message_id for hit in found.hits] == [contract]
