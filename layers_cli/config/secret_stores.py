"""Read keys from a file, a password manager or the system keyring.

Each is asked once per run, within a time limit, and only if its answer is needed. If one cannot be
used, that is an error: nothing falls back to a plain file.
"""

import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from layers_cli.config.errors import ConfigError
from layers_cli.config.values import without_keys
from layers_cli.formats.standard_input import StandardInput, StandardInputTakenError
from layers_cli.formats.text import NotTextError, decode, lines, read

T = TypeVar("T")

SERVICE = "layers-cli"
"""Name of our entries in a keyring."""

KEYRING_SECONDS = 3.0
COMMAND_SECONDS = 30.0

# They store nothing, or store it in a file that any program can read.
_UNSAFE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class KeyUnavailableError(ConfigError):
    """A secret store cannot return, save or delete a key."""


class SecretStores:
    """Secret stores; each remembers the keys it returned in this run."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        keyring_seconds: float = KEYRING_SECONDS,
        command_seconds: float = COMMAND_SECONDS,
    ) -> None:
        self._environ = environ
        self._keyring_seconds = keyring_seconds
        self._command_seconds = command_seconds
        self._known: dict[tuple[str, str], str | None] = {}

    def from_file(self, path: str, stdin: StandardInput) -> str:
        """Return what is in the file at *path*, or on *stdin* for `-`.

        Raises `KeyUnavailableError`.
        """
        asked = ("file", path)
        if asked not in self._known:
            self._known[asked] = _file_text(path, stdin)
        return str(self._known[asked])

    def from_command(self, command: str, *, file: Path) -> str:
        """Return the one line that *command*, configured in *file*, prints.

        It is split as in a shell but runs without one. Raises `KeyUnavailableError`.
        """
        asked = ("command", command)
        if asked not in self._known:
            _refuse_foreign(file)
            self._known[asked] = _one_line(self._output(command), command)
        return str(self._known[asked])

    def from_keyring(self, account: str) -> str | None:
        """Return the key of *account*, None if there is none. Raises `KeyUnavailableError`."""
        asked = ("keyring", account)
        if asked not in self._known:
            keyring = self._keyring()
            self._known[asked] = self._in_time(lambda: keyring.get_password(SERVICE, account))
        return self._known[asked]

    def put_in_keyring(self, account: str, key: str) -> None:
        """Keep *key* in the keyring and read it back. Raises `KeyUnavailableError`."""
        keyring = self._keyring()
        self._in_time(lambda: keyring.set_password(SERVICE, account, key))
        if self._in_time(lambda: keyring.get_password(SERVICE, account)) != key:
            raise _no_keyring("it did not keep the key")
        self._known[("keyring", account)] = key

    def take_from_keyring(self, account: str) -> None:
        """Delete the key of *account*, if there is one. Raises `KeyUnavailableError`."""
        keyring = self._keyring()
        if self._in_time(lambda: keyring.get_password(SERVICE, account)) is not None:
            self._in_time(lambda: keyring.delete_password(SERVICE, account))
        self._known.pop(("keyring", account), None)

    def _output(self, command: str) -> bytes:
        import subprocess  # most runs need no command

        try:
            done = subprocess.run(  # noqa: S603 - the user's own file says what to run
                _words(command),
                stdin=subprocess.DEVNULL,  # standard input may hold the user's hook
                stdout=subprocess.PIPE,
                env=dict(self._environ),
                timeout=self._command_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            why = f"it took longer than {self._command_seconds:g} s"
            raise _no_answer(command, why) from None  # keeps its output out of the traceback
        except OSError as exc:
            raise _no_answer(command, exc.strerror or "it cannot be run") from exc
        if done.returncode:
            raise _no_answer(command, f"it exited with {done.returncode}")
        return done.stdout

    def _keyring(self) -> Any:
        """Return the system keyring; raises `KeyUnavailableError` if there is no safe one."""
        if _is_headless(self._environ):
            raise _no_keyring("there is no desktop session (no D-Bus)")
        return self._in_time(_safe_backend)

    def _in_time(self, call: Callable[[], T]) -> T:
        """Return what *call* returns; raises `KeyUnavailableError` if it fails or takes too long.

        A backend that hangs in D-Bus or a dialog cannot be stopped; its thread ends with the
        process.
        """
        results: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(call())
            except Exception as exc:  # noqa: BLE001 - backends raise whatever their library does
                errors.append(exc)

        thread = Thread(target=run, daemon=True)
        thread.start()
        thread.join(self._keyring_seconds)
        if results:
            return results[0]
        if not errors:
            raise _no_keyring(f"it did not answer within {self._keyring_seconds:g} s")
        if isinstance(errors[0], KeyUnavailableError):
            raise errors[0]
        raise _no_keyring(f"it failed with {type(errors[0]).__name__}") from errors[0]


def _safe_backend() -> Any:
    try:
        import keyring  # an optional extra
        from keyring.backends.chainer import ChainerBackend  # an optional extra
    except ImportError as exc:
        raise KeyUnavailableError(
            "The package for the system keyring is not installed",
            hint="install it: pip install 'layers-cli[keyring]'",
        ) from exc
    chosen = keyring.get_keyring()
    found = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    safe = [each for each in found if not type(each).__module__.startswith(_UNSAFE)]
    if not safe:
        raise _no_keyring(f"the only one is {type(chosen).__module__}, which protects nothing")
    return safe[0]


def _is_headless(environ: Mapping[str, str]) -> bool:
    """Return whether there can be no keyring: on Linux, all of them need a session bus."""
    if sys.platform in ("win32", "darwin") or environ.get("PYTHON_KEYRING_BACKEND"):
        return False
    runtime = environ.get("XDG_RUNTIME_DIR")
    bus = bool(runtime) and Path(str(runtime), "bus").exists()
    return not environ.get("DBUS_SESSION_BUS_ADDRESS") and not bus


def _no_keyring(why: str) -> KeyUnavailableError:
    return KeyUnavailableError(
        f"The system keyring cannot be used: {why}",
        hint="set LAYERS_API_KEY, or store the key in config.toml: layers auth login",
    )


def _words(command: str) -> list[str]:
    import shlex  # for profiles with a password manager only

    try:
        words = shlex.split(command, posix=os.name != "nt")
    except ValueError as exc:
        raise _no_answer(command, f"{exc}") from exc
    if not words:
        raise _no_answer(command, "it is empty")
    return words


def _refuse_foreign(file: Path) -> None:
    """Raise `KeyUnavailableError` if another user can change *file*."""
    if os.name != "nt" and stat.S_IMODE(file.stat().st_mode) & 0o022:
        raise KeyUnavailableError(
            f"`api_key_command` was not run, because other users can change {file}",
            hint=f"chmod 600 {file}",
        )


def _file_text(path: str, stdin: StandardInput) -> str:
    try:
        if path == "-":
            return decode(read(stdin.take()))
        with Path(path).open("rb") as file:
            return decode(read(file))
    except (OSError, ValueError, StandardInputTakenError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else str(exc)
        raise KeyUnavailableError(
            f"--api-key-file: {without_keys(path)} cannot be read: {why}",
            hint="give the path of a file that contains only the key",
        ) from exc


def _one_line(output: bytes, command: str) -> str:
    try:
        found = lines(decode(output))
    except NotTextError as exc:
        raise _no_answer(command, f"what it printed is not text: {exc}") from None
    if len(found) != 1:
        raise _no_answer(command, f"it printed {len(found)} lines instead of just the key")
    return found[0].strip()


def _no_answer(command: str, why: str) -> KeyUnavailableError:
    """Return the error; it names only the program of *command*, whose arguments may be private."""
    program = command.split()[0] if command.split() else ""
    return KeyUnavailableError(
        f"`api_key_command` ({program}) returned no key: {why}",
        hint="try it in a shell, then change it: layers config set api_key_command COMMAND",
    )
