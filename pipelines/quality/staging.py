"""The suites of the staging views of the marts, made from what dbt says of them and from the contracts behind them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import yaml
from pydantic import BaseModel

from contracts.core.project import Project
from contracts.crm.channel import Channel
from contracts.crm.chat import Chat
from contracts.crm.contact import Contact
from contracts.crm.message import Message
from contracts.crm.session import Session
from memory.core.staging import SCHEMA
from pipelines.quality.additions import AHEAD, BETWEEN, IN_ORDER, KEYS, ONE_OF, PAST, REFERENCES
from pipelines.quality.field import Field, fields
from pipelines.quality.suite import (
    NUMBER,
    TENANT,
    Expectation,
    Suite,
    counted,
    in_order,
    one_of,
    past,
    there,
    unique,
    within,
)

MODELS = Path(__file__).parents[2] / "dbt/models/staging"

CONTRACTS: dict[str, type[BaseModel]] = {
    "stg_core__projects": Project,
    "stg_crm__channels": Channel,
    "stg_crm__chats": Chat,
    "stg_crm__contacts": Contact,
    "stg_crm__messages": Message,
    "stg_crm__sessions": Session,
}
"""What the rows of a view are, as everybody else sees them. No contract is behind the outbox and the enrichments."""

_TEXT, _NUMBER, _TIME = "t.{}::text", "t.{}::float8", "extract(epoch from t.{})::float8"
_THERE = "nullif(t.{} is null, true)::text"


@dataclass(frozen=True)
class View:
    """A staging view: its columns with what they come from, and what dbt tests of them."""

    name: str
    columns: dict[str, str]
    needed: list[str]
    key: list[str]

    @property
    def changed(self) -> str:
        """The column that says when a row was last written."""
        return "updated_at" if "updated_at" in self.columns else "recorded_at"

    @property
    def row(self) -> str:
        """The expression that names a row."""
        return f"concat_ws('/', {', '.join(f't.{column}' for column in self.key)})"


def views() -> dict[str, View]:
    """Every staging view that dbt makes."""
    return {
        model["name"]: _view(model)
        for file in sorted(MODELS.rglob("_*__models.yml"))
        for model in yaml.safe_load(file.read_text())["models"]
    }


def staging_suites(now: datetime) -> dict[str, Suite]:
    """A suite for every staging view, by its name."""
    known = views()
    owners = {view.key[0]: name for name, view in known.items() if len(view.key) == 1}
    return {name: _suite(view, owners, now) for name, view in known.items()}


def framed(rows: Sequence[dict[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Rows of a view as a frame: numbers and texts, whatever is null in them."""
    types = [(name, pa.float64() if name.endswith(NUMBER) else pa.string()) for name in columns]
    return pa.Table.from_pylist(list(rows), pa.schema(types)).to_pandas()


def _view(model: dict[str, Any]) -> View:
    name = model["name"]
    tested = {column["name"]: column.get("data_tests", []) for column in model["columns"]}
    needed = [column for column, tests in tested.items() if "not_null" in tests]
    alone = [column for column, tests in tested.items() if "unique" in tests]
    query = next(MODELS.rglob(f"{name}.sql")).read_text()
    return View(name, dict(_columns(query)), needed, list(KEYS.get(name, alone)))


def _columns(query: str) -> Iterator[tuple[str, str]]:
    """The columns of a view and what each comes from. A line is a column: staging renames, and does nothing else."""
    for line in query.partition("select\n")[2].partition("\nfrom ")[0].splitlines():
        source, _, name = line.strip(" ,").rpartition(" as ")
        yield name.rpartition(".")[2], source or name


def _suite(view: View, owners: dict[str, str], now: datetime) -> Suite:
    suite, name = Suite("staging", view.name), view.name
    for column in dict.fromkeys([*view.needed, *view.key]):
        suite.expect(_there(suite, column))
    for column in view.key:
        _read(suite, column, _TEXT)
    suite.expect(unique([TENANT, *view.key], f"{' and '.join(view.key)} is there once"))
    if contract := CONTRACTS.get(name):
        _by_contract(suite, view, {field.name: field for field in fields(contract)}, now)
    leads = {column: owner for column, owner in owners.items() if column in view.columns and owner != name}
    for column, owner in {**leads, **REFERENCES.get(name, {})}.items():
        suite.expect(_leads(suite, column, owner, next(key for key in owners if owners[key] == owner)))
    _by_hand(suite, now)
    return suite


def _by_contract(suite: Suite, view: View, known: dict[str, Field], now: datetime) -> None:
    for column, source in view.columns.items():
        if (field := known.get(source)) is None or column in view.key:
            continue
        if not field.nullable:
            suite.expect(_there(suite, column))
        if field.choices:
            suite.expect(one_of(_read(suite, column, _TEXT), field.choices))
        if field.format == "date-time":
            suite.expect(past(_read(suite, column, _TIME, NUMBER), now + AHEAD))
        if "integer" in field.kinds:
            suite.expect(counted(_read(suite, column, _NUMBER, NUMBER)))


def _by_hand(suite: Suite, now: datetime) -> None:
    for pair in IN_ORDER.get(suite.name, ()):
        forms = [_TIME if column.endswith("_at") else _NUMBER for column in pair]
        low, high = (_read(suite, column, form, NUMBER) for column, form in zip(pair, forms, strict=True))
        suite.expect(in_order(low, high))
    for column, (least, most) in BETWEEN.get(suite.name, {}).items():
        suite.expect(within(_read(suite, column, _NUMBER, NUMBER), least, most))
    for column, values in ONE_OF.get(suite.name, {}).items():
        suite.expect(one_of(_read(suite, column, _TEXT), values))
    for column in PAST.get(suite.name, ()):
        suite.expect(past(_read(suite, column, _TIME, NUMBER), now + AHEAD))


def _there(suite: Suite, column: str) -> Expectation:
    """Of what must be there no more is read than whether it is."""
    return there(_read(suite, column, _THERE, " there"), f"{column} is there")


def _leads(suite: Suite, column: str, owner: str, key: str) -> Expectation:
    """A column leads to a row of that view, of the same tenant, where it leads anywhere."""
    there_is = f"exists (select from {SCHEMA}.{owner} as o where o.tenant_id = t.tenant_id and o.{key} = t.{column})"
    found = f"{column} leads"
    suite.columns[found] = f"case when t.{column} is not null then {there_is}::text end"
    return one_of(found, ["true"], f"{column} leads to {owner}")


def _read(suite: Suite, column: str, form: str, ending: str = "") -> str:
    """The column of the frame with a column of the view."""
    suite.columns[column + ending] = form.format(column)
    return column + ending
