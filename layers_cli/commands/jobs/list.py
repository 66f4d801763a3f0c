"""`layers jobs list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, LimitOption
from layers_cli.context.context import CommandContext
from layers_cli.inputs.timestamps import parse_optional_timestamp, to_epoch_seconds
from layers_cli.render.choices import Format
from layers_cli.render.views import jobs as views
from layers_cli.services.jobs import history


@command(
    shape="Started",
    lists=True,
    examples=("layers jobs list --unfinished", "layers jobs list --since 24h --json"),
)
def list_(
    context: CommandContext,
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="What is left to wait for or to find out.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Started then or later: 24h, 7d.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
) -> None:
    """List what this machine has started, newest first, with live states."""
    moment = parse_optional_timestamp(since, param="since", now=context.out.now())
    rows = history.list_started(
        context,
        since=to_epoch_seconds(moment) if moment else None,
        limit=None if all_rows else limit,
        unfinished=unfinished,
        jobs_only=context.out.choices.format is Format.IDS,
    )
    table = views.unfinished_table if unfinished else views.started_table
    context.out.show_pages([history.listing(rows)], table)
