"""A door as a tool: what agents are told of it, and how what they say becomes what its operation takes."""

from datetime import datetime
from functools import cached_property
from inspect import Parameter, signature
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from mcp.types import Tool as Described
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model
from pydantic.json_schema import GenerateJsonSchema
from starlette.datastructures import State

from api.door import Door, perform
from contracts.core.user import Principal
from contracts.errors import Forbidden, Invalid
from memory.core.confirmation import MAX_TOKEN, Deed, confirm, token_for
from memory.crm.export import Progress
from memory.db import Tx

ModelT = TypeVar("ModelT", bound=BaseModel)
PreviewT = TypeVar("PreviewT", bound=BaseModel)

AUTOMATE = "messages.automate"
"""The scope of automations that nobody watches: what they do is not shown first."""


SHOWN_FIRST = (
    "\n\nFirst it answers with a preview and a confirmation_token, and does nothing. Show the preview to a person; "
    "once they agree, call it again with the same arguments and the token."
)


class Nothing(BaseModel, extra="forbid"):
    """The body of a door that takes none, and the answer of one that gives none."""


class ToConfirm(BaseModel, Generic[PreviewT]):
    """Nothing was done yet. Show `preview` to a person; if they agree, call again with the same arguments and this
    confirmation_token. It is good once.
    """

    confirmation_token: str
    expires_at: datetime
    preview: PreviewT


Token = Annotated[
    str | None, Field(max_length=MAX_TOKEN, description="From the answer to the same call without it; good once.")
]


class Terse(GenerateJsonSchema):
    """Without titles of fields: a model that reads the schema with every question would only read each name twice."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


class Given(NamedTuple):
    """Arguments: as the operation takes them, the token apart, and all of them plainly, for a confirmation."""

    said: dict[str, Any]
    token: str | None
    plain: dict[str, Any]


class Tool:
    """A tool. Its arguments lie flat: the fields of a body stand beside what a path, a query or a header would say."""

    def __init__(self, door: Door) -> None:
        self.door, self.name = door, door.tool or door.name
        self._body = next((one for one in door.parameters if _is_body(one)), None)
        self._plain = [one for one in door.parameters if one is not self._body]

    @property
    def kind(self) -> str:
        """What it does to the world: look, export, change, send."""
        verb = self.door.permission.rpartition(".")[2]
        return {"view": "look", "send": "send", "export": "export"}.get(verb, "change")

    @property
    def streams(self) -> bool:
        """Whether it tells how far it is."""
        return "progress" in self.door.signature.parameters

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """Everything that is said to it, as one model."""
        fields: dict[str, Any] = {
            one.name: (one.annotation, ... if one.default is Parameter.empty else one.default) for one in self._plain
        }
        if self.door.preview:
            fields["confirmation_token"] = (Token, None)
        return create_model(self.name, __base__=self._body.annotation if self._body else Nothing, **fields)

    @cached_property
    def described(self) -> Described:
        """What agents are told. What is sent, and what only admins may do, counts as destructive."""
        looks = self.kind in ("look", "export")
        repeatable = looks or self.door.method == "PATCH" or "idempotency_key" in self.arguments.model_fields
        title = self.name.replace("_", " ").capitalize()
        return Described(
            name=self.name,
            title=title,
            description=self.door.description + (SHOWN_FIRST if self.door.preview else ""),
            input_schema=self.arguments.model_json_schema(schema_generator=Terse),
            output_schema=self._output(),
            annotations=ToolAnnotations(
                title=title,
                read_only_hint=looks,
                destructive_hint=self.kind == "send" or self.door.admin,
                idempotent_hint=repeatable,
                open_world_hint=self.kind == "send",
            ),
        )

    def open_to(self, principal: Principal) -> bool:
        """Whether the caller may use it."""
        try:
            self.door.admit(principal, as_tool=True)
        except Forbidden:
            return False
        return True

    def read(self, arguments: dict[str, Any]) -> Given:
        """What is said, checked. Raises Invalid for arguments that it does not take."""
        given = checked(self.arguments, arguments)
        said = {one.name: getattr(given, one.name) for one in self._plain}
        if self._body:
            body = self._body.annotation
            fields = given.model_dump(include=set(body.model_fields), exclude_unset=True)
            said[self._body.name] = body.model_validate(fields)
        plain = given.model_dump(mode="json", exclude={"confirmation_token"})
        return Given(said, getattr(given, "confirmation_token", None), plain)

    async def do(self, tx: Tx, state: State, principal: Principal, given: Given, progress: Progress) -> BaseModel:
        """Use it; where that has to be confirmed first, show what it would do.

        Raises NotConfirmed, and what the operation raises.
        """
        said = given.said | ({"progress": progress} if self.streams else {})
        if self.door.preview and (given.token or AUTOMATE not in principal.scopes):
            deed = Deed(principal, self.name, given.plain)
            if given.token is None:
                shown = await perform(self.door.preview, tx, state, principal, said) or Nothing()
                token, until = token_for(state.sealer, deed, state.clock())
                return ToConfirm(confirmation_token=token, expires_at=until, preview=shown)
            await confirm(tx, state.sealer, deed, given.token, state.clock())
        return await perform(self.door.operation, tx, state, principal, said) or Nothing()

    def _output(self) -> dict[str, Any]:
        kind: Any = self.door.signature.return_annotation
        if self.door.preview:
            kind = kind | ToConfirm[signature(self.door.preview).return_annotation]  # type: ignore[misc]
        return {"type": "object"} | TypeAdapter[Any](kind).json_schema(mode="serialization", schema_generator=Terse)


def checked(kind: type[ModelT], arguments: dict[str, Any]) -> ModelT:
    """Arguments as a model. Raises Invalid, naming every flaw and no value."""
    try:
        return kind.model_validate(arguments)
    except ValidationError as error:
        flaws = error.errors(include_url=False, include_context=False, include_input=False)
        raise Invalid(
            "; ".join(f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in flaws)
        ) from None


def _is_body(parameter: Parameter) -> bool:
    return isinstance(parameter.annotation, type) and issubclass(parameter.annotation, BaseModel)
