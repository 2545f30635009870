"""Conversations in numbers, read from the marts behind the fence of the tenant that is set (dbt/macros/fence.sql)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.errors import InsufficientPrivilege, UndefinedTable

from contracts.core.user import Principal
from contracts.crm.conversation import ConversationStats, Period
from contracts.errors import Conflict
from contracts.types import Clock, wall_clock
from memory.db import Tx

_COUNT = """
select s.*, m.*, p.*, s.answered_sessions::float8 / nullif(s.sessions, 0) as answer_rate,
  (select built_at from core.mart_builds) as built_at
from (
  select count(*) as sessions, count(*) filter (where is_answered) as answered_sessions,
    count(*) filter (where status <> 'active') as ended_sessions, count(distinct contact_id) as people,
    avg(agent_response_time_seconds)::float8 as average_first_response_seconds,
    percentile_cont(0.5) within group (order by agent_response_time_seconds) as median_first_response_seconds,
    (avg(duration_seconds) filter (where status <> 'active'))::float8 as average_resolution_seconds
  from analytics.fct_sessions
  where tenant_id = %(tenant)s and (%(project)s::uuid is null or project_id = %(project)s)
    and (%(since)s::timestamptz is null or started_at >= %(since)s) and started_at < %(until)s
) s cross join (
  select count(*) filter (where direction = 'inbound') as messages_from_contact,
    count(*) filter (where direction = 'outbound') as messages_from_agent,
    count(*) filter (where direction = 'inbound' and sentiment is not null) as rated_messages,
    count(*) filter (where direction = 'inbound' and sentiment = 'negative') as negative_messages
  from analytics.fct_messages
  where tenant_id = %(tenant)s and (%(project)s::uuid is null or project_id = %(project)s)
    and (%(since)s::timestamptz is null or sent_at >= %(since)s) and sent_at < %(until)s
) m cross join (
  select count(*) as new_people
  from analytics.dim_contacts
  where tenant_id = %(tenant)s and (%(project)s::uuid is null or project_id = %(project)s)
    and is_current and merged_into is null
    and (%(since)s::timestamptz is null or coalesce(first_interaction_at, recorded_at) >= %(since)s)
    and coalesce(first_interaction_at, recorded_at) < %(until)s
) p"""

_DAYS = {Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}


class NoMarts(Conflict):
    """The marts were not built yet, or before agents could read them: `ventros analytics build --full-refresh`."""

    quotes = False


async def get_conversation_stats(
    tx: Tx, principal: Principal, *, period: Period = Period.MONTH, clock: Clock = wall_clock
) -> ConversationStats:
    """Count sessions, answers, messages, moods and new people of a period, as of the last build of the marts."""
    since, until = bounds(period, clock())
    asked: dict[str, Any] = {"project": principal.project_id, "since": since, "until": until}
    try:
        (counted,) = await tx.rows(_COUNT, **asked)
    except (UndefinedTable, InsufficientPrivilege):
        raise NoMarts from None
    return ConversationStats(date_from=since, date_to=until, **counted)


def bounds(period: Period, now: datetime) -> tuple[datetime | None, datetime]:
    """Where a period begins (included; None: nowhere) and ends (not included)."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.ALL:
            return None, now
        case Period.TODAY:
            return day, now
        case Period.YESTERDAY:
            return day - timedelta(days=1), day
        case Period.THIS_WEEK:
            return day - timedelta(days=day.weekday()), now
        case Period.THIS_MONTH:
            return day.replace(day=1), now
    return now - timedelta(days=_DAYS[period]), now
