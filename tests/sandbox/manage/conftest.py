"""A small server in the place of the sandbox that runs in the background."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from layers_cli.sandbox.manage.process import (
    RunningSandbox,
    SandboxControlError,
    ensure_running,
    stop,
)

Start = Callable[..., RunningSandbox]


# Has the command line, the files and the control surface of the real server, and starts in no time.
STAND_IN = """
import argparse, filelock, json, os, pathlib, signal, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=pathlib.Path)
parser.add_argument("--idle-seconds", type=float)
parser.add_argument("--ready-file", type=pathlib.Path)
parser.add_argument("--version", default="1.0")
parser.add_argument("--ready", type=json.loads, default={})
parser.add_argument("--jobs", type=int, default=0)
parser.add_argument("--faults", type=int, default=0)
parser.add_argument("--preferred-port", type=int, default=0)
parser.add_argument("--create-rate")
parser.add_argument("--slow", type=float, default=0)
for flag in ("--crash", "--mute", "--stubborn", "--placeholders"):
    parser.add_argument(flag, action="store_true")
options = parser.parse_args()
data = options.data
print("a line in the log", file=sys.stderr, flush=True)
if options.crash:
    sys.exit("no space left for Rüdiger")
lock = filelock.FileLock(data / "server.lock")
lock.acquire(timeout=0)
with (data / "starts").open("a") as starts:
    starts.write(f"{os.getpid()}\\n")
seen = {"environment": dict(os.environ), "cwd": os.getcwd(), "idle": options.idle_seconds}
seen |= {"rate": options.create_rate, "placeholders": options.placeholders}
(data / "seen.json").write_text(json.dumps(seen))
while options.mute:
    time.sleep(60)
time.sleep(options.slow)

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        allowed = self.headers["X-Sandbox-Token"] == "t0ken"
        counts = {"runningJobs": options.jobs, "faultRules": options.faults}
        body = json.dumps({"pid": os.getpid(), **counts}).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = answer
    def do_POST(self):
        (data / "reset").touch()
        self.answer()
    def log_message(self, *arguments):
        pass

def leave(*arguments):
    options.ready_file.unlink()
    os._exit(0)

signal.signal(signal.SIGTERM, signal.SIG_IGN if options.stubborn else leave)
server = HTTPServer(("127.0.0.1", options.preferred_port), Handler)
partial = options.ready_file.with_suffix(".part")
partial.write_text(json.dumps({
    "pid": os.getpid(), "base_url": f"http://127.0.0.1:{server.server_port}", "key": "lp_test_k",
    "control_token": "t0ken", "project": "prj_1", "version": options.version,
    **options.ready,
}))
partial.replace(options.ready_file)
server.serve_forever()
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder that does not exist yet, with a name that quoting mistakes do not survive."""
    folder = tmp_path / "Büro & Söhne" / "sand box"
    yield folder
    with contextlib.suppress(SandboxControlError):
        stop(folder, patience=0.2)


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, encoding="utf-8")
    return script


@pytest.fixture
def start(data: Path, stand_in: Path) -> Start:
    def start(*options: str, version: str = "1.0", **settings) -> RunningSandbox:
        command = (sys.executable, str(stand_in), "--version", version, *options)
        return ensure_running(data, command=command, version=version, **settings)

    return start


def starts(data: Path) -> list[int]:
    return [int(line) for line in (data / "starts").read_text().split()]


def seen(data: Path) -> dict[str, Any]:
    """What the stand-in server found when it started."""
    return dict(json.loads((data / "seen.json").read_text()))
