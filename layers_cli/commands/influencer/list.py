"""`layers influencer list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.commands.influencer.options import State
from layers_cli.context.context import CommandContext
from layers_cli.render.views import influencers


@command(shape="Influencer", lists=True, examples=("layers influencer list --status ready --json",))
def list_(
    context: CommandContext,
    status: Annotated[
        State | None, typer.Option("--status", help="Influencers in this state.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's influencers, newest first."""
    pages = context.api.list_influencers(
        context.project, status=status, limit=None if all_rows else limit, cursor=cursor
    )
    context.out.show_pages(pages, influencers.influencer_table)
