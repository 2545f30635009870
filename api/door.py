"""Opens an operation: one row is one HTTP route and, where wanted, one tool for agents.

A parameter's name says where it comes from: `tx` is a transaction of the caller's tenant, `principal` the caller,
those of OF_THE_APPLICATION are the application's, `progress` is whoever wants to hear how far it is, `version` and
`idempotency_key` are headers.
The rest is said by the caller: in the path where the path names it, as the body where it is a model, in the query
otherwise.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from starlette.datastructures import State

from api.errors import PROBLEM_RESPONSE
from api.headers import HEADERS, Admission
from api.storable import storable
from contracts.core.permission import PROJECT_PERMISSIONS, Permission, ProjectRole
from contracts.core.user import Principal
from contracts.errors import Forbidden, Invalid
from memory.db import Tx

Operation = Callable[..., Awaitable[BaseModel | None]]

OF_THE_APPLICATION = ("settings", "sealer", "clock", "query_vectors", "reranking", "routing")
OURS = {"tx", "principal", "progress", *OF_THE_APPLICATION}


@dataclass(frozen=True)
class Door:
    """An open operation. `tool`: what agents call it. `explicit_scope`: an agent's credential names the permission.

    `preview`: shows an agent what would be done; it is done once that was confirmed. `admin`: none but admins may.
    """

    method: str
    path: str
    operation: Operation
    permission: Permission
    tool: str | None = None
    status: int = 200
    explicit_scope: bool = False
    preview: Operation | None = None
    admin: bool = False

    @property
    def name(self) -> str:
        """The name of the operation: its operation id."""
        return self.operation.__name__

    @property
    def description(self) -> str:
        """What the operation does, in its own words."""
        return inspect.getdoc(self.operation) or ""

    @cached_property
    def signature(self) -> inspect.Signature:
        """The operation's signature."""
        return inspect.signature(self.operation)

    @cached_property
    def parameters(self) -> list[inspect.Parameter]:
        """What the caller says."""
        return [one for name, one in self.signature.parameters.items() if name not in OURS]

    def admit(self, principal: Principal, *, as_tool: bool = False) -> None:
        """Raise Forbidden unless the caller may come in."""
        principal.require(self.permission, explicit=as_tool and self.explicit_scope)
        if self.admin and principal.role is not ProjectRole.ADMIN:
            raise Forbidden("Only a project admin may do this.")

    async def enter(self, state: State, principal: Principal, **said: Any) -> BaseModel | None:
        """Do the operation in a transaction of the caller's tenant, which is over when this returns.

        Raises Invalid for a text that cannot be stored, and what the operation raises.
        """
        async with state.db.tenant(principal.tenant_id) as tx:
            return await perform(self.operation, tx, state, principal, said)


async def perform(
    operation: Operation, tx: Tx, state: State, principal: Principal, said: dict[str, Any]
) -> BaseModel | None:
    """Do an operation with what it asks for by name. Raises Invalid for a text that cannot be stored."""
    if not storable(said):
        raise Invalid("A text cannot hold NUL, nor half of a surrogate pair.")
    given = said | {"tx": tx, "principal": principal} | {name: getattr(state, name) for name in OF_THE_APPLICATION}
    return await operation(**{name: given[name] for name in _names(operation) if name in given})


@cache
def _names(operation: Operation) -> tuple[str, ...]:
    return tuple(inspect.signature(operation).parameters)


DOORS: list[Door] = []
"""Every open door: the tools, the tests and the documentation are made from it."""


def door(router: APIRouter, row: str, operation: Operation, **options: Any) -> None:
    """`door(router, "GET /contacts", contact.list_contacts, permission="contacts.view", tool="get_contacts")`.

    Options are the fields of Door. Raises TypeError for a row without a known permission, or a second one of its name.
    """
    method, path = row.split()
    opened = Door(method, router.prefix + path, operation, **options)
    taken = {(one.method, one.path) for one in DOORS} | {one.name for one in DOORS}
    if opened.permission not in PROJECT_PERMISSIONS or taken & {opened.name, (method, opened.path)}:
        raise TypeError(f"{row} needs a permission that exists, and a name and a path of its own")
    router.add_api_route(
        path,
        _endpoint(opened),
        methods=[method],
        operation_id=opened.name,
        summary=opened.description.splitlines()[0],
        description=opened.description,
        status_code=opened.status,
        response_model=opened.signature.return_annotation,
        responses=PROBLEM_RESPONSE,
        openapi_extra={"x-permission": opened.permission},
    )
    DOORS.append(opened)


def _endpoint(opened: Door) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, principal: Principal, **said: Any) -> Response:
        return _answer(await opened.enter(request.app.state, principal, **said), opened.status)

    asked = {"request": Request, "principal": Annotated[Principal, Depends(Admission(opened.admit))]}
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in asked.items()
    ]
    for one in opened.parameters:
        annotation = HEADERS.get(one.name, one.annotation)
        asked_for = Annotated[annotation, Query()] if _is_list(annotation) else annotation
        parameters.append(one.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=asked_for))
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _is_list(annotation: Any) -> bool:
    """Whether several are said of it: then the query repeats its name."""
    plain = get_args(annotation)[0] if get_origin(annotation) in (Annotated, UnionType, Union) else annotation
    return get_origin(plain) is list or (plain is not annotation and _is_list(plain))


def _answer(result: BaseModel | None, status: int) -> Response:
    """The result as it is: the operation's types are checked before it runs, so nothing is validated again."""
    if result is None:
        return Response(status_code=status)
    version = getattr(result, "version", None)
    headers = {"ETag": f'"{version}"'} if version else {}
    return Response(result.model_dump_json(), status, headers, "application/json")
