"""Shows what error codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.views.explain import explanation_panel, explanation_table
from layers_cli.services.explanations import explanation, explanations, nearest_codes

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext


def show(context: CommandContext, code: str) -> None:
    """Show what is known of *code*; raises `CommandError` for one that nobody gives."""
    known = explanation(code)
    if known is None:
        near = nearest_codes(code)
        raise CommandError(
            f"There is no error code `{code}`",
            code="cli_unknown_code",
            exit_code=ExitCode.NOT_FOUND,
            hint=(f"did you mean {', '.join(near)}? " if near else "") + "all: layers explain",
        )
    context.out.show(CombinedResult(known.data, known), explanation_panel)


def show_all(context: CommandContext) -> None:
    """List every code that is known."""
    rows = list(explanations().values())
    context.out.show_pages([ListPage([row.data for row in rows], rows)], explanation_table)
