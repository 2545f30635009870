"""The doors of sessions."""

from fastapi import APIRouter

from api.door import door
from memory.crm import session, summary

router = APIRouter(prefix="/api/v1/crm", tags=["sessions"])

door(router, "GET /sessions", session.list_sessions, permission="sessions.view", tool="get_sessions")
door(router, "GET /sessions/{session_id}", session.get_session, permission="sessions.view")
door(
    router,
    "POST /sessions/{session_id}/close",
    session.close_session,
    permission="sessions.manage",
    tool="close_session",
    explicit_scope=True,
)
door(
    router,
    "GET /sessions/{session_id}/summary",
    summary.get_session_summary,
    permission="sessions.view",
    tool="get_session_summary",
)
