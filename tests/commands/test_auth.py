"""Logging in: checked before it is saved, never asked where nobody is, never shown."""

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from layers_cli.config.files import read_config, write_profile
from tests.conftest import Layers
from tests.platforms import posix_only

KEY = "lp_live_ABCDEFGHIJKLMNOP_" + "s" * 39 + "wxyz"
OTHER_KEY = "lp_live_QRSTUVWXYZ234567_" + "o" * 39 + "4567"
HOSTED = "https://gateway.example"


def answer(request: httpx.Request) -> httpx.Response:
    """Know one key, as the hosted API would."""
    if request.headers["Authorization"] != f"Bearer {KEY}":
        error = {"code": "UNAUTHENTICATED", "message": "Invalid key", "requestId": "req_1"}
        return httpx.Response(401, json={"error": error})
    return httpx.Response(
        200, json={"organizationId": "org_1", "organizationName": "Acme Growth", "scopes": []}
    )


@pytest.fixture
def auth(tmp_path: Path) -> Layers:
    """Run `layers` in front of the hosted API, with no key anywhere."""
    environ = {"LAYERS_CONFIG_DIR": str(tmp_path / "config"), "LAYERS_BASE_URL": HOSTED}
    return Layers(environ, tmp_path, httpx.MockTransport(answer), [])


@pytest.fixture
def file(auth: Layers) -> Path:
    """The user's file, which need not exist."""
    return Path(auth.environ["LAYERS_CONFIG_DIR"]) / "config.toml"


@pytest.mark.parametrize("written", [f"{KEY}\n", f"\ufeff{KEY}\r\n"])
def test_a_key_from_standard_input_is_checked_and_saved(auth, file, written):
    result = auth("auth", "login", "--with-token", stdin=written)

    assert result.code == 0
    assert result.out.splitlines()[1:] == [
        "Organization:\torg_1",
        "Key:\tlp_live_ABCD…wxyz",
        f"Address:\t{HOSTED}",
        "Profile:\tdefault",
        f"File:\t{file}",
    ]
    assert result.err.splitlines() == [
        f"Asking {HOSTED} about the key lp_live_ABCD…wxyz",
        "hint: choose a project: layers project list, then: layers project use ID",
    ]
    assert read_config(file)["profiles"] == {"default": {"api_key": KEY, "base_url": HOSTED}}
    assert auth("whoami").code == 0


@posix_only
def test_the_file_with_the_key_is_private(auth, file):
    auth("auth", "login", "--with-token", stdin=KEY)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_wrong_key_is_not_saved(auth, file):
    result = auth("auth", "login", "--with-token", "--json", stdin=OTHER_KEY)

    assert (result.code, result.out) == (4, "")
    assert result.error["code"] == "UNAUTHENTICATED"
    assert OTHER_KEY not in result.err
    assert not file.exists()


def test_login_keeps_the_old_key_if_the_server_is_unreachable(auth, file):
    auth("auth", "login", "--with-token", stdin=KEY)
    before = file.read_text()

    away = auth.raising(httpx.ConnectError("refused"))

    assert away("auth", "login", "--with-token", stdin=OTHER_KEY).code == 7
    assert file.read_text() == before


@pytest.mark.parametrize("stdin", ["", "\n", "two words", "clé"])
def test_an_invalid_key_is_not_sent(auth, file, stdin):
    result = auth.raising(AssertionError("sent"))("auth", "login", "--with-token", stdin=stdin)

    assert (result.code, result.out) == (2, "")
    assert "not an API key" in result.err
    assert not file.exists()


