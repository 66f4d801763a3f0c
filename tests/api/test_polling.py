"""Waiting: the documented pace, every state once, and no failure that ends it too early."""

from typing import Any

import httpx
import pytest

from layers_cli.api import errors
from layers_cli.api.client import LayersClient
from layers_cli.api.polling import FIRST_PAUSE, LONGEST_PAUSE, TrackedJob, follow
from layers_cli.api.responses import ApiResponse


class World:
    """A scripted server and a clock that moves only when somebody waits."""

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = answers
        self.current = ""  # the ETag of what does not change any more
        self.asked: list[str] = []
        self.now = 0.0
        self.pauses: list[float] = []
        self.client = LayersClient(
            "http://127.0.0.1", "k", transport=httpx.MockTransport(self.answer)
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/v1/").replace("content/", "").replace("jobs/", "")
        self.asked.append(name)
        script = self.answers[name.replace("/progress", "")]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, httpx.Response)
        known = request.headers.get("if-none-match")
        return httpx.Response(304) if known and known == self.current else answer

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def follow(self, *targets: TrackedJob, timeout: float | None = 10_000):
        return list(
            follow(
                self.client,
                targets,
                timeout=timeout,
                pause=self.pause,
                clock=lambda: self.now,
                jitter=lambda: 0.0,
            )
        )


def job(status="running", stage=None, progress=None, etag="1", containers=("cnt_1",), **more):
    body = {"jobId": "job_1", "status": status, "stage": stage, "progress": progress, **more}
    body["containerIds"] = list(containers)
    return httpx.Response(200, json=body, headers={"etag": etag})


def container(name, status, progress=None):
    return httpx.Response(
        200, json={"containerId": name, "status": status, "stage": "s", "stageProgress": progress}
    )


def refused(status, code="NO", **headers):
    body = {"error": {"code": code, "message": "no"}}
    return httpx.Response(status, json=body, headers=headers)


def started(containers=("cnt_1",)) -> TrackedJob:
    return TrackedJob.of_job(
        ApiResponse(job("running", "queued", containers=containers).content, "Job")
    )


def test_polls_are_spaced_as_the_jobs_page_says():
    world = World(job_1=[*[job(progress=n / 100) for n in range(10)], job("completed")])

    world.follow(started())

    assert world.pauses[0] == FIRST_PAUSE
    ratios = [b / a for a, b in zip(world.pauses, world.pauses[1:], strict=False)]
    assert ratios[:3] == pytest.approx([1.3, 1.3, 1.3])
    assert max(world.pauses) == pytest.approx(LONGEST_PAUSE)


def test_each_state_is_reported_once_and_the_end_last():
    world = World(
        job_1=[
            job("running", "queued"),
            job("running", "generating_visuals", 0.4),
            httpx.Response(304),
            job("running", "generating_visuals", 0.4),
            job("completed", finishedAt="2026-04-18T12:00:00Z"),
        ]
    )
    target = started()

    told = [(u.id, u.status, u.stage, u.progress) for u in world.follow(target)]

    assert told == [
        ("cnt_1", "running", "queued", None),
        ("cnt_1", "running", "generating_visuals", 0.4),
        ("cnt_1", "completed", None, 1.0),
    ]
    assert target.finished


def test_unreadable_response_is_read_again_in_full():
    """Its ETag is that of the end: a server that believes we have read it says 304 for ever."""
    end = job("completed", etag="end")
    broken = httpx.Response(200, json={"jobId": "job_1"}, headers={"etag": "end"})
    world, target = World(job_1=[broken, end]), started()
    world.current = "end"

    told = world.follow(target)

    assert (target.finished, told[-1].status) == (True, "completed")


def test_unreadable_container_is_read_after_its_job_has_ended():
    world = World(
        job_1=[job("completed", etag="end", containers=("a", "b"))],
        a=[container("a", "completed")],
        b=[httpx.ConnectError("gone"), container("b", "completed")],
    )
    world.current = "end"
    target = started(("a", "b"))

    last = {u.id: (u.status, u.finished) for u in world.follow(target)}

    assert target.finished
    assert last == {"a": ("completed", True), "b": ("completed", True)}


