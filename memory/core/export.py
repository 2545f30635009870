"""Copies that were taken out: nobody can erase in them, so it is known that they were made."""

from contracts.core.export import Export
from memory.db import Tx

_MADE = "insert into core.exports (tenant_id, kind, target) values (%(tenant)s, %(kind)s, %(target)s)"

_LATEST = """
select kind, target, made_at from core.exports where tenant_id = %(tenant)s order by made_at desc, id limit 100"""


async def record_export(tx: Tx, kind: str, target: str) -> None:
    """Remember that a copy was made, and where it was written."""
    await tx.run(_MADE, kind=kind, target=target[:1000])


async def exports(tx: Tx) -> list[Export]:
    """The copies that were made, the newest first, at most a hundred."""
    return await tx.all(Export, _LATEST)
