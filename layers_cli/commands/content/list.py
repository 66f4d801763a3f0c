"""`layers content list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    AllOption,
    Approval,
    CreativeType,
    CursorOption,
    Format,
    LimitOption,
    SinceOption,
    Status,
    UntilOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.render.views import content
from layers_cli.services import review_queue


@command(
    shape="Container",
    lists=True,
    examples=(
        "layers content list --status completed --approval pending",
        "layers content list --all --jsonl | jq -r .id",
        "layers content list --since 24h --format slideshow-builder",
    ),
)
def list_(
    context: CommandContext,
    status: Annotated[
        list[Status] | None, typer.Option("--status", help="Containers in this state; repeatable.")
    ] = None,
    format: Annotated[
        list[Format] | None, typer.Option("--format", help="Containers of this format; repeatable.")
    ] = None,
    creative_type: Annotated[
        CreativeType | None, typer.Option("--creative-type", help="Where they come from.")
    ] = None,
    approval: Annotated[
        Approval | None, typer.Option("--approval", help="Containers in this state of review.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's containers, newest first."""
    now = context.out.now()
    filters = {
        "status": status,
        "format": format,
        "creativeType": creative_type,
        "approvalStatus": approval,
        "since": parse_optional_timestamp(since, param="since", now=now),
        "until": parse_optional_timestamp(until, param="until", now=now),
    }
    most = None if all_rows else limit
    pages = review_queue.containers(context, filters, limit=most, cursor=cursor)
    context.out.show_pages(pages, content.content_table)
