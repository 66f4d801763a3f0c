"""Many `layers content generate` at once, with everything going wrong; then `jobs resume --all`.

`python -m tests.scenarios.torture FOLDER VARIANTS [SEED]` asks for that many variants, prints what it did
and saw as one JSON object. Each command is a process of its own, forked, so that its imports cost
nothing. Clients and server are killed with SIGKILL, connections cut before and after the work,
calls refused, answers cut off and garbled. A command that ended without success is sometimes
run again as it was, as people do, and else left to `jobs resume --all`.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from layers_cli.cli.main import run
from layers_cli.context.context import CommandContext
from layers_cli.ledger.ledger import Ledger
from layers_cli.render.output import Output
from tests.sandbox.conftest import walk

AT_ONCE = 8
MOST_VARIANTS = 4
KILLED_CLIENTS = 0.15
KILLED_SERVERS = 0.03  # for each command
RUN_AGAIN = 0.3
LONGEST_PAUSE = 0.03
ROUNDS = 20


CREATES = "/v1/projects/*/content"
"""Which calls go wrong."""


def fault(probability: float, type: str, **effect: Any) -> dict[str, Any]:
    """Return a rule, which has yet to be told for which calls."""
    name = str(effect.get("status", type))
    return {"probability": probability, "name": name, "effect": {"type": type, **effect}}


FAULTS = [
    fault(0.08, "drop-before"),
    fault(0.08, "drop-after"),
    fault(0.05, "truncated-body"),
    fault(0.05, "malformed-json"),
    *(
        fault(0.04, "status", status=status, code=code, headers=headers)
        for status, code, headers in (
            (429, "RATE_LIMITED", {"Retry-After": "0"}),
            (500, "INTERNAL", {}),
            (502, "UPSTREAM", {}),
            (503, "UNAVAILABLE", {}),
        )
    ),
]


class Server:
    """The sandbox as a process that can be killed; the same port and folder each time."""

    def __init__(self, folder: Path, seed: int, path: str = CREATES) -> None:
        self.folder, self.seed, self.deaths = folder, seed, 0
        self.match = {"method": "POST", "path": path}
        self.faults: Counter[str] = Counter()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        argv = [
            sys.executable,
            "-m",
            "tests.scenarios.torture_server",
            str(self.folder),
            str(self.port),
        ]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.key, self.project, self.token = self.process.stdout.readline().split()
        while not self._answers():
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            self.control("GET", "/_sandbox/health")
        except httpx.TransportError:
            return False
        return True

    def control(self, method: str, path: str, **more: Any) -> Any:
        headers = {"X-Sandbox-Token": self.token}
        answer = httpx.request(method, self.url + path, headers=headers, timeout=60, **more)
        answer.raise_for_status()
        return answer.json()

    def spoil(self) -> None:
        # Rules with the same seed have the same luck: the first would be the only one to fire.
        first = (self.seed + self.deaths) * 100
        seeded = [rule | {"seed": first + number} for number, rule in enumerate(FAULTS)]
        rules = [rule | {"match": self.match} for rule in seeded]
        self.control("PUT", "/_sandbox/faults", json={"rules": rules})

    def count(self) -> None:
        """Add up how often each fault has happened; a restart begins anew."""
        for rule in self.control("GET", "/_sandbox/faults")["rules"]:
            self.faults[rule["name"]] += rule["fired"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def die(self) -> None:
        """Be killed, and start again with the same faults."""
        self.count()
        self.kill()
        self.deaths += 1
        self.start()
        self.spoil()

    def hooks(self) -> dict[str, str]:
        """Return the hook of each container there is."""
        headers = {"Authorization": f"Bearer {self.key}"}
        path = f"/v1/projects/{self.project}/content"
        with httpx.Client(base_url=self.url, headers=headers, timeout=60) as client:
            pages = walk(client, path, limit="200")
            return {item["id"]: item["hook"] for page in pages for item in page}


@dataclass(frozen=True)
class Command:
    """One `content generate`, and what it asks for."""

    hook: str
    variants: int
    watch: bool
    key: str | None = None

    @property
    def argv(self) -> list[str]:
        watch = "--watch" if self.watch else "--no-watch"
        words = ["content", "generate", "--hook", self.hook, "--variants", str(self.variants)]
        key = ["--idempotency-key", self.key] if self.key else []
        return [*words, *key, watch, "--retries", "1", "--json"]


class Clients:
    """Forked processes that run `layers`; their stderr is one file."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "LAYERS_CONFIG_DIR": str(folder / "config"),
            "LAYERS_STATE_DIR": str(folder / "state"),
            "LAYERS_BASE_URL": server.url,
            "LAYERS_API_KEY": server.key,
            "LAYERS_PROJECT": server.project,
        }

    def start(self, argv: list[str]) -> int:
        """Run *argv*, with `--debug`, in a new process; return its id."""
        sys.stdout.flush()
        child = os.fork()
        if child:
            return child
        with (self.folder / "err.txt").open("a") as err, Path(os.devnull).open("w") as out:
            os.dup2(err.fileno(), 2)
            with redirect_stdout(out):
                runtime = CommandContext(
                    out=Output(stdout=out, stderr=err, environ=self.environ),
                    environ=self.environ,
                    cwd=self.folder,
                    pause=lambda seconds: time.sleep(min(seconds, LONGEST_PAUSE)),
                )
                code = run([*argv, "--debug"], lambda: runtime)
        os._exit(code)

    def wait(self, argv: list[str]) -> int:
        """Run *argv* to its end; return its exit code."""
        _, status = os.waitpid(self.start(argv), 0)
        return os.waitstatus_to_exitcode(status)


