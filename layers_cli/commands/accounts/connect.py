"""`layers accounts connect`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import TimeoutOption
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.views import posts as views
from layers_cli.services.posting import accounts as service


@command(
    changes=True,
    shape="AuthorizationStatus",
    prints=("AuthorizationStatus", "AuthorizationLink"),
    examples=(
        "layers accounts connect tiktok --web",
        "layers accounts connect tiktok:@inboxzen --no-watch",
    ),
)
def connect(
    context: CommandContext,
    account: Annotated[
        str,
        typer.Argument(
            metavar="PLATFORM", help="tiktok or instagram; or an account to authorize again."
        ),
    ],
    web: Annotated[bool, typer.Option("--web", help="Open the link in the browser.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch/--no-watch", " /--no-wait", help="Wait until it is used.")
    ] = True,
    timeout: TimeoutOption = "10m",
) -> None:
    """Connect an account, or authorize it again, with a link to open."""
    seconds = parse_duration(timeout)
    link = service.authorize(context, account)
    if not watch:
        context.out.show(link, views.link_panel)
        return
    service.offer(context, link.model, web=web)
    connection = service.wait_for(context, link.model.state, timeout=seconds)
    context.out.show(connection.status, views.authorization_panel)
    exit_with(connection.exit_code)
