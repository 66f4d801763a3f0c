"""The request log: what it holds, what it hides, and how it is narrowed and bounded."""

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


def test_a_dropped_connection_has_no_status():
    entry = LoggedRequest(1, 0, "req_1", "GET", "/", b"", None, 1.0, None, None, "drop-after", None)

    assert RequestFilter(status="none").fits(entry)
    assert not RequestFilter(status="2xx").fits(entry)
    assert entry.shown()["status"] is None
