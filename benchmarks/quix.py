"""P2's peer: sessions by Quix Streams, stateful, with executemany. Run by the interpreter of .venv-peers.

It is told everything by its environment, and imports nothing of ours. Each conversation has its present session in
Quix' state (RocksDB and a changelog topic, its defaults); at every checkpoint the sessions of the batch are upserted
and its messages placed, in one transaction. Messages that come late, sessions that become one, people who turn out to
be one, closing by hand, fences: none of these is asked of it. Events of what was done it writes into a table of
the outbox's shape where it is told to.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, uuid4, uuid5

import psycopg
from quixstreams import Application, State
from quixstreams.sinks import BatchingSink, SinkBatch
from quixstreams.sinks.base.item import SinkItem

TIMEOUT = timedelta(minutes=30)

COLUMNS = (
    "id", "tenant_id", "contact_id", "channel_type", "status", "end_reason", "ended_at", "started_at",
    "last_activity_at", "last_recorded_at", "timeout_minutes", "message_count", "messages_from_contact",
    "messages_from_agent", "duration_seconds", "first_contact_message_at", "first_agent_response_at",
    "agent_response_time_seconds",
)  # fmt: skip

SCHEMA = os.environ["PEER_SCHEMA"]

_UPSERT = f"""
insert into {SCHEMA}.sessions ({", ".join(COLUMNS)}) values ({", ".join(f"%({name})s" for name in COLUMNS)})
on conflict (tenant_id, id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[4:])}"""
_PLACE = f"update {SCHEMA}.messages set session_id = %s where tenant_id = %s and id = %s"
_TELL = f"""
insert into {SCHEMA}.outbox (tenant_id, event_id, topic, key, headers, data)
values (%s, %s, 'crm.session', %s, %s, %s)"""


def settle(event: dict, state: State) -> dict:
    """The session of a message, and the one before it where it ends that."""
    at = datetime.fromisoformat(event["created_at"])
    session, ended = state.get("session"), []
    if session and at - datetime.fromisoformat(session["last_activity_at"]) > TIMEOUT:
        ends = datetime.fromisoformat(session["last_activity_at"]) + TIMEOUT
        ended = [session | {"status": "ended", "end_reason": "inactivity_timeout", "ended_at": ends.isoformat()}]
        session = None
    session = _grown(session or _opened(event), event, at)
    state.set("session", session)
    return {"ended": ended, "session": session, "message_id": event["message_id"]}


def _opened(event: dict) -> dict:
    counters = ("message_count", "messages_from_contact", "messages_from_agent")
    return dict.fromkeys(COLUMNS) | dict.fromkeys(counters, 0) | {
        "id": str(uuid5(NAMESPACE_OID, event["message_id"])),
        "contact_id": event["contact_id"],
        "channel_type": "waha",
        "status": "active",
        "started_at": event["created_at"],
        "timeout_minutes": int(TIMEOUT.total_seconds() / 60),
    }  # fmt: skip


def _grown(session: dict, event: dict, at: datetime) -> dict:
    said, whose = event["created_at"], "agent" if event["from_me"] else "contact"
    session["message_count"] += 1
    session[f"messages_from_{whose}"] += 1
    session["last_activity_at"] = session["last_recorded_at"] = said
    session["duration_seconds"] = int((at - datetime.fromisoformat(session["started_at"])).total_seconds())
    first = session["first_contact_message_at"]
    if not event["from_me"] and first is None:
        session["first_contact_message_at"] = said
    if event["from_me"] and first and session["first_agent_response_at"] is None:
        session["first_agent_response_at"] = said
        session["agent_response_time_seconds"] = int((at - datetime.fromisoformat(first)).total_seconds())
    return session


class Postgres(BatchingSink):
    """Writes a batch at every checkpoint."""

    def setup(self) -> None:
        self.connection = psycopg.connect(os.environ["PEER_DSN"])

    def write(self, batch: SinkBatch) -> None:
        last: dict[str, dict] = {}
        placed = []
        for item in batch:
            session, tenant_id = item.value["session"], item.key.partition(":")[0]
            for one in (*item.value["ended"], session):
                last[one["id"]] = one | {"tenant_id": tenant_id}
            placed.append((session["id"], tenant_id, item.value["message_id"]))
        rows = sorted(last.values(), key=lambda row: row["status"] == "active")  # one active a person at any moment
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)
            cursor.executemany(_PLACE, placed)
            if os.environ["PEER_TELLS"]:
                cursor.executemany(_TELL, [event for item in batch for event in _told(item)])


def _told(item: SinkItem) -> Iterator[tuple]:
    """That sessions ended or began, and that a message was recorded, with the headers that our events carry."""
    session, tenant_id = item.value["session"], item.key.partition(":")[0]
    told = [("session.ended", one, {"ended_at": one["ended_at"], "reason": one["end_reason"]})
            for one in item.value["ended"]]  # fmt: skip
    if session["message_count"] == 1:
        told.append(("session.started", session, {"started_at": session["started_at"]}))
    recorded = {"message_id": item.value["message_id"], "recorded_at": session["last_activity_at"]}
    told.append(("session.message_recorded", session, recorded))
    for kind, one, data in told:
        event_id, at = uuid4(), datetime.now(UTC).isoformat()
        headers = [
            ("ce_specversion", "1.0"), ("ce_id", str(event_id)), ("ce_type", kind), ("ce_source", "/peer"),
            ("ce_subject", one["id"]), ("ce_time", one["last_activity_at"]), ("ce_dataschema", f"{kind}.v1"),
            ("content-type", "application/json"), ("ce_tenantid", tenant_id), ("ce_origin", "flow"),
            ("ce_aggregateversion", "1"), ("ce_ingestedtime", at), ("ce_codeversion", "0.1.0"),
        ]  # fmt: skip
        key = f"{tenant_id}:{one['contact_id']}"
        yield tenant_id, event_id, key, json.dumps(headers), json.dumps({"session_id": one["id"], **data})


def main() -> None:
    app = Application(
        broker_address=os.environ["PEER_BROKER"],
        consumer_group=SCHEMA,
        auto_offset_reset="earliest",
        commit_interval=1.0,
        state_dir=os.environ["PEER_STATE"],
        consumer_extra_config={"fetch.wait.max.ms": 100},
    )
    topic = app.topic(os.environ["PEER_TOPIC"], key_deserializer="str", value_deserializer="json")
    app.dataframe(topic).apply(settle, stateful=True).sink(Postgres())
    app.run()


if __name__ == "__main__":
    main()
