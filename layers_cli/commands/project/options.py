"""What the commands of `layers project` share."""

from typing import Annotated, Any

import typer

from layers_cli.context.context import CommandContext
from layers_cli.inputs.input_files import checked_words
from layers_cli.inputs.project_fields import OPTIONS, checked_project
from layers_cli.services import batch

ProjectArgument = Annotated[str, typer.Argument(metavar="ID", help="A project's id.")]


ChosenArgument = Annotated[
    str | None, typer.Argument(metavar="ID", help="A project's id; the chosen one by default.")
]


NAME = typer.Option("--name", metavar="TEXT", help="Its name, 3 to 30 characters.")


TimezoneOption = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="An IANA zone such as Europe/Berlin."),
]


AppNameOption = Annotated[
    str | None,
    typer.Option("--app-name", metavar="TEXT", help="The app's name; slideshows need it."),
]


AppDescriptionOption = Annotated[
    str | None,
    typer.Option(
        "--app-description",
        metavar="TEXT",
        help="What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.",
    ),
]


TaglineOption = Annotated[
    str | None, typer.Option("--tagline", metavar="TEXT", help="One line, 80 characters at most.")
]


ExternalIdOption = Annotated[
    str | None, typer.Option("--external-id", metavar="TEXT", help="Your own id for the customer.")
]


FirstNOption = Annotated[
    int | None,
    typer.Option("--first-n", metavar="N", min=1, max=50, help="How many, for review_first_n."),
]


def project_or_chosen(context: CommandContext, project_id: str | None) -> str:
    """Return *project_id* if it can be an id, the chosen project without one."""
    return context.project if project_id is None else batch.checked_id(project_id)


def given_fields(context: CommandContext, **given: str | None) -> dict[str, Any]:
    """Return what was *given*, by the API's names; an empty text clears a field with null.

    Raises `UsageError` for a blank one, and for a value that the API would refuse.
    """
    texts = {
        name: context.text(value, param=OPTIONS[name])
        for name, value in given.items()
        if value is not None
    }
    words = {
        name: checked_words(text, OPTIONS[name], example="'' clears it") if text else None
        for name, text in texts.items()
    }
    return checked_project(words)
