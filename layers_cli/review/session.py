"""Runs a review: finds out how the terminal draws, and shows what came of it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from layers_cli.api.responses import ListPage
from layers_cli.config.paths import cache_dir
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.errors.reporting import describe
from layers_cli.render.pictures.capabilities import picture_capabilities
from layers_cli.render.text import counted
from layers_cli.render.views.content import decision_table
from layers_cli.services.decisions.plan import Outcome
from layers_cli.services.preview import require_pillow
from layers_cli.services.review.desk import ReviewDesk
from layers_cli.services.review.queue import ReviewSource, read_queue
from layers_cli.services.review.requirements import require_textual
from layers_cli.services.thumbnails import Thumbnails


def review_queue(context: CommandContext, source: ReviewSource) -> None:
    """Review what *source* names, and show what was decided.

    Raises `UsageError` without a terminal, and `CommandError` where Textual is not installed.
    """
    source.check()
    _check_terminal(context)
    queue, failed = read_queue(context, source)
    for name, exc in failed.items():
        context.out.warn(f"{name}: {describe(exc, program=context.program).problem.message}")
    desk = ReviewDesk(context, queue, _thumbnails(context))
    context.run_state.keep_partial_files()
    if not queue.items and not desk.unsent:
        context.out.note("Nothing waits for a review")
    elif context.out.accessible:
        _with_prompts(context, desk)
    else:
        _full_screen(context, desk)
    _show_result(context, desk)


def _check_terminal(context: CommandContext) -> None:
    if not context.out.can_be_taken_over:
        raise UsageError(
            "A review needs a terminal",
            hint="write a page to decide on instead: layers gallery --all -o board.html",
        )
    if not context.out.accessible:
        require_textual()
        require_pillow()


def _thumbnails(context: CommandContext) -> Thumbnails | None:
    if context.out.accessible:
        return None
    folder = cache_dir(context.environ)
    return Thumbnails(context.media, folder / "thumbnails" if folder else None)


def _with_prompts(context: CommandContext, desk: ReviewDesk) -> None:
    from layers_cli.review.prompts import Prompts  # with the review

    try:
        Prompts(desk, context.out).run()
    finally:
        _tell_unfinished_takes(context, desk)


def _full_screen(context: CommandContext, desk: ReviewDesk) -> None:
    """Run the application; raises `KeyboardInterrupt` for Ctrl-C."""
    from layers_cli.review import app as review  # Textual takes longer than most runs
    from layers_cli.review.picture_row import Drawing

    out = context.out
    protocol, window = picture_capabilities(context.environ, out.terminal, out.window_stream)
    drawing = Drawing(protocol, window.cell_width, window.cell_height)
    out.choices = out.choices._replace(progress="none")
    application = review.ReviewApp(desk, out.now, drawing)
    review.take_terminal()
    with out.told_to(application.hear), _ended_by_signals(application.exit):
        application.run()
    _tell_unfinished_takes(context, desk)
    if application.return_code == review.INTERRUPTED:
        raise KeyboardInterrupt
    if application.return_code:
        raise application.failure or CommandError(
            "The review has ended by an error",
            code="cli_review",
            exit_code=ExitCode.ERROR,
            hint="what was decided is kept: layers content decide --resume",
        )


@contextmanager
def _ended_by_signals(close: Callable[[], None]) -> Iterator[None]:
    """Have a signal *close* the screen first; what it did before, it does at the end.

    A handler that raises would end no more than the task that runs just then.
    """
    import asyncio  # Textual's

    came: list[signal.Signals] = []
    names = ("SIGTERM", "SIGHUP")  # Ctrl-C is a key there
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    found = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in found.items() if callable(handler)}

    def end(number: int, frame: FrameType | None) -> None:
        try:
            asyncio.get_running_loop().call_soon_threadsafe(close)
            came.append(signal.Signals(number))
        except RuntimeError:  # it does not run yet, or any more
            before[number](number, frame)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])


def _tell_unfinished_takes(context: CommandContext, desk: ReviewDesk) -> None:
    for take in desk.takes:
        if take.job_id and not take.is_delivered:
            watch = context.command_line("jobs", "watch", take.job_id)
            context.out.hint(f"the new take goes on: {watch}")


def _show_result(context: CommandContext, desk: ReviewDesk) -> None:
    """Show what was decided; raises `ExitWithCode` where something could not be made."""
    rows = desk.rows()
    context.out.show_pages([ListPage([row.data for row in rows], rows)], decision_table)
    kept = sum(row.outcome in (Outcome.UNSENT, Outcome.UNKNOWN) for row in rows)
    if kept:
        context.out.note(f"{counted(kept, 'decision')} kept for later")
        context.out.hint(f"to send: {context.command_line('content', 'decide', '--resume')}")
    failed = any(row.outcome is Outcome.BLOCKED for row in rows)
    exit_with(ExitCode.PARTIAL if failed else ExitCode.OK)
