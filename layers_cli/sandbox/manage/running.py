"""Where the embedded sandbox keeps its state, and whether it runs there at this moment.

Every `layers --sandbox …` passes through here, so the top imports light modules only, and a
sandbox that runs costs one file and one request. See `process` for starting and stopping it.
"""

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import platformdirs

from layers_cli import APP_NAME
from layers_cli.formats.json_text import loads

if TYPE_CHECKING:
    import socket  # only a command that reaches a sandbox pays for it

HEALTH_SECONDS = 2.0
RESET_SECONDS = 30.0
ANSWER_BYTES = 2**20


class SandboxError(Exception):
    """Anything that keeps the embedded sandbox from running, stopping or starting afresh."""


class SandboxMissingError(SandboxError):
    """The libraries it needs are not installed; the message names the line that installs them."""


class SandboxStartError(SandboxError):
    """It did not come up; the message says why, and what its log says if it got that far."""


class SandboxFolderError(SandboxStartError):
    """What was named as its folder is no folder."""


class SandboxControlError(SandboxError):
    """It runs, but did not stop or reset as it was told."""


@dataclass(frozen=True)
class RunningSandbox:
    """A server as its ready file describes it; its secrets stay out of the repr.

    *program* and *extras* are None where an older version wrote the file; *stamps* and *options*,
    the words that it was started with, are empty then. *jobs* are under way, *faults* are rules.
    """

    pid: int
    base_url: str
    key: str = field(repr=False)
    control_token: str = field(repr=False)
    project: str
    version: str
    data: Path
    program: str | None = None
    extras: tuple[str, ...] | None = None
    stamps: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    in_background: bool = True
    jobs: int = 0
    faults: int = 0

    @property
    def port(self) -> int | None:
        """The port that it listens on; None where the address has none."""
        try:
            return urlsplit(self.base_url).port
        except ValueError:
            return None


def default_data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the sandbox's state; `LAYERS_SANDBOX_DIR` in *environment* overrides it.

    Raises SandboxStartError for a user who has no home folder, as in some containers.
    """
    try:
        if chosen := environment.get("LAYERS_SANDBOX_DIR"):
            return Path(chosen).expanduser().absolute()
        data = platformdirs.user_data_path(APP_NAME, appauthor=False) / "sandbox"
        if data.is_absolute():  # older releases of platformdirs leave a `~` that leads nowhere
            return data
    except RuntimeError:  # what pathlib and later releases say to it
        pass
    raise SandboxStartError("There is no home folder: set `LAYERS_SANDBOX_DIR` to an absolute path")


def ready_path(data: Path) -> Path:
    """Return where the server of the folder *data* says how to reach it."""
    return data / "ready.json"


def log_path(data: Path) -> Path:
    """Return the log of the background server of the folder *data*."""
    return data / "sandbox.log"


def find_running(data: Path) -> RunningSandbox | None:
    """Return the server of the folder *data* if it answers; a ready file alone proves nothing.

    The answer has to come from the process that wrote the file: after a crash its port and its
    process id may belong to anybody.
    """
    sandbox = _read_ready_file(data)
    if sandbox is None:
        return None
    health = _ask(sandbox, "GET", "/_sandbox/health", timeout=HEALTH_SECONDS)
    if health is None or health.get("pid") != sandbox.pid:
        return None
    return replace(sandbox, jobs=_count(health, "runningJobs"), faults=_count(health, "faultRules"))


def _count(health: Mapping[str, Any], name: str) -> int:
    count = health.get(name)
    return count if isinstance(count, int) else 0


def reset(data: Path) -> None:
    """Put the running server of the folder *data* back to its seed (sandbox-surface 4).

    Raises SandboxControlError if it refuses, or none runs.
    """
    running = find_running(data)
    if running is None:
        raise SandboxControlError(f"No sandbox runs in {data}")
    if _ask(running, "POST", "/_sandbox/reset", timeout=RESET_SECONDS) is None:
        raise SandboxControlError(f"The sandbox did not reset; its log is {log_path(data)}")


def _read_ready_file(data: Path) -> RunningSandbox | None:
    """Return what the ready file says; None if it is absent or not what a server writes."""
    try:
        path = ready_path(data)
        if not path.is_file():  # a FIFO would be waited for
            return None
        with path.open("rb") as file:
            found = dict(loads(file.read(ANSWER_BYTES)))
        program, stamps = found.get("program"), found.get("stamps")
        return RunningSandbox(
            pid=_process_id(found["pid"]),
            base_url=str(found["base_url"]),
            key=str(found["key"]),
            control_token=str(found["control_token"]),
            project=str(found["project"]),
            version=str(found["version"]),
            data=data,
            program=program if isinstance(program, str) and "\0" not in program else None,
            extras=None if (extras := found.get("extras")) is None else _words(extras),
            stamps={str(path): str(stamp) for path, stamp in stamps.items()}
            if isinstance(stamps, dict)
            else {},
            options=_words(found.get("options")) or (),
            in_background=found.get("in_background") is not False,
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _process_id(found: Any) -> int:
    """Return the id of one process; 0 and less are those of many, and would all be signalled."""
    pid = int(found)
    if pid < 1:
        raise ValueError("not the id of a process")
    return pid


def _words(found: Any) -> tuple[str, ...] | None:
    return tuple(map(str, found)) if isinstance(found, list) else None


def _ask(
    sandbox: RunningSandbox, method: str, path: str, *, timeout: float
) -> dict[str, Any] | None:
    """Call the control surface (sandbox-surface 4); None unless a 2xx with a JSON object comes."""
    try:
        status, content = exchange(sandbox, method, path, timeout=timeout, most=ANSWER_BYTES)
        body = loads(content or b"{}")
    except (OSError, ValueError):
        return None
    return body if status // 100 == 2 and isinstance(body, dict) else None


def exchange(
    sandbox: RunningSandbox,
    method: str,
    target: str,
    body: bytes | None = None,
    *,
    timeout: float,
    most: int,
) -> tuple[int, bytes]:
    """Send one request to the control surface; return the status and the body of the answer.

    *target* is the path with its query string; *timeout* is in seconds and bounds it all, *most*
    is in bytes of the answer. Raises OSError if there is no answer or it is not HTTP, ValueError
    if the address in the ready file is unusable.
    """
    import http.client  # only a command that reaches a sandbox pays for it

    address = urlsplit(sandbox.base_url)
    if not address.hostname:
        raise ValueError(f"not an address: {sandbox.base_url}")
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    headers = {"X-Sandbox-Token": sandbox.control_token}
    try:
        with contextlib.closing(connection):
            connection.connect()
            with _ended_after(timeout, connection.sock):
                connection.request(method, target, body, headers)
                reply = connection.getresponse()
                return reply.status, reply.read(most)
    except http.client.HTTPException as exc:
        raise OSError(f"{type(exc).__name__}: {exc}") from exc


@contextlib.contextmanager
def _ended_after(seconds: float, connection: "socket.socket") -> Iterator[None]:
    """End the *connection* if the block takes longer: its peer may send a byte now and then."""

    def end() -> None:
        with contextlib.suppress(OSError):  # the block has just ended
            connection.shutdown(2)  # both ways

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
