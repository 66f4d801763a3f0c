"""`layers sandbox clock show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.sandbox.data_folder import DataOption, control_of

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.clock.noun import noun
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)


@noun.command("show", shape="ClockAnswer", examples=("layers sandbox clock show",))
def show(context: CommandContext, data: DataOption = None) -> None:
    """Show where the clock stands."""
    _show_clock(context, control_of(context, data).ask("GET", "/clock"))
