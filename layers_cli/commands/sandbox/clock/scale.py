"""`layers sandbox clock scale`."""

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


@noun.command("scale", shape="ClockAnswer", examples=("layers sandbox clock scale 60",))
def scale(
    context: CommandContext,
    factor: Annotated[
        float, argument(metavar="FACTOR", min=0.001, help="Its seconds for each of ours.")
    ],
    data: DataOption = None,
) -> None:
    """Let the clock run faster or slower."""
    change = {"mode": "scaled", "factor": factor}
    _show_clock(context, control_of(context, data).ask("PATCH", "/clock", change))
