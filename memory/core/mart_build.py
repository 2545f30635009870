"""How the last build of all marts ended, and when one went well."""

from datetime import datetime

from pydantic import BaseModel

RECORD = """
insert into core.mart_builds as b (ended_at, failed, built_at)
values (now(), %(failed)s, case when not %(failed)s then now() end)
on conflict (one) do update set ended_at = excluded.ended_at, failed = excluded.failed,
  built_at = coalesce(excluded.built_at, b.built_at)"""

ENDED = "select ended_at, failed, built_at from core.mart_builds"
"""How the last build ended, as rows of MartBuild; none before the first."""


class MartBuild(BaseModel):
    """How the last build of all marts ended. `built_at` is when one went well, tests and all; None: never yet."""

    ended_at: datetime
    failed: bool
    built_at: datetime | None
