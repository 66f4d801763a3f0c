"""`layers project create`."""

from typing import Annotated

from layers_cli.cli.command import command
from layers_cli.cli.options import LanguageOption
from layers_cli.commands.project.options import (
    NAME,
    AppDescriptionOption,
    AppNameOption,
    ExternalIdOption,
    TaglineOption,
    TimezoneOption,
    given_fields,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project
from layers_cli.services.jobs.submit import start_billable_command


@command(
    shape="Project",
    examples=("layers project create --name InboxZen --timezone UTC --app-name InboxZen",),
)
def create(
    context: CommandContext,
    name: Annotated[str, NAME],
    timezone: TimezoneOption = "UTC",
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
) -> None:
    """Create a project."""
    fields = given_fields(
        context,
        name=name,
        timezone=timezone,
        appName=app_name,
        appDescription=app_description,
        tagline=tagline,
        primaryLanguage=language,
        customerExternalId=external_id,
    )
    key = start_billable_command(context, ["project", fields])
    reply = context.api.create_project(fields, key=key)
    context.out.show(reply, project.project_panel)
    context.out.hint(f"to work in it: {context.command_line('project', 'use', reply.model.id)}")
