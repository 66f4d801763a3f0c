"""The takes of a container as a tree: what it tries again, and what tried it again.

The ledger links what was generated from here; sidecars in the current folder and the one above it
link what was saved elsewhere. The API knows of no takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import NotFoundError
from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.downloads import sidecar
from layers_cli.ledger.decisions import DecisionState
from layers_cli.ledger.takes import Take
from layers_cli.render.text import iso_time
from layers_cli.services.jobs.budget import known_credits, price_of
from layers_cli.services.jobs.history import GONE

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

_ENDED_BADLY = ("failed", "canceled", GONE)


@dataclass(frozen=True)
class TakeRow:
    """One take, *depth* steps below the first; *branch* draws its place in the tree.

    *reason* says why it was rejected or failed, *credits* what it cost by estimate. It *is_asked*
    for if its id was named.
    """

    id: str
    take_of: str | None
    depth: int
    branch: str
    is_asked: bool
    hook: str | None = None
    format: str | None = None
    status: str = GONE
    approval: str | None = None
    reason: str | None = None
    credits: float | None = None
    job_id: str | None = None
    created_at: datetime | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "id": self.id,
            "takeOf": self.take_of,
            "depth": self.depth,
            "hook": self.hook,
            "format": self.format,
            "status": self.status,
            "approvalStatus": self.approval,
            "reason": self.reason,
            "estimatedCredits": self.credits,
            "jobId": self.job_id,
            "createdAt": iso_time(self.created_at) if self.created_at else None,
        }


def history(context: CommandContext, container_id: str) -> ListPage[TakeRow]:
    """Return the tree that *container_id* is in, each take before those that try it again.

    Raises the API's error if *container_id* itself cannot be read.
    """
    asked = context.api.get_content(container_id).model
    links = _Links(context)
    rows = [replace(row, is_asked=row.id == asked.id) for row in links.tree(links.first(asked.id))]
    containers = {asked.id: asked}
    for row in rows:
        if row.id not in containers and (found := _read(context, row.id)):
            containers[row.id] = found
    reasons = _reasons(context, [row.id for row in rows])
    price = _prices(context)
    told = [
        _told(row, containers.get(row.id), links.take(row.id), reasons.get(row.id), price)
        for row in rows
    ]
    return ListPage([row.data for row in told], told)


class _Links:
    """What is known of which container is a take of which."""

    def __init__(self, context: CommandContext) -> None:
        self._takes = ledger.takes if (ledger := context.known_ledger) else None
        self._server = context.scope.server
        found = sidecar.near(context.cwd / "ID.json")
        links = [(each.get("id"), each.get("takeOf")) for each in found]
        self._saved = {str(name): old for name, old in links if isinstance(old, str)}
        self._known: dict[str, Take | None] = {}

    def take(self, container_id: str) -> Take | None:
        if container_id not in self._known:
            takes = self._takes
            found = takes.of_container(self._server, container_id) if takes else None
            self._known[container_id] = found
        return self._known[container_id]

    def before(self, container_id: str) -> str | None:
        take = self.take(container_id)
        return (take.take_of if take else None) or self._saved.get(container_id)

    def after(self, container_id: str) -> list[str]:
        takes = self._takes.after(self._server, container_id) if self._takes else []
        saved = [name for name, old in self._saved.items() if old == container_id]
        return list(dict.fromkeys([*(take.container_id for take in takes), *sorted(saved)]))

    def first(self, container_id: str) -> str:
        """Return the take that none comes before."""
        seen = {container_id}
        while (old := self.before(container_id)) and old not in seen:  # a file may say anything
            seen.add(old)
            container_id = old
        return container_id

    def tree(self, first: str) -> Iterator[TakeRow]:
        """Yield *first* and all takes after it, drawn as a tree."""
        left: list[tuple[str, str | None, int, str, str]] = [(first, None, 0, "", "")]
        seen = {first}
        while left:
            name, old, depth, branch, below = left.pop()
            yield TakeRow(name, old, depth, branch, is_asked=False)
            names = [each for each in self.after(name) if each not in seen]
            seen.update(names)
            for each in reversed(names):
                is_last = each == names[-1]
                drawn = f"{below}{'└─ ' if is_last else '├─ '}"
                left.append((each, name, depth + 1, drawn, f"{below}{'   ' if is_last else '│  '}"))


def _read(context: CommandContext, container_id: str) -> Container | None:
    try:
        return context.api.get_content(container_id).model
    except NotFoundError:
        return None


def _reasons(context: CommandContext, ids: list[str]) -> dict[str, str | None]:
    """Return why containers were rejected from here; the API does not say it again."""
    if (ledger := context.known_ledger) is None:
        return {}
    found = ledger.decisions.latest(context.scope.server, ids)
    return {
        name: record.decision.reason
        for name, record in found.items()
        if record.state is not DecisionState.REFUSED
    }


def _prices(context: CommandContext) -> Any:
    credits_ = known_credits(context)
    return partial(price_of, credits_) if credits_ else lambda _: None


def _told(
    row: TakeRow, container: Container | None, take: Take | None, reason: str | None, price: Any
) -> TakeRow:
    """Return *row* with all that is known of it."""
    known = replace(
        row,
        job_id=take.job_id if take else None,
        hook=take.hook if take else None,
        format=take.format if take else None,
        credits=take.credits if take else None,
    )
    if container is None:
        return known
    format_ = container.format or known.format
    cost = 0.0 if container.status in _ENDED_BADLY else known.credits or price(format_ or "")
    return replace(
        known,
        hook=container.hook or known.hook,
        format=format_,
        status=container.status,
        approval=container.approval_status,
        reason=reason or container.failure,
        credits=cost,
        created_at=container.created_at,
    )
