"""What is said of a run that Ctrl-C or another signal ended: what goes on, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.problem import Problem

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

CODE = "cli_interrupted"


def stopped(context: CommandContext) -> Problem:
    """Return how *context* stands at the moment that it is stopped."""
    if context.resume:
        return Problem(
            CODE,
            "Stopped waiting; the work goes on",
            resume=context.resume,
            hint=f"to go on watching: {context.resume}",
            submitted="yes" if context.submitted else "no",
            safe_to_retry=True,
        )
    if context.is_sending:
        return Problem(
            CODE,
            "Stopped; it may have been submitted",
            resume=context.recovery,
            hint=f"to find out and go on: {context.recovery}",
            submitted="unknown",
            safe_to_retry=True,
        )
    hint = "to go on: run the same command again" if context.keeps_parts else None
    return Problem(CODE, "Stopped", hint=hint, submitted="no", safe_to_retry=True)


def in_a_line(problem: Problem) -> str:
    """Return *problem* as one sentence or two, for people."""
    hint = problem.hint
    return f"{problem.message}. {hint[0].upper()}{hint[1:]}" if hint else problem.message
