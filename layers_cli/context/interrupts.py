"""What is said of a run that Ctrl-C or another signal ended: what goes on, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.problem import Problem

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

CODE = "cli_interrupted"


def stopped(run: Runtime) -> Problem:
    """Return how *run* stands at the moment that it is stopped."""
    if run.resume:
        return Problem(
            CODE,
            "Stopped waiting; the work goes on",
            resume=run.resume,
            hint=f"to go on watching: {run.resume}",
            submitted="yes" if run.submitted else "no",
            safe_to_retry=True,
        )
    if run.is_sending:
        return Problem(
            CODE,
            "Stopped; it may have been submitted",
            resume=run.recovery,
            hint=f"to find out and go on: {run.recovery}",
            submitted="unknown",
            safe_to_retry=True,
        )
    hint = "to go on: run the same command again" if run.keeps_parts else None
    return Problem(CODE, "Stopped", hint=hint, submitted="no", safe_to_retry=True)


def in_a_line(problem: Problem) -> str:
    """Return *problem* as one sentence or two, for people."""
    hint = problem.hint
    return f"{problem.message}. {hint[0].upper()}{hint[1:]}" if hint else problem.message
