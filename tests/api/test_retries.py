"""Retries: what is sent again, with which bytes, and when."""

import ssl

import httpx
import pytest

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import (
    ApiError,
    MissingIntentError,
    RateLimitError,
    StatusError,
)
from layers_cli.api.generation import GenerationRequest, content_request
from layers_cli.api.responses import RawResponse
from layers_cli.api.retries import Retries
from tests.api.recorder import MemoryRecorder

CREATE = content_request(GenerationRequest("prj_1", "hi 🧠", "slideshow-builder", 2, (), "k"))


class Server:
    """Gives its answers one after another; the last one stays."""

    def __init__(self, *answers, limit=4, **more) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.told: list[tuple[str, float]] = []
        self.recorder = MemoryRecorder(**more)
        self.client = LayersClient(
            "http://127.0.0.1",
            "secret",
            transport=httpx.MockTransport(self),
            recorder=self.recorder,
            retries=Retries(
                limit,
                pause=self.pauses.append,
                jitter=lambda low, high: high,
                on_retry=lambda exc, seconds: self.told.append((type(exc).__name__, seconds)),
            ),
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return httpx.Response(**answer) if isinstance(answer, dict) else httpx.Response(answer)


ACCEPTED = {"status_code": 202, "json": {"jobId": "job_1", "status": "running"}}
IN_FLIGHT = {
    "status_code": 409,
    "json": {
        "error": {
            "code": "CONFLICT",
            "message": "m",
            "details": {"subcode": "IDEMPOTENCY_IN_FLIGHT"},
        }
    },
    "headers": {"retry-after": "1"},
}


UNTRUSTED = httpx.ConnectError("untrusted")
UNTRUSTED.__cause__ = ssl.SSLCertVerificationError()


@pytest.mark.parametrize(
    "failure",
    [
        408, 429, 500, 502, 503, 504, IN_FLIGHT,
        httpx.ConnectError("no"), httpx.ReadError("cut"), httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("half"), httpx.ConnectTimeout("slow"),
    ],
)  # fmt: skip
def test_create_request_is_retried_with_the_same_key_and_bytes(failure):
    server = Server(failure, failure, ACCEPTED)

    reply = server.client.create_content(CREATE)

    assert reply.data["jobId"] == "job_1"
    assert len({(r.headers["idempotency-key"], r.content) for r in server.requests}) == 1
    assert len(server.requests) == 3
    assert server.recorder.log == [("intended", "k"), ("answered", "k")]


@pytest.mark.parametrize(
    "answer",
    [
        400, 401, 402, 403, 404, 405, 409, 410, 422, 501, 302,
        {"status_code": 202, "text": "<html>"},
        {"status_code": 503, "json": {"error": {"code": "KILL_SWITCH", "message": "off"}}},
        UNTRUSTED,
    ],
)  # fmt: skip
def test_permanent_error_is_not_retried(answer):
    server = Server(answer)

    with pytest.raises(ApiError):
        server.client.create_content(CREATE)

    assert len(server.requests) == 1


@pytest.mark.parametrize("failure", [500, 503, httpx.ReadError("cut")])
def test_request_without_a_key_is_not_retried(failure):
    server = Server(failure)

    with pytest.raises(ApiError):
        server.client.approve("cnt_1")

    assert len(server.requests) == 1


def test_request_without_a_key_is_retried_after_a_429():
    server = Server(429, {"status_code": 200, "json": {"id": "cnt_1"}})

    server.client.approve("cnt_1")

    assert len(server.requests) == 2


def test_read_is_retried():
    server = Server(502, {"status_code": 200, "json": {"id": "cnt_1"}})

    assert server.client.get_content("cnt_1").data == {"id": "cnt_1"}


def test_poll_is_not_retried():
    server = Server(502)

    with pytest.raises(StatusError):
        server.client.get_job("job_1", retried=False)

    assert len(server.requests) == 1


def test_waits_grow_and_are_reported():
    server = Server(500)

    with pytest.raises(StatusError):
        server.client.whoami()

    assert server.pauses == [0.5, 1.0, 2.0, 4.0]
    assert server.told == [("ServerError", seconds) for seconds in server.pauses]


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("0", 0.0), ("300", 60.0)])
def test_retry_after_wins_and_is_capped(asked, waited):
    limited = {"status_code": 429, "headers": {"retry-after": asked}}
    server = Server(limited, ACCEPTED)

    server.client.create_content(CREATE)

    assert server.pauses == [waited]


