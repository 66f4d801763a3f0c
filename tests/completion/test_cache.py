"""What is remembered for completion: small, ours alone, and never in the way of a command."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.completion.cache import (
    LARGEST_FILE,
    LONGEST_TEXT,
    MOST,
    Seen,
    can_be_offered,
    selection,
)
from tests.platforms import posix_only


def rows(folder, kind):
    lines = (folder / kind).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines[1:])


def remembered(folder, *things, place="default https://api.layers.com"):
    seen = Seen()
    for shape, data in things:
        seen.note(shape, data)
    seen.save(folder, place=place)


def container(name, hook=None):
    return "Container", {"id": name, "hook": hook}


def test_the_newest_come_first_and_a_known_hook_stays(tmp_path):
    remembered(tmp_path, container("cnt_1", "one"), container("cnt_2", "two"))
    remembered(tmp_path, container("cnt_3", "three"), container("cnt_2"))

    assert list(rows(tmp_path, "containers").items()) == [
        ("cnt_3", "three"),
        ("cnt_2", "two"),
        ("cnt_1", "one"),
    ]


def test_another_server_or_profile_begins_anew(tmp_path):
    remembered(tmp_path, container("cnt_1"))
    remembered(tmp_path, container("cnt_2"), place="default https://other.example")

    assert list(rows(tmp_path, "containers")) == ["cnt_2"]


def test_a_job_and_its_containers_get_the_hook_that_was_sent(tmp_path):
    seen = Seen()
    seen.note("Job", {"jobId": "job_1", "containerIds": ["cnt_1"]}, hook="a hook")
    seen.save(tmp_path, place="p")

    assert rows(tmp_path, "jobs") == {"job_1": "a hook"}
    assert rows(tmp_path, "containers") == {"cnt_1": "a hook"}


def test_no_more_is_kept_than_a_shell_can_offer(tmp_path):
    for start in range(0, 5 * MOST, MOST):
        remembered(tmp_path, *(container(f"cnt_{start + n}", "é" * 999) for n in range(MOST)))

    assert len(rows(tmp_path, "containers")) == MOST
    assert (tmp_path / "containers").stat().st_size < LARGEST_FILE


@posix_only
def test_the_cache_is_readable_by_its_owner_alone(tmp_path):
    remembered(tmp_path / "seen", container("cnt_1", "secret plans"))

    assert stat.S_IMODE((tmp_path / "seen" / "containers").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "seen").stat().st_mode) == 0o700


@given(st.text(), st.text())
def test_no_text_makes_more_than_one_line_of_two_columns(tmp_path_factory, name, hook):
    folder = tmp_path_factory.mktemp("seen")
    remembered(folder, container("cnt_1", hook), container(name, hook))

    lines = (folder / "containers").read_text(encoding="utf-8").split("\n")
    assert lines[-1] == ""
    for line in lines[1:-1]:
        found, text = line.split("\t")
        assert can_be_offered(found)
        assert len(text) <= LONGEST_TEXT
        assert text.isprintable() or not text.isascii()


@pytest.mark.parametrize("name", ["", "-rf", "a b", "$(x)", "a;b", "ä", "x" * 81, None, 7])
def test_an_id_that_a_shell_might_take_for_more_is_not_offered(name):
    assert not can_be_offered(name)


@pytest.mark.parametrize(
    ("environ", "flags", "name"),
    [
        ({}, (None, None), "_"),
        ({"LAYERS_PROFILE": "work"}, (None, None), "work"),
        ({"LAYERS_PROFILE": "work"}, ("sandbox", None), "sandbox"),
        ({"LAYERS_BASE_URL": "http://127.0.0.1:8787"}, (None, None), "_@http___127.0.0.1_8787"),
        ({"LAYERS_BASE_URL": "http://127.0.0.1:8787"}, ("sandbox", None), "sandbox"),
        ({}, ("work", "https://a.example/../b"), "work@https___a.example_.._b"),
    ],
)
def test_the_folder_is_named_by_what_the_command_line_selects(environ, flags, name):
    profile, base_url = flags

    assert selection(environ, profile=profile, base_url=base_url) == name


def test_commands_remember_what_they_show(layers, tmp_path):
    made = layers("content", "generate", "--hook", "wait for it", "--json").one
    layers("project", "list")

    [folder] = (tmp_path / "cache" / "seen").iterdir()
    assert rows(folder, "containers") == {made["containers"][0]["id"]: "wait for it"}
    assert rows(folder, "jobs") == {made["jobId"]: "wait for it"}
    assert list(rows(folder, "projects").values()) == ["InboxZen"]


@pytest.mark.parametrize("obstacle", ["a file", "a folder", "no right"])
def test_unwritable_completion_cache_fails_no_command(layers, tmp_path, obstacle):
    if obstacle == "a file":
        (tmp_path / "cache").write_text("in the way")
    elif obstacle == "a folder":
        layers("project", "list")
        [folder] = (tmp_path / "cache" / "seen").iterdir()
        (folder / "projects").unlink()
        (folder / "projects").mkdir()
    else:
        (tmp_path / "cache").mkdir(mode=0o500)

    result = layers("project", "list", "--json")

    assert (result.code, result.err) == (0, "")
    assert result.json["items"]


def test_damaged_completion_cache_is_replaced(layers, tmp_path):
    layers("project", "list")
    [folder] = (tmp_path / "cache" / "seen").iterdir()
    (folder / "projects").write_bytes(b"\xff\x00\n" * 9999)

    assert layers("project", "list").code == 0
    assert len(rows(folder, "projects")) == 1
