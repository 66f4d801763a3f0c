"""`layers sandbox faults add`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.context.context import CommandContext
from layers_cli.inputs import input_files


@command(
    shape="ArmedRule",
    lists=True,
    examples=("layers sandbox faults add rules.yaml", "layers sandbox faults add - < rules.json"),
)
def add(
    context: CommandContext,
    file: Annotated[str, typer.Argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add the rules of a file after those there are."""
    _show(context, control_of(context, data).ask("POST", "/faults", read_file(context, file)))


def read_file(context: CommandContext, file: str) -> bytes:
    """Return what is in *file*, or on stdin for `-`, to be judged by the sandbox."""
    return input_files.read_bytes(file, cwd=context.cwd, stdin=context.stdin, param="FILE")
