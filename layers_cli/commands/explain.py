"""`layers explain`: what an error code means and what to do, without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.tree import Noun
from layers_cli.services import explain as explain_service

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

verbs = Noun("", "")


@verbs.command(
    "explain",
    shape="ErrorExplanation",
    prints=("ErrorExplanation", "ErrorExplanation[]"),
    examples=("layers explain BILLING_EXHAUSTED", "layers explain --json"),
)
def explain(
    context: CommandContext,
    code: Annotated[
        str | None, argument(metavar="CODE", help="An error's code; all without one.")
    ] = None,
) -> None:
    """Explain an error code: its cause, the fix, whether to try again."""
    explain_service.show_all(context) if code is None else explain_service.show(context, code)
