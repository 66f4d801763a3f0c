"""`kill -9` at any moment: every job ends, is billed once, is told of, and no file is half there."""

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platforms import posix_only

CLIENTS = 50
PRICE = 50
CREDITS = 100_000
MAX_CONTAINERS_EACH = CREDITS // PRICE // CLIENTS
ROOT = Path(__file__).parents[3]
QUICK = "tests.sandbox.quick_server"
REAL = "layers_cli.sandbox.server.server"
LONGEST = 600
LONGEST_LIFE = 20.0
"""Seconds that a server may live without an end of anything, and that events may take to arrive."""
ENDS = ("completed", "canceled")
Job = dict[str, Any]

pytestmark = posix_only


class Mortal:
    """A server that is started again after each death, and clients that outlive it."""

    def __init__(self, folder: Path, module: str) -> None:
        self.ready_file = folder / "ready.json"
        self.content = folder / "data" / "media" / "content"
        self._log = (folder / "server.log").open("wb")
        self._client = httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=None))
        self._command = [sys.executable, "-m", module, "--data", str(folder / "data")]
        self._command += ["--ready-file", str(self.ready_file), "--generation-seconds", "0"]
        self.start()

    def start(self) -> None:
        self.ready_file.unlink(missing_ok=True)
        self._process = subprocess.Popen(self._command, stderr=self._log, cwd=ROOT)
        deadline = time.monotonic() + 60
        while not self.ready_file.exists():
            assert self._process.poll() is None, Path(self._log.name).read_text()
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self._client.close()
        self._log.close()

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask until somebody answers, as a client does that has an idempotency key."""
        deadline = time.monotonic() + LONGEST
        while True:
            try:
                ready = json.loads(self.ready_file.read_text())
                headers = {
                    "Authorization": f"Bearer {ready['key']}",
                    "X-Sandbox-Token": ready["control_token"],
                    **more.get("headers", {}),
                }
                url = ready["base_url"] + path.format(**ready)
                answer = self._client.request(method, url, json=more.get("json"), headers=headers)
                if answer.status_code not in (409, 500, 502, 503):
                    return answer
            except (OSError, httpx.TransportError):
                assert time.monotonic() < deadline
            time.sleep(0.02)

    def create(self, name: str, containers: int) -> Job:
        answer = self.ask(
            "POST",
            "/v1/projects/{project}/content",
            json={
                "format": "slideshow-builder",
                "hook": f"wait for it {name}",
                "variantCount": containers,
            },
            headers={"Idempotency-Key": f"job-{name}"},
        )
        assert answer.status_code == 202, answer.text
        created: Job = answer.json()
        return created


class Listener(ThreadingHTTPServer):
    """Hears of what ended: the ids of the events by type and by what they are about."""

    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hearing)
        self.heard: defaultdict[tuple[str, str], set[str]] = defaultdict(set)


class _Hearing(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        about = event["data"].get("jobId") or event["data"]["id"]
        self.server.heard[event["type"], about].add(event["id"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listener
        listener.shutdown()
        thread.join()


@pytest.fixture
def mortal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Mortal]:
    server = Mortal(tmp_path, request.param)
    yield server
    server.close()


def check_media(mortal: Mortal, container: dict[str, Any]) -> None:
    assert container["assets"]
    for asset in container["assets"]:
        media = mortal.ask("GET", "/media/" + asset["url"].partition("/media/")[2])
        assert len(media.content) == asset["sizeBytes"]
        assert hashlib.sha256(media.content).hexdigest() == asset["checksumSha256"]


def check_disk(mortal: Mortal, seen: set[Path]) -> None:
    """Whatever can be served is whole, even if no container speaks of it yet."""
    for file in mortal.content.glob("*/[!.]*"):
        if file not in seen:
            content = file.read_bytes()
            assert content.startswith(b"\xff\xd8")
            assert content.endswith(b"\xff\xd9"), f"{file} is half written"
            seen.add(file)


def follow(mortal: Mortal, container_id: str) -> None:
    """Poll a container to its end; what is said to be there has to be whole."""
    while True:
        container = mortal.ask("GET", f"/v1/content/{container_id}").json()
        if container["status"] == "completed":
            check_media(mortal, container)
        if container["status"] in ENDS:
            return
        assert container["status"] in ("queued", "processing"), container["lastError"]
        time.sleep(0.1)


class Clients:
    """Fifty at work: each starts a job, sees it through, and starts another; some change their mind."""

    def __init__(self, mortal: Mortal) -> None:
        self._mortal = mortal
        self.over = threading.Event()
        self.ended: list[str] = []

    def work(self, client: int) -> list[Job]:
        made: list[Job] = []
        left = MAX_CONTAINERS_EACH
        while not self.over.is_set() and left >= (containers := 1 + len(made) % 2):
            job = self._mortal.create(f"{client}-{len(made)}", containers)
            made.append(job)
            left -= containers
            if (client + len(made)) % 5 == 0:
                self._mortal.ask("POST", f"/v1/jobs/{job['jobId']}/cancel")
            for container in job["containerIds"]:
                follow(self._mortal, container)
                self.ended.append(container)
        return made

    def wait_for(self, more: int) -> None:
        """Wait until *more* containers have ended, or none does for a long time."""
        wanted, deadline = len(self.ended) + more, time.monotonic() + LONGEST_LIFE
        while len(self.ended) < wanted and time.monotonic() < deadline:
            time.sleep(0.005)


def outlive(
    mortal: Mortal, listener: Listener, *, kills: int, seed: int, most_ends: int = 9
) -> None:
    """Keep the jobs coming while the server dies *kills* times; then look at what was paid.

    Every other life ends while it still begins, the others in the middle of the work: after 1 to
    *most_ends* containers more.
    """
    moments, clients, seen = random.Random(seed), Clients(mortal), set[Path]()
    subscribe(mortal, listener)
    with ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(clients.work, client) for client in range(CLIENTS)]
        try:
            for number in range(kills):
                if number % 2 == 0:
                    clients.wait_for(moments.randint(1, most_ends))
                time.sleep(moments.uniform(0, 0.1 if number % 2 == 0 else 0.6))
                mortal.kill()
                check_disk(mortal, seen)
                mortal.start()
        finally:
            clients.over.set()
        jobs = [job for client in working for job in client.result()]
    assert len(jobs) > CLIENTS  # it was not only beginnings
    check_ledger(mortal, jobs)
    check_events(mortal, listener, jobs)


def subscribe(mortal: Mortal, listener: Listener) -> None:
    body = {
        "url": f"http://127.0.0.1:{listener.server_port}/",
        "events": ["job.completed", "job.failed", "job.canceled", "content.generated"],
    }
    assert mortal.ask("POST", "/v1/webhook-endpoints", json=body).status_code == 201


def check_ledger(mortal: Mortal, jobs: list[Job]) -> None:
    """All that was answered for is there, nothing else is, and each was paid for once."""
    ledger = mortal.ask("GET", "/_sandbox/ledger").json()
    rows = ledger["containers"]
    assert sorted(row["containerId"] for row in rows) == sorted(containers_of(jobs))
    for row in rows:
        refunded = PRICE if row["status"] == "canceled" else 0
        assert (row["billed"], row["refunded"]) == (PRICE, refunded), row
    statuses = [row["status"] for row in rows]
    assert set(statuses) == set(ENDS)
    assert ledger["balance"] == CREDITS - PRICE * statuses.count("completed")
    assert mortal.ask("GET", "/_sandbox/health").json()["runningJobs"] == 0


def check_events(mortal: Mortal, listener: Listener, jobs: list[Job]) -> None:
    """Each end is told of: perhaps more than once, but as one event."""
    ledger = mortal.ask("GET", "/_sandbox/ledger").json()["containers"]
    ends = {job["jobId"]: mortal.ask("GET", f"/v1/jobs/{job['jobId']}").json() for job in jobs}
    wanted = {(f"job.{end['status']}", job) for job, end in ends.items()}
    wanted |= {
        ("content.generated", row["containerId"]) for row in ledger if row["status"] == "completed"
    }
    deadline = time.monotonic() + LONGEST_LIFE
    while listener.heard.keys() != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(listener.heard) == wanted
    assert {len(ids) for ids in listener.heard.values()} == {1}


def containers_of(jobs: list[Job]) -> list[str]:
    return [container for job in jobs for container in job["containerIds"]]


@pytest.mark.slow
@pytest.mark.parametrize("mortal", [QUICK], indirect=True)
def test_fifty_clients_lose_and_double_nothing_over_a_few_kills(mortal, listener):
    outlive(mortal, listener, kills=5, seed=5)


@pytest.mark.torture
@pytest.mark.timeout(5400)
@pytest.mark.parametrize(("mortal", "most_ends"), [(QUICK, 9), (REAL, 3)], indirect=["mortal"])
def test_fifty_clients_lose_and_double_nothing_over_two_hundred_kills(mortal, listener, most_ends):
    outlive(mortal, listener, kills=200, seed=time.time_ns(), most_ends=most_ends)
