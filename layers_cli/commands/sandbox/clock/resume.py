"""`layers sandbox clock resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.commands.sandbox.data_folder import DataOption, control_of

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.clock.noun import noun
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)


@noun.command("resume", shape="ClockAnswer", examples=("layers sandbox clock resume",))
def resume(context: CommandContext, data: DataOption = None) -> None:
    """Let the clock run at the usual speed, from where it stands."""
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", {"mode": "real"}))
