"""The request log: what it holds, what it hides, and how it is narrowed and bounded."""

from contextlib import ExitStack, closing

import pytest

from layers_cli.sandbox.core.request_log import LoggedRequest, RequestFilter, RequestLog
from tests.sandbox.conftest import issues

REQUESTS = "/_sandbox/requests"


def note(
    log: RequestLog, *, path: str = "/v1/whoami", query: bytes = b"", status: int | None = 200
) -> None:
    log.note(0, "req_1", "GET", path, query, status, 1.0, "key_1", None, None, None)


def test_a_request_is_logged_with_its_status_and_job(sandbox, client, control, create):
    job = create()
    client.get("/v1/projects/nope", headers={"Idempotency-Key": "k"})

    first, second = control.get(REQUESTS).json()["items"]

    assert (first["method"], first["status"], first["jobId"]) == ("POST", 202, job["jobId"])
    assert first["path"] == f"/v1/projects/{sandbox.project}/content"
    assert first["keyId"] == client.get("/v1/whoami").json()["apiKeyId"]
    assert (second["status"], second["jobId"], second["idempotencyKey"]) == (404, None, "k")
    assert second["number"] == first["number"] + 1
    assert first["requestId"].startswith("req_")


def test_no_secret_is_in_the_log(sandbox, client, control):
    client.get("/v1/whoami", params={"signature": "s3cret", "limit": "5", "x": sandbox.key})
    client.get(f"/v1/{sandbox.key}")

    text = control.get(REQUESTS).text

    assert "s3cret" not in text
    assert sandbox.key not in text
    assert sandbox.key[len("lp_test_") :] not in text
    assert "limit=5" in text


def test_control_requests_are_not_logged(control):
    control.get("/_sandbox/health")

    assert control.get(REQUESTS).json()["items"] == []


def test_the_log_is_filtered_by_method_path_status_and_number(client, control):
    client.get("/v1/whoami")
    client.get("/v1/projects")
    client.post("/v1/projects", json={})
    client.get("/v1/nowhere")

    def paths(**params: object) -> list[str]:
        items = control.get(REQUESTS, params=params).json()["items"]
        return [item["path"].rpartition("/")[2] for item in items]

    assert paths(method="POST") == ["projects"]
    assert paths(path="/v1/p*") == ["projects", "projects"]
    assert paths(status="4xx") == ["projects", "nowhere"]
    assert paths(status="404") == ["nowhere"]
    assert paths(limit=1) == ["nowhere"]
    assert paths(after=control.get(REQUESTS).json()["last"] - 1) == ["nowhere"]


@pytest.mark.parametrize("params", [{"status": "9xx"}, {"limit": 0}, {"method": "get"}])
def test_an_invalid_filter_is_rejected_by_name(control, params):
    assert issues(control.get(REQUESTS, params=params)) == set(params)


def test_clearing_the_log_continues_its_numbering(client, control):
    client.get("/v1/whoami")

    assert control.delete(REQUESTS).json() == {"cleared": 1}
    client.get("/v1/whoami")

    log = control.get(REQUESTS).json()
    assert [item["number"] for item in log["items"]] == [2]
    assert log["forgotten"] == 0


def test_a_full_log_drops_the_oldest_and_counts_them():
    log = RequestLog(size=3)
    for _ in range(5):
        note(log)

    assert [entry.number for entry in log.entries(RequestFilter())] == [3, 4, 5]
    assert (log.forgotten, log.last) == (2, 5)


@pytest.fixture
def open_log(tmp_path):
    """Open the log of one file again and again, without closing it before, as after a kill."""
    with ExitStack() as stack:

        def open_(size: int = 100) -> RequestLog:
            return stack.enter_context(closing(RequestLog(tmp_path / "log", size=size)))

        yield open_


def test_a_kept_log_outlives_the_sandbox_and_goes_on_counting(tmp_path, open_log):
    log = open_log()
    note(log, query=b"limit=5&signature=s3cret")
    note(log, path="/v1/lp_test_s3cret", status=None)
    shown = [entry.shown() for entry in log.entries(RequestFilter())]  # it was not closed: a kill

    again = open_log()

    assert [entry.shown() for entry in again.entries(RequestFilter())] == shown
    note(again)
    assert (again.last, again.forgotten) == (3, 0)
    assert "s3cret" not in (tmp_path / "log").read_text()


def test_a_cleared_log_stays_cleared_in_the_next_sandbox(open_log):
    log = open_log()
    note(log)
    log.clear()
    note(log)

    again = open_log()

    assert [entry.number for entry in again.entries(RequestFilter())] == [2]
    assert again.forgotten == 0


def test_a_torn_last_line_costs_its_request_alone(tmp_path, open_log):
    log = open_log()
    note(log)
    note(log)
    content = (tmp_path / "log").read_bytes()
    (tmp_path / "log").write_bytes(content[:-5])

    again = open_log()
    note(again, path="/v1/later")

    found = open_log().entries(RequestFilter())
    assert [entry.path for entry in found] == ["/v1/whoami", "/v1/later"]


def test_the_file_of_a_long_log_stays_short(tmp_path, open_log):
    log = open_log(size=3)
    for _ in range(20):
        note(log)

    assert len((tmp_path / "log").read_bytes().splitlines()) <= 2 * 3 + 1
    again = open_log(size=3)
    assert (again.last, again.forgotten) == (20, 17)
    assert [entry.number for entry in again.entries(RequestFilter())] == [18, 19, 20]


def test_a_dropped_connection_has_no_status():
    entry = LoggedRequest(1, 0, "req_1", "GET", "/", b"", None, 1.0, None, None, "drop-after", None)

    assert RequestFilter(status="none").fits(entry)
    assert not RequestFilter(status="2xx").fits(entry)
    assert entry.shown()["status"] is None
