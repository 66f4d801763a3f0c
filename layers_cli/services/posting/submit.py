"""Send content to accounts: check all of it, say what will happen, then send each container once.

A post cannot be taken back. So each call is in the ledger with its key before it is sent, and the
same command, run again after it was cut short, sends what it sent before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from shlex import quote
from typing import TYPE_CHECKING, Any

from layers_cli.api.endpoints.posting import publish_request, schedule_request
from layers_cli.api.generation import keys_for
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.json_text import loads
from layers_cli.inputs.schedule_times import Spacing, parse_schedule_time, slots, utc_text
from layers_cli.services.batch import BatchResult, run_batch
from layers_cli.services.jobs.submit import start_billable_command
from layers_cli.services.posting.accounts import (
    check_connected,
    choose_accounts,
    label,
    read_accounts,
)
from layers_cli.services.posting.clock import server_now
from layers_cli.services.posting.targets import TargetOptions, build_targets

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import ScheduledPosts, SocialAccount
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

BLOCKED = "blocked_on_approval"

_MOST_NAMED = 2  # ids in a command line that is printed


@dataclass(frozen=True)
class Timing:
    """When content goes out: *at* as typed, in *zone* or one that it names, spaced by *spacing*."""

    at: str
    zone: tzinfo | None
    spacing: Spacing


@dataclass(frozen=True)
class Asked:
    """What a command line asks for: containers, accounts as they were named, how, and when.

    Without *when* they go out now.
    """

    container_ids: Sequence[str]
    to: Sequence[str]
    how: TargetOptions
    when: Timing | None

    @property
    def data(self) -> list[Any]:
        """Return it as JSON, by which the same command is known again."""
        when = self.when and [self.when.at, str(self.when.zone), asdict(self.when.spacing)]
        return ["posts", list(self.container_ids), list(self.to), asdict(self.how), when]


@dataclass(frozen=True)
class KeyOptions:
    """The user's own *idempotency_key*, or a new one in any case with *force_new*."""

    idempotency_key: str | None = None
    force_new: bool = False


@dataclass(frozen=True)
class PlannedSlot:
    """One container, the instant it goes out at, None for now, and the *targets* it goes to."""

    container: Container
    at: datetime | None
    accounts: Sequence[SocialAccount]
    targets: Sequence[dict[str, Any]]

    @property
    def to(self) -> str:
        """Return the accounts as people name them."""
        return ", ".join(label(each) for each in self.accounts)

    @property
    def when(self) -> str:
        """Return the time it goes out at, local and in UTC."""
        if self.at is None:
            return "now"
        utc = self.at.astimezone(UTC)
        if self.at.utcoffset() == utc.utcoffset():
            return f"{utc:%a %Y-%m-%d %H:%M} UTC"
        return f"{self.at:%a %Y-%m-%d %H:%M} {self.at.tzinfo} ({utc:%Y-%m-%d %H:%M} UTC)"

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "containerId": self.container.id,
            "hook": self.container.hook,
            "approvalStatus": self.container.approval_status,
            "scheduledFor": None if self.at is None else utc_text(self.at),
            "localTime": None if self.at is None else self.at.isoformat(),
            "to": [label(each) for each in self.accounts],
            "targets": list(self.targets),
        }


def plan(context: CommandContext, asked: Asked) -> list[PlannedSlot]:
    """Return what will be sent for *asked*: each container at its time, or now.

    Raises `UsageError` for what the API would refuse of it: a time that is none or has passed, an
    account that is not there, options that do not fit, a container that cannot go out.
    """
    times = _times(context, asked.when, len(asked.container_ids))
    containers = [context.api.get_content(name).model for name in asked.container_ids]
    for container in containers:
        _check_container(container)
    accounts = choose_accounts(read_accounts(context, _project_of(context, containers)), asked.to)
    for account in accounts:
        check_connected(account)
    return [
        PlannedSlot(container, at, accounts, build_targets(asked.how, accounts, container))
        for container, at in zip(containers, times, strict=True)
    ]


