"""Three tools that stand for many: a caller of more than DIRECT tools finds, learns and uses them by name.

A model that is shown a hundred definitions with every question reads little else. The direct ones stay beside these.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from mcp.types import Tool as Described
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from api.mcp.tool import Nothing, Terse, Tool

DIRECT = 30
"""So many tools are told of directly and no more."""

CATALOG, LEARN, EXECUTE = "get_tool_catalog", "learn_tools", "execute_tool"

Name = Annotated[str, Field(max_length=100)]


class Entry(BaseModel):
    """A tool in one line."""

    name: str
    what: str
    kind: str = Field(description="look, export, change or send.")


class Catalog(BaseModel):
    """The tools that this credential may use."""

    tools: list[Entry]


class Wanted(BaseModel, extra="forbid"):
    """Which tools to learn."""

    names: list[Name] = Field(min_length=1, max_length=10)


class Learned(BaseModel):
    """The definitions of tools, as tools/list has them."""

    tools: list[dict[str, Any]]


class Execution(BaseModel, extra="forbid"):
    """Which tool to use, and with what."""

    tool_name: Name
    arguments: dict[str, Any] = {}


def described() -> list[Described]:
    """The three, as agents are told of them."""
    return [
        _described(CATALOG, "List every tool by name, with a line on what it does.", Nothing, Catalog),
        _described(LEARN, "Show what tools take and give, before you use them by execute_tool.", Wanted, Learned),
        _described(EXECUTE, "Use a tool by its name. It answers and asks as it would directly.", Execution, None),
    ]


def catalog(tools: Sequence[Tool]) -> Catalog:
    """The tools in a line each."""
    return Catalog(
        tools=[Entry(name=tool.name, what=tool.door.description.splitlines()[0], kind=tool.kind) for tool in tools]
    )


def learned(tools: Sequence[Tool], wanted: Wanted) -> Learned:
    """The definitions of those that are wanted and that there are."""
    shown = [tool.described for tool in tools if tool.name in wanted.names]
    return Learned(tools=[one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in shown])


def _described(name: str, what: str, takes: type[BaseModel], gives: type[BaseModel] | None) -> Described:
    looks = gives is not None
    return Described(
        name=name,
        title=name.replace("_", " ").capitalize(),
        description=what,
        input_schema=takes.model_json_schema(schema_generator=Terse),
        output_schema=gives.model_json_schema(mode="serialization", schema_generator=Terse) if gives else None,
        annotations=ToolAnnotations(
            title=name.replace("_", " ").capitalize(),
            read_only_hint=looks,
            destructive_hint=not looks,
            idempotent_hint=looks,
            open_world_hint=not looks,
        ),
    )
