"""Conversations in numbers, as the marts count them."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class Period(StrEnum):
    """A stretch of time until now, in days of UTC. `week`, `month` and `year` are the last 7, 30 and 365 days."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


class ConversationStats(BaseModel):
    """Sessions, messages and new people of a period. Times are in seconds; what nobody can tell is null."""

    date_from: datetime | None
    date_to: datetime
    built_at: datetime | None = Field(description="When the marts were last built well: what came later is not in it.")
    sessions: int
    answered_sessions: int
    ended_sessions: int
    people: int
    new_people: int
    messages_from_contact: int
    messages_from_agent: int
    rated_messages: int
    negative_messages: int
    answer_rate: float | None = Field(description="Answered sessions of all, 0 to 1.")
    average_first_response_seconds: float | None
    median_first_response_seconds: float | None
    average_resolution_seconds: float | None
