"""Collects the data of one view of the page."""

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from layers_cli.sandbox.core.pagination import page
from layers_cli.sandbox.core.request_log import LoggedRequest, RequestFilter
from layers_cli.sandbox.page.calendar import Day, Month, weeks
from layers_cli.sandbox.page.cards import Card, RunningJob, card, running_job
from layers_cli.sandbox.page.filters import PageFilters
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import AccountFilter, PostFilter, Row

MAX_PROJECTS = 50
MAX_JOBS = 8
MAX_CARDS = 60
MAX_EVENTS = 12
MAX_REQUESTS = 15
MAX_SCANNED = 500
MAX_ACCOUNTS = 50
MAX_POSTS = 500


@dataclass(frozen=True)
class PostCalendar:
    """A month of posts; more than `MAX_POSTS` of them are not all here."""

    month: Month
    weeks: list[list[Day]]
    count: int
    is_complete: bool


@dataclass(frozen=True)
class PageOverview:
    """Everything on the page.

    Args:
        project: the row of the chosen project; `None` if there is no project.
        organization: the name of the organization that owns the project.
        home: the name of the seeded organization.
        events: the latest credit events.
        requests: the latest requests, without secrets; equal ones in a row are one row.
        faults: the fault rules, in order.
        accounts: the project's social accounts.
        calendar: the chosen month of posts; `None` while the project has none.
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
    accounts: list[Row]
    calendar: "PostCalendar | None"
    now: int
    clock_mode: str
    clock_factor: float


def overview(sandbox: SandboxState, filters: PageFilters) -> PageOverview:
    """Read the store for *filters*; an unknown project counts as the seeded one."""
    store, now = sandbox.store, sandbox.clock.now()
    projects = store.overview.projects(limit=MAX_PROJECTS)
    project = _project(sandbox, filters, projects)
    organization = sandbox.organization if project is None else project["organization_id"]
    cards, older = _cards(sandbox, filters, project, now)
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
        accounts=_accounts(sandbox, project),
        calendar=_calendar(sandbox, filters, project, now),
        now=now,
        clock_mode=sandbox.clock.state.mode,
        clock_factor=sandbox.clock.state.factor,
    )


def _name(sandbox: SandboxState, organization_id: str) -> str:
    row = sandbox.store.account.organization(organization_id)
    return "" if row is None else str(row["name"])


def _project(sandbox: SandboxState, filters: PageFilters, projects: list[Row]) -> Row | None:
    for wanted in (filters.project, sandbox.project):
        if wanted is not None and (found := sandbox.store.overview.project(wanted)) is not None:
            return found
    return projects[0] if projects else None


def _cards(
    sandbox: SandboxState, filters: PageFilters, project: Row | None, now: int
) -> tuple[list[Card], str | None]:
    if project is None:
        return [], None
    rows = sandbox.store.containers.page(
        project["id"], filters.filter, limit=MAX_CARDS + 1, after=filters.position
    )
    shown = page("content", rows, MAX_CARDS, partial(card, now=now))
    return shown["items"], shown["nextCursor"]


def _accounts(sandbox: SandboxState, project: Row | None) -> list[Row]:
    if project is None:
        return []
    return sandbox.store.social_accounts.page(project["id"], AccountFilter(), limit=MAX_ACCOUNTS)


def _calendar(
    sandbox: SandboxState, filters: PageFilters, project: Row | None, now: int
) -> PostCalendar | None:
    if project is None:
        return None
    posts = sandbox.store.posts
    if not posts.page(project["id"], PostFilter(), limit=1):
        return None
    month = Month.read(filters.month or "") or Month.of(now)
    since, until = month.bounds
    found = posts.page(project["id"], PostFilter(since=since, until=until), limit=MAX_POSTS + 1)
    shown = found[:MAX_POSTS]
    return PostCalendar(month, weeks(month, shown, now=now), len(shown), len(found) <= MAX_POSTS)


def _requests(sandbox: SandboxState) -> list[dict[str, Any]]:
    """Return the latest requests without those for pictures, which the page makes itself."""
    recent = sandbox.request_log.entries(
        RequestFilter(after=sandbox.request_log.last - MAX_SCANNED)
    )
    listed = [entry for entry in recent if not entry.path.startswith("/media/")]
    groups = [list(group) for _, group in groupby(listed, _visible_fields)]
    # Named by its first request, so that the row stays the same while a client polls.
    return [
        group[-1].shown() | {"number": group[0].number, "times": len(group)}
        for group in reversed(groups[-MAX_REQUESTS:])
    ]


def _visible_fields(entry: LoggedRequest) -> tuple[Any, ...]:
    return entry.method, entry.path, entry.status, entry.fault


def _jobs(sandbox: SandboxState, project: Row | None, now: int) -> list[RunningJob]:
    if project is None:
        return []
    jobs = sandbox.store.overview.running_jobs(project["id"], limit=MAX_JOBS)
    return [running_job(job, sandbox.store.containers.of_job(job["id"]), now=now) for job in jobs]
