"""Gathers what one view of the page shows."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from layers_cli.sandbox.core.pagination import Position, cursor
from layers_cli.sandbox.core.request_log import Entry, EntryFilter
from layers_cli.sandbox.page.cards import Card, RunningJob, card, running_job
from layers_cli.sandbox.page.filters import PageFilters
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

MAX_PROJECTS = 50
MAX_JOBS = 8
MAX_CARDS = 24
MAX_EVENTS = 12
MAX_REQUESTS = 15
MAX_LOOKED_AT = 500


@dataclass(frozen=True)
class PageOverview:
    """Everything on the page.

    Args:
        organization: the name of the project's own.
        home: the name of the seeded one; projects of others say whose they are.
        project: the row of the chosen project; `None` if there is none at all.
        events: the latest of the ledger.
        requests: the latest of the request log, secrets taken out; the same in a row is one.
        faults: the fault rules, in order.
        older: the cursor of the next page of cards.
        now: milliseconds on the sandbox's clock.

    """

    projects: list[Row]
    project: Row | None
    organization: str
    home: str
    jobs: list[RunningJob]
    cards: list[Card]
    older: str | None
    balance: int
    events: list[Row]
    requests: list[dict[str, Any]]
    faults: list[dict[str, Any]]
    now: int
    clock_mode: str
    clock_factor: float


def overview(sandbox: SandboxState, look: PageFilters) -> PageOverview:
    """Read the store for *look*; a project that is not there counts as the seeded one."""
    store, now = sandbox.store, sandbox.clock.now()
    projects = store.overview.projects(limit=MAX_PROJECTS)
    project = _project(sandbox, look, projects)
    organization = sandbox.organization if project is None else project["organization_id"]
    cards, older = _cards(sandbox, look, project, now)
    return PageOverview(
        projects=projects,
        project=project,
        organization=_name(sandbox, organization),
        home=_name(sandbox, sandbox.organization),
        jobs=_jobs(sandbox, project, now),
        cards=cards,
        older=older,
        balance=store.credits.balance(organization),
        events=store.overview.credit_events(organization, limit=MAX_EVENTS),
        requests=_requests(sandbox),
        faults=[armed.shown() for armed in sandbox.faults.armed],
        now=now,
        clock_mode=sandbox.clock.state.mode,
        clock_factor=sandbox.clock.state.factor,
    )


def _name(sandbox: SandboxState, organization_id: str) -> str:
    row = sandbox.store.account.organization(organization_id)
    return "" if row is None else str(row["name"])


def _project(sandbox: SandboxState, look: PageFilters, projects: list[Row]) -> Row | None:
    for wanted in (look.project, sandbox.project):
        if wanted is not None and (found := sandbox.store.overview.project(wanted)) is not None:
            return found
    return projects[0] if projects else None


def _cards(
    sandbox: SandboxState, look: PageFilters, project: Row | None, now: int
) -> tuple[list[Card], str | None]:
    if project is None:
        return [], None
    rows = sandbox.store.containers.page(
        project["id"], look.filter, limit=MAX_CARDS + 1, after=look.position
    )
    shown = rows[:MAX_CARDS]
    more = len(rows) > MAX_CARDS
    last = Position(shown[-1]["created_at"], shown[-1]["seq"]) if more else None
    return [card(row, now=now) for row in shown], cursor("content", last) if last else None


def _requests(sandbox: SandboxState) -> list[dict[str, Any]]:
    """Return the latest requests, without the pictures: the page itself asks for many."""
    recent = sandbox.journal.entries(EntryFilter(after=sandbox.journal.last - MAX_LOOKED_AT))
    telling = [entry for entry in recent if not entry.path.startswith("/media/")]
    alike = [list(group) for _, group in groupby(telling, _what_is_seen)]
    # Named by the first: while somebody polls, it stays the same row.
    return [
        group[-1].shown() | {"number": group[0].number, "times": len(group)}
        for group in reversed(alike[-MAX_REQUESTS:])
    ]


def _what_is_seen(entry: Entry) -> tuple[Any, ...]:
    return entry.method, entry.path, entry.status, entry.fault


def _jobs(sandbox: SandboxState, project: Row | None, now: int) -> list[RunningJob]:
    if project is None:
        return []
    jobs = sandbox.store.overview.running_jobs(project["id"], limit=MAX_JOBS)
    return [running_job(job, sandbox.store.containers.of_job(job["id"]), now=now) for job in jobs]
