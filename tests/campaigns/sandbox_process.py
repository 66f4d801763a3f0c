"""A sandbox as a process of its own, that can be killed and started again."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from layers_cli.formats.json_text import loads
from tests.waiting import until


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
