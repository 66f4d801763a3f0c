"""Writes into the ledger how jobs ended, so that nothing is waited for or asked for again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers_cli.api.models import Container
    from layers_cli.api.polling import TrackedJob
    from layers_cli.context.context import CommandContext


def record_results(
    context: CommandContext,
    targets: Sequence[TrackedJob],
    containers: Sequence[Container],
    *,
    saved: bool,
) -> None:
    """Write into the ledger how *targets* ended."""
    states = {container.id: container.status for container in containers}
    with _unharmed(context) as ledger:
        for target in targets if ledger else ():
            if target.finished:
                ends = {name: states[name] for name in target.container_ids if name in states}
                ledger.intents.finish(target.name, ends, saved=saved)


def mark_reported(context: CommandContext, targets: Sequence[TrackedJob]) -> None:
    """Write into the ledger that the ends of *targets* were shown: asked again, it is anew."""
    if names := [target.name for target in targets if target.finished]:
        with _unharmed(context) as ledger:
            if ledger:
                ledger.intents.mark_reported(*names)


@contextmanager
def _unharmed(context: CommandContext) -> Iterator[Any]:
    """Give the ledger, or None; that it cannot be written is said, and stops nothing."""
    from layers_cli.ledger.errors import LedgerError

    try:
        yield context.known_ledger
    except LedgerError as exc:
        context.out.warn(str(exc))
