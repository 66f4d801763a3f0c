"""`layers sandbox requests`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    MethodOption,
    PathOption,
    StatusOption,
    _listing,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.sandbox.manage.control_client import ControlClient

FOLLOW_SECONDS = 0.5


@command(
    shape="RequestRecord",
    lists=True,
    examples=(
        "layers sandbox requests --method POST --status 5xx",
        "layers sandbox requests --follow",
    ),
)
def requests(
    context: CommandContext,
    method: MethodOption = None,
    path: PathOption = None,
    status: StatusOption = None,
    follow: Annotated[
        bool, typer.Option("-f", "--follow", help="Go on with what is still to come.")
    ] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget them all instead.")] = False,
    data: DataOption = None,
) -> None:
    """Show what the sandbox was asked, secrets taken out."""
    from layers_cli.render.output import Format
    from layers_cli.render.views.sandbox_control import request_table

    if follow and context.out.choices.format is Format.JSON:
        raise exceptions.UsageError("--json never ends here", hint="use --jsonl", param="follow")
    control = control_of(context, data)
    if clear:
        context.out.note(f"Forgot {control.ask('DELETE', '/requests')['cleared']} requests")
        return
    query = {"method": method and method.upper(), "path": path, "status": status}
    pages = _following(context, control, query) if follow else [_requests(control, query)]
    context.out.show_pages(pages, request_table)


def _requests(control: ControlClient, query: dict[str, Any]) -> ListPage[Any]:
    return _listing(control.ask("GET", "/requests", query=query)["items"])


def _following(
    context: CommandContext, control: ControlClient, query: dict[str, Any]
) -> Iterator[ListPage[Any]]:
    """Yield what fits now, and then whatever comes, until Ctrl-C."""
    after = 0
    while True:
        log = control.ask("GET", "/requests", query={**query, "after": after})
        # Numbers begin anew when the sandbox does.
        after = log["last"] if log["last"] >= after else 0
        yield _listing(log["items"])
        context.pause(FOLLOW_SECONDS)
