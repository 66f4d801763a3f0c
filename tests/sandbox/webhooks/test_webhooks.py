"""Webhooks: endpoints, and signed deliveries that arrive, are tried again, and survive."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import make_client
from tests.sandbox.webhooks.conftest import ENDPOINTS, URL, Receiver, marks


def test_a_finished_job_is_delivered_to_its_subscribers(
    sandbox, idle_client, subscribe, receiver, create, work
):
    sandbox.settings.base_url = "http://sandbox"
    endpoint = subscribe("job.completed", "content.generated")
    job = create(idle_client)

    work()

    told = {event["type"]: event["data"] for event in receiver.events}
    assert set(told) == {"job.completed", "content.generated"}
    assert told["job.completed"] == {
        "jobId": job["jobId"],
        "kind": "content_generate",
        "result": idle_client.get(f"/v1/jobs/{job['jobId']}").json()["result"],
    }
    assert told["content.generated"]["id"] == job["containerIds"][0]
    assert told["content.generated"]["assets"] == told["job.completed"]["result"]["assets"]
    container = idle_client.get(f"/v1/content/{job['containerIds'][0]}").json()
    assert told["content.generated"]["preview"] == container["preview"]
    for asset in told["content.generated"]["assets"]:
        assert idle_client.get(asset["url"]).is_success
        assert idle_client.get(asset["thumbnailUrl"]).is_success
    for request in receiver.requests:
        assert request.url == URL
        assert marks(request, endpoint["signingSecret"]) == (True, 1)
        event_id = request.headers["X-Layers-Event-Id"]
        assert re.fullmatch(r"evt_[0-9A-Z]{26}", event_id)
        assert json.loads(request.content)["id"] == event_id


def test_a_canceled_job_and_a_review_are_delivered(
    sandbox, client, idle_client, subscribe, receiver, create, work
):
    subscribe("job.canceled", "content.approved", "content.rejected")
    client.patch(
        f"/v1/projects/{sandbox.project}/content-review-policy", json={"policy": "review_all"}
    )
    canceled = create(idle_client)
    idle_client.post(f"/v1/jobs/{canceled['jobId']}/cancel")
    approved, rejected = create(idle_client, variantCount=2)["containerIds"]
    work()
    client.post(f"/v1/content/{approved}/approve")
    client.post(f"/v1/content/{rejected}/reject", json={"reason": "no"})

    work()

    told = {event["type"]: event["data"] for event in receiver.events}
    assert told["job.canceled"] == {"jobId": canceled["jobId"], "kind": "content_generate"}
    assert told["content.approved"]["id"] == approved
    assert told["content.approved"]["projectId"] == sandbox.project
    assert told["content.rejected"]["id"] == rejected
    assert told["content.rejected"]["reason"] == "no"


def test_events_without_a_subscription_are_not_delivered(client, subscribe, receiver, create, work):
    subscribe("job.failed")
    subscribe(
        "job.completed",
        projectId=client.post("/v1/projects", json={"name": "Other", "timezone": "UTC"}).json()[
            "id"
        ],
    )
    create()

    work()

    assert receiver.requests == []


def test_a_rejected_call_delivers_nothing(sandbox, client, subscribe, receiver, create, work):
    subscribe("content.approved")
    container = create()["containerIds"][0]

    assert client.post(f"/v1/content/{container}/approve").status_code == 409
    work()

    assert receiver.requests == []


def test_a_failed_delivery_is_retried_with_the_same_event(
    sandbox, client, subscribe, receiver, delivery, work
):
    endpoint = subscribe()
    receiver.script = [500, httpx.ConnectError("refused"), 429]
    client.post(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/test")

    for attempts, wait in [(1, 30_000), (2, 60_000), (3, 300_000)]:
        work()
        work()
        row = delivery(endpoint)
        assert (row["status"], row["attempts"]) == ("pending", attempts)
        assert len(receiver.requests) == attempts
        sandbox.set_clock(advance=wait)
    work()

    row = delivery(endpoint)
    assert (row["status"], row["attempts"], row["lastResponseStatus"]) == ("delivered", 4, 200)
    assert len({request.content for request in receiver.requests}) == 1
    shown = client.get(f"{ENDPOINTS}/{endpoint['endpoint']['id']}").json()
    assert shown["consecutiveFailureCount"] == 0


def test_a_delivery_is_abandoned_after_five_attempts(
    sandbox, client, subscribe, receiver, delivery, work
):
    endpoint = subscribe()
    receiver.script = [503] * 9
    client.post(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/test")

    for _ in range(9):
        work()
        sandbox.set_clock(advance=3_600_000)

    row = delivery(endpoint)
    assert (row["status"], row["attempts"], row["nextRetryAt"]) == ("abandoned", 5, None)
    assert row["abandonedAt"]
    assert row["lastErrorMessage"] == "The receiver answered 503"
    assert len(receiver.requests) == 5


@pytest.mark.parametrize("status", [302, 400, 404, 410])
def test_a_4xx_is_not_retried_and_a_redirect_not_followed(
    client, subscribe, receiver, delivery, work, status
):
    endpoint = subscribe()
    receiver.script = [status]
    client.post(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/test")

    work()

    expected = "pending" if status == 302 else "failed"
    assert delivery(endpoint)["status"] == expected
    assert len(receiver.requests) == 1


def test_twenty_failures_in_a_row_pause_an_endpoint_until_it_is_activated(
    sandbox, client, subscribe, receiver, create, work
):
    endpoint = subscribe()["endpoint"]["id"]
    receiver.script = [404] * 20
    for _ in range(20):
        client.post(f"{ENDPOINTS}/{endpoint}/test")
    work()

    paused = client.get(f"{ENDPOINTS}/{endpoint}").json()
    create()
    work()

    assert (paused["status"], paused["consecutiveFailureCount"]) == ("auto_paused", 20)
    assert len(receiver.requests) == 20
    active = client.patch(f"{ENDPOINTS}/{endpoint}", json={"status": "active"}).json()
    assert (active["status"], active["consecutiveFailureCount"]) == ("active", 0)
    create()
    client.get("/v1/whoami")
    work()
    assert receiver.events[-1]["type"] == "job.completed"


def test_both_secrets_sign_while_a_rotation_overlaps(sandbox, client, subscribe, receiver, work):
    endpoint = subscribe()
    path = f"{ENDPOINTS}/{endpoint['endpoint']['id']}"

    rotated = client.post(f"{path}/rotate-secret").json()
    client.post(f"{path}/test")
    work()
    sandbox.set_clock(advance=24 * 3_600_000)
    client.post(f"{path}/test")
    work()

    during, after = receiver.requests
    assert marks(during, endpoint["signingSecret"]) == (True, 2)
    assert marks(during, rotated["signingSecret"]) == (True, 2)
    assert marks(after, endpoint["signingSecret"]) == (False, 1)
    assert marks(after, rotated["signingSecret"]) == (True, 1)


def test_the_signature_uses_real_time_not_the_sandboxs_clock(
    sandbox, client, subscribe, receiver, work
):
    endpoint = subscribe()["endpoint"]["id"]
    sandbox.set_clock(advance=90 * 24 * 3_600_000)
    client.post(f"{ENDPOINTS}/{endpoint}/test")

    work()

    stamp = int(receiver.requests[0].headers["X-Layers-Signature"].split(",")[0][2:])
    assert abs(stamp - sandbox.wall_now() // 1000) < 300


def test_a_test_event_carries_the_given_data(client, subscribe, receiver, work):
    endpoint = subscribe("job.failed")["endpoint"]["id"]

    receipt = client.post(f"{ENDPOINTS}/{endpoint}/test", json={"payload": {"hello": "wörld"}})
    plain = client.post(f"{ENDPOINTS}/{endpoint}/test")
    work()

    given, default = receiver.events
    assert (given["type"], given["data"]) == ("test.ping", {"hello": "wörld"})
    assert given["id"] == receipt.json()["eventId"]
    assert default["data"]["endpointId"] == endpoint
    assert default["id"] == plain.json()["eventId"]


def test_a_replay_is_a_new_event_naming_the_old_delivery(
    client, subscribe, receiver, delivery, create, work
):
    endpoint = subscribe()
    create()
    work()
    work()
    original = delivery(endpoint)

    receipt = client.post(f"/v1/webhook-deliveries/{original['id']}/replay").json()
    work()

    first, second = receiver.events
    assert second["replayOf"] == original["id"] == receipt["originalDeliveryId"]
    assert second["data"] == first["data"]
    assert second["id"] != first["id"]
    assert delivery(endpoint)["id"] == receipt["replayDeliveryId"]


def test_deliveries_are_filtered_by_type_and_status(client, subscribe, receiver, create, work):
    endpoint = subscribe()["endpoint"]["id"]
    receiver.script = [404]
    client.post(f"{ENDPOINTS}/{endpoint}/test")
    work()
    create()
    work()
    path = f"{ENDPOINTS}/{endpoint}/deliveries"

    def types(**params: str) -> list[str]:
        return [row["eventType"] for row in client.get(path, params=params).json()["items"]]

    assert types() == ["job.completed", "test.ping"]
    assert types(status="failed") == ["test.ping"]
    assert types(eventType="job.completed") == ["job.completed"]
    assert types(eventType="job.completed", status="failed") == []


def test_interrupted_deliveries_are_made_after_a_restart(tmp_path):
    """Twice is better than never: the event id is the same."""
    receiver = Receiver()
    sandbox = open_sandbox(tmp_path, frozen=True)
    with make_client(sandbox, working=False) as client:
        endpoint = client.post(ENDPOINTS, json={"url": URL, "events": ["job.failed"]}).json()
        client.post(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/test")
    sandbox.store.webhooks.take_due(sandbox.clock.now(), limit=1)
    sandbox.close()

    again = open_sandbox(tmp_path)
    again.webhook_transport = httpx.MockTransport(receiver)
    again.store.webhooks.put_back()
    Worker(again).run_until_idle()
    again.close()

    assert [event["type"] for event in receiver.events] == ["test.ping"]


@pytest.fixture
def loopback() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A receiver on a socket: its URL, and the headers of what came."""
    came: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            came.append(dict(self.headers))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://localhost:{server.server_port}/hook", came
        server.shutdown()
        thread.join()


def test_deliveries_reach_a_real_receiver(sandbox, client, loopback):
    url, came = loopback
    endpoint = client.post(ENDPOINTS, json={"url": url, "events": ["job.failed"]}).json()
    client.post(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/test")

    Worker(sandbox).run_until_idle()

    assert [headers["Content-Type"] for headers in came] == ["application/json"]
    assert came[0]["X-Layers-Signature"].startswith("t=")