class Terminal(io.StringIO):
    """A standard input that says it is a terminal; being asked for more than that is an error."""

    def isatty(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> str:
        raise AssertionError("asked")


@pytest.mark.parametrize(
    ("stdin", "environ", "argv"),
    [
        (io.StringIO(), {}, []),
        (Terminal(), {"CI": "true"}, []),
        (Terminal(), {}, ["--no-input"]),
        (Terminal(), {"CI": "1"}, ["--with-token"]),
    ],
)
def test_login_without_a_terminal_does_not_ask(auth, file, stdin, environ, argv):
    result = auth("auth", "login", *argv, stdin=stdin, environ=environ)

    assert result.code == 4
    assert "LAYERS_API_KEY" in result.err
    assert "layers auth login --with-token" in result.err
    assert not file.exists()


@posix_only
def test_login_at_a_terminal_asks_for_the_key_without_showing_it(auth, file):
    """A real terminal and a real process; an address where nobody listens ends it."""
    terminal, theirs = os.openpty()
    environ = {**os.environ, **auth.environ, "LAYERS_BASE_URL": "http://127.0.0.1:1"}
    environ.pop("CI", None)
    child = subprocess.Popen(
        [sys.executable, "-m", "layers_cli", "auth", "login"],
        env=environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while b"not shown): " not in shown:
        shown += os.read(terminal, 1024)
    os.write(terminal, f"{KEY}\n".encode())
    try:
        while block := os.read(terminal, 1024):
            shown += block
    except OSError:  # how Linux says that the other side is gone
        pass
    os.close(terminal)

    assert child.wait() == 7
    assert b"lp_live_ABCD" in shown
    assert KEY.encode() not in shown
    assert not file.exists()


def test_the_first_profile_becomes_the_default_and_the_second_says_how(auth, file):
    auth("auth", "login", "--with-token", "--profile", "work", stdin=KEY)
    assert read_config(file)["profile"] == "work"

    result = auth("auth", "login", "--with-token", "--profile", "home", stdin=KEY)

    assert "layers config set profile home" in result.err
    assert read_config(file)["profile"] == "work"


def test_a_key_is_stored_with_the_address_that_accepted_it(auth, file):
    """Without LAYERS_BASE_URL the next command still goes where the key belongs."""
    auth("auth", "login", "--with-token", stdin=KEY)
    assert auth("config", "get", "base_url", environ={"LAYERS_BASE_URL": ""}).out == f"{HOSTED}\n"

    auth("auth", "login", "--with-token", "--base-url", "https://api.layers.com", stdin=KEY)
    assert "base_url" not in read_config(file)["profiles"]["default"]


def test_login_warns_if_the_environment_overrides_the_key(auth):
    result = auth("auth", "login", "--with-token", stdin=KEY, environ={"LAYERS_API_KEY": OTHER_KEY})

    assert "LAYERS_API_KEY is set and takes precedence" in result.err


def test_login_reads_a_key_file(auth, file, tmp_path):
    (tmp_path / "key").write_text(KEY)

    assert auth("auth", "login", "--api-key-file", str(tmp_path / "key")).code == 0
    assert read_config(file)["profiles"]["default"]["api_key"] == KEY


def test_login_to_the_sandbox_is_rejected(auth, file):
    for verb in ("login", "logout"):
        result = auth("--sandbox", "auth", verb)
        assert result.code == 2
        assert "brings its own key" in result.err


def test_status_lists_key_sources_in_order_and_marks_the_used_one(auth, file):
    write_profile(file, "default", {"api_key": OTHER_KEY})

    result = auth("auth", "status", environ={"LAYERS_API_KEY": KEY})

    assert result.code == 0
    assert result.out.splitlines()[1:] == [
        "Organization:\torg_1",
        "Key:\tlp_live_ABCD…wxyz",
        f"Address:\t{HOSTED}",
        "Profile:\tdefault",
        "Sources:\t1. --api-key-file: no key",
        "Sources:\t2. LAYERS_API_KEY: lp_live_ABCD…wxyz (used)",
        f"Sources:\t3. {file} [profiles.default]: lp_live_QRST…4567 (overridden)",
    ]


def test_status_as_json_never_contains_a_whole_key(auth, file):
    write_profile(file, "default", {"api_key": KEY})

    result = auth("auth", "status", "--json")

    assert result.json["origin"] == f"{file} [profiles.default]"
    assert [source["used"] for source in result.json["sources"]] == [False, False, True]
    assert KEY not in json.dumps(result.json) + result.err


def test_status_without_a_key_lists_the_sources_tried(auth, file):
    result = auth("auth", "status")

    assert (result.code, result.out) == (4, "")
    assert f"--api-key-file, LAYERS_API_KEY, {file} [profiles.default]" in result.err
    assert "--sandbox" in result.err
    assert "layers auth login" in result.err


def test_status_of_a_rejected_key_names_its_source(auth):
    result = auth("auth", "status", environ={"LAYERS_API_KEY": OTHER_KEY})

    assert (result.code, result.out) == (4, "")
    assert "lp_live_QRST…4567 (LAYERS_API_KEY)" in result.err


@posix_only
def test_status_warns_of_a_file_that_others_can_read(auth, file):
    write_profile(file, "default", {"api_key": KEY})
    file.chmod(0o644)

    assert f"chmod 600 {file}" in auth("auth", "status").err


def test_logout_removes_the_key_and_nothing_else(auth, file):
    write_profile(file, "default", {"api_key": KEY, "project": "prj_1"})

    result = auth("auth", "logout", "--json")

    assert (result.code, result.json["changed"]) == (0, True)
    assert read_config(file)["profiles"] == {"default": {"project": "prj_1"}}


def test_logout_says_when_the_environment_still_supplies_a_key(auth, file):
    write_profile(file, "default", {"api_key": KEY})

    result = auth("auth", "logout", environ={"LAYERS_API_KEY": KEY})

    assert "LAYERS_API_KEY is set and still supplies a key" in result.err


def test_logging_out_twice_is_no_error_and_makes_no_file(auth, file):
    result = auth("auth", "logout", "--json")

    assert (result.code, result.json["changed"]) == (0, False)
    assert not file.exists()
