"""What is there: asked of Postgres as its owner, past every fence, for the checker to judge."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from contracts.settings import Settings
from tests.chaos.checker import Found, Key

_ROWS = "select id, count(*) from crm.messages where tenant_id = any(%s) group by id"
_DEAD = "select id, count(*) from core.dead_letters where tenant_id = any(%s) group by id"

_TOLD = """
select (data::jsonb ->> 'message_id')::uuid from core.outbox
where tenant_id = any(%s) and topic = 'crm.message' and headers::jsonb @> '[["ce_type", "message.created"]]'
order by xid, id"""

_SETTLED = "select id, 1 from crm.messages where tenant_id = any(%s) and contact_id is not null"
_SAID = r"select id, 1 from crm.messages where tenant_id = any(%s) and revoked_at is null and text ~ '\S'"

_EFFECTS: dict[str, tuple[LiteralString, LiteralString]] = {
    "in its session": (
        _SETTLED,
        """select m.id, count(*) from crm.messages m
        join crm.sessions s on s.tenant_id = m.tenant_id and s.id = m.session_id
        where m.tenant_id = any(%s) group by m.id""",
    ),
    "searchable as it is now": (
        _SAID,
        """select m.id, count(*) from crm.messages m
        join recall.items i on i.tenant_id = m.tenant_id and i.message_id = m.id and i.kind = 'turn'
          and i.content_hash = sha256(convert_to(m.text, 'UTF8'))
        join recall.embeddings e on e.tenant_id = i.tenant_id and e.item_id = i.id
        where m.tenant_id = any(%s) group by m.id""",
    ),
    "understood": (
        _SAID,
        """select m.id, count(*) from crm.messages m
        join crm.enrichments e on e.tenant_id = m.tenant_id and e.message_id = m.id and e.kind = 'sentiment'
        where m.tenant_id = any(%s) and m.revoked_at is null and m.text ~ '\\S' group by m.id""",
    ),
}
"""By effect: the messages for which it is due, and how often it is there."""


def found(settings: Settings, tenants: Sequence[UUID]) -> Found:
    """Everything of these tenants that the checker wants to know."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:

        def ask(query: LiteralString) -> list[Any]:
            return connection.execute(query, (list(tenants),)).fetchall()

        counted: dict[str, Counter[Key]] = {name: Counter(dict(ask(there))) for name, (_, there) in _EFFECTS.items()}
        due: dict[str, set[Key]] = {name: {row[0] for row in ask(wanted)} for name, (wanted, _) in _EFFECTS.items()}
        told = [row[0] for row in ask(_TOLD)]
        return Found(Counter(dict(ask(_ROWS))), told, counted, due)


def dead_letters(settings: Settings, tenants: Sequence[UUID]) -> int:
    """How many records were buried."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        return len(connection.execute(_DEAD, (list(tenants),)).fetchall())