class Torture:
    """One run of all of it."""

    at_once = AT_ONCE

    def __init__(self, folder: Path, wanted: int, seed: int, path: str = CREATES) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.server = Server(folder / "sandbox", seed, path)
        self.clients = Clients(folder, self.server)
        self.commands = self._commands(wanted)
        self.codes: Counter[int] = Counter()
        self.killed = 0

    def _commands(self, wanted: int) -> list[Any]:
        commands: list[Command] = []
        while wanted:
            variants = self.random.randint(1, min(MOST_VARIANTS, wanted))
            watch = self.random.random() < 0.2
            key = f"key-{len(commands)}" if self.random.random() < 0.5 else None
            commands.append(Command(f"hook {len(commands)}", variants, watch, key))
            wanted -= variants
        return commands

    def run(self) -> dict[str, Any]:
        begun = time.monotonic()
        self.server.spoil()
        self._all_at_once()
        self.server.count()
        self.server.control("DELETE", "/_sandbox/faults")
        resumes = self._resume()
        return {**self.report(), "resumes": resumes, "seconds": time.monotonic() - begun}

    def _all_at_once(self) -> None:
        waiting = self.commands[::-1]
        running: dict[int, Any] = {}
        while waiting or running:
            while waiting and len(running) < self.at_once:
                command = waiting.pop()
                running[self.clients.start(command.argv)] = command
                half_is_over = len(waiting) < len(self.commands) / 2
                if self.random.random() < KILLED_SERVERS or (
                    half_is_over and not self.server.deaths
                ):
                    self.server.die()
            if running and self.random.random() < KILLED_CLIENTS:
                time.sleep(self.random.random() * 0.2)
                os.kill(self.random.choice(list(running)), signal.SIGKILL)
                self.killed += 1
            child, status = os.waitpid(-1, 0)
            if child not in running:  # the server
                continue
            command = running.pop(child)
            code = os.waitstatus_to_exitcode(status)
            self.codes[code] += 1
            # Killed after its result was shown, a command without a key may be meant once more.
            is_sure = command.key is not None or code != -signal.SIGKILL
            if code and is_sure and self.random.random() < RUN_AGAIN:
                waiting.append(command)

    def _resume(self) -> int:
        """Resume until nothing is left, then run again what never got as far as the ledger."""
        for number in range(1, ROUNDS):
            self.codes[self.clients.wait(["jobs", "resume", "--all"])] += 1
            left = self.left()
            for command in left:
                self.codes[self.clients.wait(command.argv)] += 1
            if not left and not self.unfinished():
                return number
        return ROUNDS

    def left(self) -> list[Any]:
        """Return the commands for what the server is not known to have done."""
        accepted = self.accepted()
        return [command for command in self.commands if command.hook not in accepted]

    def entries(self) -> list[Any]:
        ledger = Ledger(self.folder / "state" / "ledger.db")
        found = ledger.intents.newest()
        ledger.close()
        return found

    def accepted(self) -> set[str | None]:
        return {entry.intent.hook for entry in self.entries() if entry.is_accepted}

    def unfinished(self) -> list[Any]:
        return [entry for entry in self.entries() if entry.is_unfinished]

    def report(self) -> dict[str, Any]:
        """Hold the server's ledger against what was asked and against the client's ledger."""
        rows = self.server.control("GET", "/_sandbox/ledger")["containers"]
        hooks = self.server.hooks()
        asked = Counter({command.hook: command.variants for command in self.commands})
        billed = Counter(hooks[row["containerId"]] for row in rows if row["billed"])
        accepted = [entry for entry in self.entries() if entry.is_accepted]
        theirs = {
            (hooks[row["containerId"]], row["jobId"], row["containerId"], row["status"])
            for row in rows
        }
        ours = {
            (entry.intent.hook, entry.job_id, name, entry.ends.get(name))
            for entry in accepted
            for name in entry.container_ids
        }
        wrong = [e for e in accepted if len(e.container_ids) != asked[str(e.intent.hook)]]
        said = b"".join(path.read_bytes() for path in self.folder.iterdir() if path.is_file())
        state = b"".join(path.read_bytes() for path in (self.folder / "state").iterdir())
        return {
            "asked": asked.total(),
            "billed": billed.total(),
            "doubled": (billed - asked).total(),
            "lost": (asked - billed).total(),
            "onlyTheirs": len(theirs - ours),
            "onlyOurs": len(ours - theirs),
            "wrongRows": len(wrong) + abs(len(accepted) - len(self.commands)),
            "unfinished": len(self.unfinished()),
            "keyLeaked": self.server.key.encode() in said + state,
            "commands": len(self.commands),
            "killedClients": self.killed,
            "killedServers": self.server.deaths,
            "faults": dict(self.server.faults),
            "codes": {str(code): count for code, count in sorted(self.codes.items())},
        }


def main(folder: Path, wanted: int, seed: int) -> None:
    torture = Torture(folder, wanted, seed)
    try:
        print(json.dumps(torture.run()))
    finally:
        torture.server.kill()


if __name__ == "__main__":
    given = sys.argv[3] if len(sys.argv) > 3 else "1"
    main(Path(sys.argv[1]), int(sys.argv[2]), int(given))
