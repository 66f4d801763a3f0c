"""Record in the ledger how jobs ended, so that nothing is waited for or requested again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from layers_cli.api.polling import TrackedJob
from layers_cli.context.context import CommandContext
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.intents import Intents

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


def record_results(
    context: CommandContext,
    jobs: Sequence[TrackedJob],
    containers: Sequence[Container],
    *,
    saved: bool,
) -> None:
    """Record how *jobs* ended and whether their media is *saved*."""
    states = {container.id: container.status for container in containers}
    with _known_intents(context) as intents:
        for job in jobs if intents else ():
            if intents and job.finished:
                ends = {name: states[name] for name in job.container_ids if name in states}
                intents.finish(job.name, ends, saved=saved)


def mark_reported(context: CommandContext, jobs: Sequence[TrackedJob]) -> None:
    """Record that the ends of *jobs* were shown: an identical command starts another one."""
    if names := [job.name for job in jobs if job.finished]:
        with _known_intents(context) as intents:
            if intents:
                intents.mark_reported(*names)


def recorded_hook(context: CommandContext, name: str) -> str | None:
    """Return the hook that was sent for *name*, a job or a container, if the ledger knows."""
    with _known_intents(context) as intents:
        found = intents.find(name) if intents else []
    return found[0].intent.hook if found else None


@contextmanager
def _known_intents(context: CommandContext) -> Iterator[Intents | None]:
    """Give the intents of the ledger, if there is one; an error of the ledger is a warning."""
    try:
        ledger = context.known_ledger
        yield ledger.intents if ledger else None
    except LedgerError as exc:
        context.feedback.warn(str(exc))
