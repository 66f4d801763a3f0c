"""`layers webhooks list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, ForProjectOption, LimitOption
from layers_cli.commands.webhooks.options import EndpointState
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account


@command(shape="Webhook", lists=True, examples=("layers webhooks list --status auto_paused",))
def list_(
    context: CommandContext,
    status: Annotated[
        EndpointState | None, typer.Option("--status", help="Endpoints in this state.")
    ] = None,
    for_project: ForProjectOption = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the organization's endpoints, newest first."""
    pages = context.api.list_webhooks(
        project_id=for_project,
        status=status,
        limit=None if all_rows else limit,
        cursor=cursor,
    )
    context.out.show_pages(pages, account.webhook_table)
