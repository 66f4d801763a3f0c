"""`layers content list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import (
    AllOption,
    CursorOption,
    LimitOption,
)
from layers_cli.inputs.timestamps import parse_timestamp
from layers_cli.render.views import content

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.content.noun import noun


@noun.command(
    "list",
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
        list[str] | None,
        option(
            "--status",
            metavar="STATUS",
            help="queued, processing, completed, failed or canceled; repeatable.",
        ),
    ] = None,
    format: Annotated[
        list[str] | None, option("--format", metavar="FORMAT", help="A format; repeatable.")
    ] = None,
    creative_type: Annotated[
        str | None,
        option("--creative-type", metavar="TYPE", help="generated or uploaded."),
    ] = None,
    approval: Annotated[
        str | None,
        option("--approval", metavar="STATE", help="not_required, pending, approved or rejected."),
    ] = None,
    since: Annotated[
        str | None,
        option("--since", metavar="TIME", help="Created then or later: 2026-04-18, 24h, 7d."),
    ] = None,
    until: Annotated[
        str | None, option("--until", metavar="TIME", help="Created then or earlier.")
    ] = None,
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
        "since": since and parse_timestamp(since, param="since", now=now),
        "until": until and parse_timestamp(until, param="until", now=now),
    }
    pages = context.api.list_content(
        context.project, filters, limit=None if all_rows else limit, cursor=cursor
    )
    context.out.show_pages(pages, content.content_table)
