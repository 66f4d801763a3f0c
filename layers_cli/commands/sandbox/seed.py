"""`layers sandbox seed`."""

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    FileArgument,
    control_client,
    read_file,
    show_object,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import seed_panel


@command(
    shape="SeedReceipt",
    examples=("layers sandbox seed world.yaml", "layers sandbox seed - < world.json"),
)
def seed(context: CommandContext, file: FileArgument, data: DataOption = None) -> None:
    """Add projects, media, containers and keys from a file; all of it, or nothing."""
    world = read_file(context, file)
    show_object(context, control_client(context, data).ask("POST", "/seed", world), seed_panel)
