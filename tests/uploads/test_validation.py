"""What cannot be uploaded is refused before the first byte leaves: all of it, in one report."""

import io
import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_cli.uploads.files import inspect
from layers_cli.uploads.source_scan import natural
from layers_cli.uploads.validation_errors import InvalidSourceError
from tests.platforms import named_pipes_only
from tests.sandbox.media_server import movie
from tests.uploads.conftest import image


def refused(result):
    assert (result.code, result.out) == (2, "")
    assert result.error["submitted"] == "no"
    return {each["source"]: each["message"] for each in result.error["details"]["refused"]}


def sparse(path: Path, head: bytes, size: int) -> Path:
    path.write_bytes(head)
    os.truncate(path, size)
    return path


def test_all_invalid_files_are_in_one_report_and_nothing_is_sent(upload):
    upload.file("good.jpg")
    upload.file("empty.jpg", b"")
    upload.file("page.jpg", b"<!doctype html><html>")
    upload.file("anim.gif", b"GIF89a....")
    sparse(upload.layers.cwd / "huge.mp4", movie()[:100], 5 * 2**30)
    sparse(upload.layers.cwd / "zeros.mp4", b"", 5 * 2**30)

    said = refused(
        upload(
            *("good.jpg", "empty.jpg", "page.jpg", "anim.gif", "huge.mp4"),
            *("zeros.mp4", "gone.jpg", "ftp://example.com/a.jpg", "--as", "each", "--json"),
        )
    )

    assert said["empty.jpg"] == "is empty"
    assert said["page.jpg"].startswith("is a web page; it must be JPEG, ")
    assert said["anim.gif"].startswith("is a GIF")
    assert said["huge.mp4"] == "is 5,120.0 MB; the limit for videos is 100 MB"
    assert said["zeros.mp4"].startswith("is not of an accepted type")
    assert said["gone.jpg"] == "does not exist"
    assert said["ftp://example.com/a.jpg"] == "is not an https:// address"
    assert "good.jpg" not in said
    assert (upload.api.asked, upload.storage.heads) == ([], [])


def test_caption_that_is_too_long_is_refused(upload):
    upload.file("long.jpg")
    upload.file("long.txt", b"x" * 2201)

    assert "2201 characters" in refused(upload("long.jpg", "--json"))["long.jpg"]


@pytest.mark.parametrize(
    "name", ["CON.jpg", "con", "Lpt1.mp4", "a\nb.jpg", "a\u202egpj.exe.jpg", "a\x1b[31m.jpg"]
)
def test_file_name_with_hidden_characters_is_rejected(upload, name):
    upload.file(name)

    [(said, message)] = refused(upload(name, "--json")).items()

    assert said.isprintable()
    assert message.endswith("rename it")


@pytest.mark.skipif(sys.platform == "win32", reason="names there cannot be bytes")
def test_a_name_that_is_not_utf8_is_refused(upload):
    name = os.fsdecode(b"caf\xe9.jpg")
    upload.file(name)

    assert len(refused(upload(name, "--json"))) == 1


@named_pipes_only
def test_pipes_and_devices_are_refused_without_blocking(upload):
    cwd = upload.layers.cwd
    os.mkfifo(cwd / "pipe.mp4")
    (cwd / "loop.jpg").symlink_to("loop.jpg")
    (cwd / "name.jpg").symlink_to("x" * 300)
    (cwd / "zero.jpg").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener, tempfile.TemporaryDirectory() as short:
        listener.bind(f"{short}/s")
        (cwd / "socket.jpg").symlink_to(f"{short}/s")

        said = refused(
            upload(
                "pipe.mp4", "loop.jpg", "name.jpg", "zero.jpg", "socket.jpg", "y" * 300, "--json"
            )
        )

    assert said["pipe.mp4"] == "is a named pipe, not a file"
    assert said["loop.jpg"] == "is a symbolic link that leads back to itself"
    assert said["name.jpg"] == said["y" * 300] == "has a name that is too long for this system"
    assert said["zero.jpg"] == "is a device, not a file"
    assert said["socket.jpg"] == "is a socket, not a file"


def test_link_to_a_missing_file_is_called_one(upload):
    (upload.layers.cwd / "there.jpg").symlink_to("gone.jpg")
    upload.file("gone-1.jpg")

    said = refused(upload("there.jpg", "--json"))["there.jpg"]

    assert said == "is a symbolic link to `gone.jpg`, which does not exist"


def test_folder_link_cycles_are_walked_once(upload):
    upload.file("day/1.jpg")
    (upload.layers.cwd / "day" / "again").symlink_to(upload.layers.cwd / "day")

    assert upload("day", "--json").code == 0


