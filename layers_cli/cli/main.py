"""Runs one command line: signals, errors and the exit code; the one place where a run ends."""

import errno
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from layers_cli.cli import app, standard_streams, suggestions
from layers_cli.cli.app import NoCommandError
from layers_cli.cli.command import ClosedPipeError
from layers_cli.completion.cache import selection
from layers_cli.config.paths import cache_dir
from layers_cli.context.context import CommandContext
from layers_cli.context.interrupts import in_a_line, interruption, terminal_has_gone
from layers_cli.context.output_options import wants_json
from layers_cli.errors.exceptions import UnwrittenError, UsageError
from layers_cli.errors.exit_codes import ExitCode, ExitWithCode
from layers_cli.errors.reporting import describe, with_billing_status, with_resume_command
from layers_cli.ledger.errors import LedgerError
from layers_cli.render.output import Format


class SignalError(BaseException):
    """SIGTERM or SIGHUP arrived: end as Ctrl-C does, with 143 or 129."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code.meaning)
        self.code = code


def run(argv: Sequence[str], make_context: Callable[[], CommandContext]) -> int:
    """Run one command line and return the exit code; *make_context* is made when it is needed."""
    used: list[CommandContext] = []
    code, has_shown_all = _run(argv, make_context, used)
    with suppress(KeyboardInterrupt, SignalError):  # all is done: there is nothing to stop
        for each in used:
            _save_seen(each)
            _end_report(each, code)
            # Last of all: killed before this, the same command goes on with what was paid for.
            if has_shown_all:
                _mark_reported(each, exit_code(code))
            each.close_ledger()
    return code


def _save_seen(context: CommandContext) -> None:
    """Save the ids that were seen for completion; an error here is not a failure."""
    context.known_ids.save()
    folder = cache_dir(context.environ)
    if context.seen.is_empty or folder is None:
        return
    chosen = "sandbox" if context.flags.sandbox else context.flags.profile
    name = selection(context.environ, profile=chosen, base_url=context.flags.base_url)
    server = (
        context.sandbox.data if context.settings.is_sandbox else context.settings.base_url.value
    )
    with suppress(OSError):
        context.seen.save(
            folder / "seen" / name, place=f"{context.settings.profile.value} {server}"
        )


def _end_report(context: CommandContext, code: int) -> None:
    """End the report to the CI system, where there is one."""
    try:
        context.ci_report.end(exit_code(code))
    except Exception as exc:  # noqa: BLE001 - the work is done, its exit code says how it went
        context.out.close_quietly()
        context.out.warn(f"The report to CI cannot be written: {exc}")


def _run(
    argv: Sequence[str], make_context: Callable[[], CommandContext], used: list[CommandContext]
) -> tuple[int, bool]:
    """Do the run; the context that it makes is put into *used*.

    Returns the exit code, and whether the whole result was shown.
    """

    def started() -> CommandContext:
        used.append(make_context())
        used[0].argv = tuple(argv)
        return used[0]

    try:
        code = app.run(argv, started)
    except (KeyboardInterrupt, SignalError) as sent:
        return _stopped(make_context(), getattr(sent, "code", ExitCode.INTERRUPTED)), False
    except ExitWithCode as end:
        return end.code, True
    except NoCommandError as exc:
        return _without_command(exc, make_context(), argv), False
    except (ClosedPipeError, BrokenPipeError) as exc:
        return _reader_gone(exc, make_context()), False
    except Exception as exc:  # noqa: BLE001 - the one boundary: no traceback ever reaches a user
        if not used:  # the command line could not be read
            used.append(make_context())
            _report_as_asked(used[0], argv)
        stop = _signal_behind(exc)
        return _failed(exc, used[0], argv) if stop is None else _stopped(used[0], stop), False
    if code == ExitCode.INTERRUPTED:  # Typer turns Ctrl-C into this
        return _stopped(make_context(), ExitCode.INTERRUPTED), False
    return code, not code


def exit_code(code: int) -> ExitCode:
    """Return the exit code with the number *code*; an unknown one is an error."""
    return next((each for each in ExitCode if each == code), ExitCode.ERROR)


def _report_as_asked(context: CommandContext, argv: Sequence[str]) -> None:
    """Begin the CI report of a command line that could not be read, if it has `--ci`."""
    words = [word for each in argv for word in each.split("=", 1)]
    with suppress(UsageError, ValueError, IndexError):
        context.options = context.options._replace(ci=words[words.index("--ci") + 1])
    with suppress(UsageError):
        context.begin_report()


def _signal_behind(exc: BaseException | None) -> ExitCode | None:
    """Return how a signal ends the run, if one came before *exc*, or the terminal has gone.

    Cleaning up after a signal may fail as well: a terminal that hung up is gone.
    """
    cause = exc.__cause__ if isinstance(exc, UnwrittenError) else exc
    gone = isinstance(cause, OSError) and cause.errno == errno.EIO and terminal_has_gone()
    while exc is not None:
        if isinstance(exc, SignalError):
            return exc.code
        if isinstance(exc, KeyboardInterrupt):
            return ExitCode.INTERRUPTED
        exc = exc.__context__
    return ExitCode.HUNG_UP if gone and hasattr(signal, "SIGHUP") else None


def _reader_gone(exc: ClosedPipeError | BrokenPipeError, context: CommandContext) -> int:
    """End a run whose reader is gone: that is not a failure, but work may go on."""
    has_begun = isinstance(exc, ClosedPipeError)
    is_waiting = context.run_state.under_way.is_waiting
    is_stderr_gone = context.out.close_quietly()
    if (stop := _signal_behind(exc)) is not None:
        return stop
    if is_waiting:
        return ExitCode.PENDING
    if context.run_state.under_way.is_recorded and (ids := context.out.shown_ids):
        context.out.warn(f"Nobody read the result; the ids in it: {' '.join(ids)}")
    return ExitCode.ERROR if is_stderr_gone or not has_begun else ExitCode.OK


def _mark_reported(context: CommandContext, code: ExitCode) -> None:
    """Note that a billable command has shown its result; run again, it makes another one."""
    under_way = context.run_state.under_way
    command = under_way.command
    if (
        command is None
        or under_way.has_waited
        or code not in (ExitCode.OK, ExitCode.JOB_FAILED, ExitCode.PARTIAL)
    ):
        return
    try:
        context.ledger.intents.mark_reported(command.key)
    except LedgerError as exc:
        context.out.warn(str(exc))


def _without_command(exc: NoCommandError, context: CommandContext, argv: Sequence[str]) -> int:
    """Report a group without a command: people get its help, on stderr since nothing was done."""
    if {"--json", "--jsonl"} & set(argv):
        missing = UsageError("No command was given", hint="layers --help")
        return _failed(missing, context, argv)
    with _ignoring_closed_stderr(context):
        context.out.note(str(exc))
    return ExitCode.USAGE


def _failed(exc: Exception, context: CommandContext, argv: Sequence[str]) -> int:
    if wants_json(argv):  # a usage error may come before the options are read
        context.out.choices = context.out.choices._replace(format=Format.JSON)
    if context.options.debug or "--debug" in argv:
        with suppress(OSError):
            _print_traceback(exc, context.environ.get("LAYERS_API_KEY", "").strip())
    hint = suggestions.usage_hint(exc, context.command)
    end = describe(exc, help_command=hint, key_origin=context.key_origin, program=context.program)
    under_way = context.run_state.under_way
    is_done = isinstance(exc, UnwrittenError)
    problem = with_resume_command(
        end.problem,
        resume=under_way.resume,
        submitted=under_way.is_submitted,
        recovery=under_way.recovery if under_way.has_unknown_outcome and not is_done else None,
    )
    if is_done and under_way.is_recorded:
        problem = problem._replace(submitted="yes", safe_to_retry=True)
    if context.out.choices.format in (Format.JSON, Format.JSONL):
        problem = with_billing_status(problem)
    with _ignoring_closed_stderr(context):
        context.out.fail(problem)
    return end.code


def _print_traceback(exc: Exception, key: str) -> None:
    """Print where *exc* comes from, without locals and *key*, which a library may quote."""
    from layers_cli.doctor.bundle import redacted  # saves every run without --debug its modules

    text = "".join(traceback.format_exception(exc))
    sys.stderr.write(redacted(text, [key] if len(key) > 1 else []))


def _stopped(context: CommandContext, code: ExitCode) -> int:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends it at once
    problem = interruption(context.run_state.under_way)
    with _ignoring_closed_stderr(context):
        if context.out.choices.errors_are_json:
            context.out.fail(problem)
        else:
            context.out.warn(in_a_line(problem))
    return code


@contextmanager
def _ignoring_closed_stderr(context: CommandContext) -> Iterator[None]:
    """Ignore that nobody reads a message: the exit code and the ledger say the same."""
    try:
        yield
    except OSError:
        context.out.close_quietly()


def _on_signal(number: int, _: Any) -> None:
    if number != signal.SIGINT:
        signal.signal(number, signal.SIG_IGN)  # what is left to do is short, and is done once
    standard_streams.give_up_stopped([sys.stdout, sys.stderr])
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    terminated = number == signal.SIGTERM
    raise SignalError(ExitCode.TERMINATED if terminated else ExitCode.HUNG_UP)


@cache
def _this_process() -> CommandContext:
    return CommandContext()


def main() -> int:
    """Run for real: this process's arguments, terminal and network."""
    signal.signal(signal.SIGTERM, _on_signal)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, _on_signal)
    # Not where `nohup` said that the end of the terminal is not to end this.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _on_signal)
    code = run(sys.argv[1:], _this_process)
    try:
        sys.stdout.flush()
    except OSError as exc:  # shows when the last of the result is written
        return unwritten(exc) or code
    return code


def unwritten(exc: OSError) -> int:
    """End a run whose result could not be written: quietly if its reader has gone."""
    if _this_process().out.close_quietly():
        return ExitCode.USAGE  # of stored help only that of a group without a command goes there
    if isinstance(exc, BrokenPipeError):
        return ExitCode.OK
    return _failed(UnwrittenError(exc), _this_process(), sys.argv)