def _times(context: CommandContext, when: Timing | None, count: int) -> Sequence[datetime | None]:
    if when is None:
        return [None] * count
    now = server_now(context)
    start = parse_schedule_time(
        when.at, zone=when.zone, now=now, hint_without_zone=lambda: offered_zone(context)
    )
    return slots(start, count, when.spacing)


def offered_zone(context: CommandContext) -> str:
    """Return the hint for a time without a zone; the project's is offered, never applied."""
    zone = context.api.get_project(context.project).model.timezone
    return (
        f"add --timezone {quote(zone)}, the project's" if zone else "add --timezone Europe/Berlin"
    )


def _check_container(container: Container) -> None:
    if container.status != "completed":
        raise UsageError(
            f"{container.id} is {container.status}; only completed content goes out",
            hint=f"see why: {command_line('content', 'get', container.id)}",
        )


def _project_of(context: CommandContext, containers: Sequence[Container]) -> str:
    """Return the project of *containers*; raises `UsageError` for several."""
    found = {each.project_id for each in containers if each.project_id}
    if len(found) > 1:
        raise UsageError(
            "The containers belong to several projects, each with accounts of its own",
            hint="send those of one project at a time",
        )
    return found.pop() if found else context.project


def send(
    context: CommandContext, posts: Sequence[PlannedSlot], asked: Asked, keys: KeyOptions
) -> BatchResult[ScheduledPosts]:
    """Send *posts*, and return the responses by container.

    All of them are recorded before the first is sent, so that a crash in between loses none.
    The same command, run again after it was cut short, continues with the keys, and so with the
    times, that it has sent before. Raises what `start_billable_command` and a single call raise.
    """
    run_key = start_billable_command(
        context, asked.data, given=keys.idempotency_key, force_new=keys.force_new
    )
    keys_by_post = zip(posts, keys_for(len(posts), run_key), strict=True)
    calls = {post.container.id: _request(context, post, key) for post, key in keys_by_post}
    context.api.plan(list(calls.values()))
    try:
        result = run_batch(list(calls), lambda name: _send(context, name, calls[name]))
    finally:  # after Ctrl-C, too: no more of this
        context.api.withdraw(list(calls.values()))
    context.run_state.settled()
    return result


def suggest(context: CommandContext, result: BatchResult[ScheduledPosts]) -> None:
    """Say how to go on: approve what waits for it, watch what goes out."""
    waiting = [reply.data["containerId"] for reply in result.done if _is_blocked(reply.data)]
    posts = [name for reply in result.done for name in reply.model.scheduled_post_ids]
    if waiting:
        approve = context.command_line("content", "approve", *waiting[:_MOST_NAMED])
        context.feedback.hint(f"it goes out once it is approved: {approve}")
    if posts:
        watch = context.command_line("posts", "watch", *posts[:_MOST_NAMED])
        context.feedback.hint(f"to see it go out: {watch}")
    if result.failed and result.done:
        context.feedback.hint("to post the rest: run the same command again; it does only that")


def _is_blocked(data: dict[str, Any]) -> bool:
    return data.get("gateStatus") == BLOCKED


def _request(context: CommandContext, post: PlannedSlot, key: str) -> PendingRequest:
    name, project = post.container.id, post.container.project_id
    if post.at is None:
        return publish_request(name, post.targets, key=key, project=project)
    at = _recorded_time(context, key) or utc_text(post.at)
    return schedule_request(name, at, post.targets, key=key, project=project)


def _send(
    context: CommandContext, container_id: str, call: PendingRequest
) -> ApiResponse[ScheduledPosts]:
    reply = context.api.post_out(call)
    reply.data.setdefault("containerId", container_id)
    return reply


def _recorded_time(context: CommandContext, key: str) -> str | None:
    """Return the time that was sent with *key* before: `+2h` means another one each time."""
    for record in context.ledger.intents.find(key):
        time = loads(record.intent.body).get("scheduledFor")
        if isinstance(time, str):
            return time
    return None
