"""The sandbox as a library: what a team builds its own tests on."""

import asyncio
import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.testing import Sandbox, sandbox


def generate(client: httpx.Client, layers: Sandbox) -> Any:
    """Start a job as anybody's code would, and return it as it is then."""
    client.headers["Authorization"] = f"Bearer {layers.key}"
    body = {"format": "slideshow-builder", "hook": "wait for it"}
    accepted = client.post(f"/v1/projects/{layers.project}/content", json=body)
    return client.get(f"/v1/jobs/{accepted.json()['jobId']}").json()


def test_due_jobs_have_ended_at_the_next_request():
    with (
        sandbox() as layers,
        httpx.Client(transport=layers.transport(), base_url="http://any.name") as client,
    ):
        job = generate(client, layers)
        slide = client.get(job["result"]["assets"][0]["url"])

    assert job["status"] == "completed"
    assert slide.headers["Content-Type"] == "image/jpeg"


def test_the_address_serves_any_client():
    with sandbox() as layers:
        request = urllib.request.Request(
            f"{layers.base_url}/v1/whoami", headers={"Authorization": f"Bearer {layers.key}"}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as response:
            status = response.status
        with httpx.Client(base_url=layers.base_url, trust_env=False) as client:
            job = generate(client, layers)

    assert status == 200
    assert job["status"] == "completed"


def test_webhooks_are_delivered_without_another_call():
    told: list[str] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(json.loads(body)["type"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with (
        HTTPServer(("127.0.0.1", 0), Receiver) as receiver,
        sandbox() as layers,
        httpx.Client(transport=layers.transport(), base_url="http://x") as client,
    ):
        thread = threading.Thread(target=receiver.serve_forever, daemon=True)
        thread.start()
        client.headers["Authorization"] = f"Bearer {layers.key}"
        hook = {"url": f"http://127.0.0.1:{receiver.server_port}/", "events": ["test.ping"]}
        endpoint = client.post("/v1/webhook-endpoints", json=hook).json()["endpoint"]["id"]
        client.post(f"/v1/webhook-endpoints/{endpoint}/test")
        receiver.shutdown()
        thread.join()

    assert told == ["test.ping"]


def test_links_use_base_url_once_it_is_read():
    with (
        sandbox() as layers,
        httpx.Client(transport=layers.transport(), base_url="http://any.name") as client,
    ):
        address = layers.base_url
        slide = generate(client, layers)["result"]["assets"][0]["url"]

        assert slide.startswith(address)
        assert httpx.get(slide, trust_env=False).is_success


def test_base_url_transport_and_app_reach_the_same_sandbox():
    with sandbox() as layers:
        with httpx.Client(base_url=layers.base_url, trust_env=False) as client:
            job = generate(client, layers)
        with httpx.Client(transport=layers.transport(), base_url="http://x") as client:
            client.headers["Authorization"] = f"Bearer {layers.key}"
            in_process = client.get(f"/v1/jobs/{job['jobId']}").json()

        async def ask() -> Any:
            transport = httpx.ASGITransport(app=layers.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                headers = {"Authorization": f"Bearer {layers.key}"}
                answer = await client.get(f"/v1/jobs/{job['jobId']}", headers=headers)
                return answer.json()

        asynchronous = asyncio.run(ask())

    assert in_process["status"] == asynchronous["status"] == "completed"
    assert in_process["containerIds"] == asynchronous["containerIds"] == job["containerIds"]


def test_closing_stops_the_server_and_deletes_the_folder():
    with sandbox() as layers:
        address, folder = layers.base_url, layers.state.data
        assert folder.exists()

    assert not folder.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/v1/whoami", trust_env=False)


def test_a_failing_test_leaves_nothing_behind():
    folders = []

    def fail() -> None:
        with sandbox() as layers:
            folders.append(layers.state.data)
            raise RuntimeError("their own")

    with pytest.raises(RuntimeError, match="their own"):
        fail()

    assert not folders[0].exists()


def test_sandboxes_are_independent():
    with sandbox() as one, sandbox() as other:
        assert one.key != other.key
        with httpx.Client(transport=other.transport(), base_url="http://x") as client:
            headers = {"Authorization": f"Bearer {one.key}"}
            assert client.get("/v1/whoami", headers=headers).status_code == 401


def test_advance_moves_the_frozen_clock():
    with (
        sandbox(generation_seconds=600, frozen=True) as layers,
        httpx.Client(transport=layers.transport(), base_url="http://x") as client,
    ):
        job = generate(client, layers)
        layers.advance(300)
        halfway = client.get(f"/v1/jobs/{job['jobId']}").json()
        layers.advance(300)
        ended = client.get(f"/v1/jobs/{job['jobId']}").json()

    assert (job["status"], halfway["status"], ended["status"]) == (
        "running",
        "running",
        "completed",
    )
    assert job["progress"] < halfway["progress"] < 1


def test_the_control_surface_is_there(tmp_path: Path):
    with (
        sandbox(tmp_path / "kept") as layers,
        httpx.Client(transport=layers.transport(), base_url="http://x") as client,
    ):
        generate(client, layers)
        headers = {"X-Sandbox-Token": layers.control_token}
        ledger = client.get("/_sandbox/ledger", headers=headers).json()

    assert ledger["billed"] == 50
    assert (tmp_path / "kept").exists()


def test_real_media_is_real():
    """Six slides of 1080x1920: the seconds it takes are the drawing."""
    from PIL import Image

    with (
        sandbox(real_media=True) as layers,
        httpx.Client(transport=layers.transport(), base_url="http://x") as client,
    ):
        job = generate(client, layers)
        path = httpx.URL(job["result"]["assets"][0]["url"]).path
        with Image.open(layers.state.data / path.removeprefix("/")) as slide:
            assert slide.size == (1080, 1920)
            slide.load()


def test_no_secret_is_in_a_repr():
    with sandbox() as layers:
        assert layers.key not in repr(layers)
        assert layers.control_token not in repr(layers)
