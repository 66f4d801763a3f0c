"""Texts from a flag, a file and standard input are read alike (issue 12, kind 1)."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.standard_input import StandardInput
from layers_cli.inputs.input_files import Inputs


def inputs(content: bytes = b"", cwd: Path = Path(), *, encoding: str = "utf-8") -> Inputs:
    """What reads *content* on a standard input whose locale has an *encoding* of its own."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding)
    return Inputs(cwd, StandardInput(stream))


def outcome(read):
    try:
        return read()
    except UsageError as exc:
        return str(exc).partition(", ")[2]


@pytest.mark.parametrize("name", ["-", "@text"])
def test_a_picture_in_place_of_a_text_is_called_what_it_is(tmp_path, name):
    (tmp_path / "text").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff")
    read = inputs((tmp_path / "text").read_bytes(), tmp_path)

    with pytest.raises(UsageError, match="is a PNG picture, not text") as caught:
        read.text(name, param="hook")

    assert caught.value.problem.hint == "name a text file"


@given(content=st.binary(), encoding=st.sampled_from(["utf-8", "latin-1", "utf-16"]))
def test_any_bytes_mean_the_same_from_a_file_and_from_standard_input(content, encoding):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "text").write_bytes(content)
        from_input = outcome(
            lambda: inputs(content, encoding=encoding).text("-", param="hook"),
        )
        from_file = outcome(lambda: inputs(cwd=folder).text("@text", param="hook"))

    assert from_file == from_input


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_flag_is_read_as_a_file_is(text):
    """But for the line feed at a file's end."""
    said = f"@{text}" if text.startswith("@") else text

    if said != "-" and not text.endswith("\r"):  # which the line feed would make one line break
        assert inputs().text(said, param="hook") == inputs((text + "\n").encode()).text(
            "-", param="hook"
        )


@pytest.mark.parametrize("value", ["caf\udce9", "\ud83d"])
def test_a_flag_that_is_no_text_is_refused(value):
    with pytest.raises(UsageError, match="The text, line 1: byte"):
        inputs().text(value, param="hook")


def test_standard_input_is_read_once():
    reader = inputs(b"once")
    assert reader.text("-", param="hook") == "once"

    with pytest.raises(UsageError, match="only once"):
        reader.file("-", param="template")


@pytest.mark.parametrize("stream", [None, "closed"])
def test_a_closed_standard_input_is_said_to_be_unreadable(stream):
    if stream:
        stream = io.StringIO()
        stream.close()

    with pytest.raises(UsageError, match="Standard input cannot be read"):
        Inputs(Path(), StandardInput(stream)).text("-", param="hook")


def test_a_file_without_end_is_refused():
    with pytest.raises(UsageError, match="/dev/zero cannot be read: it is larger than 32 MB"):
        inputs().file("/dev/zero", param="manifest")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone", "gone does not exist"),
        (".", "is a folder"),
        ("a\0b", "cannot be read"),
        ("x" * 5000, "has a name that is too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name, why, tmp_path):
    with pytest.raises(UsageError, match=why):
        inputs(cwd=tmp_path).text(f"@{name}", param="hook")
