"""`layers project update`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import LanguageOption, Review
from layers_cli.commands.project.options import (
    NAME,
    AppDescriptionOption,
    AppNameOption,
    ChosenArgument,
    ExternalIdOption,
    FirstNOption,
    TaglineOption,
    TimezoneOption,
    given_fields,
    project_or_chosen,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project
from layers_cli.services import projects


@command(
    changes=True,
    shape="Project",
    examples=(
        "layers project update --app-description @description.txt",
        "layers project update --review review_all",
    ),
)
def update(
    context: CommandContext,
    project_id: ChosenArgument = None,
    name: Annotated[str | None, NAME] = None,
    timezone: TimezoneOption = None,
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
    review: Annotated[
        Review | None, typer.Option("--review", help="What waits for a review.")
    ] = None,
    first_n: FirstNOption = None,
) -> None:
    """Change a project; an empty text clears a field."""
    chosen = project_or_chosen(context, project_id)
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
    reply = projects.update_project(context, chosen, fields, review=review, first_n=first_n)
    context.out.show(reply, project.project_panel)
