"""The doors of projects."""

from uuid import UUID

from fastapi import APIRouter

from api.door import door
from contracts.core.project import Project, ProjectDraft
from contracts.core.user import Principal
from contracts.errors import Forbidden, NotFound
from contracts.types import Page
from memory.core import project
from memory.db import Tx
from memory.page import Limit

router = APIRouter(prefix="/api/v1/crm", tags=["projects"])


async def list_projects(
    tx: Tx, principal: Principal, *, limit: Limit = 50, cursor: UUID | None = None
) -> Page[Project]:
    """List the projects, newest first; a credential of one project sees that one."""
    if principal.project_id:
        return Page(items=[await project.get_project(tx, principal.project_id)])
    return await project.list_projects(tx, cursor, limit)


async def get_project(tx: Tx, principal: Principal, project_id: UUID) -> Project:
    """Show a project."""
    if principal.project_id not in (None, project_id):
        raise NotFound("There is no such project here.")
    return await project.get_project(tx, project_id)


async def create_project(tx: Tx, principal: Principal, draft: ProjectDraft) -> Project:
    """Open a project."""
    if principal.project_id:
        raise Forbidden("This credential is bound to one project: open another with one that is not.")
    return await project.create_project(tx, draft)


door(router, "GET /projects", list_projects, permission="settings.view")
door(router, "POST /projects", create_project, permission="settings.manage", status=201)
door(router, "GET /projects/{project_id}", get_project, permission="settings.view")
