"""`layers project create`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.render.views import project
from layers_cli.services.jobs import submit

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.project.common import (
    AppDescriptionOption,
    AppNameOption,
    ExternalIdOption,
    LanguageOption,
    TaglineOption,
    _fields,
)
from layers_cli.commands.project.noun import noun


@noun.command(
    "create",
    shape="Project",
    examples=("layers project create --name InboxZen --timezone UTC --app-name InboxZen",),
)
def create(
    context: CommandContext,
    name: Annotated[str, option("--name", metavar="TEXT", help="Its name, 3 to 30 characters.")],
    timezone: Annotated[
        str, option("--timezone", metavar="ZONE", help="An IANA zone such as Europe/Berlin.")
    ] = "UTC",
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
) -> None:
    """Create a project."""
    fields = _fields(
        context,
        name=name,
        timezone=timezone,
        appName=app_name,
        appDescription=app_description,
        tagline=tagline,
        primaryLanguage=language,
        customerExternalId=external_id,
    )
    key = submit.begin(context, ["project", fields])
    reply = context.api.create_project(fields, key=key)
    context.out.show(reply, project.project_panel)
    context.out.hint(f"to work in it: {context.program} project use {reply.model.id}")
