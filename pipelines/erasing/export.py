"""What is held of a person beside the record: webhooks and events that wait, and what the lake has under their keys."""

from typing import Any
from uuid import UUID

from memory.core.lake import every_key, lake_files, naming
from memory.crm.erasing.others import Bytes, raw_rows, waiting_events
from memory.crm.erasing.person import Person
from memory.crm.erasing.tombstone import lake_keys
from memory.db import Database
from memory.sealed import Sealer
from pipelines.erasing.reading import Reading
from pipelines.lake import rows
from pipelines.lake.store import Store


async def records_of(
    db: Database, store: Store, sealer: Sealer, tenant_id: UUID, person: Person
) -> dict[str, list[dict[str, Any]]]:
    """Those records, by where they are. Raises Unavailable, FileMissing."""
    reading = Reading(person)
    async with db.tenant(tenant_id) as tx:
        known, files, keys = await naming(tx, sealer), await lake_files(tx), await every_key(tx, sealer)
        found = {table: [_said(row) for row in its if _theirs(reading, row)]
                 for table, its in (await raw_rows(tx, person)).items()}  # fmt: skip
        found["core.outbox"] = await waiting_events(tx, person)
        owned = set(await lake_keys(tx, known, person.lake_owners(tenant_id)) if known else ())
    lake = [
        {"topic": row["topic"], "id": row["id"], "ingested": row["ingested"],
         "data": rows.opened(row, keys[UUID(row["key_id"])])[1].decode("utf-8", "replace")}
        for file in files for row in rows.read(store.get(file.path))
        if UUID(row["key_id"]) in owned & keys.keys()
    ]  # fmt: skip
    return {**found, "lake": lake}


def _theirs(reading: Reading, row: dict[str, Any]) -> bool:
    return row["theirs"] or reading.reread(Bytes(row["topic"], row["kind"], bytes(row["body"]))) is None


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "topic": row["topic"], "data": bytes(row["body"]).decode("utf-8", "replace")}
