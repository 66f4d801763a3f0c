"""Posts: which of them to read, waiting until they are out, and calendars of them (api-rest 8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import (
    ContractError,
    FinalConnectError,
    NetworkError,
    RateLimitError,
    ServerError,
)
from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode, worst
from layers_cli.errors.reporting import describe
from layers_cli.inputs.schedule_times import utc_text
from layers_cli.render.sanitize import one_line
from layers_cli.services.batch import settle
from layers_cli.services.posting.clock import server_now

if TYPE_CHECKING:
    from layers_cli.api.endpoints.lists import PageResponse
    from layers_cli.api.endpoints.models import ScheduledPost

# How often to look (api-rest 8.2): while it waits for its time, and while it goes out.
QUEUED_SECONDS, PUBLISHING_SECONDS = 30.0, 5.0


@dataclass(frozen=True)
class Period:
    """The days from *first* on and before *end*, in *zone*."""

    first: date
    end: date
    zone: tzinfo

    @property
    def bounds(self) -> dict[str, str]:
        """Return its filters; both are inclusive at the API."""
        end = _midnight(self.end, self.zone) - timedelta(milliseconds=1)
        return {"since": utc_text(_midnight(self.first, self.zone)), "until": utc_text(end)}


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def day_of(now: datetime, zone: tzinfo) -> Period:
    """Return the day that *now* is in."""
    today = now.astimezone(zone).date()
    return Period(today, today + timedelta(days=1), zone)


def week_of(now: datetime, zone: tzinfo) -> Period:
    """Return the week, from Monday on, that *now* is in."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return Period(monday, monday + timedelta(days=7), zone)


def month_of(now: datetime, zone: tzinfo) -> Period:
    """Return the month that *now* is in."""
    first = now.astimezone(zone).date().replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1), zone)


@dataclass(frozen=True)
class PostFilter:
    """Which posts to read; those of a *container* are picked out here, as the API cannot."""

    status: Sequence[str] = ()
    account: str | None = None
    container: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def query(self) -> dict[str, Any]:
        """Return what the API filters by."""
        return {
            "status": list(self.status),
            "socialAccountId": self.account,
            "since": self.since,
            "until": self.until,
        }

    @property
    def wanted(self) -> Callable[[Any], bool] | None:
        """Return what tells the posts of the container; None if all are wanted."""
        if self.container is None:
            return None
        return lambda row: isinstance(row, dict) and row.get("containerId") == self.container


def pages(
    context: CommandContext, chosen: PostFilter, *, limit: int | None, cursor: str | None = None
) -> "Iterator[PageResponse[ScheduledPost]]":
    """Return the project's posts page by page, those that go out last first."""
    return context.api.list_posts(
        context.project, chosen.query, limit=limit, cursor=cursor, wanted=chosen.wanted
    )


def read_all(context: CommandContext, chosen: PostFilter) -> "list[ScheduledPost]":
    """Return all posts that were *chosen*, the first to go out first."""
    found = [post for page in pages(context, chosen, limit=None) for post in page.models()]
    return sorted(found, key=lambda post: (post.scheduled_for is None, post.scheduled_for, post.id))


@dataclass(frozen=True)
class WatchedPosts:
    """The posts as they were read last, and what cannot be read, by id."""

    replies: "Sequence[ApiResponse[ScheduledPost]]"
    failed: dict[str, Exception]

    @property
    def exit_code(self) -> ExitCode:
        """Return how the run ends: a post that failed is a job that did."""
        codes = {_exit_code(reply.model) for reply in self.replies}
        if ExitCode.JOB_FAILED in codes and ExitCode.OK in codes:
            return ExitCode.PARTIAL
        return worst({*codes, *([ExitCode.PARTIAL] if self.failed else [])})


def _exit_code(post: "ScheduledPost") -> ExitCode:
    if not post.is_finished:
        return ExitCode.PENDING
    return ExitCode.JOB_FAILED if post.status in ("failed", "canceled") else ExitCode.OK


def watch(context: CommandContext, post_ids: Sequence[str], *, timeout: float) -> WatchedPosts:
    """Wait until posts are out, *timeout* seconds at most, saying what changes."""
    read, failed = settle(post_ids, context.api.get_post)
    resume = context.command_line("posts", "watch", *read)
    context.run_state.waiting(resume=resume)
    for name, reply in read.items():
        _say(context, name, reply)
    left = timeout
    while (open_ids := _unfinished(read)) and left > 0:
        now = server_now(context)
        pause = min(left, *(_pause(read[name].model, now) for name in open_ids))
        context.pause(pause)
        left -= max(pause, 1.0)
        for name in open_ids:
            read[name] = _read_again(context, name, read[name])
    context.run_state.waited(is_unfinished=bool(_unfinished(read)))
    if _unfinished(read):
        context.feedback.warn(f"Not finished after {timeout:g} s; it goes on: {resume}")
    return WatchedPosts(list(read.values()), failed)


def _unfinished(read: "dict[str, ApiResponse[ScheduledPost]]") -> list[str]:
    return [name for name, reply in read.items() if not reply.model.is_finished]


def _read_again(
    context: CommandContext, name: str, last: "ApiResponse[ScheduledPost]"
) -> "ApiResponse[ScheduledPost]":
    """Return the post as it is now, or as it was *last* if this look fails: the next may not."""
    try:
        reply = context.api.get_post(name)
        status = reply.model.status
    except FinalConnectError:
        raise
    except (NetworkError, ContractError, RateLimitError, ServerError) as exc:
        context.feedback.note(f"{name}: {describe(exc).problem.message}; it is read again")
        return last
    if status != last.model.status:
        _say(context, name, reply)
    return reply


def _pause(post: "ScheduledPost", now: datetime) -> float:
    """Return how many seconds to wait before the next look."""
    if post.status != "queued":
        return PUBLISHING_SECONDS
    if post.scheduled_for is None:
        return QUEUED_SECONDS
    due = post.scheduled_for.timestamp() - now.timestamp()
    return min(max(due, PUBLISHING_SECONDS), QUEUED_SECONDS)


def _say(context: CommandContext, name: str, reply: "ApiResponse[ScheduledPost]") -> None:
    post = reply.model
    why = post.last_error.message if post.status == "failed" and post.last_error else None
    context.feedback.note(f"{name}: {post.status}" + (f", {one_line(why)}" if why else ""))


def open_in_browser(context: CommandContext, post_id: str) -> dict[str, Any]:
    """Open a published post in the browser, where somebody sees it.

    Returns its id, its url, and whether it was *opened*; raises `UsageError` if it has no address.
    """
    url = _link_of(context.api.get_post(post_id).model)
    return {"id": post_id, "url": url, "opened": context.browse(url)}


def _link_of(post: "ScheduledPost") -> str:
    if post.external_url:
        return post.external_url
    why = (
        "the platform has given no link"
        if post.status == "published"
        else f"it is {post.status}, and only published posts have a link"
    )
    raise UsageError(
        f"{post.id} cannot be opened: {why}", hint=command_line("posts", "watch", post.id)
    )
