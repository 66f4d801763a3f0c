"""`layers sandbox seed`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.sandbox.faults.add import read_file
from layers_cli.context.context import CommandContext


@command(
    shape="SeedReceipt",
    examples=("layers sandbox seed world.yaml", "layers sandbox seed - < world.json"),
)
def seed(
    context: CommandContext,
    file: Annotated[str, typer.Argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add projects, media, containers and keys from a file; all of it, or nothing."""
    from layers_cli.api.responses import CombinedResult
    from layers_cli.render.views.sandbox_control import seed_panel

    world = read_file(context, file)
    made = control_of(context, data).ask("POST", "/seed", world)
    context.out.show(CombinedResult(made, made), seed_panel)
