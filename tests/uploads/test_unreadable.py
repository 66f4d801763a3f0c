"""A file that cannot be read is refused with its meaning, alone (issue 12, kind 3)."""

import errno
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layers_cli.formats.read_errors import why_unreadable
from layers_cli.uploads import files
from layers_cli.uploads.hashing_reader import HashingReader, checksum
from layers_cli.uploads.validation_errors import InvalidSourceError
from tests.platforms import named_pipes_only
from tests.sandbox.media_server import movie
from tests.uploads.conftest import image

SHIM = Path(__file__).with_name("read_fails.c")
MEANINGS = {
    errno.EIO: "the disk it is on reports an error",
    errno.EDEADLK: "is kept by a cloud drive",
    errno.ESTALE: "the network drive it is on does not answer",
    errno.ETIMEDOUT: "the network drive it is on does not answer",
    errno.ENOTCONN: "the network drive it is on does not answer",
    errno.EACCES: "you have no permission",
    errno.ENOMEM: "Cannot allocate memory",
}


class FailingFile(io.FileIO):
    """A file whose bytes behind the first *first* ones cannot be read."""

    number = errno.EIO
    first = 0
    named = "dataless"

    def _check(self) -> None:
        name = Path(f"/proc/self/fd/{self.fileno()}").readlink().name
        if self.named in name and self.tell() >= self.first:
            raise OSError(self.number, os.strerror(self.number))

    def read(self, size: int | None = -1, /) -> bytes:
        self._check()
        return super().read(size)

    def readinto(self, buffer, /) -> int:
        self._check()
        return super().readinto(buffer)


@pytest.fixture
def failing(monkeypatch):
    """Let reading files fail whose names have `dataless` in them."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("the name of an open file is not known here")
    kind = type("Failing", (FailingFile,), {})
    opened = os.fdopen

    def fdopen(descriptor, mode="r", **how):
        is_media = (mode, how) == ("rb", {"buffering": 0})
        return kind(descriptor) if is_media else opened(descriptor, mode, **how)

    monkeypatch.setattr(os, "fdopen", fdopen)
    return kind


@pytest.mark.parametrize("number", MEANINGS)
def test_unreadable_file_is_refused_with_its_meaning_and_the_others_are_checked(
    layers, failing, number
):
    failing.number = number
    (layers.cwd / "ok.jpg").write_bytes(image())
    (layers.cwd / "dataless.mp4").write_bytes(movie())
    (layers.cwd / "dataless2.jpg").write_bytes(image())
    (layers.cwd / "page.jpg").write_bytes(b"<html>")

    names = ("ok.jpg", "dataless.mp4", "page.jpg", "dataless2.jpg")
    result = layers("upload", *names, "--as", "each", "-n", "--json")

    assert (result.code, result.out) == (2, "")
    refused = {row["source"]: row for row in result.error["details"]["refused"]}
    assert list(refused) == ["dataless.mp4", "page.jpg", "dataless2.jpg"]
    assert MEANINGS[number] in refused["dataless.mp4"]["message"]
    assert refused["dataless.mp4"]["code"] == "unreadable"
    assert "Stopped" not in result.err


@pytest.mark.parametrize("number", [errno.EIO, errno.EDEADLK])
def test_unreadable_caption_is_refused_by_its_name(layers, failing, number):
    failing.number, failing.named = number, ".txt"
    (layers.cwd / "a.txt").write_text("The caption")
    (layers.cwd / "a.jpg").write_bytes(image())

    result = layers("upload", "a.jpg", "-n")

    assert result.code == 2
    assert f"a.txt {why_unreadable(OSError(number, ''))}" in result.err


@pytest.mark.parametrize("number", [errno.EIO, errno.EDEADLK])
def test_file_that_fails_while_it_is_sent_is_not_called_changed(upload, failing, number):
    failing.number, failing.first = number, 64
    upload.file("ok.jpg", number=1)
    upload.file("dataless.jpg", number=2)

    result = upload("ok.jpg", "dataless.jpg", "--as", "each", "--json")

    assert result.code == 6
    assert len(upload.completed) == 1
    [failed] = result.error["details"]["failed"]
    assert (failed["source"], failed["code"]) == ("dataless.jpg", "cli_unreadable")
    assert MEANINGS[number] in failed["message"]
    assert "changed" not in result.err

    failing.first = 10**9
    assert upload("ok.jpg", "dataless.jpg", "--as", "each").code == 0
    assert len(upload.completed) == 2
    assert upload.posts == []


def test_origin_of_an_unreadable_file_is_no_hang_up(layers, failing):
    (layers.cwd / "dataless.jpg").write_bytes(image())
    failing.first = 64

    result = layers("whence", "dataless.jpg")

    assert result.code == 2
    assert "dataless.jpg cannot be read: the disk it is on reports an error" in result.err


@named_pipes_only
def test_origin_of_what_is_no_file_says_what_it_is(layers):
    os.mkfifo(layers.cwd / "pipe.jpg")
    (layers.cwd / "loop.jpg").symlink_to("loop.jpg")

    assert "pipe.jpg is a named pipe, not a file" in layers("whence", "pipe.jpg").err
    assert "loop.jpg is a symbolic link that leads back" in layers("whence", "loop.jpg").err


def test_error_of_a_disk_is_no_closed_terminal(layers):
    """Whatever it is that reads."""
    result = layers.raising(OSError(errno.EIO, os.strerror(errno.EIO)))("credits")

    assert result.code == 1
    assert "Input/output error" in result.err


def test_file_that_is_gone_has_changed(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(image())
    file = files.inspect(path)
    path.unlink()

    with pytest.raises(InvalidSourceError, match="changed during the upload"):
        list(HashingReader(file))


def test_checksum_of_an_unreadable_file_says_so(tmp_path, failing):
    path = tmp_path / "dataless.jpg"
    path.write_bytes(image())
    failing.first = 64
    file = files.inspect(path)

    with pytest.raises(InvalidSourceError, match="the disk it is on reports an error"):
        checksum(file)


def test_every_error_of_the_system_has_a_meaning():
    for number in errno.errorcode:
        assert why_unreadable(OSError(number, os.strerror(number))).split()[0] in (
            *("cannot", "does", "has", "is"),
        )


@pytest.mark.skipif(sys.platform != "linux", reason="the preloaded library is for Linux")
@pytest.mark.parametrize("number", [errno.EDEADLK, errno.EIO])
def test_placeholders_and_bad_blocks_are_no_hang_up(tmp_path, number):
    """In a process of its own, with a library that lets reading fail as the system does."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    library = tmp_path / "read_fails.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SHIM, "-ldl"], check=True)
    (tmp_path / "ok.jpg").write_bytes(image())
    (tmp_path / "dataless.mp4").write_bytes(movie())

    ended = subprocess.run(
        [sys.executable, "-m", "layers_cli", "upload", "ok.jpg", "dataless.mp4", "--as", "each", "-n"],
        cwd=tmp_path,
        env={
            "LD_PRELOAD": str(library),
            "SHIM_ERRNO": str(number),
            "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
            "LAYERS_STATE_DIR": str(tmp_path / "state"),
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"dataless.mp4 {why_unreadable(OSError(number, ''))}" in ended.stderr
    assert "ok.jpg" not in ended.stderr
    assert "Stopped" not in ended.stderr
