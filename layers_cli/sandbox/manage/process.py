"""Starts and stops the embedded sandbox, a process of its own in the background.

The processes meet in the data folder:

* `ready.json`: where the server is, and its keys; the server writes it once it answers
* `server.lock`: held by the server while it lives; the system frees it, even after `kill -9`
* `start.lock`: held by the one command that is starting or stopping the server
* `sandbox.log`: what the server had to say

Only a process that has just proved to be this folder's sandbox is signalled: a process id on
its own may long belong to another program.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from layers_cli import __version__
from layers_cli.formats.file_owners import foreign_owner
from layers_cli.formats.text import NotTextError, checked
from layers_cli.sandbox.manage.outdated import (
    KEPT_OPTIONS,
    advice,
    can_be_replaced,
    why_outdated,
)
from layers_cli.sandbox.manage.running import (
    RunningSandbox,
    SandboxControlError,
    SandboxError,
    SandboxFolderError,
    SandboxMissingError,
    SandboxStartError,
    default_data_dir,
    find_running,
    log_path,
    ready_path,
    reset,
)

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = [
    "RunningSandbox",
    "SandboxControlError",
    "SandboxError",
    "SandboxMissingError",
    "SandboxStartError",
    "advice",
    "default_data_dir",
    "ensure_running",
    "find_running",
    "log_path",
    "ready_path",
    "require_extra",
    "reset",
    "stop",
]

IDLE_SECONDS = 900.0
START_SECONDS = 30.0
ENDING_SECONDS = 3.0  # a server that was killed holds its folder until the system has ended it
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02

SERVER_COMMAND = (sys.executable, "-m", "layers_cli.sandbox.server.server")
SERVER_LOCK = "server.lock"
EXTRA_MODULES = ("starlette", "uvicorn", "PIL", "typst", "budoux")

LOG_BYTES = 5 * 2**20
LOG_MARK = b"-- the sandbox starts --\n"
LOG_TAIL_BYTES = 2**16
LOG_TAIL_LINES = 15

# The server outlives the command, so it is given what an interpreter needs and nothing else:
# a list of secrets to leave out would never be complete.
INHERITED = (
    *("HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV"),
    *("APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "PROGRAMDATA", "SYSTEMDRIVE"),
    *("SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR"),
)
INHERITED_PREFIXES = ("DYLD_", "LC_", "LD_", "PYTHON", "XDG_")


def ensure_running(
    data: Path | None = None,
    *,
    idle_seconds: float = IDLE_SECONDS,
    version: str = __version__,
    command: Sequence[str] = SERVER_COMMAND,
    options: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
    patience: float = START_SECONDS,
) -> RunningSandbox:
    """Return the running server of the folder *data*, started in the background if need be.

    Commands that come at once start one server. One that is no longer what is installed is
    replaced, unless it has jobs or fault rules or was started by hand: see `outdated`. The new one
    has its options, and its address where that is free: programs have it in their environment.
    Raises SandboxMissingError without the extra, SandboxStartError when it does not come up.

    Args:
        data: the folder of its state; None means `default_data_dir()`.
        idle_seconds: a server started here stops by itself after so long without a request.
        version: the version of layers that asks.
        command: what starts the server, without its options.
        options: more of the server's options, which a server that runs already does not get.
        environment: what the server inherits the harmless part of.
        patience: seconds to wait until it answers.

    """
    data = (data or default_data_dir(environment)).absolute()
    running = find_running(data)
    if running is not None and not _is_replaced(running, version):
        return running
    with _alone(data, patience=patience):
        running = find_running(data)
        if running is not None and not _is_replaced(running, version):
            return running
        if running is not None:
            require_extra()
            _end(running)
            options = (*options, *_as_before(running))
        child = None
        if not _is_held(data, patience=ENDING_SECONDS):
            words = (*command, *options)
            child = _spawn(data, words, idle_seconds=idle_seconds, environment=environment)
        return _wait_until_it_answers(data, child, patience=patience)


def _as_before(running: RunningSandbox) -> list[str]:
    """Return the words that start a server with the options and the port of *running*."""
    words = list(running.options)
    known = {f"--{name.replace('_', '-')}" for name in KEPT_OPTIONS}
    # Each word is one of these options, or the value behind one; a file may say anything.
    if not all(known.intersection(pair) for pair in zip(["", *words], words, strict=False)):
        words = []
    return words + ([f"--preferred-port={running.port}"] if running.port else [])


def _is_replaced(running: RunningSandbox, version: str) -> bool:
    return why_outdated(running, version) is not None and can_be_replaced(running)


def stop(data: Path, *, patience: float = STOP_SECONDS) -> bool:
    """Stop the server of the folder *data*; return whether there was one.

    Raises SandboxControlError if it is still there after twice *patience* seconds, or if a
    process holds the folder but does not answer, and so may not be signalled.
    """
    if not data.is_dir():
        return False
    data = data.absolute()
    with _alone(data, patience=START_SECONDS):
        running = find_running(data)
        if running is not None:
            _end(running, patience=patience)
        elif _is_held(data):
            raise SandboxControlError(
                f"A process is using {data} but does not answer: stop it by hand"
            )
        return running is not None


def require_extra(modules: Sequence[str] = EXTRA_MODULES) -> None:
    """Raise SandboxMissingError unless all *modules*, the extra's libraries, are installed."""
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise SandboxMissingError(
            f"The sandbox needs {', '.join(missing)}: run `pip install 'layers-cli[sandbox]'`"
        )


