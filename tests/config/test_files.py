"""Configuration files are read with clear errors and written without loss."""

import errno
import os
import stat
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.config.errors import ConfigError
from layers_cli.config.files import (
    permission_warning,
    read_config,
    read_project_file,
    set_default_profile,
    write_profile,
)
from tests.config.conftest import LIVE_KEY
from tests.platforms import posix_only

KEPT = """\
# my keys

profile = "work"   # the paid one

[profiles.work]
project = "prj_1"  # spring
"odd key" = [1, 2]

[profiles.home]
base_url = 'https://gateway.example'
"""


def mode(path: Path) -> int:
    """Return the permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_file_counts_as_empty(folder):
    assert read_config(folder / "config.toml") == {}


@posix_only
def test_the_first_write_creates_a_private_file_in_a_private_folder(folder):
    write_profile(folder / "config.toml", "work", {"api_key": LIVE_KEY})

    assert read_config(folder / "config.toml") == {
        "version": 1,
        "profiles": {"work": {"api_key": LIVE_KEY}},
    }
    assert (mode(folder), mode(folder / "config.toml")) == (0o700, 0o600)
    assert {path.name for path in folder.iterdir()} == {"config.toml", "config.toml.lock"}


@posix_only
def test_a_file_others_can_read_is_warned_about_and_tightened_on_write(user_file):
    path = user_file(KEPT)
    path.chmod(0o644)
    path.parent.chmod(0o755)
    assert permission_warning(path) == (
        f"{path} is accessible to other users (mode 0644), run: chmod 600 {path}"
    )

    set_default_profile(path, "home")

    assert (permission_warning(path), mode(path.parent)) == (None, 0o700)


@posix_only
def test_a_folder_chosen_by_the_user_keeps_its_permissions(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)

    write_profile(shared / "config.toml", "work", {"project": "prj_1"})

    assert (mode(shared), mode(shared / "config.toml")) == (0o755, 0o600)


def test_a_write_keeps_comments_order_and_unknown_keys(user_file):
    path = user_file(KEPT)

    write_profile(path, "work", {"project": "prj_2", "base_url": "https://x.example"})
    set_default_profile(path, "home")

    assert path.read_text() == (
        KEPT.replace('"prj_1"', '"prj_2"')
        .replace('profile = "work"', 'profile = "home"')
        .replace("[1, 2]\n", '[1, 2]\nbase_url = "https://x.example"\n')
        .replace("the paid one\n", "the paid one\nversion = 1\n")
    )


def test_writing_none_removes_a_key_that_may_be_missing(user_file):
    path = user_file(KEPT)

    write_profile(path, "work", {"project": None, "api_key": None})

    assert "project" not in read_config(path)["profiles"]["work"]


@pytest.mark.parametrize("key", ["api_key", "base_url", "organization"])
def test_the_sandbox_profile_rejects_a_key_and_an_address(folder, key):
    with pytest.raises(ConfigError, match="cannot be set for the profile `sandbox`"):
        write_profile(folder / "config.toml", "sandbox", {key: "x"})

    assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profile = "work"\nproject = oops', "line 2"),
        ("profile = 5", "`profile` must be text"),
        ("profiles = 5", "`profiles` must be a table"),
        ("[profiles]\nwork = 5", "`profiles.work` must be a table"),
        ("[profiles.work]\nproject = 5", r"\[profiles.work\]: `project` must be text"),
        ('version = "1"', "`version` must be 1"),
        ("version = true", "`version` must be 1"),
        ("version = 2", "newer layers-cli"),
        ("x = " + "[" * 5000, "not valid TOML"),
    ],
)
def test_an_invalid_file_is_named_and_left_unchanged(user_file, text, message):
    path = user_file(text)

    for attempt in (
        lambda: read_config(path),
        lambda: write_profile(path, "work", {"project": "prj_1"}),
        lambda: set_default_profile(path, "work"),
    ):
        with pytest.raises(ConfigError, match=message) as caught:
            attempt()
        assert str(path) in str(caught.value)
    assert path.read_text() == text


def test_text_that_is_not_utf8_is_an_error(user_file):
    path = user_file("")
    path.write_bytes(b'profile = "caf\xe9"')

    with pytest.raises(ConfigError, match="not UTF-8"):
        read_config(path)


def test_a_byte_order_mark_is_no_error(user_file):
    path = user_file("")
    path.write_bytes(b'\xef\xbb\xbfprofile = "work"')

    write_profile(path, "work", {"project": "prj_1"})

    assert read_config(path)["profile"] == "work"


def test_a_folder_in_place_of_the_file_is_an_error(folder):
    (folder / "config.toml").mkdir(parents=True)

    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(folder / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        set_default_profile(folder / "config.toml", "work")


def test_an_unwritable_folder_is_an_error(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be written") as caught:
        write_profile(tmp_path / "file" / "config.toml", "work", {"project": "prj_1"})

    assert "LAYERS_CONFIG_DIR" in str(caught.value.hint)


def test_a_full_disk_leaves_the_old_file(user_file, monkeypatch):
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = user_file(KEPT)
    monkeypatch.setattr(os, "fsync", no_space)

    with pytest.raises(ConfigError, match="No space left on device; nothing was changed"):
        set_default_profile(path, "home")

    assert path.read_text() == KEPT
    assert {entry.name for entry in path.parent.iterdir()} == {"config.toml", "config.toml.lock"}


@posix_only
def test_a_symlinked_config_stays_a_symlink(folder, tmp_path):
    real = tmp_path / "dotfiles" / "layers.toml"
    real.parent.mkdir()
    real.write_text(KEPT)
    folder.mkdir(parents=True)
    (folder / "config.toml").symlink_to(real)

    set_default_profile(folder / "config.toml", "home")

    assert (folder / "config.toml").is_symlink()
    assert 'profile = "home"' in real.read_text()


def test_concurrent_writers_lose_nothing(folder):
    path = folder / "config.toml"

    with ThreadPoolExecutor(8) as pool:
        for number in range(24):
            pool.submit(write_profile, path, f"p{number}", {"project": f"prj_{number}"})

    assert len(read_config(path)["profiles"]) == 24


@pytest.mark.parametrize("key", ["api_key", "base_url", "profiles"])
def test_a_project_file_must_not_redirect_a_key(load, project_file, key):
    path = project_file(f'{key} = "https://evil.example"')

    with pytest.raises(ConfigError, match="a project file must not") as caught:
        load({"LAYERS_API_KEY": LIVE_KEY})

    assert str(path) in str(caught.value)
    assert "evil" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["project = 5", "version = 2", "project = ["])
def test_an_invalid_project_file_is_named(project_file, text):
    path = project_file(text)

    with pytest.raises(ConfigError) as caught:
        read_project_file(path)

    assert str(path) in str(caught.value)


def test_an_unknown_key_is_warned_about_with_the_closest_name(load, user_file, project_file):
    user = user_file('porfile = "x"\n[profiles.default]\nproejct = "x"\nzzz = 1')
    project = project_file('organisation = "x"')

    assert load().warnings == (
        f"{user}: unknown key `porfile`; did you mean `profile`?",
        f"{user} [profiles.default]: unknown key `proejct`; did you mean `project`?",
        f"{user} [profiles.default]: unknown key `zzz`",
        f"{project}: unknown key `organisation`; did you mean `organization`?",
    )


NAMES = st.sampled_from(["work", "home", "a-b", "sandbox"])
LINES = st.sampled_from(
    [
        "# a comment",
        "",
        'profile = "work"',
        "version = 1",
        "[profiles]",
        "[profiles.work]",
        '[profiles."home"]',
        "[profiles.work.extra]",
        "[other]",
        "[[many]]",
        'project = "prj_1"',
        'work.project = "prj_1"',
        'profiles.work.project = "prj_1"',
        'work = { project = "prj_1", base_url = "https://x" }',
        'profiles = { work = { project = "prj_1" } }',
        'text = """\nprofile = "no"\n"""',
    ]
)


@given(st.lists(LINES, max_size=9), NAMES, st.sampled_from(["prj_2", None]))
def test_write_to_any_file_changes_one_value_or_nothing(lines, name, value):
    text = "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(text)
        try:
            write_profile(path, name, {"project": value})
        except ConfigError:
            assert path.read_text() == text
            return
        expected = tomllib.loads(text)
        profile = expected.setdefault("profiles", {}).setdefault(name, {})
        profile.pop("project", None)
        if value:
            profile["project"] = value
        assert read_config(path) == {"version": 1, **expected}
        assert text.count("#") == path.read_text().count("#")
