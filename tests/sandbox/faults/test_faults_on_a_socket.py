"""The faults of the transport, over a real connection to the real server."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from layers_cli.sandbox.manage import process
from layers_cli.sandbox.manage.control_client import ControlClient, SandboxRefusedError
from layers_cli.sandbox.manage.running import RunningSandbox, SandboxControlError


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[RunningSandbox]:
    data = tmp_path_factory.mktemp("sandbox")
    yield process.ensure_running(data)
    process.stop(data)


@pytest.fixture
def control(running) -> Iterator[ControlClient]:
    control = ControlClient(running)
    yield control
    control.ask("DELETE", "/faults")


@pytest.fixture
def client(running) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=running.base_url,
        headers={"Authorization": f"Bearer {running.key}"},
        trust_env=False,
        timeout=20,
    ) as client:
        yield client


def arm(control: ControlClient, effect: str, **more: object) -> None:
    control.ask("PUT", "/faults", {"rules": [{"effect": {"type": effect, **more}, "times": 1}]})


def projects(client: httpx.Client) -> int:
    return len(client.get("/v1/projects").json()["items"])


@pytest.mark.parametrize(("effect", "made"), [("drop-before", 0), ("drop-after", 1)])
def test_a_dropped_connection_sends_no_bytes(control, client, effect, made):
    before = projects(client)
    arm(control, effect)

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.post("/v1/projects", json={"name": "Dropped", "timezone": "UTC"})

    assert projects(client) - before == made


def test_a_drop_reads_a_small_body_so_that_the_connection_is_closed_not_reset(control, running):
    arm(control, "drop-before")
    address = urlsplit(running.base_url)
    head = f"POST /v1/projects HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 2\r\n\r\n"

    with socket.create_connection((address.hostname, address.port), timeout=0.3) as line:
        line.sendall(head.encode())
        with pytest.raises(TimeoutError):
            line.recv(1)
        line.settimeout(20)
        line.sendall(b"{}")

        assert line.recv(1) == b""


def test_a_large_body_is_dropped_before_it_is_read(control, client):
    arm(control, "drop-before")

    with pytest.raises(httpx.TransportError):
        client.post("/v1/projects", content=b" " * 5_000_000)

    assert client.get("/v1/whoami").status_code == 200


def test_a_truncated_body_ends_early(control, client):
    arm(control, "truncated-body")

    with client.stream("GET", "/v1/whoami") as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            response.read()


def test_a_slow_body_arrives_complete_in_chunks(control, client):
    arm(control, "slow-body", chunkBytes=50, pause="30ms")

    with client.stream("GET", "/v1/whoami") as response:
        pieces = list(response.iter_raw())

    assert len(pieces) > 1
    assert len(b"".join(pieces)) == int(response.headers["Content-Length"])


def test_a_dropped_call_is_in_the_request_log_and_in_no_error_log(control, client, running):
    arm(control, "drop-after")
    with pytest.raises(httpx.TransportError):
        client.get("/v1/credits")

    log = control.ask("GET", "/requests", query={"path": "/v1/credits", "status": "none"})

    assert [entry["fault"] for entry in log["items"]] == ["drop-after"]
    assert "Traceback" not in (running.data / "sandbox.log").read_text()


def test_a_refusal_names_each_path(control):
    with pytest.raises(SandboxRefusedError, match=r"rules\.0\.effect"):
        control.ask("PUT", "/faults", {"rules": [{"effect": {"type": "explode"}}]})


def test_a_stopped_sandbox_is_its_own_error(running, tmp_path):
    gone = RunningSandbox(1, "http://127.0.0.1:9", "k", "t", "p", "v", tmp_path)

    with pytest.raises(SandboxControlError, match="does not answer"):
        ControlClient(gone).ask("GET", "/clock")
