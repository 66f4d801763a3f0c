"""`layers project update`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import Review
from layers_cli.commands.project.common import (
    AppDescriptionOption,
    AppNameOption,
    ChosenArgument,
    ExternalIdOption,
    LanguageOption,
    TaglineOption,
    _chosen,
    _fields,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.render.views import project
from layers_cli.services.jobs.submit import start_billable_command

NameOption = Annotated[
    str | None, typer.Option("--name", metavar="TEXT", help="Its name, 3 to 30 characters.")
]


TimezoneOption = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="An IANA zone such as Europe/Berlin."),
]


@command(
    shape="Project",
    examples=(
        "layers project update --app-description @description.txt",
        "layers project update --review review_all",
    ),
)
def update(
    context: CommandContext,
    project_id: ChosenArgument = None,
    name: NameOption = None,
    timezone: TimezoneOption = None,
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
    review: Annotated[
        Review | None, typer.Option("--review", help="What waits for a review.")
    ] = None,
    first_n: Annotated[
        int | None,
        typer.Option("--first-n", metavar="N", min=1, max=50, help="How many, for review_first_n."),
    ] = None,
) -> None:
    """Change a project; an empty text clears a field."""
    chosen = _chosen(context, project_id)
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
    if not fields and review is None:
        raise exceptions.UsageError(
            "Nothing was given to change", hint="layers project update --help"
        )
    if review is not None:
        context.api.set_review_policy(chosen, review, first_n=first_n)
    if fields:
        key = start_billable_command(context, [chosen, fields], feedback=context.out)
        reply = context.api.update_project(chosen, fields, key=key)
    else:
        reply = context.api.get_project(chosen)
    context.out.show(reply, project.project_panel)
