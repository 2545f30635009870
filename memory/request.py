"""What operations check alike of what they are asked: the project, the version, the changes."""

from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from contracts.core.user import Principal
from contracts.errors import Invalid, NotFound, StaleVersion
from memory.db import Tx

_PROJECTS = """
select id from core.projects
where tenant_id = %(tenant)s and (%(asked)s::uuid is null or id = %(asked)s) order by id limit 2"""


class Versioned(Protocol):
    """A row that says how often it was changed."""

    version: int


VersionedT = TypeVar("VersionedT", bound=Versioned)


async def project_for(tx: Tx, principal: Principal, asked: UUID | None) -> UUID:
    """The project of something new: the credential's, or the one asked for, or the only one that there is.

    Raises NotFound for a project that is not here or not the credential's, Invalid when there are several.
    """
    if principal.project_id and asked not in (None, principal.project_id):
        raise NotFound("There is no such project here.")
    found = await tx.rows(_PROJECTS, asked=asked or principal.project_id)
    if not found:
        raise NotFound("There is no such project here.")
    if len(found) > 1:
        raise Invalid("There are several projects: say which one in project_id.")
    project_id: UUID = found[0]["id"]
    return project_id


def expected(found: VersionedT, version: int) -> VersionedT:
    """What was found, when it still is as the caller read it. Raises StaleVersion otherwise."""
    if found.version != version:
        raise StaleVersion
    return found


def changes_to(found: BaseModel, patch: BaseModel, *, clearable: set[str]) -> dict[str, Any]:
    """What a patch would change: fields that were sent and differ. Raises Invalid for a null where a value must be."""
    sent = patch.model_dump(exclude_unset=True)
    for name, value in sent.items():
        if value is None and name not in clearable:
            raise Invalid(f"{name} cannot be null: leave it out to keep it as it is.")
    return {name: value for name, value in sent.items() if value != getattr(found, name)}
