"""`layers credits events`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    AllOption,
    CreditEventType,
    CursorOption,
    ForProjectOption,
    LimitOption,
    SinceOption,
    UntilOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.render.views import account


@command(
    shape="CreditEvent",
    lists=True,
    examples=(
        "layers credits events --since 7d",
        "layers credits events --type usage --all --csv",
    ),
)
def events(
    context: CommandContext,
    type_: Annotated[
        CreditEventType | None, typer.Option("--type", help="Events of this kind.")
    ] = None,
    for_project: ForProjectOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List what was spent, granted and given back, newest first."""
    now = context.out.now()
    filters = {
        "projectId": for_project,
        "eventType": type_,
        "since": parse_optional_timestamp(since, param="since", now=now),
        "until": parse_optional_timestamp(until, param="until", now=now),
    }
    pages = context.api.list_credit_events(
        filters, limit=None if all_rows else limit, cursor=cursor
    )
    context.out.show_pages(pages, account.credit_event_table)