@pytest.mark.parametrize("end", ["completed", "failed", "canceled"])
def test_each_terminal_status_ends_the_polling(end):
    world = World(job_1=[job(end)])

    assert world.follow(started())[-1].status == end


def test_unknown_status_goes_on_until_a_finish_time():
    world = World(job_1=[job("dreaming"), job("dissolved", finishedAt="2026-04-18T12:00:00Z")])

    assert [u.status for u in world.follow(started())] == ["running", "dreaming", "dissolved"]


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        refused(500),
        refused(503),
        refused(429),
        httpx.Response(200, text="<html>"),
        httpx.Response(302, headers={"location": "https://login.example.com"}),
    ],
)
def test_failed_poll_is_reported_once(failure):
    world = World(job_1=[failure, failure, failure, job("running", "queued"), job("completed")])

    updates = world.follow(started())

    assert [bool(u.failed_poll) for u in updates] == [False, True, False, False]
    assert updates[-1].status == "completed"


def test_retry_after_delays_the_next_poll():
    world = World(job_1=[refused(429, **{"retry-after": "30"}), job("completed")])

    world.follow(started())

    assert world.pauses == [2.0, 30.0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused(401, "UNAUTHENTICATED"), errors.UnauthenticatedError),
        (refused(503, "KILL_SWITCH"), errors.SuspendedError),
    ],
)
def test_rejected_key_ends_the_polling(answer, error):
    with pytest.raises(error):
        World(job_1=[answer]).follow(started())


@pytest.mark.parametrize("status", [403, 404, 405])
def test_containers_are_polled_where_the_jobs_route_is_refused(status):
    world = World(
        job_1=[refused(status)],
        cnt_1=[container("cnt_1", "processing", 0.5), container("cnt_1", "completed")],
        cnt_2=[container("cnt_2", "completed")],
    )
    target = started(("cnt_1", "cnt_2"))

    updates = world.follow(target)

    assert world.asked.count("job_1") == 1
    assert {u.id: u.status for u in updates} == {"cnt_1": "completed", "cnt_2": "completed"}
    assert target.finished


def test_missing_job_without_containers_is_an_error():
    target = TrackedJob.of_job(ApiResponse(job(containers=()).content, "Job"))

    with pytest.raises(errors.NotFoundError):
        World(job_1=[refused(404)]).follow(target)


def test_each_container_of_a_job_has_its_own_updates():
    world = World(
        job_1=[job(containers=("a", "b")), job("completed", etag="2", containers=("a", "b"))],
        a=[container("a", "processing", 0.2), container("a", "completed")],
        b=[container("b", "failed", 0.3)],
    )

    last = {u.id: (u.status, u.finished) for u in world.follow(started(("a", "b")))}

    assert last == {"a": ("completed", True), "b": ("failed", True)}
    assert world.asked.count("b/progress") == 1


def test_progress_never_goes_back_within_a_stage():
    world = World(
        job_1=[
            job("running", "s", 0.5),
            job("running", "s", 0.3),
            job("running", "s", 0.6),
            job("completed"),
        ]
    )

    assert [u.progress for u in world.follow(started())] == [None, 0.5, 0.6, 1.0]


def test_timeout_ends_the_polling_with_the_unfinished_left():
    world = World(job_1=[job("running", "queued")])
    target = started()

    world.follow(target, timeout=15)

    assert world.now == pytest.approx(15)
    assert not target.finished


def test_jobs_share_one_loop():
    names = [f"job_{n}" for n in range(40)]
    world = World(**{name: [job(), job("completed")] for name in names})
    targets = [
        TrackedJob.of_job(
            ApiResponse(
                job(containers=(f"cnt_{name}",)).content.replace(b"job_1", name.encode()), "Job"
            )
        )
        for name in names
    ]

    world.follow(*targets)

    assert all(target.finished for target in targets)
    assert world.now < 10


@pytest.mark.parametrize("kind", [errors.CertificateError, errors.ProxyRefusedError])
def test_what_no_later_read_will_cure_ends_the_wait(client_for, kind):
    def handle(_):
        raise kind("no way through")

    target = TrackedJob("job_1", ("cnt_1",))
    with pytest.raises(kind):
        list(follow(client_for(handle), [target], timeout=None, pause=lambda _: None))
