"""A door as a tool: what agents are told of it, and how what they say becomes what its operation takes."""

from functools import cached_property
from inspect import Parameter
from typing import Any

from mcp.types import CallToolResult, TextContent, ToolAnnotations
from mcp.types import Tool as Described
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model
from pydantic.json_schema import GenerateJsonSchema
from starlette.datastructures import State

from api.door import Door
from contracts.core.user import Principal
from contracts.errors import Forbidden, Invalid


class Nothing(BaseModel, extra="forbid"):
    """The body of a door that takes none."""


class Terse(GenerateJsonSchema):
    """Without titles of fields: a model that reads the schema with every question would only read each name twice."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


class Tool:
    """A tool. Its arguments lie flat: the fields of a body stand beside what a path, a query or a header would say."""

    def __init__(self, door: Door) -> None:
        self.door, self.name = door, door.tool or door.name
        self._body = next((one for one in door.parameters if _is_body(one)), None)
        self._plain = [one for one in door.parameters if one is not self._body]

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """Everything that is said to it, as one model."""
        fields: dict[str, Any] = {
            one.name: (one.annotation, ... if one.default is Parameter.empty else one.default) for one in self._plain
        }
        return create_model(self.name, __base__=self._body.annotation if self._body else Nothing, **fields)

    @cached_property
    def described(self) -> Described:
        """What agents are told. What is sent outside counts as destructive: nobody can take it back."""
        looks, outside = self.door.permission.endswith(".view"), self.door.explicit_scope
        result = TypeAdapter[Any](self.door.signature.return_annotation)
        title = self.name.replace("_", " ").capitalize()
        return Described(
            name=self.name,
            title=title,
            description=self.door.description,
            input_schema=self.arguments.model_json_schema(schema_generator=Terse),
            output_schema=result.json_schema(mode="serialization", schema_generator=Terse),
            annotations=ToolAnnotations(
                title=title,
                read_only_hint=looks,
                destructive_hint=outside,
                idempotent_hint=looks or "idempotency_key" in self.arguments.model_fields,
                open_world_hint=outside,
            ),
        )

    def open_to(self, principal: Principal) -> bool:
        """Whether the caller may use it."""
        try:
            self.door.admit(principal, as_tool=True)
        except Forbidden:
            return False
        return True

    async def call(self, state: State, principal: Principal, arguments: dict[str, Any]) -> CallToolResult:
        """Use it. Raises Forbidden, Invalid for arguments that it does not take, and what the operation raises."""
        self.door.admit(principal, as_tool=True)
        result = await self.door.enter(state, principal, **self._said(arguments))
        if result is None:
            return CallToolResult(content=[])
        return CallToolResult(
            content=[TextContent(text=result.model_dump_json())], structured_content=result.model_dump(mode="json")
        )

    def _said(self, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            given = self.arguments.model_validate(arguments)
        except ValidationError as error:
            flaws = error.errors(include_url=False, include_context=False, include_input=False)
            raise Invalid(
                "; ".join(f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in flaws)
            ) from None
        said = {one.name: getattr(given, one.name) for one in self._plain}
        if self._body:
            body = self._body.annotation
            said[self._body.name] = body.model_validate(
                given.model_dump(include=set(body.model_fields), exclude_unset=True)
            )
        return said


def _is_body(parameter: Parameter) -> bool:
    return isinstance(parameter.annotation, type) and issubclass(parameter.annotation, BaseModel)
