"""`kill -9` at any moment: every job ends, is billed once, and no half-written file is served."""

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

CLIENTS = 50
# All the credits there are.
MOST_JOBS_EACH = 100_000 // 50 // CLIENTS
ROOT = Path(__file__).parents[2]
QUICK = "tests.sandbox.quick_server"
REAL = "layers_cli.sandbox.server"
LONGEST = 600

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


class Mortal:
    """A server that is started again after each death, and clients that outlive it."""

    def __init__(self, folder: Path, module: str) -> None:
        self.ready_file = folder / "ready.json"
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

    def create(self, name: str) -> dict[str, Any]:
        answer = self.ask(
            "POST",
            "/v1/projects/{project}/content",
            json={"format": "slideshow-builder", "hook": f"wait for it {name}"},
            headers={"Idempotency-Key": f"job-{name}"},
        )
        assert answer.status_code == 202, answer.text
        created: dict[str, Any] = answer.json()
        return created


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


def follow(mortal: Mortal, container_id: str) -> None:
    """Poll a container to its end; what is said to be there has to be whole."""
    while True:
        container = mortal.ask("GET", f"/v1/content/{container_id}").json()
        if container["status"] == "completed":
            check_media(mortal, container)
            return
        assert container["status"] in ("queued", "processing"), container["lastError"]
        time.sleep(0.1)


def outlive(mortal: Mortal, *, kills: int, seed: int) -> None:
    """Keep the jobs coming while the server dies *kills* times; then look at what was paid."""
    moments = random.Random(seed)
    over = threading.Event()

    def work(client: int) -> list[str]:
        made: list[str] = []
        while not over.is_set() and len(made) < MOST_JOBS_EACH:
            job = mortal.create(f"{client}-{len(made)}")
            follow(mortal, job["containerIds"][0])
            made.append(job["jobId"])
        return made

    with ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(work, client) for client in range(CLIENTS)]
        try:
            for _ in range(kills):
                time.sleep(moments.uniform(0, 0.6))
                mortal.kill()
                mortal.start()
        finally:
            over.set()
        jobs = [job for client in working for job in client.result()]
    check_ends(mortal, jobs)


def check_ends(mortal: Mortal, jobs: list[str]) -> None:
    """All jobs that were answered for are there, no other is, and each was paid for once."""
    assert len(set(jobs)) == len(jobs) >= CLIENTS
    ledger = mortal.ask("GET", "/_sandbox/ledger").json()
    assert {row["jobId"] for row in ledger["containers"]} == set(jobs)
    assert {(row["billed"], row["refunded"]) for row in ledger["containers"]} == {(50, 0)}
    assert ledger["balance"] == 100_000 - 50 * len(jobs)
    assert mortal.ask("GET", "/_sandbox/health").json()["runningJobs"] == 0


@pytest.mark.parametrize("mortal", [QUICK], indirect=True)
def test_fifty_jobs_outlive_a_few_kills(mortal):
    outlive(mortal, kills=5, seed=5)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mortal", [QUICK, REAL], indirect=True)
def test_fifty_jobs_outlive_two_hundred_kills(mortal):
    outlive(mortal, kills=200, seed=time.time_ns())
