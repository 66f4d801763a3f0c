"""`layers content approve`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import CONTAINERS, DecisionsOption, YesOption
from layers_cli.commands.content.decide import check_one_source, decide_file
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.inputs.project_fields import LONGEST_REVIEW, checked_text
from layers_cli.ledger.decisions import APPROVE
from layers_cli.render.views import content
from layers_cli.services import batch
from layers_cli.services.decisions.decide import DecideOptions
from layers_cli.services.posting import promotion


@command(
    changes=True,
    shape="Review",
    lists=True,
    prints=("Review[]", "Decision[]"),
    examples=(
        "layers content approve cnt_… cnt_… --note 'Love it'",
        "layers content approve --from decisions.jsonl --yes",
    ),
)
def approve(
    context: CommandContext,
    container_ids: Annotated[list[str] | None, CONTAINERS] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None,
    decisions: DecisionsOption = None,
    yes: YesOption = False,
) -> None:
    """Approve containers that wait for a review."""
    check_one_source(container_ids, decisions, note=note)
    if decisions is not None:
        decide_file(context, DecideOptions(decisions, APPROVE, agreed=yes))
        return
    if note is not None:
        checked_text(note, param="note", least=0, most=LONGEST_REVIEW)
    ids = batch.read_ids(context, container_ids or [])
    result = batch.run_batch(ids, lambda name: context.api.approve(name, note=note))
    promotion.warn_of_failed(context, result.done)
    show_batch(context, result, content.review_panel, content.review_table)
