"""`layers sandbox clock advance`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.sandbox.data_folder import DataOption, control_of

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.clock.noun import noun
from layers_cli.commands.sandbox.control_common import (
    _show_clock,
)


@noun.command("advance", shape="ClockAnswer", examples=("layers sandbox clock advance 10m",))
def advance(
    context: CommandContext,
    duration: Annotated[str, argument(metavar="TIME", help="How far: 90s, 10m, 1h30m.")],
    data: DataOption = None,
) -> None:
    """Move the clock forward at once."""
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", {"advance": duration}))
