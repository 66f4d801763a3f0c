"""Polls jobs until they end, without hammering the API.

The documented loop (api-core 5.2): first read after 2 s, then 1.3 times longer each time, 10 s at
most, with jitter, and `If-None-Match` so that a job that has not advanced costs no body. Any number
of jobs share one loop. The caller draws, and decides what an end means.
"""

from __future__ import annotations

import heapq
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.api.errors import (
    ApiError,
    ContractError,
    FinalConnectError,
    ForbiddenError,
    MethodError,
    NetworkError,
    NotFoundError,
    RateLimitError,
    ServerError,
    StatusError,
    SuspendedError,
    UnauthenticatedError,
)
from layers_cli.api.retries import between, sleep

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from layers_cli.api.client import LayersClient
    from layers_cli.api.models import Job, Progress
    from layers_cli.api.responses import ApiResponse

FIRST_PAUSE = 2.0
GROWTH = 1.3
LONGEST_PAUSE = 10.0
LARGEST_JITTER = 0.5
LONGEST_RETRY_AFTER = 60.0


class Update(NamedTuple):
    """The state of a container, or of a job whose containers are unknown, after one read.

    *progress* runs from 0 to 1; *failed_poll* says why the last read failed; the rest then
    repeats the last known state.
    """

    id: str
    job_id: str | None
    kind: str
    status: str
    stage: str | None = None
    progress: float | None = None
    eta_seconds: float | None = None
    finished: bool = False
    failed_poll: str | None = None

    @property
    def is_queued(self) -> bool:
        """Whether nothing is being done yet; the API calls such a job running, and times it."""
        return not self.finished and "queued" in (self.stage, self.status)


