"""A full disk and a read-only one: the client is told, and the database stays sound."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platforms import IS_ROOT
from tests.waiting import until

CAN_MOUNT = (
    IS_ROOT
    and shutil.which("unshare") is not None
    and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0
)
pytestmark = pytest.mark.skipif(not CAN_MOUNT, reason="mounting needs root and `unshare -m`")

QUICK, REAL = "tests.sandbox.quick_server", "layers_cli.sandbox.server.server"
ROOT = Path(__file__).parents[3]
SMALL_DISK = 'mount -t tmpfs -o size=4m tmpfs "$1" && exec "${@:2}"'
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "${@:2}"'


class Server:
    """A server with a disk of its own, in a namespace of its own."""

    def __init__(self, folder: Path, prepare: str, place: Path, data: Path, module: str) -> None:
        self.ready_file = folder / "ready.json"
        serve = [sys.executable, "-m", module, "--data", str(data)]
        command = [*serve, "--ready-file", str(self.ready_file)]
        self.process = subprocess.Popen(
            ["unshare", "-m", "bash", "-c", prepare, "-", str(place), *command],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        # What the process sees, from outside of its namespace.
        self.data = Path(f"/proc/{self.process.pid}/root{data}")

    def client(self) -> httpx.Client:
        until(self.ready_file.exists, "the server is ready")
        ready = json.loads(self.ready_file.read_text())
        headers = {"Authorization": f"Bearer {ready['key']}"}
        base = f"{ready['base_url']}/v1/projects/{ready['project']}"
        return httpx.Client(base_url=base, headers=headers, trust_env=False)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def _start(prepare: str, place: Path, data: Path, module: str = QUICK) -> Server:
        servers.append(Server(tmp_path, prepare, place, data, module))
        return servers[-1]

    yield _start
    for server in servers:
        server.close()


def create(client: httpx.Client) -> httpx.Response:
    return client.post("/content", json={"format": "slideshow-builder", "hook": "x" * 2000})


def fill(disk: Path) -> Path:
    """Leave no byte on the disk; return what has to go to make room."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass
    return ballast


def is_sound(data: Path, copy: Path) -> bool:
    """Check a copy: SQLite does not find its way through `/proc`."""
    copy.mkdir()
    for name in ("sandbox.db", "sandbox.db-wal"):
        shutil.copy(data / name, copy / name)
    connection = sqlite3.connect(copy / "sandbox.db")
    try:
        found: tuple[str] = connection.execute("pragma integrity_check").fetchone()
        return found == ("ok",)
    finally:
        connection.close()


def test_a_full_disk_is_reported_and_loses_nothing(start, tmp_path):
    """What is refused is not billed; reads go on; with room again, so does everything."""
    disk = tmp_path / "disk"
    disk.mkdir()
    server = start(SMALL_DISK, disk, disk / "data")
    with server.client() as client:
        before = client.get("/content-review-policy").json()
        ballast = fill(server.data.parent)
        answers = [create(client) for _ in range(40)]
        refused = answers[-1]
        assert client.get("/content-review-policy").json() == before
        made = [answer.json()["containerIds"][0] for answer in answers if answer.is_success]

        ballast.unlink()
        again = until(lambda: create(client).is_success, "a job is taken")
        listed = until(lambda: all_ended(client), "all containers have ended")

    assert refused.status_code == 507
    assert refused.json()["error"]["code"] == "STORAGE_UNWRITABLE"
    assert again
    assert set(made) < {container["id"] for container in listed}
    assert {container["status"] for container in listed} <= {"completed", "failed"}
    assert is_sound(server.data, tmp_path / "copy")


def all_ended(client: httpx.Client) -> list[dict[str, Any]]:
    """Return all containers, once none is open."""
    answer = client.get("/content", params={"limit": 200})
    containers: list[dict[str, Any]] = answer.json()["items"]
    ended = all(container["status"] not in ("queued", "processing") for container in containers)
    return containers if ended else []


def test_unwritable_media_fail_their_container_with_the_reason(start, tmp_path):
    data = tmp_path / "data"
    (data / "media" / "content").mkdir(parents=True)
    server = start(READ_ONLY, data / "media" / "content", data)
    with server.client() as client:
        assert create(client).is_success
        (container,) = until(lambda: all_ended(client), "all containers have ended")

    assert container["status"] == "failed"
    assert container["lastError"]["code"] == "STORAGE_UNWRITABLE"
    assert container["lastError"]["retryable"]
    assert is_sound(server.data, tmp_path / "copy")


def test_a_read_only_data_folder_is_reported_at_start(start, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    server = start(READ_ONLY, data, data, REAL)

    _, said = server.process.communicate(timeout=60)

    assert server.process.returncode == 1
    assert said.splitlines()[-1].startswith(f"error: cannot use the data folder {data}")
