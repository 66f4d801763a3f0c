"""`layers accounts list`."""

from enum import StrEnum
from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views

Platform = StrEnum("Platform", ["tiktok", "instagram"])
AccountState = StrEnum("AccountState", ["connected", "reauth_required", "disconnected"])


@command(
    shape="SocialAccount",
    lists=True,
    examples=("layers accounts list --status reauth_required",),
)
def list_(
    context: CommandContext,
    platform: Annotated[
        Platform | None, typer.Option("--platform", help="Accounts on this platform.")
    ] = None,
    status: Annotated[
        AccountState | None, typer.Option("--status", help="Accounts in this state.")
    ] = None,
    limit: LimitOption = 50,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's accounts, most recently connected first."""
    pages = context.api.list_social_accounts(
        context.project,
        platform=platform,
        status=status,
        limit=None if all_rows else limit,
        cursor=cursor,
    )
    context.out.show_pages(pages, views.account_table)
