"""What is under way in a run, so that a run that is cut short can say how to continue.

One immutable value, `UnderWay`, says it all. One holder, `RunState`, belongs to a run; a service
that starts, waits for or saves something gets it and reports each step to it:

    run_state.begin(command, recovery="layers jobs resume KEY")   # before anything is recorded
    ...                              # the recorder reports `recorded` with the first billable call
    run_state.accepted(resume="layers jobs watch ID")             # the server took the work on
    run_state.waiting(resume="layers jobs watch ID")              # until `waited`
    with run_state.acting_once(): …  # a free request whose repeat would do it once more
    run_state.keep_partial_files()                                # downloads: a rerun continues

A signal may arrive between any two steps, so each step replaces the whole value at once. Worker
threads report `recorded` only. Nothing but `cli.main`, the recorder and the services that pass the
state on reads it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.errors.problem import Problem

if TYPE_CHECKING:  # free commands need no ledger
    from layers_cli.ledger.records import BillableCommand

CODE = "cli_interrupted"


class UnderWay(NamedTuple):
    """What a run has under way.

    * command: the billable command, as its calls are recorded; None for a command that is free.
    * recovery: the command line that finds out what became of its calls, None once that is known.
    * is_recorded: whether at least one of these calls is recorded, so that it may have been sent.
    * resume: the command line that waits for work that goes on without this run.
    * is_submitted: whether this run started that work.
    * is_waiting: whether this run is waiting for it.
    * has_waited: whether it has begun to; each job is then recorded as reported on its own.
    * acts_once: whether a free request is being sent that a repeat would carry out once more.
    * keeps_partial_files: whether the same command line continues half-finished downloads.
    """

    command: BillableCommand | None = None
    recovery: str | None = None
    is_recorded: bool = False
    resume: str | None = None
    is_submitted: bool = False
    is_waiting: bool = False
    has_waited: bool = False
    acts_once: bool = False
    keeps_partial_files: bool = False

    @property
    def has_unknown_outcome(self) -> bool:
        """Whether a billable call may have been sent and nobody knows yet what became of it."""
        return self.recovery is not None and self.is_recorded


class RunState:
    """Holds what one run has under way; see the module for who calls what, and when."""

    def __init__(self) -> None:
        self.under_way = UnderWay()

    def begin(self, command: BillableCommand, *, recovery: str | None = None) -> None:
        """Record calls as *command*'s; *recovery* finds out what became of them."""
        self.under_way = self.under_way._replace(command=command, recovery=recovery)

    def recorded(self) -> None:
        """Note that a billable call is in the ledger and about to be sent."""
        self.under_way = self.under_way._replace(is_recorded=True)

    def accepted(self, *, resume: str) -> None:
        """Note that the server took the work on; *resume* waits for it."""
        self.under_way = self.under_way._replace(is_submitted=True, recovery=None, resume=resume)

    def settled(self) -> None:
        """Note that what became of all billable calls is known."""
        self.under_way = self.under_way._replace(recovery=None)

    def waiting(self, *, resume: str) -> None:
        """Note that the run waits for work; *resume* waits for it again."""
        self.under_way = self.under_way._replace(resume=resume, is_waiting=True, has_waited=True)

    def waited(self, *, is_unfinished: bool) -> None:
        """Note the end of the wait, and whether any of the work *is_unfinished*."""
        self.under_way = self.under_way._replace(is_waiting=is_unfinished)

    @contextmanager
    def acting_once(self) -> Iterator[None]:
        """Note, while the block runs, that its request would be carried out again by a repeat.

        What ends the block early leaves the note: it is what a stopped run has to say.
        """
        self.under_way = self.under_way._replace(acts_once=True)
        yield
        self.under_way = self.under_way._replace(acts_once=False)

    def keep_partial_files(self) -> None:
        """Note that the same command line continues the downloads that are cut short."""
        self.under_way = self.under_way._replace(keeps_partial_files=True)


def interruption(under_way: UnderWay) -> Problem:
    """Return what to tell about a run that a signal ended with *under_way* going on."""
    if under_way.resume:
        return Problem(
            CODE,
            "Stopped waiting; the work continues",
            resume=under_way.resume,
            hint=f"to keep watching: {under_way.resume}",
            submitted="yes" if under_way.is_submitted else "no",
            safe_to_retry=True,
        )
    if under_way.has_unknown_outcome:
        return Problem(
            CODE,
            "Stopped; the request may have been submitted",
            resume=under_way.recovery,
            hint=f"to find out and continue: {under_way.recovery}",
            submitted="unknown",
            safe_to_retry=True,
        )
    if under_way.acts_once:
        return Problem(
            CODE,
            "Stopped; the request may have been submitted",
            hint="see what came of it before you run it again",
            submitted="unknown",
            safe_to_retry=False,
        )
    hint = "to continue: run the same command again" if under_way.keeps_partial_files else None
    return Problem(CODE, "Stopped", hint=hint, submitted="no", safe_to_retry=True)


def in_a_line(problem: Problem) -> str:
    """Return *problem* as one sentence or two, for people."""
    if problem.resume and problem.submitted != "unknown":
        return f"Stopped; it goes on: {problem.resume}"
    hint = problem.hint
    return f"{problem.message}. {hint[0].upper()}{hint[1:]}" if hint else problem.message


def terminal_has_gone() -> bool:
    """Whether this process stood on a terminal that was closed; a bad disk says EIO, too."""
    with suppress(ImportError):  # Windows, where terminals send no such error
        import termios  # the one question about it is asked when a run has failed

        for descriptor in range(3):
            try:
                termios.tcgetattr(descriptor)
            except termios.error as exc:
                if exc.args[0] == errno.EIO:
                    return True
    return False
