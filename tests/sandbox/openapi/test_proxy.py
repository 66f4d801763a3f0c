"""Prism stands between client and sandbox, and refuses what is off the document either way."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from layers_cli.sandbox.testing import Sandbox, sandbox
from tests.conftest import Layers, Result
from tests.sandbox.media_server import picture, serving
from tests.sandbox.openapi.installed_tools import node_tool


@pytest.fixture(scope="module")
def tested() -> Iterator[Sandbox]:
    """A clock that stands still: `watch` sees every stage of a job."""
    with sandbox(frozen=True, generation_seconds=9) as opened:
        yield opened


@contextmanager
def proxied(document: Path, upstream: str) -> Iterator[str]:
    """Run Prism in front of *upstream* meanwhile; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [*node_tool("prism"), "proxy", "--errors", "-h", "127.0.0.1", "-p", port]
    said: list[str] = []
    with subprocess.Popen(
        [*command, str(document), upstream],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as prism:
        reading = threading.Thread(target=lambda: said.extend(prism.stdout or ()))
        reading.start()
        try:
            deadline = time.monotonic() + 60
            while not any("is listening" in line for line in said):
                assert time.monotonic() < deadline, said
                assert prism.poll() is None, said
                reading.join(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            prism.terminate()
            reading.join()


@pytest.fixture(scope="module")
def address(tested: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    document = tmp_path_factory.mktemp("prism") / "openapi.json"
    document.write_text(httpx.get(f"{tested.base_url}/openapi.json").text)
    with proxied(document, tested.base_url) as address:
        yield address


@pytest.fixture
def layers(tested: Sandbox, address: str, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """The command line, through the proxy; whoever waits moves the sandbox's clock on."""
    environ = {
        "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
        "LAYERS_STATE_DIR": str(tmp_path / "state"),
        "LAYERS_SANDBOX_DIR": str(tmp_path / "never started"),
        "LAYERS_BASE_URL": address,
        "LAYERS_API_KEY": tested.key,
        "LAYERS_PROJECT": tested.project,
    }
    with httpx.HTTPTransport(trust_env=False) as transport:
        run = Layers(environ, tmp_path, transport, [])

        def _layers(*argv: str, code: int = 0) -> Result:
            result = run(*argv, pause=tested.advance)
            assert result.code == code, result.err
            return result

        yield _layers


def test_the_client_stays_on_the_document_over_a_containers_life(layers):
    layers("whoami")
    layers("credits")
    layers("project", "list")
    layers("project", "update", "--review", "review_all")
    made = layers("content", "generate", "--hook", "one", "--variants", "2", "--json").json
    ids = layers("content", "list", "--status", "completed", "-q").out.split()
    shown = layers("content", "get", ids[0], "--json").json
    layers("content", "progress", ids[0])
    layers("content", "approve", ids[0])
    layers("content", "reject", ids[1], "--reason", "off-brand")

    assert len(ids) == 2
    assert shown["status"] == "completed"
    assert json.dumps(made).count("job_") >= 1


def test_a_job_that_is_watched_and_canceled_is_on_the_document(layers):
    job = layers("content", "generate", "--hook", "x", "--no-watch", "--json").json["items"][0][
        "jobId"
    ]

    layers("jobs", "get", job)
    layers("jobs", "cancel", job)

    assert layers("jobs", "watch", job, "--json", code=5).out


def test_an_upload_is_on_the_document(layers):
    with serving() as files:
        url = files.put("/x.jpg", picture("JPEG", (90, 160)), "image/jpeg")

        (uploaded,) = layers("upload", url, "--caption", "as written", "--json").json["items"]

    assert uploaded["creativeType"] == "uploaded"


def test_errors_are_on_the_document(layers):
    nobody = "cnt_00000000-0000-4000-8000-000000000000"

    assert layers("content", "get", nobody, "--json", code=9).error["code"] == "NOT_FOUND"
    assert layers("content", "approve", nobody, "--json", code=9).error["code"] == "NOT_FOUND"


def test_the_proxy_detects_a_wrong_response(tested, address, tmp_path):
    """The same proxy with a document that lies about one answer says so."""
    lying = httpx.get(f"{tested.base_url}/openapi.json").json()
    del lying["components"]["schemas"]["WhoAmI"]["properties"]["scopes"]
    document = tmp_path / "lying.json"
    document.write_text(json.dumps(lying))

    with proxied(document, tested.base_url) as address:
        headers = {"Authorization": f"Bearer {tested.key}"}
        answer = httpx.get(f"{address}/v1/whoami", headers=headers)

    assert answer.status_code == 500
    assert "VIOLATIONS" in answer.json()["type"]
