"""`layers project archive`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.project.options import ProjectArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project
from layers_cli.services import batch, consent


@command(changes=True, shape="ArchivedProject", examples=("layers project archive prj_… --yes",))
def archive(context: CommandContext, project_id: ProjectArgument, yes: YesOption = False) -> None:
    """Archive a project; its running jobs are canceled."""
    name = batch.checked_id(project_id)
    question = f"Archive {name}? Its running jobs and scheduled posts are canceled"
    consent.require(context, question, agreed=yes)
    context.out.show(context.api.archive_project(name), project.archived_panel)
    undo = context.command_line("api", "PATCH", f"/v1/projects/{name}", "-f", "status=active")
    context.out.hint(f"to make it active again: {undo}")
