"""Turns every exception that may end a run into what people and programs get to see.

Looked up along the class's ancestors, so a new error is covered from birth and the order never
matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers_cli.errors.error_table import API_ERRORS, DOCS, HINTS, LOCAL_ERRORS, message_for
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers_cli.api.errors import ApiError, CreateError, PartialSubmissionError

# A command that does not say yet which account it is for.
_BARE = r"\blayers (?!--(?:sandbox|profile)\b)(?=[a-z-])"


@dataclass(frozen=True)
class ErrorReport:
    """How a run ends: the code for the shell, the problem for the eye."""

    code: ExitCode
    problem: Problem


def describe(
    exc: Exception,
    *,
    help_command: str = "layers --help",
    project: str = "ID",
    program: str = "layers",
) -> ErrorReport:
    """Find out how *exc* ends the run.

    *help_command* and *project* fill in the ways out, which begin with *program*.
    """
    end = _report(exc, help_command, {"help": help_command, "project": project})
    lines = {"hint": end.problem.hint, "resume": end.problem.resume}
    for name, line in lines.items():
        if line:
            lines[name] = re.sub(_BARE, lambda _: f"{program} ", line)
    return ErrorReport(end.code, replace(end.problem, hint=lines["hint"], resume=lines["resume"]))


def with_resume_command(
    problem: Problem, *, resume: str | None, submitted: bool, recovery: str | None = None
) -> Problem:
    """Add to *problem* what is under way.

    *resume* waits for work that goes on, *submitted* if this run paid for it; *recovery* finds out
    what became of a call that costs, where something else than its answer ended the run.
    """
    if recovery is not None and problem.submitted is None:
        return replace(problem, submitted="unknown", safe_to_retry=True, resume=recovery)
    if resume is None or problem.resume:
        return problem
    return replace(
        problem,
        resume=resume,
        submitted="yes" if submitted else problem.submitted,
        safe_to_retry=True if submitted else problem.safe_to_retry,  # it goes on with the job
    )


def with_billing_status(problem: Problem, exc: Exception) -> Problem:
    """Let *problem* say what programs want to hear of every error, also of a call that is free.

    People are told where it matters: everywhere else it would be noise.
    """
    if problem.submitted is None:
        maybe_executed = getattr(exc, "maybe_executed", False)
        problem = replace(problem, submitted="unknown" if maybe_executed else "no")
    if problem.safe_to_retry is None and problem.submitted == "no":
        return replace(problem, safe_to_retry=True)
    return problem


def _report(exc: Exception, help_command: str, names: Mapping[str, str]) -> ErrorReport:
    from layers_cli.api import errors

    if isinstance(exc, CommandError):
        return ErrorReport(exc.exit_code, exc.problem)
    if isinstance(exc, errors.CreateError):
        return _of_create(exc, names)
    if isinstance(exc, errors.PartialSubmissionError):
        return _of_incomplete(exc, names)
    if isinstance(exc, errors.ApiError):
        report = _of_api(exc, names)
        return report if exc.key is None else _with_money(report, exc, exc.key)
    return _of_guard(exc) or _of_ours(exc, help_command)


def _of_api(exc: ApiError, names: Mapping[str, str]) -> ErrorReport:
    ancestors = [cls.__name__ for cls in type(exc).__mro__]
    rule = next(API_ERRORS[name] for name in ancestors if name in API_ERRORS)
    hint = HINTS.get(exc.code, rule.hint)
    status = getattr(exc, "status", None)
    is_api = not exc.code.startswith("cli_")
    problem = Problem(
        code=exc.code,
        message=message_for(exc.code, str(exc), status),
        server_said=str(exc) if is_api else None,
        hint=hint.format(**names) if hint else None,
        status=status or None,
        request_id=getattr(exc, "request_id", None),
        retryable=rule.retryable,
        retry_after=getattr(exc, "retry_after", None),
        details=getattr(exc, "details", None) or None,
        param=_param(getattr(exc, "details", None)),
        doc_url=f"{DOCS}/operational/errors" if is_api else None,
    )
    return ErrorReport(rule.code, problem)


def _param(details: Mapping[str, Any] | None) -> str | None:
    issues = (details or {}).get("issues")
    first = issues[0] if isinstance(issues, list) and issues else None
    path = first.get("path") if isinstance(first, dict) else None
    return ".".join(map(str, path)) if isinstance(path, list) else path


def _of_create(exc: CreateError, names: Mapping[str, str]) -> ErrorReport:
    """Say what happened to the money; the same key makes another try harmless (content page)."""
    key = exc.request.rerun_key
    report = _with_money(_of_api(exc.cause, names), exc.cause, key)
    if not exc.cause.maybe_executed:
        return report
    again = f"run the same command again with --idempotency-key {key}"
    return ErrorReport(
        report.code, replace(report.problem, hint=f"{again}: it never starts a second job")
    )


def _with_money(report: ErrorReport, cause: ApiError, key: str) -> ErrorReport:
    """Say whether a call that costs, sent with *key*, was carried out, and how to go on."""
    resume = f"layers jobs resume {key}" if cause.maybe_executed else None
    problem = replace(
        report.problem,
        submitted="unknown" if cause.maybe_executed else "no",
        safe_to_retry=True,  # the ledger sees to it that a repeat goes on with the same key
        resume=resume,
        hint=f"find out, and go on: {resume}" if resume else report.problem.hint,
        details={**(report.problem.details or {}), "idempotencyKey": key},
    )
    return ErrorReport(report.code, problem)


def _of_incomplete(exc: PartialSubmissionError, names: Mapping[str, str]) -> ErrorReport:
    """Name the jobs that run and are paid for, and say why there are no more."""
    jobs = [str(reply.data.get("jobId")) for reply in exc.accepted]
    cause = _of_api(exc.cause, names).problem
    key = exc.request.rerun_key
    watch = "layers jobs watch " + " ".join(jobs)
    resume = f"layers jobs resume {key}" if exc.cause.maybe_executed else watch
    what = "one got no answer" if exc.cause.maybe_executed else "one was refused"
    problem = replace(
        cause,
        message=f"{len(jobs)} jobs were started, then {what}. {cause.message}",
        submitted="yes",
        safe_to_retry=True,  # what was started is not started again, see `errands`
        resume=resume,
        hint=f"go on with those that run: {watch}; for the rest too, run the same command again",
        details={**(cause.details or {}), "jobIds": jobs, "idempotencyKey": key},
    )
    return ErrorReport(ExitCode.PARTIAL, problem)


def _of_guard(exc: Exception) -> ErrorReport | None:
    """End a run that the ledger stopped before anything was sent."""
    from layers_cli.ledger import errors

    if isinstance(exc, errors.OutcomeUnknownError):
        resume = f"layers jobs resume {exc.entry.intent.run}"
        problem = Problem(
            code="cli_doubt",
            message="The same was asked for before, so long ago or with another API key that"
            " sending it again might pay twice, and whether it was made is not known",
            submitted="unknown",
            safe_to_retry=True,
            retryable=False,
            resume=resume,
            hint=f"look for it, and go on: {resume}; or make another one with --force-new",
        )
        return ErrorReport(ExitCode.DECLINED, problem)
    if isinstance(exc, errors.BudgetError):
        problem = Problem(
            code="cli_budget",
            message=f"{exc}, a guard of this machine alone",
            submitted="no",
            safe_to_retry=True,
            retryable=False,
            hint="raise it: layers config set budget.daily CREDITS",
        )
        return ErrorReport(ExitCode.DECLINED, problem)
    return None


def _of_ours(exc: Exception, help_command: str) -> ErrorReport:
    """End a run for what is neither the API's nor a `CommandError`: usage, files, configuration."""
    if hasattr(exc, "exit_code") and hasattr(exc, "format_message"):  # Typer's usage errors
        message = exc.format_message()
        return ErrorReport(ExitCode.USAGE, UsageError(message, hint=help_command).problem)
    found = next(
        (LOCAL_ERRORS[cls.__name__] for cls in type(exc).__mro__ if cls.__name__ in LOCAL_ERRORS),
        None,
    )
    if found is None:
        return ErrorReport(ExitCode.ERROR, _unexpected(exc))
    exit_code, code = found
    # These may come before or after a call that costs: only of our other errors is it known.
    submitted = None if code in ("cli_file", "cli_shaping") else "no"
    return ErrorReport(
        exit_code,
        Problem(
            code,
            _os_message(exc),
            getattr(exc, "hint", None),
            submitted=submitted,
            safe_to_retry=True if submitted else None,
        ),
    )


def _os_message(exc: Exception) -> str:
    if isinstance(exc, OSError) and exc.strerror:
        return f"{exc.filename}: {exc.strerror}" if exc.filename else exc.strerror
    return str(exc)


def _unexpected(exc: Exception) -> Problem:
    return Problem(
        code="cli_unexpected",
        message=f"Something unexpected happened: {type(exc).__name__}: {exc}",
        hint="run it again with --debug to see where, and report it",
    )
