"""`ventros docs`: what is made from code. A test fails when a file is not what this would write."""

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from api.cli import reference, tools
from contracts.errors import NotFound
from contracts.event import Event, catalogue
from contracts.settings import env_example

ROOT = Path(__file__).parents[2]
OWN = ("contracts/schemas", "docs/reference")
"""Folders in which every file is made here: others are taken away."""


def docs() -> None:
    """Write what is made from code: reference pages, schemas, .env.example."""
    in_a_checkout()
    pages = generated()
    for name, text in pages.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for path in strays(ROOT, pages):
        path.unlink()
    typer.echo(f"Wrote {len(pages)} files.")


def in_a_checkout() -> None:
    """Raises NotFound where only the installed packages are."""
    if not (ROOT / "pyproject.toml").is_file():
        raise NotFound("This is no checkout: what is made from the code is written where the code is.")


def generated() -> dict[str, str]:
    """Every generated file, by its path in the checkout."""
    golden = {f"contracts/schemas/{name}.json": text for name, text in schemas().items()}
    pages = {f"docs/reference/{name}": text for name, text in reference.pages().items()}
    return {".env.example": env_example(), "docs/mcp.md": tools.page(), **golden, **pages}


def schemas() -> dict[str, str]:
    """The JSON schema of every event, by what `ce_dataschema` calls it."""
    return {event.spec.schema: schema(event) for event in catalogue().values()}


def strays(root: Path, pages: dict[str, str]) -> Iterator[Path]:
    """Files in our folders that nothing makes any more."""
    for folder in OWN:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.relative_to(root).as_posix() not in pages:
                yield path


def schema(event: type[Event]) -> str:
    """The JSON schema of an event's payload. Readers ignore fields they do not know, and so does the schema."""
    told = event.model_json_schema(mode="serialization")
    told.pop("additionalProperties", None)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ventros:schema:{event.spec.schema}",
        "title": event.spec.type,
        "description": event.spec.doc,
    }
    return json.dumps(head | {name: value for name, value in told.items() if name not in head}, indent=2) + "\n"
