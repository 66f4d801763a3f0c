"""`layers review`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import CONTAINERS, CampaignOption, LimitOption, SinceOption
from layers_cli.context.context import CommandContext
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.review.session import review_queue
from layers_cli.services import batch
from layers_cli.services.review.queue import ReviewSource


@command(
    changes=True,
    shape="Decision",
    lists=True,
    examples=(
        "layers review",
        "layers review --since 1d",
        "layers review cnt_… cnt_…",
        "layers review --campaign hooks.results.csv",
        "layers review --accessible",
    ),
)
def review(
    context: CommandContext,
    container_ids: Annotated[list[str] | None, CONTAINERS] = None,
    pending: Annotated[
        bool, typer.Option("--pending", help="What waits in the project; the default.")
    ] = False,
    since: SinceOption = None,
    campaign: CampaignOption = None,
    limit: LimitOption = 200,
) -> None:
    """Look at content and decide: approve, reject, choose a variant, make another take.

    What you decide is kept on disk at once and sent when you say so, or when you leave.
    """
    ids = batch.read_ids(context, container_ids) if container_ids else []
    after = parse_optional_timestamp(since, param="since", now=context.out.now())
    review_queue(context, ReviewSource(ids, campaign, pending, after, limit))
