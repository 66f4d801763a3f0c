"""Say of which hooks no job was started, and why, beside the jobs that were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from layers_cli.api.errors import CreateError
from layers_cli.api.generation import GenerationRequest, Submission
from layers_cli.api.responses import model_class
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.problem import Problem
from layers_cli.errors.reporting import brief, describe

if TYPE_CHECKING:
    from layers_cli.api.models import Job  # saves pydantic where JSON is printed

_LONGEST_SHOWN = 60  # characters of a hook in a message


class NotStarted(NamedTuple):
    """A *request* that started no job: the *problem* says why, and whether it may have."""

    request: GenerationRequest
    problem: Problem
    code: ExitCode

    @property
    def data(self) -> dict[str, Any]:
        """Return it as an item among the jobs, with an `error` and no containers."""
        return {
            "hook": self.request.hook,
            "format": self.request.format,
            "projectId": self.request.project,
            "status": "failed",
            "containerIds": [],
            **self.problem.as_json(),
            "containers": [],
        }

    @property
    def model(self) -> Job:
        """Return it as a row of a table of jobs."""
        return cast("Job", model_class("Job").model_validate(self.data))

    @property
    def warning(self) -> str:
        """Return what it is and why it was not started, in a sentence."""
        hook = " ".join((self.request.hook or self.request.format).split())
        name = hook if len(hook) <= _LONGEST_SHOWN else f"{hook[: _LONGEST_SHOWN - 1]}…"
        return f"`{name}` was not started: {brief(self.problem)}"


def not_started(context: CommandContext, submission: Submission) -> list[NotStarted]:
    """Return what of *submission* started no job, and why."""
    found = []
    for refusal in submission.refused:
        exc = CreateError(refusal.request.rerun_key, refusal.error)
        report = describe(exc, key_origin=context.key_origin, program=context.program)
        found.append(NotStarted(refusal.request, report.problem, report.code))
    last = found[-1] if found else None
    return found + [_unsent(each, last) for each in submission.unsent if last]


def _unsent(request: GenerationRequest, last: NotStarted) -> NotStarted:
    error = CommandError(
        f"it was not sent after this error: {last.problem.message}",
        code="cli_not_sent",
        exit_code=last.code,
        submitted="no",
        safe_to_retry=True,
    )
    return NotStarted(request, error.problem, error.exit_code)


def warn_of(context: CommandContext, missing: Sequence[NotStarted]) -> None:
    """Warn of what is *missing*, and hint at the ways on."""
    for each in missing:
        context.feedback.warn(each.warning)
    for hint in dict.fromkeys(each.problem.hint for each in missing if each.problem.hint):
        context.feedback.hint(hint)
    if missing:
        context.feedback.hint(
            "to start the rest, run the same command again: what was started is not paid for again"
        )
