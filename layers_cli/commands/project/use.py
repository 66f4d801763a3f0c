"""`layers project use`."""

from layers_cli.cli.command import command
from layers_cli.commands.project.options import ProjectArgument
from layers_cli.config.files import write_profile
from layers_cli.config.paths import config_file
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project
from layers_cli.services import batch


@command(shape="Project", examples=("layers project use prj_…",))
def use(context: CommandContext, project_id: ProjectArgument) -> None:
    """Make a project the profile's default, so that commands need no --project."""
    reply = context.api.get_project(batch.checked_id(project_id))
    profile = str(context.settings.profile.value)
    path = config_file(context.environ)
    write_profile(path, profile, {"project": reply.model.id})
    context.out.show(reply, project.project_panel)
    context.out.note(f"Profile {profile} now works in {reply.model.id} ({path})")
