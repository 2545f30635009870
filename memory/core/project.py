"""Projects of a tenant."""

from uuid import UUID, uuid4

from contracts.core.project import Project, ProjectCreated, ProjectDraft
from contracts.types import Page
from memory.db import Tx

_CREATE = """
insert into core.projects (tenant_id, id, name, description, session_timeout_minutes)
values (%(tenant)s, %(id)s, %(name)s, %(description)s, %(session_timeout_minutes)s)
returning id, version, name, description, active, session_timeout_minutes, created_at, updated_at"""

_GET = """
select id, version, name, description, active, session_timeout_minutes, created_at, updated_at
from core.projects where tenant_id = %(tenant)s and id = %(id)s"""

_LIST = """
select id, version, name, description, active, session_timeout_minutes, created_at, updated_at
from core.projects
where tenant_id = %(tenant)s and (%(cursor)s::uuid is null or (created_at, id) < (
  select created_at, id from core.projects where tenant_id = %(tenant)s and id = %(cursor)s))
order by created_at desc, id desc limit %(limit)s"""


async def create_project(tx: Tx, draft: ProjectDraft) -> Project:
    """Open a project."""
    project = await tx.one(Project, _CREATE, id=uuid4(), **draft.model_dump())
    tx.emit(ProjectCreated(project_id=project.id, tenant_id=tx.tenant_id, name=project.name))
    return project


async def get_project(tx: Tx, project_id: UUID) -> Project:
    """Show a project."""
    return await tx.one(Project, _GET, id=project_id)


async def list_projects(tx: Tx, cursor: UUID | None = None, limit: int = 50) -> Page[Project]:
    """List the projects, newest first, at most 100 a page."""
    size = max(1, min(limit, 100))
    found = await tx.all(Project, _LIST, cursor=cursor, limit=size + 1)
    return Page(items=found[:size], next=str(found[size - 1].id) if len(found) > size else None)
