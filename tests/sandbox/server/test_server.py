"""The real server: a process, a socket, signals. Slow by nature, so few tests."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.server.server import ServeError, ServeOptions, serve
from tests.platforms import posix_only
from tests.waiting import until


class Server:
    """One run of the server on *data*."""

    def __init__(self, data: Path, *options: str) -> None:
        self.ready_file = data.with_name("ready.json")
        self.log = data.with_name("server.log")
        command = [sys.executable, "-m", "layers_cli.sandbox.server.server", "--data", str(data)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--ready-file", str(self.ready_file), *options], stderr=log
            )
        self.ready: dict[str, Any] = json.loads(until(self.read_ready, "the server is ready"))
        self.client = httpx.Client(
            base_url=self.ready["base_url"],
            headers={"Authorization": f"Bearer {self.ready['key']}"},
            trust_env=False,
        )

    def read_ready(self) -> str | None:
        assert self.process.poll() is None, self.log.read_text()
        try:
            text = self.ready_file.read_text()
        except FileNotFoundError:
            return None
        return text if json.loads(text)["pid"] == self.process.pid else None

    def start_job(self, variants: int = 1) -> dict[str, Any]:
        body = {"format": "slideshow-builder", "hook": "wait for it", "variantCount": variants}
        path = f"/v1/projects/{self.ready['project']}/content"
        answer: dict[str, Any] = self.client.post(path, json=body).json()
        return answer

    def job(self, job_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(f"/v1/jobs/{job_id}").json()
        return answer

    def kill(self, number: int) -> int:
        self.process.send_signal(number)
        self.client.close()
        return self.process.wait(20)


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def _start(*options: str) -> Server:
        servers.append(Server(tmp_path / "data", *options))
        return servers[-1]

    yield _start
    for server in servers:
        server.client.close()
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@posix_only
def test_a_server_killed_mid_job_continues_at_the_next_start(start):
    """Every container ends, is billed once, and its pictures are whole; no process is left."""
    server = start("--generation-seconds", "0")
    job = server.start_job(variants=2)
    until(lambda: server.job(job["jobId"]).get("stage") != "queued", "the job has begun")
    children = child_processes(server.process.pid)
    server.kill(signal.SIGKILL)
    until(lambda: not any(map(is_alive, children)), "the drawing processes are gone")

    again = start("--generation-seconds", "0")
    until(lambda: again.job(job["jobId"])["status"] == "completed", "the job has ended")

    assert again.ready["key"] == server.ready["key"]
    for container_id in job["containerIds"]:
        for asset in again.client.get(f"/v1/content/{container_id}").json()["assets"]:
            content = again.client.get(asset["url"]).content
            assert len(content) == asset["sizeBytes"]
            assert content.endswith(b"\xff\xd9")
    assert again.client.get("/v1/credits").json()["balance"] == 100_000 - 100
    assert again.kill(signal.SIGTERM) == 0
    assert not again.ready_file.exists()
    log = again.log.read_text()
    assert f"GET /v1/jobs/{job['jobId']} 200" in log
    assert server.ready["key"] not in log
    assert server.ready["control_token"] not in log


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the processes in /proc")
def test_a_killed_render_process_is_replaced_and_its_work_done(start):
    server = start("--generation-seconds", "0")
    until(lambda: child_processes(server.process.pid), "the drawing processes are there")
    job = server.start_job()
    os.kill(child_processes(server.process.pid)[0], signal.SIGKILL)

    until(lambda: server.job(job["jobId"])["status"] != "running", "the job has ended")

    assert server.job(job["jobId"])["status"] == "completed"
    assert server.kill(signal.SIGINT) == 0


def child_processes(pid: int) -> list[int]:
    """Return the drawing processes of a server."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(child) for child in found.read_text().split()] if found.exists() else []
    return [child for child in children if b"spawn_main" in command(child)]


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_idle_server_stops_and_locks_its_folder_until_then(start, tmp_path):
    server = start("--idle-seconds", "1")

    with pytest.raises(ServeError, match="another server"):
        serve(ServeOptions(tmp_path / "data"))

    if os.name == "posix":
        assert server.ready_file.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert server.process.wait(20) == 0
    assert not server.ready_file.exists()


def test_a_server_for_other_machines_accepts_any_host_name(start):
    server = start("--host", "0.0.0.0", "--allow-remote")

    job = server.client.get("/v1/projects", headers={"Host": "build-box:1234"})

    assert job.status_code == 200
    assert server.ready["base_url"].startswith("http://127.0.0.1:")
    assert server.kill(signal.SIGTERM) == 0


def test_a_public_address_needs_allow_remote(tmp_path):
    with pytest.raises(ServeError, match="--allow-remote"):
        serve(ServeOptions(tmp_path, host="0.0.0.0"))


def test_a_port_in_use_is_reported(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ServeError, match=f"cannot listen on 127.0.0.1:{port}"):
            serve(ServeOptions(tmp_path, port=port))


def test_a_data_folder_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ServeError, match="cannot use the data folder"):
        serve(ServeOptions(tmp_path / "file"))


def test_a_broken_database_is_reported(tmp_path):
    (tmp_path / "sandbox.db").write_bytes(b"not a database" * 100)

    with pytest.raises(ServeError, match="cannot use the data folder"):
        serve(ServeOptions(tmp_path))
