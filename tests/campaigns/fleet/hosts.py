"""Workers as processes of their own, to be killed, beside a sandbox; and plans for them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers_cli.campaigns.keys import content_digest, idempotency_key, name_of
from layers_cli.campaigns.records import Campaign, PlannedRow, RowAction
from layers_cli.ledger.records import key_fingerprint
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.campaigns.sandbox_process import SandboxProcess, layers_command

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
