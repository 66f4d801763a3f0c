"""`layers sandbox faults add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.inputs import input_files

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.commands.sandbox.faults.noun import noun


@noun.command(
    "add",
    shape="ArmedRule",
    lists=True,
    examples=("layers sandbox faults add rules.yaml", "layers sandbox faults add - < rules.json"),
)
def add(
    context: CommandContext,
    file: Annotated[str, argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add the rules of a file after those there are."""
    _show(context, control_of(context, data).ask("POST", "/faults", read_file(context, file)))


def read_file(context: CommandContext, file: str) -> bytes:
    """Return what is in *file*, or on stdin for `-`, to be judged by the sandbox."""
    return input_files.read_bytes(file, cwd=context.cwd, stdin=context.stdin, param="FILE")