def test_retry_after_is_not_capped_without_a_limit():
    pauses: list[float] = []
    retries = Retries(1, None, pause=pauses.append)
    answers = [RateLimitError("m", status=429, code="RATE_LIMITED", retry_after=300.0)]

    def send() -> str:
        if answers:
            raise answers.pop()
        return "done"

    assert retries.run(send, repeatable=False) == "done"
    assert pauses == [300.0]


def test_zero_retries_is_one_try():
    server = Server(500, limit=0)

    with pytest.raises(StatusError):
        server.client.whoami()

    assert len(server.requests) == 1


# What became of the money


@pytest.mark.parametrize(
    ("answers", "maybe_executed"),
    [
        ([httpx.ConnectError("no")], False),
        ([429], False),
        ([402], False),
        ([404], False),
        ([500], True),
        ([httpx.ReadError("cut")], True),
        ([{"status_code": 202, "text": "half"}], True),
        ([302], True),
        # A later refusal says nothing of the first try, unless it looked at the key.
        ([httpx.ReadError("cut"), 401], True),
        ([500, 404], True),
        ([500, httpx.ConnectError("no")], True),
        ([httpx.ReadError("cut"), 402], False),
        ([httpx.ReadError("cut"), 422], False),
        ([httpx.ReadError("cut"), IN_FLIGHT], True),
        ([httpx.ReadError("cut"), 409], False),
    ],
)
def test_maybe_executed_is_true_of_all_tries_together(answers, maybe_executed):
    server = Server(*answers)

    with pytest.raises(ApiError) as caught:
        server.client.create_content(CREATE)

    assert caught.value.maybe_executed is maybe_executed
    assert caught.value.key == "k"
    assert server.recorder.log[-1] == ("lost" if maybe_executed else "refused", "k")


@pytest.mark.parametrize(("status", "outcome"), [(401, "lost"), (429, "lost"), (422, "refused")])
def test_rejected_repeat_does_not_settle_an_unknown_outcome(status, outcome):
    server = Server(status, maybe_executed=True)

    with pytest.raises(ApiError) as caught:
        server.client.create_content(CREATE)

    assert server.recorder.log[-1][0] == outcome
    assert caught.value.maybe_executed is (outcome == "lost")


def test_crash_while_sending_leaves_the_outcome_unknown():
    server = Server(KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        server.client.create_content(CREATE)

    assert server.recorder.log == [("intended", "k"), ("lost", "k")]


def test_billable_request_is_not_sent_without_a_record():
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(202, json={})

    client = LayersClient("http://127.0.0.1", "k", transport=httpx.MockTransport(answer))

    with pytest.raises(MissingIntentError):
        client.create_content(CREATE)
    with pytest.raises(MissingIntentError):
        client.upload_urls("prj_1", ["https://e.com/a.jpg"], caption="", key="k")
    with pytest.raises(MissingIntentError):
        client.create_project({"name": "N"}, key="k")
    with pytest.raises(MissingIntentError):
        client._session.request("POST", "/v1/x", headers={"idempotency-key": "k"})
    assert sent == []


def test_recorder_error_keeps_the_request_from_being_sent(monkeypatch):
    server = Server(ACCEPTED)

    def refuse(call):
        raise OSError("full")

    monkeypatch.setattr(server.recorder, "intend", refuse)
    with pytest.raises(OSError, match="full"):
        server.client.create_content(CREATE)

    assert server.requests == []


def test_kept_response_is_not_requested_again():
    """The server has forgotten the key, and would make a second job."""
    server = Server(ACCEPTED, kept=RawResponse(202, b'{"jobId": "job_0"}'))

    assert server.client.create_content(CREATE).data["jobId"] == "job_0"
    assert server.requests == []
