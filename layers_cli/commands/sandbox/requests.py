"""`layers sandbox requests`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    FollowOption,
    MethodOption,
    PathOption,
    StatusOption,
    check_follow,
    control_client,
    request_filter,
    show_rows,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import request_table
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
    follow: FollowOption = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget them all instead.")] = False,
    data: DataOption = None,
) -> None:
    """Show the requests that the sandbox received, without secrets."""
    check_follow(context, follow=follow)
    control = control_client(context, data)
    query = request_filter(method, path, status)
    if clear:
        context.out.note(f"Forgot {control.ask('DELETE', '/requests')['cleared']} requests")
    elif follow:
        context.out.show_pages(_following(context, control, query), request_table)
    else:
        show_rows(context, control.ask("GET", "/requests", query=query)["items"], request_table)


def _following(
    context: CommandContext, control: ControlClient, query: dict[str, Any]
) -> Iterator[ListPage[Any]]:
    """Yield what fits now, and then whatever comes, until Ctrl-C."""
    after = 0
    while True:
        log = control.ask("GET", "/requests", query={**query, "after": after})
        # Numbers begin anew when the sandbox does.
        after = log["last"] if log["last"] >= after else 0
        yield ListPage(log["items"], log["items"])
        context.pause(FOLLOW_SECONDS)
