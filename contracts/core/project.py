"""Project: what a tenant divides its work into. The tenant is the fence, the project a filter."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.event import Event


class Project(BaseModel):
    """A part of a tenant with channels, contacts and settings of its own."""

    id: UUID
    version: int
    name: str
    description: str
    active: bool
    session_timeout_minutes: int
    created_at: datetime
    updated_at: datetime


class ProjectDraft(BaseModel, extra="forbid"):
    """What one says to open a project."""

    name: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=2000)
    session_timeout_minutes: int = Field(30, ge=1, le=1440)


class ProjectCreated(Event, type="project.created", topic="core.project", key="project_id"):
    """A project was opened."""

    project_id: UUID
    tenant_id: UUID
    name: str
    customer_id: UUID | None = None
    billing_account_id: UUID | None = None