@contextlib.contextmanager
def _alone(data: Path, *, patience: float) -> Iterator[None]:
    """Be the only command that starts or stops the server of the folder *data*."""
    import filelock  # only start and stop pay for it

    try:
        checked(str(data))  # its state says where it is, in JSON
    except NotTextError as exc:
        raise SandboxFolderError(f"The name of the sandbox's folder is not text: {exc}") from exc
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(data / "start.lock", timeout=patience)
        with lock.acquire(poll_interval=POLL_SECONDS):
            yield
    except filelock.Timeout:
        raise SandboxStartError(
            f"Another command has been starting the sandbox in {data} for {patience:g} s"
        ) from None
    except OSError as exc:
        is_no_folder = isinstance(exc, FileExistsError | NotADirectoryError)
        why = "it is not a folder" if is_no_folder else exc.strerror or exc
        way_out = "`LAYERS_SANDBOX_DIR` chooses another folder"
        if owner := foreign_owner(data, data):
            why, way_out = owner.sentence, owner.way_out("LAYERS_SANDBOX_DIR")
        kind = SandboxFolderError if is_no_folder else SandboxStartError
        raise kind(f"The sandbox cannot use {data}: {why}; {way_out}") from exc


def _is_held(data: Path, *, patience: float = 0) -> bool:
    """Return whether a server holds the folder *data* and goes on to for *patience* seconds."""
    import filelock  # only start and stop pay for it

    lock = filelock.FileLock(data / SERVER_LOCK, timeout=patience)
    try:
        with lock.acquire(poll_interval=POLL_SECONDS):
            return False
    except filelock.Timeout:
        return True


def _spawn(
    data: Path, command: Sequence[str], *, idle_seconds: float, environment: Mapping[str, str]
) -> "Popen[bytes]":
    """Start the server, detached from the terminal, the folder and the secrets of its user."""
    import subprocess  # only start pays for it

    require_extra()
    ready = ready_path(data)
    ready.unlink(missing_ok=True)
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        detached = {"creationflags": flags}
    options = ["--data", str(data), "--idle-seconds", f"{idle_seconds:g}"]
    with _open_log(log_path(data)) as log:
        return subprocess.Popen(  # noqa: S603 - no shell, and no word of it comes from outside
            [*command, *options, "--ready-file", str(ready)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=data,
            env=_harmless(environment),
            **detached,
        )


def _harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the part of *environment* that the server may keep for its whole life."""
    kept = {
        name: value
        for name, value in environment.items()
        if name in INHERITED or name.startswith(INHERITED_PREFIXES)
    }
    # Else `-m` would look for modules in the data folder, and the log be in any encoding.
    return {**kept, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


def _open_log(path: Path) -> BinaryIO:
    """Open the log at *path*, private and of bounded size, marked where this start begins."""
    with contextlib.suppress(OSError):  # absent; or, on Windows, open in somebody's `logs -f`
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    log = path.open("ab", buffering=0)
    log.write(LOG_MARK)
    return log


def _wait_until_it_answers(
    data: Path, child: "Popen[bytes] | None", *, patience: float
) -> RunningSandbox:
    """Return the server of *data* once it answers; *child* is None if another process started it.

    Raises SandboxStartError if *child* ends, or nothing answers for *patience* seconds.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if running := find_running(data):
            if child is not None:
                child.returncode = 0  # it is to outlive us, of which `Popen` would warn
            return running
        if child is not None and child.poll() is not None:
            raise _start_error(data, f"The sandbox ended with exit code {child.returncode}")
        time.sleep(POLL_SECONDS)
    if child is None:
        raise SandboxStartError(f"A process is using {data} but does not answer: stop it by hand")
    child.kill()
    child.wait()
    raise _start_error(data, f"The sandbox did not answer within {patience:g} s")


def _start_error(data: Path, reason: str) -> SandboxStartError:
    """Return an error of *reason*, the log's path and what the log says since the last start."""
    log = log_path(data)
    try:
        tail = log.read_bytes()[-LOG_TAIL_BYTES:].rpartition(LOG_MARK)[2]
    except OSError:
        tail = b""
    lines = tail.decode(errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return SandboxStartError("\n".join([f"{reason}; its log is {log}", *lines]))


def _end(sandbox: RunningSandbox, *, patience: float = STOP_SECONDS) -> None:
    """Stop a server that has just answered, by force if that takes over *patience* seconds.

    Raises SandboxControlError if even force does not help.
    """
    # On Windows SIGTERM already is force, and SIGKILL does not exist.
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(sandbox.pid, number)
        if not _is_held(sandbox.data, patience=patience):
            ready_path(sandbox.data).unlink(missing_ok=True)
            return
    raise SandboxControlError(f"The sandbox (process {sandbox.pid}) does not stop")