class TrackedJob:
    """One job, or one container whose job is unknown, and its last known state."""

    def __init__(
        self,
        job_id: str | None,
        container_ids: tuple[str, ...] = (),
        reply: ApiResponse[Job] | None = None,
        progress: Progress | None = None,
        *,
        by_container: bool = False,
        initial_fields: dict[str, Any] | None = None,
    ) -> None:
        self.job_id = job_id
        self.container_ids = container_ids
        self.reply = reply
        self.progress = progress
        self.finished = False
        self.error: StatusError | None = None  # why it can no longer be read
        self.latest: dict[str, Update] = {}
        self.etag: str | None = None
        self.pause = FIRST_PAUSE
        self.by_container = by_container
        # Of the first response: a finished job no longer has them all (api-core 5.1).
        self.initial_fields = initial_fields or {}

    @classmethod
    def of_job(cls, reply: ApiResponse[Job]) -> TrackedJob:
        """Track the job in the response to a create request or a first read."""
        job = reply.model
        return cls(job.job_id, tuple(job.containers), reply, initial_fields=reply.data)

    @classmethod
    def of_container(cls, container_id: str, progress: Progress) -> TrackedJob:
        """Track a container when the job id is unknown."""
        return cls(None, (container_id,), progress=progress, by_container=True)

    @property
    def job(self) -> Job | None:
        """The job as last read."""
        return self.reply.model if self.reply else None

    @property
    def name(self) -> str:
        """The id to wait for this again with."""
        return self.job_id or self.container_ids[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that updates are about: its containers, or the job itself."""
        return self.container_ids or (self.name,)


def follow(
    client: LayersClient,
    targets: Sequence[TrackedJob],
    *,
    timeout: float | None,
    pause: Callable[[float], None] = sleep,
    clock: Callable[[], float] = time.monotonic,
    jitter: Callable[[], float] = lambda: between(0, LARGEST_JITTER),
) -> Iterator[Update]:
    """Yield each change until all of *targets* are finished or *timeout* seconds have passed.

    A failed read is reported once (`Update.failed_poll`). Whether a
    target finished is in `TrackedJob.finished`. Where the job's route is refused, its containers'
    progress route is read instead (content page: "both endpoints tell you the same story").

    Raises `StatusError` for an error that no later read will cure: the key is rejected, or the
    only job does not exist. One of several is finished then, with its `TrackedJob.error`.
    """
    deadline = None if timeout is None else clock() + timeout
    for target in targets:
        yield from _opening(target)
    due = [
        (_next(target, clock(), jitter), number)
        for number, target in enumerate(targets)
        if not target.finished
    ]
    heapq.heapify(due)
    while due:
        when, number = heapq.heappop(due)
        if deadline is not None and when > deadline:
            pause(max(0.0, deadline - clock()))
            return
        pause(max(0.0, when - clock()))
        target = targets[number]
        try:
            retry_after = yield from _read(client, target)
        except (UnauthenticatedError, SuspendedError):
            raise
        except StatusError as exc:
            if len(targets) == 1:
                raise
            target.error, target.finished = exc, True
        if not target.finished:
            later = _next(target, clock(), jitter)
            heapq.heappush(due, (max(later, clock() + retry_after), number))


def _next(target: TrackedJob, now: float, jitter: Callable[[], float]) -> float:
    wait = target.pause
    target.pause = min(wait * GROWTH, LONGEST_PAUSE)
    return now + wait + jitter()


def _opening(target: TrackedJob) -> Iterator[Update]:
    """Yield the state that is known before the first read, so that it is shown at once."""
    if target.job is not None:
        yield from _note_job(target, target.job)
    elif target.progress is not None:
        yield from _note_progress(target, target.name, target.progress)


def _read(client: LayersClient, target: TrackedJob) -> Generator[Update, None, float]:
    """Read *target* once; return how many seconds the server asks to wait."""
    try:
        if not target.by_container:
            yield from _read_job(client, target)
        if target.by_container:
            yield from _read_containers(client, target)
    except (FinalConnectError, SuspendedError):
        raise
    except (NetworkError, ContractError, RateLimitError, ServerError) as exc:
        yield from _failed_poll(target, exc)
        return min(getattr(exc, "retry_after", None) or 0.0, LONGEST_RETRY_AFTER)
    return 0.0


def _read_job(client: LayersClient, target: TrackedJob) -> Iterator[Update]:
    try:
        reply = client.get_job(target.name, etag=target.etag, retried=False)
    except (ForbiddenError, NotFoundError, MethodError):
        if not target.container_ids:
            raise
        target.by_container = True
        return
    if reply is None:
        yield from _found_again(target)
        return
    job = reply.model
    target.reply = reply
    target.container_ids = target.container_ids or tuple(job.containers)
    if len(target.container_ids) > 1:
        yield from _read_containers(client, target)
        target.finished = job.is_finished
    else:
        yield from _note_job(target, job)
    # Last: with the ETag of a response that could not be read, it would never come again.
    target.etag = reply.etag


def _note_job(target: TrackedJob, job: Job) -> Iterator[Update]:
    """Yield a job's state for each of its ids."""
    target.finished = job.is_finished
    update = Update(
        "",
        target.job_id,
        "container" if target.container_ids else "job",
        job.status,
        job.stage,
        1.0 if job.status == "completed" else job.progress,
        job.eta_seconds,
        finished=job.is_finished,
    )
    for name in target.ids:
        yield from _note(target, update._replace(id=name))


def _read_containers(client: LayersClient, target: TrackedJob) -> Iterator[Update]:
    for name in target.container_ids:
        known = target.latest.get(name)
        if known is None or not known.finished:
            yield from _note_progress(target, name, client.get_progress(name, retried=False).model)
    if target.by_container:
        target.finished = all(update.finished for update in target.latest.values())


def _note_progress(target: TrackedJob, name: str, progress: Progress) -> Iterator[Update]:
    overall = progress.progress if progress.progress is not None else progress.stage_progress
    target.finished = target.by_container and progress.is_finished
    yield from _note(
        target,
        Update(
            name,
            target.job_id or progress.job_id,
            "container",
            progress.status,
            progress.stage,
            1.0 if progress.status == "completed" else overall,
            progress.eta_seconds,
            finished=progress.is_finished,
        ),
    )


def _note(target: TrackedJob, update: Update) -> Iterator[Update]:
    """Remember *update* and yield it if anything changed; progress never goes back."""
    last = target.latest.get(update.id)
    if last and last.progress is not None and update.stage == last.stage:
        update = update._replace(progress=max(last.progress, update.progress or 0.0))
    target.latest[update.id] = update
    if update != last:
        yield update


def _failed_poll(target: TrackedJob, exc: ApiError) -> Iterator[Update]:
    for name in target.ids:
        last = target.latest[name]
        if last.finished or last.failed_poll:
            continue
        said = exc.code if isinstance(exc, StatusError) else ""
        target.latest[name] = last._replace(failed_poll=f"{said} {exc}".strip())
        yield target.latest[name]


def _found_again(target: TrackedJob) -> Iterator[Update]:
    """Take back a failed poll: the job is readable again and has not advanced."""
    for name, last in target.latest.items():
        if last.failed_poll:
            target.latest[name] = last._replace(failed_poll=None)
            yield target.latest[name]


def unfinished(targets: Iterable[TrackedJob]) -> list[TrackedJob]:
    """Return those of *targets* that are not finished."""
    return [target for target in targets if not target.finished]
