"""`layers sandbox seed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.sandbox.faults.add import read_file

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.noun import noun


@noun.command(
    "seed",
    shape="SeedReceipt",
    examples=("layers sandbox seed world.yaml", "layers sandbox seed - < world.json"),
)
def seed(
    context: CommandContext,
    file: Annotated[str, argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add projects, media, containers and keys from a file; all of it, or nothing."""
    from layers_cli.api.responses import CombinedResult
    from layers_cli.render.views.sandbox_control import seed_panel

    world = read_file(context, file)
    made = control_of(context, data).ask("POST", "/seed", world)
    context.out.show(CombinedResult(made, made), seed_panel)
