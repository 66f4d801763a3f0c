"""`layers project get`."""

from layers_cli.cli.command import command
from layers_cli.commands.project.options import ChosenArgument, project_or_chosen
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project


@command(shape="Project", examples=("layers project get",))
def get(context: CommandContext, project_id: ChosenArgument = None) -> None:
    """Show a project."""
    context.out.show(
        context.api.get_project(project_or_chosen(context, project_id)), project.project_panel
    )
