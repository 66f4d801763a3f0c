"""Keys that are kept elsewhere: in the system's keyring, or by a password manager."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend

from layers_cli.config.files import read_config, write_profile
from layers_cli.config.secret_stores import KeyUnavailableError, SecretStores
from tests.commands.test_auth import HOSTED, KEY, OTHER_KEY, auth, file
from tests.platforms import posix_only
from tests.sandbox.media_server import running

__all__ = ["auth", "file"]

ACCOUNT = "default@gateway.example"


class Memory(KeyringBackend):
    """A keyring of the test's own."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.calls.append("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Hanging(Memory):
    """A keyring that waits for a dialog nobody sees."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(60)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        threading.Event().wait(60)


class PlainText(Memory):
    """As those of keyrings.alt: a file that any program can read."""

    priority = 1


PlainText.__module__ = "keyrings.alt.file"


@pytest.fixture
def backend() -> Iterator[Any]:
    """Choose the keyring of this machine."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


DESKTOP = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}


def test_a_key_in_the_keyring_is_used_and_deleted_and_never_in_the_file(auth, backend, file):
    memory = Memory()
    backend(memory)

    login = auth("auth", "login", "--keyring", "--with-token", stdin=KEY, environ=DESKTOP)
    status = auth("auth", "status", "--json", environ=DESKTOP)
    kept = dict(memory.kept)
    text = file.read_text()
    logout = auth("auth", "logout", environ=DESKTOP)

    assert (login.code, status.code, logout.code) == (0, 0, 0)
    assert kept == {("layers-cli", ACCOUNT): KEY}
    assert status.json["origin"] == f"{file} [profiles.default] api_key_keyring"
    assert KEY not in text
    assert memory.kept == {}
    assert read_config(file)["profiles"]["default"] == {"base_url": HOSTED}


def test_the_keyring_is_not_asked_if_the_environment_has_a_key(auth, backend):
    memory = Memory()
    backend(memory)
    auth("auth", "login", "--keyring", "--with-token", stdin=KEY, environ=DESKTOP)
    memory.calls.clear()

    status = auth("auth", "status", environ={**DESKTOP, "LAYERS_API_KEY": KEY})

    assert memory.calls == []
    assert "api_key_keyring: not asked" in status.out


def test_logging_in_with_a_file_removes_the_key_from_the_keyring(auth, backend, file):
    memory = Memory()
    backend(memory)
    auth("auth", "login", "--keyring", "--with-token", stdin=KEY, environ=DESKTOP)

    auth("auth", "login", "--with-token", stdin=KEY, environ=DESKTOP)

    assert memory.kept == {}
    assert read_config(file)["profiles"]["default"]["api_key"] == KEY


@pytest.mark.parametrize("useless", [PlainText(), keyring.backends.fail.Keyring()])
def test_an_insecure_keyring_is_rejected(auth, backend, file, useless):
    backend(useless)

    result = auth("auth", "login", "--keyring", "--with-token", stdin=KEY, environ=DESKTOP)

    assert (result.code, result.out) == (4, "")
    assert "protects nothing" in result.err
    assert not file.exists()
    assert getattr(useless, "kept", {}) == {}


def test_no_desktop_session_is_reported_at_once(auth, backend, file, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    backend(Hanging())

    result = auth("auth", "login", "--keyring", "--with-token", "--json", stdin=KEY)

    assert result.error["code"] == "cli_key_unavailable"
    assert "no desktop session" in result.error["message"]
    assert not file.exists()


@pytest.mark.parametrize("call", ["from_keyring", "put_in_keyring", "take_from_keyring"])
def test_a_hanging_keyring_times_out(backend, call):
    backend(Hanging())
    secret_stores = SecretStores(DESKTOP, keyring_seconds=0.05)

    with pytest.raises(KeyUnavailableError, match="did not answer"):
        getattr(secret_stores, call)(*(["work", KEY] if call.startswith("put") else ["work"]))


@pytest.fixture
def manager(auth, file, tmp_path):
    """Name a password manager, a Python script, in the user's file; it counts its calls."""

    def write(body: str) -> Path:
        script = tmp_path / "manager.py"
        calls: Path = tmp_path / "calls"
        script.write_text(f"open({str(calls)!r}, 'a').write('x')\nimport sys\n{body}\n")
        command = f"{sys.executable} {script} 'two words; echo $HOME'"
        assert auth("config", "set", "api_key_command", command).code == 0
        return calls

    return write


def test_a_password_manager_runs_once_per_run_and_without_a_shell(auth, manager, file):
    calls = manager(f"print({KEY!r} if sys.argv[1:] == ['two words; echo $HOME'] else 'no')")

    result = auth("auth", "status", "--json")

    assert result.code == 0
    assert result.json["origin"] == f"{file} [profiles.default] api_key_command"
    assert calls.read_text() == "x"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit(3)", "exited with 3"),
        (f"print({OTHER_KEY!r}); print('more')", "2 lines"),
        ("pass", "0 lines"),
    ],
)
def test_a_password_manager_without_a_key_ends_the_run(auth, manager, body, why):
    manager(body)

    result = auth("whoami")

    assert result.code == 4
    assert why in result.err
    assert OTHER_KEY not in result.err


def test_a_hanging_password_manager_times_out(tmp_path):
    file = tmp_path / "config.toml"
    file.touch(0o600)
    secret_stores = SecretStores(os.environ, command_seconds=0.2)

    with pytest.raises(KeyUnavailableError, match="longer than"):
        secret_stores.from_command(f"{sys.executable} -c 'import time; time.sleep(60)'", file=file)


@posix_only
def test_a_command_in_a_file_others_can_change_is_not_run(auth, manager, file):
    calls = manager(f"print({KEY!r})")
    file.chmod(0o666)

    result = auth("whoami")

    assert result.code == 4
    assert not calls.exists()


@pytest.mark.parametrize("key", ["api_key_command", "api_key_keyring"])
def test_a_project_file_cannot_run_a_command_or_choose_a_key(auth, key):
    (auth.cwd / "layers.toml").write_text(f'{key} = "sh -c evil"')

    result = auth("whoami")

    assert result.code == 2
    assert "must not" in result.err


def test_a_second_key_source_in_a_profile_is_warned_about(auth, file):
    write_profile(file, "default", {"api_key": KEY, "api_key_command": "pass show layers"})

    assert "`api_key_command` has no effect while `api_key` is set" in auth("whoami").err


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.headers["Authorization"] == f"Bearer {KEY}"
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"organizationId": "org_1", "scopes": []}).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), _Api)) as listening:
        yield f"http://127.0.0.1:{listening.server_port}"


REAL = """
printf pw | gnome-keyring-daemon --unlock --components=secrets > /dev/null
layers() { "$PYTHON" -m layers_cli "$@"; }
printf %s "$KEY" | layers auth login --keyring --with-token -q
layers auth status --fields origin
layers auth logout -q
layers whoami || echo "exit $?"
"""


def test_a_real_keyring_stores_the_key(tmp_path, server):
    """GNOME's, on a session bus of the test's own."""
    missing = [
        each for each in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(each)
    ]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{missing} are missing: .ci/run installs them")
        pytest.skip(f"{missing} are missing: apt-get install dbus-daemon gnome-keyring")
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "KEY": KEY,
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
        "LAYERS_BASE_URL": server,
    }

    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-euo", "pipefail", "-c", REAL],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "api_key_keyring" in done.stdout
    assert "exit 4" in done.stdout
    assert KEY not in (tmp_path / "config" / "config.toml").read_text()
