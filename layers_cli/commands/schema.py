"""`layers schema`: the JSON Schemas of what the commands print."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.cli import manifest
from layers_cli.cli.command import command, description_of
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.output_models import json_schema
from layers_cli.render.views.help import schema_table

EVENTS, ERRORS = "events", "errors"


@command(
    prints=("SchemaName[]", "JsonSchema"),
    examples=("layers schema content list", "layers schema errors", "layers schema"),
)
def schema(
    context: CommandContext,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND", help="A command; or errors, or events; none lists them all."
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of what a command prints with --json."""
    if words:
        found = schema_of(" ".join(words))
        context.out.show(CombinedResult(found, found))
        return
    rows = [{"name": name, "prints": " or ".join(prints)} for name, prints in outputs()]
    context.out.show_pages([ListPage(rows, rows)], schema_table)


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of what the command *name* prints; raises `UsageError` if it has none."""
    name = manifest.DEFAULTS.get(name, name)
    prints = next((prints for known, prints in outputs() if known == name), None)
    if prints is None:
        raise exceptions.UsageError(
            f"There is no command `{name}` that prints JSON",
            hint="see them all: layers schema",
            param="COMMAND",
        )
    return json_schema.error_schema() if name == ERRORS else json_schema.output_schema(name, prints)


def outputs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of each command that prints JSON, and the shapes of it."""
    for name in manifest.commands():
        if prints := description_of(name).prints:
            yield name, prints
    yield ERRORS, ("Problem",)
    yield EVENTS, ("ProgressEvent",)
