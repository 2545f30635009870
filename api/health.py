"""Whether the service is up."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The service answers, and so does its database."""

    status: Literal["ok"] = "ok"


@router.get("/health")
async def health(request: Request) -> Health:
    """Say that the service and its database are up; 503 when the database is away."""
    await request.app.state.db.query("select 1")
    return Health()
