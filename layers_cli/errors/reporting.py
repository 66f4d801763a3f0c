"""Describes the exception that ended a run, for people and for programs.

Rules are looked up along the class's ancestors, so a new subclass needs no rule of its own.
"""

import re
from collections.abc import Mapping
from shlex import quote
from typing import Any, NamedTuple

from layers_cli.api.errors import ApiError, CreateError, InvalidError
from layers_cli.errors import hints
from layers_cli.errors.command_lines import command_line, for_account
from layers_cli.errors.error_table import API_ERRORS, DOCS, HINTS, LOCAL_ERRORS, message_for
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.problem import Problem

# The part of a request that names something: `mediaId`, `references.mediaIds.0`.
_ID = re.compile(r"(?:^|\.)(?:container|influencer|job|media|project)Ids?(?:\.\d+)?$")


class ErrorReport(NamedTuple):
    """An exit code for the shell, and the problem to show."""

    code: ExitCode
    problem: Problem


def describe(
    exc: Exception,
    *,
    help_command: str = "layers --help",
    key_origin: str | None = None,
    program: str = "layers",
) -> ErrorReport:
    """Return exit code and problem for *exc*.

    *help_command*, and *key_origin*, where the key in use comes from, fill in the hints; commands
    in them begin with *program*.
    """
    names = {
        "help": help_command,
        "another_key": hints.another_key(key_origin),
        "address": hints.address_of(key_origin),
    }
    report = _report(exc, help_command, names)
    hint, resume = report.problem.hint, report.problem.resume
    problem = report.problem._replace(
        hint=hint and for_account(hint, program),
        resume=resume and for_account(resume, program),
    )
    return ErrorReport(report.code, problem)


def with_resume_command(
    problem: Problem, *, resume: str | None, submitted: bool, recovery: str | None = None
) -> Problem:
    """Return *problem* with the command that resumes what is under way.

    *resume* waits for running jobs, *submitted* says whether this run paid for them. *recovery*
    finds out the outcome of a billable call that was interrupted before its answer came. Where it
    is certain that *problem* was submitted, *resume* is nearer than its own.
    """
    if recovery is not None and problem.submitted is None:
        return problem._replace(submitted="unknown", safe_to_retry=True, resume=recovery)
    if resume is None or (problem.resume and problem.submitted != "yes"):
        return problem
    return problem._replace(
        resume=resume,
        submitted="yes" if submitted else problem.submitted,
        safe_to_retry=True if submitted else problem.safe_to_retry,  # it resumes the same job
    )


def with_billing_status(problem: Problem) -> Problem:
    """Return *problem* with `submitted` and `safe_to_retry` filled in, which JSON always has.

    Calls that cost or create say it themselves; nothing else is submitted, and may be repeated.
    People are told only where it matters.
    """
    problem = problem._replace(submitted=problem.submitted or "no")
    if problem.safe_to_retry is None and problem.submitted == "no":
        return problem._replace(safe_to_retry=True)
    return problem


def _report(exc: Exception, help_command: str, names: Mapping[str, str]) -> ErrorReport:
    if isinstance(exc, CommandError):
        return ErrorReport(exc.exit_code, exc.problem)
    if isinstance(exc, CreateError):
        return _of_create(exc, names)
    if isinstance(exc, ApiError):
        return _with_outcome(_of_api(exc, names), exc)
    return _of_local(exc, help_command)


def _of_api(exc: ApiError, names: Mapping[str, str]) -> ErrorReport:
    ancestors = [cls.__name__ for cls in type(exc).__mro__]
    rule = next(API_ERRORS[name] for name in ancestors if name in API_ERRORS)
    if _names_nothing(exc):
        rule = API_ERRORS["NotFoundError"]
    hint = HINTS.get(exc.code, rule.hint)
    status = getattr(exc, "status", None)
    details = getattr(exc, "details", None) or None
    is_api = not exc.code.startswith("cli_")
    problem = Problem(
        code=exc.code,
        message=message_for(exc.code, str(exc), status),
        server_said=str(exc) if is_api else None,
        hint=hint and hints.filled(hint, exc.path, details, names, param=_param(details)),
        status=status or None,
        request_id=getattr(exc, "request_id", None),
        retryable=rule.retryable,
        retry_after=getattr(exc, "retry_after", None),
        details=details,
        param=_param(details),
        doc_url=f"{DOCS}/operational/errors" if is_api else None,
    )
    return ErrorReport(rule.code, problem)


