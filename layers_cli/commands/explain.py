"""`layers explain`: what an error code means and what to do, without asking anybody."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.services import explain as explain_service


@command(
    shape="ErrorExplanation",
    prints=("ErrorExplanation", "ErrorExplanation[]"),
    examples=("layers explain BILLING_EXHAUSTED", "layers explain --json"),
)
def explain(
    context: CommandContext,
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="An error's code; all without one.")
    ] = None,
) -> None:
    """Explain an error code: its cause, the fix, whether to try again."""
    explain_service.show_all(context) if code is None else explain_service.show(context, code)
