"""500 clients poll 500 jobs, each again as soon as it is answered; then the same against Prism.

`python -m tests.benchmarks.polling [SECONDS]`
"""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from layers_cli import sandbox
from layers_cli.sandbox.testing import InstantRenderer
from tests.benchmarks.timing import PYTHON, report
from tests.sandbox.openapi.installed_tools import found

CLIENTS = 500
WARM_UP = 2.0
DOCUMENT = Path(sandbox.__file__).with_name("openapi.json")
JOB = "/v1/jobs/job_01HX9Y6K7EJ4T2ABCDEF01234"


@dataclass
class Load:
    """What came of one run: times in seconds, and what was not a 200."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds that *share* of all answers kept to."""
        return sorted(self.latencies)[int(len(self.latencies) * share)] * 1000


class Poller(asyncio.Protocol):
    """One client on one connection."""

    def __init__(self, request: bytes, load: Load, until: float) -> None:
        self._request, self._load, self._until = request, load, until
        self._answer = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Note a whole answer, and ask again until the time is over."""
        self._answer += data
        if not _is_whole(self._answer):
            return
        now = time.perf_counter()
        self._load.latencies.append(now - self._asked)
        if self._answer[9:12] != b"200":
            self._load.errors.append(self._answer[:200].decode("latin-1"))
        if now < self._until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; before the time is over that is an error."""
        if time.perf_counter() < self._until:
            self._load.errors.append(f"the connection was lost: {exc}")
        self.done.set_result(None)

    def _ask(self) -> None:
        self._answer = b""
        self._asked = time.perf_counter()
        self._transport.write(self._request)


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, named, rest = head.lower().partition(b"content-length:")
    if named:
        return len(body) >= int(rest.split(b"\r\n", 1)[0])
    return body.endswith(b"0\r\n\r\n")


def poll(base_url: str, paths: list[str], key: str, *, seconds: float) -> Load:
    """Let one client for each of *paths* poll for *seconds*."""
    return asyncio.run(_poll(urlsplit(base_url).netloc, paths, key, seconds))


async def _poll(address: str, paths: list[str], key: str, seconds: float) -> Load:
    load, loop = Load(seconds), asyncio.get_running_loop()
    host, _, port = address.partition(":")
    until = time.perf_counter() + seconds
    pollers = []
    for path in paths:
        lines = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\r\n"
        poller = Poller(lines.encode(), load, until)
        # mypy infers no type of a lambda with a default.
        await loop.create_connection(lambda poller=poller: poller, host, int(port))  # type: ignore[misc]
        pollers.append(poller)
    await asyncio.gather(*(poller.done for poller in pollers))
    return load


@contextmanager
def sandbox_with_jobs(folder: Path) -> Iterator[tuple[int, str, str, list[str]]]:
    """Serve running jobs; gives process id, base URL, key, and the jobs' paths."""
    ready_file = folder / "ready.json"
    command = [PYTHON, "-m", "tests.sandbox.quick_server", "--data", str(folder / "data")]
    command += ["--ready-file", str(ready_file), "--generation-seconds", "3600"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            while not ready_file.exists():
                assert server.poll() is None
                time.sleep(0.02)
            ready = json.loads(ready_file.read_text())
            headers = {"Authorization": f"Bearer {ready['key']}"}
            with httpx.Client(base_url=ready["base_url"], headers=headers) as client:
                paths = [_started(client, ready["project"], n) for n in range(CLIENTS)]
            # All is drawn, and no job is due for an hour.
            slides = InstantRenderer().slides * CLIENTS
            while len(list(folder.glob("data/media/content/*/slide-*"))) < slides:
                time.sleep(0.1)
            yield server.pid, ready["base_url"], ready["key"], paths
        finally:
            server.terminate()


def _started(client: httpx.Client, project: str, number: int) -> str:
    body = {"format": "slideshow-builder", "hook": f"wait for it {number}"}
    answer = client.post(f"/v1/projects/{project}/content", json=body).raise_for_status().json()
    return str(answer["locationUrl"])


@contextmanager
def prism() -> Iterator[str]:
    """Serve the document's examples by Prism; gives the base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = found("prism")
    assert command is not None
    command += ["mock", "-v", "error", "-h", "127.0.0.1", "-p", port, str(DOCUMENT)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", int(port))).close()
                    break
                except ConnectionRefusedError:
                    assert server.poll() is None
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def memory(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main(seconds: float = 30) -> bool:
    """Print errors, times, memory and the rate beside Prism's; True if all bounds hold."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox_with_jobs(Path(folder)) as (pid, base_url, key, paths),
    ):
        poll(base_url, paths, key, seconds=WARM_UP)
        before = memory(pid)
        load = poll(base_url, paths, key, seconds=seconds)
        growth = memory(pid) - before
    for error in load.errors[:3]:
        print(error)
    held = [
        report("errors", len(load.errors), 0, unit=""),
        report("99 of 100 answers within", load.percentile(0.99), 250, unit="ms"),
        report("growth of the server's memory", growth, 8, unit="MiB"),
    ]
    print(f"{'requests a second':<52} {load.rate:8.0f}")
    if found("prism") is None:
        print("Prism is not installed: no comparison (see .ci/run)")
        return all(held)
    with prism() as address:
        poll(address, [JOB] * CLIENTS, key, seconds=WARM_UP)
        theirs = poll(address, [JOB] * CLIENTS, key, seconds=min(seconds, 10))
    print(f"{'the same of Prism':<52} {theirs.rate:8.0f}")
    held.append(report("times Prism's", load.rate / theirs.rate, 2, at_least=True))
    return all(held)


if __name__ == "__main__":
    sys.exit(0 if main(*map(float, sys.argv[1:2])) else 1)
