"""What goes wrong, told the same way everywhere: RFC 9457 problem details."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from contracts.errors import VentrosError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
"""Seconds after which a caller may try again when a service of ours was away."""

HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": RETRY_AFTER}}
"""What an answer of this status says beside its problem."""


class Flaw(BaseModel):
    """One thing that is wrong with a request: where in the body (a JSON pointer), or which parameter or header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it. `type` names the kind for programs, `detail` tells people of this case."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None = Field(None, description="Names this request in our logs.")
    errors: list[Flaw] | None = Field(None, description="Everything that is wrong with the request.")


PROBLEM_RESPONSE: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem: what went wrong, and what to do about it.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class VersionRequired(VentrosError):
    """Say which version you change: send the ETag that you read as If-Match."""

    status = 428


def answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    named = problem.model_copy(update={"request_id": request.scope.get("state", {}).get("request_id")})
    content = named.model_dump_json(exclude_none=True)
    return Response(content, problem.status, dict(headers or HEADERS.get(problem.status, {})), MEDIA_TYPE)


def problem_of(error: VentrosError) -> Problem:
    """An error of ours as a problem: the class is the type, its docstring the title."""
    kind = type(error)
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    title = (kind.__doc__ or "").strip().splitlines()[0]
    return Problem(type=f"urn:ventros:problem:{name}", title=title, status=error.status, detail=str(error))


def plain(status: int, detail: str | None = None) -> Problem:
    """A problem that its HTTP status says all about."""
    phrase = HTTPStatus(status).phrase
    return Problem(title=phrase, status=status, detail=detail or f"{phrase}.")


def tell_problems(app: FastAPI) -> None:
    """Answer every error that has a name with its problem. The rest ends in api.limits."""
    app.exception_handler(VentrosError)(_ours)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)


async def _ours(request: Request, error: VentrosError) -> Response:
    return answer(request, problem_of(error))


async def _http(request: Request, error: HTTPException) -> Response:
    return answer(request, plain(error.status_code), error.headers)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    wrong = error.errors()
    if any(one["type"] == "missing" and one["loc"] == ("header", "If-Match") for one in wrong):
        return answer(request, problem_of(VersionRequired()))
    status = 400 if any(one["type"] == "json_invalid" for one in wrong) else 422
    return answer(request, _described(status, [_flaw(one["loc"], one["msg"]) for one in wrong]))


def _described(status: int, flaws: list[Flaw]) -> Problem:
    return Problem(
        type="urn:ventros:problem:invalid-request",
        title="The request does not have the shape that this door asks for.",
        status=status,
        detail="; ".join(f"{one.pointer or one.parameter or one.header}: {one.detail}" for one in flaws),
        errors=flaws,
    )


def _flaw(place: tuple[str | int, ...], detail: str) -> Flaw:
    kind, *path = place
    if kind == "body":
        return Flaw(detail=detail, pointer="#" + "".join(f"/{_escaped(str(part))}" for part in path))
    name = ".".join(map(str, path))
    return Flaw(detail=detail, header=name) if kind == "header" else Flaw(detail=detail, parameter=name)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
