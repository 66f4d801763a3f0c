"""`layers jobs list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import (
    AllOption,
    LimitOption,
)
from layers_cli.inputs.timestamps import parse_timestamp, to_epoch_seconds
from layers_cli.render.views import jobs as views
from layers_cli.services.jobs import history

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.jobs.noun import noun


@noun.command(
    "list",
    shape="Started",
    lists=True,
    examples=("layers jobs list --unfinished", "layers jobs list --since 24h --json"),
)
def list_(
    context: CommandContext,
    unfinished: Annotated[
        bool, option("--unfinished", help="What is left to wait for or to find out.")
    ] = False,
    since: Annotated[
        str | None, option("--since", metavar="TIME", help="Started then or later: 24h, 7d.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
) -> None:
    """List what this machine has started, newest first, with live states."""
    moment = since and parse_timestamp(since, param="since", now=context.out.now())
    rows = history.started(
        context,
        since=to_epoch_seconds(moment) if moment else None,
        limit=None if all_rows else limit,
        unfinished=unfinished,
    )
    table = views.unfinished_table if unfinished else views.started_table
    context.out.show_pages([history.listing(rows)], table)
