"""`layers sandbox faults clear`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.sandbox.data_folder import DataOption, control_of

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.commands.sandbox.faults.noun import noun


@noun.command("clear", shape="ArmedRule", lists=True, examples=("layers sandbox faults clear",))
def clear(context: CommandContext, data: DataOption = None) -> None:
    """Take all rules away."""
    _show(context, control_of(context, data).ask("DELETE", "/faults"))
