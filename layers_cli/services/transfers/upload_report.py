"""What `layers upload` says at the end: the containers, and what kept the rest from being one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers_cli.api.responses import ListPage
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode, worst
from layers_cli.errors.reporting import describe
from layers_cli.render.output import Format
from layers_cli.render.views import content, uploads
from layers_cli.uploads.validation_errors import InvalidSourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers_cli.api.models import Container
    from layers_cli.api.responses import ApiResponse
    from layers_cli.context.context import CommandContext
    from layers_cli.errors.reporting import ErrorReport
    from layers_cli.uploads.groups import UploadPlan
    from layers_cli.uploads.validation_errors import ValidationIssue


@dataclass(frozen=True)
class Outcome:
    """What came of one post: *state* is uploaded, present, busy or failed.

    *reply* is its container, *error* what kept it from being one; *by_url* ones have no files here.
    """

    name: str
    reply: ApiResponse[Container] | None = None
    state: str = "failed"
    error: Exception | None = None
    by_url: bool = False

    @property
    def container(self) -> Container | None:
        """Return its container, typed."""
        return self.reply.model if self.reply else None

    @property
    def words(self) -> str:
        """Return it as a line says it."""
        if self.reply is None:
            return "another process is uploading it at this moment"
        said = "already uploaded as" if self.state == "present" else "uploaded as"
        return f"{said} {self.reply.data.get('id')}"


def refuse(issues: Sequence[ValidationIssue]) -> None:
    """End the run before anything is sent, if there are any *issues*: all in one report."""
    if not issues:
        return
    lines = [f"  {each.source} {each.message}" for each in issues]
    count = len(lines)
    head = "1 thing is" if count == 1 else f"{count} things are"
    raise CommandError(
        "\n".join([f"{head} in the way of this upload:", *lines]),
        code="cli_upload_refused",
        exit_code=ExitCode.USAGE,
        hint="mend or leave out what is named; what a post may be: layers upload --help",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
        details={"refused": [each.data for each in issues]},
    )


def show_plan(context: CommandContext, plan: UploadPlan, *, by_default: bool) -> None:
    """Say what will become a post of its own, before anything is sent; see `plan_lines`."""
    if context.out.choices.quiet:
        return
    from layers_cli.render.views.uploads import plan_lines

    for line in plan_lines(plan, by_default=by_default):
        context.out.note(line)


def show_dry_run(context: CommandContext, plan: UploadPlan) -> None:
    """Show the plan as the result: nothing is sent."""
    from layers_cli.render.views.uploads import plan_table, post_data

    items = [post_data(post) for post in plan.posts]
    context.out.show_pages([ListPage(items, plan.posts)], plan_table)


def report(context: CommandContext, outcomes: Sequence[Outcome], *, asked: int) -> None:
    """Show the containers that there are of those *asked* for; raises for those that there are not.

    One post that was asked for is shown as one container, several as a list.
    """
    context.run_state.settled()
    there = [outcome for outcome in outcomes if outcome.reply is not None]
    failed = [outcome for outcome in outcomes if outcome.reply is None]
    for outcome in {id(each): each for each in there}.values():
        if outcome.state == "present":
            context.out.note(f"{outcome.name}: {outcome.words}; --again uploads it once more")
    if asked == 1 and there and there[0].reply is not None:
        context.out.show(there[0].reply, content.container_panel)
    elif there or not failed:
        _show_several(context, there)
    if failed:
        raise _error(context, failed, asked=asked, some=bool(there)) from failed[0].error


def _show_several(context: CommandContext, there: Sequence[Outcome]) -> None:
    items = [outcome.reply.data for outcome in there if outcome.reply]
    for_people = context.out.choices.format is Format.HUMAN
    # Models are loaded for people only: to build them takes as long as a small upload.
    shown = [(outcome, outcome.container) for outcome in there] if for_people else []
    context.out.show_pages([ListPage(items, shown)], uploads.uploaded_table)


def _error(
    context: CommandContext, failed: Sequence[Outcome], *, asked: int, some: bool
) -> CommandError:
    """Make the error for what failed of all that was *asked* for, *some* of which did not."""
    ends = [_ended(outcome) for outcome in failed]
    resume = (
        f"{context.program} upload --resume" if any(_can_go_on(each) for each in failed) else None
    )
    if asked == 1:
        problem = ends[0].problem
        error = CommandError(problem.message, code=problem.code, exit_code=ends[0].code)
        error.problem = replace(
            problem,
            resume=resume or problem.resume,
            hint=f"go on with what is missing: {resume}" if resume else problem.hint,
        )
        return error
    lines = [f"  {outcome.name}: {_said(end)}" for outcome, end in zip(failed, ends, strict=True)]
    return CommandError(
        "\n".join([f"{len(failed)} of {asked} were not uploaded:", *lines]),
        code="cli_partial",
        exit_code=ExitCode.PARTIAL if some else worst({end.code for end in ends}),
        hint=f"go on with what is missing: {resume}" if resume else None,
        resume=resume,
        safe_to_retry=True,
        details={"failed": [_data(*pair) for pair in zip(failed, ends, strict=True)]},
    )


def _ended(outcome: Outcome) -> ErrorReport:
    if outcome.error is None:
        busy = CommandError(
            f"{outcome.name}: {outcome.words}",
            code="cli_in_flight",
            exit_code=ExitCode.PENDING,
            hint="wait for it to end, then run this again",
        )
        return describe(busy)
    if isinstance(outcome.error, InvalidSourceError):
        refused = CommandError(
            str(outcome.error),
            code="cli_changed",
            exit_code=ExitCode.ERROR,
            hint="run the same command again: it uploads the file as it is now",
        )
        return describe(refused)
    return describe(outcome.error)


def _can_go_on(outcome: Outcome) -> bool:
    from layers_cli.api.errors import ApiError, InvalidError

    is_kept = isinstance(outcome.error, ApiError) and not isinstance(outcome.error, InvalidError)
    return is_kept and not outcome.by_url


def _said(end: ErrorReport) -> str:
    problem = end.problem
    return problem.message + (f" ({problem.server_said})" if problem.server_said else "")


def _data(outcome: Outcome, end: ErrorReport) -> dict[str, Any]:
    problem = end.problem
    return {
        "source": outcome.name,
        "code": problem.code,
        "message": _said(end),
        "status": problem.status,
        "requestId": problem.request_id,
    }
