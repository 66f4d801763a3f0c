"""A campaign that is killed again and again while it asks for its rows; then applied to the end.

`python -m tests.scenarios.torture_campaigns FOLDER ROWS KILLS [SEED]` kills `campaign apply` that
often as rows are billed, and the server once; prints what it did and saw as one JSON object.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.errors.exit_codes import ExitCode
from tests.campaigns import plans
from tests.campaigns.sandbox_process import SandboxProcess, layers_command, moment, most_in
from tests.waiting import until

RATE = 20  # rows a second
ROUNDS = 20
LONGEST_PAUSE = 0.1  # seconds between the row that is waited for and the kill


class Applied:
    """A sandbox in *folder*, and a plan of so many rows for it."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        places = {f"LAYERS_{name}_DIR": str(folder / name) for name in ("CONFIG", "STATE", "CACHE")}
        self.environ = {"PATH": os.environ["PATH"], **places}
        self.server = SandboxProcess(folder / "sandbox", self.environ)
        self.server.start()
        ready = self.server.ready
        account = {"LAYERS_BASE_URL": ready["base_url"], "LAYERS_API_KEY": ready["key"]}
        self.environ |= account | {"LAYERS_PROJECT": ready["project"]}
        self.rows = [plans.planned(ready["project"], number) for number in range(count)]
        plan, place = folder / "hooks.plan.jsonl", ready["base_url"].partition("//")[2]
        plans.write(plan, self.rows, api_key=ready["key"], server=place)

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start `campaign apply`; what it says goes to the file `said.log`."""
        plan = str(self.folder / "hooks.plan.jsonl")
        argv = layers_command("campaign", "apply", plan, "--yes", *options)
        with (self.folder / "said.log").open("ab") as log:
            return subprocess.Popen(argv, env=self.environ, stdout=log, stderr=log)

    def finish(self, *options: str) -> int:
        """Apply the plan until all is asked for; return how often that was."""
        for number in range(1, ROUNDS):
            if self.start(*options).wait(300) == ExitCode.OK:
                return number
        return ROUNDS

    def results(self) -> list[dict[str, str]]:
        text = (self.folder / "hooks.results.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    def report(self) -> dict[str, Any]:
        """Hold the server's ledger against the plan, and against the results."""
        containers = self.server.ask("GET", "/ledger")["containers"]
        billed = Counter(each["containerId"] for each in containers if each["billed"])
        creates, results = self.server.creates(), self.results()
        once = {"assertions": [{"type": "once-per-key"}]}
        accepted = {each["idempotencyKey"] for each in creates if each["status"] == 202}
        return {
            "rows": self.count,
            "billed": billed.total(),
            "oncePerKey": self.server.ask("POST", "/verify", once)["passed"],
            "keysOfOthers": len(accepted - {row.key for row in self.rows}),
            "resultsInOrder": [row["key"] for row in results] == [row.name for row in self.rows],
            "resultsAreBilled": Counter(row["containers"] for row in results) == billed,
            "creates": len(creates),
            "mostInASecond": most_in(1.0, map(moment, creates)),
            "allowedInASecond": 1.5 * RATE,
            "tracebacks": (self.folder / "said.log").read_text().count("Traceback"),
        }


@dataclass
class Kills:
    """Kills the process that applies *campaign* so often, and its server once."""

    campaign: Applied
    wanted: int
    random: random.Random
    ended: int = 0

    def run(self) -> dict[str, Any]:
        begun = time.monotonic()
        # So many may lie before a server that stalls, and come on top of a second's rate.
        rate = ("--rate", str(60 * RATE), "--concurrency", "8")
        marks = sorted(self.random.sample(range(1, self.campaign.count), self.wanted + 1))
        process = self.campaign.start(*rate)
        for number, mark in enumerate(marks):
            process = self._until(mark, process, rate)
            time.sleep(self.random.random() * LONGEST_PAUSE)
            if number == self.wanted // 2:  # the server dies, and whoever asks it goes on
                self.campaign.server.kill()
                self.campaign.server.start()
                continue
            process.kill()
            process.wait()
            process = self.campaign.start(*rate)
        process.wait(300)
        runs = self.campaign.finish(*rate)
        seconds = round(time.monotonic() - begun, 1)
        more = {"kills": self.wanted, "endedAlone": self.ended, "lastRuns": runs}
        return {**self.campaign.report(), **more, "seconds": seconds}

    def _until(
        self, mark: int, process: "subprocess.Popen[bytes]", rate: tuple[str, ...]
    ) -> "subprocess.Popen[bytes]":
        """Wait until *mark* rows are billed; return the process that asks for more."""
        alive = process

        def are_billed() -> bool:
            nonlocal alive
            if alive.poll() is not None:
                self.ended += 1
                alive = self.campaign.start(*rate)
            return self.campaign.server.billed() >= mark

        until(are_billed, f"{mark} rows are billed", seconds=120)
        return alive


def main(folder: Path, rows: int, kills: int, seed: int) -> None:
    campaign = Applied(folder, rows)
    try:
        print(json.dumps(Kills(campaign, kills, random.Random(seed)).run()))
    finally:
        campaign.server.kill()


if __name__ == "__main__":
    given = sys.argv[4] if len(sys.argv) > 4 else "1"
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(given))
