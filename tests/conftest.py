"""The real command line against the real sandbox, in one process and without sockets."""

import gc
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import httpx
import pytest
import trustme
from hypothesis import settings

from layers_cli.api.tls import ssl_context
from layers_cli.cli.main import run
from layers_cli.context.context import CommandContext
from layers_cli.render.output import Output, utc_now
from layers_cli.sandbox.manage import process, running
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.testing import in_process_transport, open_sandbox
from tests.render.conftest import Stream

# A loaded machine is no bug: no example has to end within a time.
settings.register_profile("layers", deadline=None)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile("layers")

# Programs that tests start by the hundred find the package compiled.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

Change = Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]

# `nohup`, `&` in a script and some CI runners ignore them; children inherit that, and `layers`
# respects it.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30  # bytes; the tests of three workers have some hundred megabytes at a time


def keep_files_in_memory() -> None:
    """Make temporary folders in memory, where there is some that may hold programs, too.

    Each sandbox and each ledger waits for the disk whenever it has written something, and there
    are thousands of both: the wait would take longer than what is tested.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    place = os.statvfs(MEMORY)
    if place.f_bavail * place.f_frsize >= ROOM and not place.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


keep_files_in_memory()

# What is imported and collected stays to the end: nobody has to look for garbage in it.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look for garbage from here on, and only in what tests make."""
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests also wait for the programs that they start."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True)
class Result:
    """What a run left behind: exit code, both streams, and stdout read as JSON."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def one(self) -> Any:
        """The only item of a list in JSON."""
        [item] = self.json["items"]
        return item

    @property
    def error(self) -> Any:
        """The error object of a `--json` run."""
        return json.loads(self.err.splitlines()[-1])["error"]


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """A run that was stopped lets a second Ctrl-C end the process; the tests go on."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxState]:
    """A sandbox of its own that draws at once."""
    opened = open_sandbox(tmp_path / "sandbox")
    yield opened
    opened.close()


@dataclass
class Layers:
    """Runs `layers` command lines against one server."""

    environ: Mapping[str, str]
    cwd: Path
    transport: httpx.BaseTransport
    pauses: list[float]
    now: Callable[[], datetime] = utc_now

    def __call__(
        self,
        *argv: str,
        stdin: str | TextIO = "",
        environ: Mapping[str, str] | None = None,
        pause: Callable[[float], None] | None = None,
        terminal: bool = False,
        encoding: str = "utf-8",
        stdout: Stream | None = None,
        stderr: Stream | None = None,
    ) -> Result:
        out = stdout or Stream(terminal=terminal, encoding=encoding)
        err = stderr or Stream(terminal=terminal, encoding=encoding)
        given = {**self.environ, **(environ or {})}
        if isinstance(stdin, str):
            typed, stdin = stdin, Stream(terminal=terminal)
            stdin.type(typed)
        runtime = CommandContext(
            out=Output(stdout=out, stderr=err, environ=given, now=self.now, stdin=stdin),
            environ=given,
            cwd=self.cwd,
            stdin=stdin,
            transport=self.transport,
            pause=pause or self.pauses.append,
        )
        with redirect_stdout(out):  # Typer prints its help past our output
            code = run(argv, lambda: runtime)
        return Result(code, out.text, err.text)

    def against(self, handler: Callable[[httpx.Request], httpx.Response]) -> "Layers":
        """The same command line against a server that is a function."""
        return Layers(self.environ, self.cwd, httpx.MockTransport(handler), self.pauses)

    def raising(self, error: BaseException) -> "Layers":
        """The same command line, each of whose requests ends with *error*."""

        def fail(_: httpx.Request) -> httpx.Response:
            raise error

        return self.against(fail)

    def through(self, change: Change) -> "Layers":
        """The same command line; *change* answers a request, or has the server *send* its own."""
        ask = self.transport.handle_request
        return self.against(lambda request: change(request, lambda: ask(request)))


@pytest.fixture
def layers(sandbox: SandboxState, tmp_path: Path) -> Layers:
    """Run `layers` logged in to the test's own sandbox."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    environ = {
        "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
        "LAYERS_STATE_DIR": str(tmp_path / "state"),
        "LAYERS_CACHE_DIR": str(tmp_path / "cache"),
        "LAYERS_SANDBOX_DIR": str(tmp_path / "never started"),
        "LAYERS_BASE_URL": "http://127.0.0.1",
        "LAYERS_API_KEY": sandbox.key,
        "LAYERS_PROJECT": sandbox.project,
    }
    return Layers(environ, cwd, in_process_transport(sandbox), [])


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory) -> Iterator[Path]:
    """The folder of a sandbox that the tests of examples share: to start one takes seconds."""
    folder = tmp_path_factory.mktemp("shared") / "sandbox"
    yield folder
    process.stop(folder)


@pytest.fixture
def with_faults(layers: Layers, sandbox: SandboxState) -> Callable[..., None]:
    """Let the sandbox do effects, such as `{"type": "status", "status": 503}`, to POST calls."""

    def put(*effects: dict[str, Any]) -> None:
        rules = [{"effect": effect, "match": {"method": "POST"}} for effect in effects]
        headers = {"X-Sandbox-Token": sandbox.control_token}
        with httpx.Client(transport=layers.transport, base_url="http://127.0.0.1") as client:
            answer = client.put("/_sandbox/faults", json={"rules": rules}, headers=headers)
            answer.raise_for_status()

    return put


@pytest.fixture
def trusted(monkeypatch, tmp_path) -> Iterator[Callable[[str], ssl.SSLContext]]:
    """Make a TLS server's context for a host; the authority behind it is trusted."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    ssl_context.cache_clear()

    def make(host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        return context

    yield make
    ssl_context.cache_clear()


@pytest.fixture
def shell(tmp_path, shared_sandbox):
    """Run a script as a reader would paste it, on a sandbox that is as new."""
    if shutil.which("jq") is None:
        if os.environ.get("CI"):
            pytest.fail("jq is missing: .ci/run installs it")
        pytest.skip("jq is missing: apt-get install jq")
    if running.find_running(shared_sandbox):
        running.reset(shared_sandbox)
    environ = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LAYERS_SANDBOX_DIR": str(shared_sandbox),
        "LANG": "C.UTF-8",
    }

    def run(script: str, *, seconds: float = 100) -> subprocess.CompletedProcess[str]:
        here = tmp_path / f"reader-{abs(hash(script))}"
        here.mkdir()
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=here,
            env=environ,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    yield run
    for folder in tmp_path.glob("reader-*/sandbox"):
        process.stop(folder)