def test_files_outside_the_working_folder_upload_without_their_paths(upload, tmp_path):
    (tmp_path / "up.jpg").write_bytes(image(3))

    assert upload("../up.jpg", "--json").code == 0
    assert upload(str(tmp_path / "up.jpg"), "--again", "--json").code == 0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("../up.jpg,", "not below the manifest's folder"),
        ("/etc/passwd,", "not below the manifest's folder"),
        (r"C:\x.jpg,", "not below the manifest's folder"),
        (",caption", "names no source"),
        ("a.jpg,one, two", "has more than 2 values"),
    ],
)
def test_invalid_manifest_row_is_rejected_with_its_line(upload, row, message):
    upload.file("uploads.csv", f"source,caption\n{row}\n".encode())

    [(said, text)] = refused(upload("--manifest", "uploads.csv", "--json")).items()

    assert said == "uploads.csv, line 2"
    assert message in text


def test_a_manifest_with_an_unknown_column_is_refused(upload):
    upload.file("uploads.csv", b"source,captoin\na.jpg,x\n")

    [text] = refused(upload("--manifest", "uploads.csv", "--json")).values()

    assert text == "has a column `captoin`; the columns are source, caption, group"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["v.mp4", "0.jpg", "--as", "post"], "is a video, which is always a post of its own"),
        (["v.mp4", "--as", "slideshow"], "is a video, which is always a post of its own"),
        (["0.jpg", "--as", "slideshow"], "is one image, and a slideshow has 2 to 10"),
        (
            ["many"],
            "has 11 files, and a post takes at most 10: --as each makes a post of each",
        ),
        (
            [f"many/{number}.jpg" for number in range(11)],
            "and the others are 11 files, and a post takes at most 10: --as each makes a post of each",
        ),
        (
            ["--manifest", "many.csv"],
            "and the others are 11 files, and a post takes at most 10: write several groups",
        ),
        (["0.jpg", "https://example.com/1.jpg", "--manifest", "mixed.jsonl"], "sent separately"),
    ],
)
def test_invalid_post_compositions_are_refused(upload, argv, message):
    upload.file("v.mp4", movie())
    upload.file("0.jpg")
    upload.file("mixed.jsonl", b'{"source": ["0.jpg", "https://example.com/1.jpg"]}\n')
    for number in range(11):
        upload.file(f"many/{number}.jpg", number=number)
    rows = "".join(f"many/{number}.jpg,1\n" for number in range(11))
    upload.file("many.csv", f"source,group\n{rows}".encode())

    [text] = refused(upload(*argv, "--json")).values()

    assert message in text


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["a.jpg", "--as", "carousel"],
        ["a.jpg", "--resume"],
        ["a.jpg", "--caption", "x", "--caption-file", "y"],
        ["-", "--caption", "-"],
        ["a.jpg", "--jobs", "0"],
    ],
)
def test_contradicting_options_are_a_usage_error(upload, argv):
    result = upload(*argv, "--json")

    assert (result.code, result.out) == (2, "")
    assert upload.api.asked == []


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_numbers_in_names_are_sorted_as_numbers(numbers):
    assert sorted((f"slide-{n}.jpg" for n in numbers), key=natural) == [
        f"slide-{n}.jpg" for n in sorted(numbers)
    ]


@settings(max_examples=60)
@given(st.binary(max_size=80))
def test_file_of_any_bytes_is_accepted_or_rejected(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.jpg")
        path.write_bytes(content)
        try:
            found = inspect(path)
        except InvalidSourceError:
            return
        assert found.size == len(content)


@pytest.mark.parametrize("caption", ["- from stdin", "caption.txt"])
def test_a_caption_is_the_same_from_a_file_and_from_stdin(upload, caption):
    content = b"\xef\xbb\xbfline one\r\nline two\r\n"
    upload.file("a.jpg")
    upload.file("caption.txt", content)
    stdin = io.TextIOWrapper(io.BytesIO(content))
    given = ["--caption", "-"] if caption.startswith("-") else ["--caption-file", caption]

    assert upload("a.jpg", *given, "--json", stdin=stdin).one["caption"] == "line one\nline two"


def test_a_manifest_and_names_come_from_stdin_with_a_mark(upload):
    upload.file("a.jpg")
    manifest = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfsource,caption\r\na.jpg,hi\r\n"))
    names = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa.jpg\r\n"))

    planned = [
        upload("--manifest", "-", "-n", "--json", stdin=manifest),
        upload("-", "--caption", "hi", "-n", "--json", stdin=names),
    ]

    assert [each.code for each in planned] == [0, 0]
    assert planned[0].json == planned[1].json
