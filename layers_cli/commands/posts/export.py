"""`layers posts export`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import ForceOption
from layers_cli.commands.posts.options import (
    ChosenPosts,
    OfAccountOption,
    PostStateOption,
    SinceOption,
    UntilOption,
)
from layers_cli.commands.results.stdout import check_stdout
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services.posting import export as service


@command(
    shape="ExportedPosts",
    examples=("layers posts export --ics posts.ics --status queued",),
)
def export(
    context: CommandContext,
    ics: Annotated[
        str, typer.Option("--ics", metavar="FILE", help="The iCalendar file; - is stdout.")
    ],
    status: PostStateOption = None,
    account: OfAccountOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    force: ForceOption = False,
) -> None:
    """Write posts to a calendar file."""
    if ics == "-":
        check_stdout(context, "ics")
    asked = ChosenPosts(status or (), account, None, since, until, None)
    chosen = asked.filter(context, today=False, week=False, month=False)
    exported = service.export(context, chosen, ics, replace=force)
    if exported.path is None:
        context.out.bytes(exported.content)
    else:
        context.out.show(CombinedResult(exported.data, exported), views.exported_panel)
