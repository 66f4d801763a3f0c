"""`layers sandbox faults list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.sandbox.data_folder import DataOption, control_of

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.commands.sandbox.faults.noun import noun


@noun.command("list", shape="ArmedRule", lists=True, examples=("layers sandbox faults list",))
def list_(context: CommandContext, data: DataOption = None) -> None:
    """List the rules, and how often each has fired."""
    _show(context, control_of(context, data).ask("GET", "/faults"))
