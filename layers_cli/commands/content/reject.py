"""`layers content reject`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import CONTAINERS, DecisionsOption, MaxCreditsOption, YesOption
from layers_cli.commands.content.decide import check_one_source, decide_file
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.input_files import checked_words
from layers_cli.inputs.project_fields import LONGEST_REVIEW, checked_text
from layers_cli.ledger.decisions import REJECT
from layers_cli.render.views import content
from layers_cli.services import batch
from layers_cli.services.decisions.decide import DecideOptions
from layers_cli.services.decisions.journal import note_rejections

_EXAMPLE = "--reason 'Hook is off-brand'"


@command(
    changes=True,
    shape="Review",
    lists=True,
    prints=("Review[]", "Decision[]"),
    examples=(
        f"layers content reject cnt_… {_EXAMPLE}",
        "layers content reject --from decisions.csv --yes",
    ),
)
def reject(
    context: CommandContext,
    container_ids: Annotated[list[str] | None, CONTAINERS] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why; @FILE and - read it.")
    ] = None,
    decisions: DecisionsOption = None,
    max_credits: MaxCreditsOption = None,
    yes: YesOption = False,
) -> None:
    """Reject containers for good: a rejected one can never be scheduled."""
    check_one_source(container_ids, decisions, reason=reason)
    if decisions is not None:
        options = DecideOptions(decisions, REJECT, agreed=yes, max_credits=max_credits)
        decide_file(context, options)
        return
    text = _checked(context, reason)
    ids = batch.read_ids(context, container_ids or [])
    result = batch.run_batch(ids, lambda name: context.api.reject(name, reason=text))
    note_rejections(context, [reply.model.id for reply in result.done], text)
    show_batch(context, result, content.review_panel, content.review_table)


def _checked(context: CommandContext, reason: str | None) -> str:
    if reason is None:
        raise UsageError("A rejection has a reason", hint=f"add one: {_EXAMPLE}", param="reason")
    words = context.text(reason, param="reason")
    text = checked_words(words, "reason", example=_EXAMPLE)
    return checked_text(text, param="reason", least=1, most=LONGEST_REVIEW)