def _names_nothing(exc: ApiError) -> bool:
    """Whether the API refused an id: one that cannot exist, or does not (api-rest 5.1)."""
    param = _param(getattr(exc, "details", None)) or ""
    return isinstance(exc, InvalidError) and _ID.search(param) is not None


def _param(details: Mapping[str, Any] | None) -> str | None:
    issues = (details or {}).get("issues")
    first = issues[0] if isinstance(issues, list) and issues else None
    path = first.get("path") if isinstance(first, dict) else None
    if isinstance(path, list):
        return ".".join(map(str, path))
    return path if isinstance(path, str) else None


def _of_create(exc: CreateError, names: Mapping[str, str]) -> ErrorReport:
    """Say whether the call was submitted; repeating the same key is harmless (content page)."""
    key, causes = exc.rerun_key, (exc.cause, *exc.others)
    # What to do about it is said of the first whose outcome is unknown, as that may be paid for.
    cause = next((each for each in causes if each.maybe_executed), exc.cause)
    report = _with_money(_of_api(cause, names), cause, key)
    if exc.others:
        told = dict.fromkeys(brief(_of_api(each, names).problem) for each in causes)
        message = f"None of {len(causes)} was started: {'; '.join(told)}"
        report = report._replace(problem=report.problem._replace(message=message))
    if not cause.maybe_executed:
        return report
    again = f"run the same command again with --idempotency-key {quote(key)}"
    return ErrorReport(
        report.code, report.problem._replace(hint=f"{again}: it never starts a second job")
    )


def brief(problem: Problem) -> str:
    """Return *problem* in a few words, with the server's own if there are any."""
    said = problem.server_said
    return f"{problem.message} ({said})" if said else problem.message


def _with_outcome(report: ErrorReport, exc: ApiError) -> ErrorReport:
    """Say whether a call that costs or creates was executed, and whether a repeat does no harm."""
    if exc.key is not None and exc.is_accepted:
        resume = command_line("jobs", "resume", exc.key)
        return _replaced(report, submitted="yes", safe_to_retry=True, resume=resume)
    if exc.key is not None:
        return _with_money(report, exc, exc.key)
    if not (exc.acts_again and exc.maybe_executed):
        return report
    return _replaced(report, submitted="unknown", safe_to_retry=False)


def _replaced(report: ErrorReport, **fields: Any) -> ErrorReport:
    return report._replace(problem=report.problem._replace(**fields))


def _with_money(report: ErrorReport, cause: ApiError, key: str) -> ErrorReport:
    """Say whether a billable call, sent with *key*, was executed, and how to resume."""
    resume = command_line("jobs", "resume", key) if cause.maybe_executed else None
    problem = report.problem._replace(
        submitted="unknown" if cause.maybe_executed else "no",
        safe_to_retry=True,  # the ledger repeats it with the same key
        resume=resume,
        hint=f"find out and resume: {resume}" if resume else report.problem.hint,
        details={**(report.problem.details or {}), "idempotencyKey": key},
    )
    return ErrorReport(report.code, problem)


def _of_local(exc: Exception, help_command: str) -> ErrorReport:
    """Report an error that is neither the API's nor a `CommandError`: usage, files, settings."""
    if hasattr(exc, "exit_code") and hasattr(exc, "format_message"):  # Typer's usage errors
        message = exc.format_message()
        return ErrorReport(ExitCode.USAGE, UsageError(message, hint=help_command).problem)
    names = [cls.__name__ for cls in type(exc).__mro__]
    rule = next((LOCAL_ERRORS[name] for name in names if name in LOCAL_ERRORS), None)
    if rule is None:
        return ErrorReport(ExitCode.ERROR, _unexpected(exc))
    resume = getattr(exc, "resume", None)
    hint = rule.hint.format(resume=resume) if rule.hint else getattr(exc, "hint", None)
    problem = Problem(
        rule.code,
        rule.message or _os_message(exc),
        hint,
        retryable=rule.retryable,
        submitted=rule.submitted,
        safe_to_retry=True if rule.submitted else None,
        resume=resume,
    )
    return ErrorReport(rule.exit_code, problem)


def _os_message(exc: Exception) -> str:
    if isinstance(exc, OSError) and exc.strerror:
        return f"{exc.filename}: {exc.strerror}" if exc.filename else exc.strerror
    return str(exc)


def _unexpected(exc: Exception) -> Problem:
    return Problem(
        code="cli_unexpected",
        message=f"Unexpected error: {type(exc).__name__}: {exc}",
        hint="run it again with --debug to see where, and please report it",
    )
