"""What came of an upload: the containers, and the error for those that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.api.errors import ApiError, InvalidError
from layers_cli.api.responses import ApiResponse
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode, worst
from layers_cli.errors.reporting import ErrorReport, brief, describe
from layers_cli.uploads.groups import UploadGroup
from layers_cli.uploads.validation_errors import InvalidSourceError, ValidationIssue

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

LONGEST_SHOWN = 200  # characters of a caption in a command that we print


class UploadOutcome(NamedTuple):
    """What came of one post: *state* is uploaded, present, busy or failed.

    *reply* is its container, *error* what kept it from being one; *by_url* ones have no files here.
    """

    name: str
    reply: ApiResponse[Container] | None = None
    state: str = "failed"
    error: Exception | None = None
    by_url: bool = False


class NotSentError(CommandError):
    """A post of which nothing was sent, because of the error *cause* of one before it."""

    def __init__(self, cause: ApiError) -> None:
        super().__init__(
            f"it was not sent after this error: {cause}",
            code="cli_not_sent",
            exit_code=describe(cause).code,
            submitted="no",
            safe_to_retry=True,
        )


class UploadReport(NamedTuple):
    """The outcomes of an upload of as many posts as were *requested*, in their order."""

    outcomes: tuple[UploadOutcome, ...]
    requested: int

    @property
    def completed(self) -> list[UploadOutcome]:
        """Return those that have a container."""
        return [each for each in self.outcomes if each.reply is not None]

    @property
    def failed(self) -> list[UploadOutcome]:
        """Return those that have none."""
        return [each for each in self.outcomes if each.reply is None]

    def error(self, *, program: str) -> CommandError:
        """Return the error for what failed; *program* begins the command that continues."""
        failed = self.failed
        reports = [_describe(each, program) for each in failed]
        can_resume = any(_can_resume(each) for each in failed)
        resume = command_line("upload", "--resume", program=program) if can_resume else None
        hint = f"continue with what is missing: {resume}" if resume else None
        if self.requested == 1:
            problem = reports[0].problem
            error = CommandError(problem.message, code=problem.code, exit_code=reports[0].code)
            error.problem = problem._replace(
                resume=resume or problem.resume, hint=hint or problem.hint
            )
            return error
        pairs = list(zip(failed, reports, strict=True))
        lines = [f"  {outcome.name}: {_message(report)}" for outcome, report in pairs]
        codes = {report.code for report in reports}
        return CommandError(
            "\n".join([f"{len(failed)} of {self.requested} were not uploaded:", *lines]),
            code="cli_partial",
            exit_code=ExitCode.PARTIAL if self.completed else worst(codes),
            hint=hint,
            resume=resume,
            safe_to_retry=True,
            details={"failed": [_row(*pair) for pair in pairs]},
        )


def validation_error(
    issues: Sequence[ValidationIssue], *, rules: str = "a post may be: layers upload --help"
) -> CommandError:
    """Return the error that names all *issues* of an upload of which nothing has been sent.

    *rules* says what the files may be, and which command tells.
    """
    lines = [f"  {each.source} {each.message}" for each in issues]
    head = "1 source" if len(lines) == 1 else f"{len(lines)} sources"
    return CommandError(
        "\n".join([f"{head} cannot be uploaded:", *lines]),
        code="cli_upload_refused",
        exit_code=ExitCode.USAGE,
        hint=f"fix or leave out these files; what {rules}",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
        details={"refused": [each.data for each in issues]},
    )


def change_caption(container_id: str, post: UploadGroup, *, program: str = "layers") -> str:
    """Return the command of *program* that gives a container the caption of *post*."""
    if post.caption_file is not None:
        text = f"@{post.caption_file}"
    else:
        text = f"@{post.caption}" if post.caption.startswith("@") else post.caption
    options = "-- " if text.startswith("-") and text != "-" else ""
    is_short = text != "-" and len(text) <= LONGEST_SHOWN and "\n" not in text
    words = f"{options}{quote(text)}" if is_short else "TEXT"
    return f"{program} content caption {quote(container_id)} {words}"


def _describe(outcome: UploadOutcome, program: str) -> ErrorReport:
    error = outcome.error
    if error is None:
        error = CommandError(
            f"{outcome.name}: another process is uploading it",
            code="cli_in_flight",
            exit_code=ExitCode.PENDING,
            hint="wait until it ends, then run this again",
        )
    elif isinstance(error, InvalidSourceError):
        is_changed = error.issue.code == "changed"
        again = (
            "run the same command again: it uploads the file as it is now"
            if is_changed
            else "when the file can be read, run the same command again: it does the rest"
        )
        error = CommandError(
            str(error),
            code="cli_changed" if is_changed else "cli_unreadable",
            exit_code=ExitCode.ERROR,
            hint=again,
        )
    return describe(error, help_command="layers upload --help", program=program)


def _can_resume(outcome: UploadOutcome) -> bool:
    error = outcome.error
    is_kept = isinstance(error, ApiError | NotSentError) and not isinstance(error, InvalidError)
    return is_kept and not outcome.by_url


def _message(report: ErrorReport) -> str:
    problem = report.problem
    if problem.code == "cli_other_caption":  # each has a way of its own
        return f"{problem.message}; {problem.hint}"
    return brief(problem)


def _row(outcome: UploadOutcome, report: ErrorReport) -> dict[str, Any]:
    problem = report.problem
    return {
        "source": outcome.name,
        "code": problem.code,
        "message": _message(report),
        "status": problem.status,
        "requestId": problem.request_id,
    }
