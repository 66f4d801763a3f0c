"""A sandbox and workers as processes of their own, to be killed; and plans for them."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from layers_cli.campaigns.keys import content_digest, idempotency_key, name_of
from layers_cli.campaigns.records import Campaign, PlannedRow, RowAction
from layers_cli.formats.json_text import loads
from layers_cli.ledger.records import key_fingerprint
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.waiting import until

PRICE = 50.0
NAME = "hooks"


def planned_rows(count: int, project: str, *, start: int = 0, name: str = NAME) -> list[PlannedRow]:
    """Return rows of slideshows whose hooks differ."""
    rows = []
    for number in range(start, start + count):
        body = {"format": "slideshow-builder", "hook": f"hook {number}"}
        row_name = name_of(content_digest(project, body))
        key = idempotency_key(name, row_name, content_digest(project, body), 1)
        cells = (body["hook"],)
        rows.append(
            PlannedRow(
                number + 2,
                number + 2,
                row_name,
                RowAction.CREATE,
                cells,
                key,
                1,
                project,
                body,
                PRICE,
            )
        )
    return rows


@dataclass
class SandboxProcess:
    """`layers sandbox serve` on a port that stays, drawing nothing."""

    folder: Path
    environ: Mapping[str, str]
    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    ready: dict[str, Any] = field(default_factory=dict)

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        words = ["sandbox", "serve", "--data", str(self.folder), "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                layers_command(*words, "--placeholders", *self.options),
                env=self.environ,
                stdout=log,
                stderr=log,
            )
        until(ready.exists, "the sandbox serves")
        self.ready = loads(ready.read_bytes())
        self.port = int(self.ready["base_url"].rpartition(":")[2])

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call its control surface."""
        request = urllib.request.Request(
            f"{self.ready['base_url']}/_sandbox{path}",
            method=method,
            headers={
                "X-Sandbox-Token": self.ready["control_token"],
                "Content-Type": "application/json",
            },
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def billed(self) -> int:
        return len(self.ask("GET", "/ledger")["containers"])

    def creates(self) -> list[dict[str, Any]]:
        """Return the create calls that it logged, over all its lives."""
        found = self.ask("GET", "/requests?method=POST&limit=10000")
        assert not found["forgotten"]
        return [row for row in found["items"] if row["path"].endswith("/content")]

    def check_each_paid_once(self, keys: Iterable[str]) -> None:
        """Check that each row was billed exactly once, and nothing else was."""
        accepted = [row for row in self.creates() if row["status"] == 202 and row["jobId"]]
        by_key = Counter(row["idempotencyKey"] for row in accepted)
        wanted = set(keys)
        verdict = self.ask("POST", "/verify", {"assertions": [{"type": "once-per-key"}]})
        assert verdict["passed"], verdict
        assert set(by_key) <= wanted
        assert self.billed() == len(wanted)


def layers_command(*words: str) -> list[str]:
    return [sys.executable, "-m", "layers_cli", *words]


def most_in(seconds: float, moments: Iterable[float]) -> int:
    """Return the most of *moments* that lie within any span of *seconds*."""
    times, most, first = sorted(moments), 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def moment(row: dict[str, Any]) -> float:
    return datetime.fromisoformat(row["at"].replace("Z", "+00:00")).timestamp()


@dataclass
class Fleet:
    """A sandbox, a database, and workers on them."""

    url: str
    sandbox: SandboxProcess
    environ: Mapping[str, str]
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def store(self) -> FleetStore:
        credential = key_fingerprint(self.sandbox.ready["key"])
        server = self.sandbox.ready["base_url"].partition("//")[2]
        return FleetStore(self.url, server, "default", credential)

    @property
    def campaign(self) -> Campaign:
        store = self.store
        return Campaign(
            NAME, store.server, "default", store.credential, "hooks.csv", ("hook",), time.time()
        )

    def apply(self, rows: list[PlannedRow], **options: Any) -> int:
        return self.store.add(self.campaign, rows, **{"max_credits": None, **options})

    def layers(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            layers_command(*words), env=self.account, capture_output=True, text=True, timeout=120
        )

    @property
    def account(self) -> dict[str, str]:
        return {
            **self.environ,
            "LAYERS_BASE_URL": self.sandbox.ready["base_url"],
            "LAYERS_API_KEY": self.sandbox.ready["key"],
            "LAYERS_DATABASE_URL": self.url,
        }

    def hire(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start a worker; what it says goes to the file `workers.log`."""
        with (self.folder / "workers.log").open("ab") as log:
            worker = subprocess.Popen(
                layers_command("campaign", "worker", "--jsonl", *options),
                env=self.account,
                stdout=log,
                stderr=log,
            )
        self.workers.append(worker)
        return worker

    def fire(self, worker: "subprocess.Popen[bytes]", how: int = signal.SIGKILL) -> None:
        worker.send_signal(how)
        worker.wait(60)
        self.workers.remove(worker)

    @property
    def said(self) -> str:
        return (self.folder / "workers.log").read_text()


@contextmanager
def fleet(folder: Path, url: str, *options: str) -> Iterator[Fleet]:
    """Run a sandbox with *options* beside the database at *url*; end all processes at the end."""
    environ = {
        **os.environ,
        "LAYERS_CONFIG_DIR": str(folder / "config"),
        "LAYERS_STATE_DIR": str(folder / "state"),
        "LAYERS_CACHE_DIR": str(folder / "cache"),
    }
    sandbox = SandboxProcess(folder / "sandbox", environ, options)
    sandbox.start()
    made = Fleet(url, sandbox, environ, folder)
    try:
        yield made
    finally:
        for worker in list(made.workers):
            made.fire(worker)
        sandbox.kill()
