"""A note beside a partial download is input from a stranger (issue 12, kind 16)."""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_cli.downloads.errors import FileConflictError
from layers_cli.downloads.partial_file import PartialFile
from tests.downloads.test_transfer import BODY, broken_off, files
from tests.platforms import named_pipes_only

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.dictionaries(st.sampled_from(["source", "validator", "length", "x"]), inner, max_size=4)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


def begun_anew(store, saved, out):
    """Whether the file now comes whole, and nothing else is left."""
    store.asked.clear()
    saved("/v.mp4")
    whole = (out / "file.mp4").read_bytes() == BODY
    return whole and store.ranges("/v.mp4") == [None] and files(out) == ["file.mp4"]


@pytest.mark.parametrize("said", ["", "{", "[]", '{"source": 1}', "\udcff"])
def test_unreadable_note_starts_the_download_over(store, saved, out, said):
    broken_off(store, saved)
    (out / "file.mp4.part.json").write_bytes(said.encode("utf-8", "surrogateescape"))

    assert begun_anew(store, saved, out)


WRONG: dict[str, list[Any]] = {
    "length": ["9", [9], {}, True, -1, 1.5],
    "validator": [7, ["a"], {}, True, "", "a\r\nX-Evil: 1", "é", "x" * 2000],
    "source": [None, 1, ["http://x"], {"a": 1}, False],
    "padding": ["x" * 70_000],
}


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, each) for name in WRONG for each in WRONG[name]]
)
def test_a_note_that_is_not_as_we_write_it_starts_the_download_over(store, saved, out, name, wrong):
    broken_off(store, saved)
    note = out / "file.mp4.part.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {name: wrong}))

    assert begun_anew(store, saved, out)


@pytest.mark.parametrize("text", ["[" * 50_000, "9" * 5000, "null", '"text"', "\ufeff{}", "NaN"])
def test_a_note_of_any_depth_starts_the_download_over(store, saved, out, text):
    broken_off(store, saved)
    (out / "file.mp4.part.json").write_text(text, encoding="utf-8")

    assert begun_anew(store, saved, out)


def sparse(path, size):
    path.touch()
    os.truncate(path, size)


@named_pipes_only
@pytest.mark.parametrize("kind", ["pipe", "link", "dead link", "second name", "device", "huge"])
def test_a_link_or_device_in_place_of_the_note_is_not_followed(store, saved, out, tmp_path, kind):
    broken_off(store, saved)
    note, precious = out / "file.mp4.part.json", tmp_path / "precious"
    precious.write_text(note.read_text())
    note.unlink()
    {
        "pipe": lambda: os.mkfifo(note),
        "link": lambda: note.symlink_to(precious),
        "dead link": lambda: note.symlink_to(tmp_path / "nothing"),
        "second name": lambda: note.hardlink_to(precious),
        "device": lambda: note.symlink_to("/dev/zero"),
        "huge": lambda: sparse(note, 2**40),
    }[kind]()
    before = precious.read_text()

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == BODY
    assert files(out) == ["file.mp4"]
    assert precious.read_text() == before
    assert not (tmp_path / "nothing").exists()


def test_a_folder_in_place_of_the_note_is_named(store, saved, out):
    store.put("/v.mp4", BODY)
    (out / "file.mp4.part.json").mkdir(parents=True)

    with pytest.raises(FileConflictError, match=r"part\.json is a folder"):
        saved("/v.mp4")


@named_pipes_only
@pytest.mark.parametrize("kind", ["pipe", "second name"])
def test_a_pipe_or_link_in_place_of_the_part_is_not_written_to(store, saved, out, tmp_path, kind):
    store.put("/v.mp4", BODY)
    out.mkdir()
    (tmp_path / "precious").write_bytes(b"mine")
    part = out / "file.mp4.part"
    os.mkfifo(part) if kind == "pipe" else part.hardlink_to(tmp_path / "precious")

    assert begun_anew(store, saved, out)
    assert (tmp_path / "precious").read_bytes() == b"mine"


@given(st.binary(max_size=60) | JSON.map(lambda said: json.dumps(said).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_note_has_an_origin_or_none(tmp_path, content):
    part = PartialFile(tmp_path / "file.mp4")
    part.note.write_bytes(content)

    found = part.origin
    assert found is None or isinstance(found.source, str)
