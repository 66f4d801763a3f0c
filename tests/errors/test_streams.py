"""Standard streams that are closed, full or broken (issue 12, kind 8)."""

import errno
import io
import os
import subprocess
import sys

import pytest

from tests.render.conftest import Stream

LAYERS = f"{sys.executable} -m layers_cli"
GENERATE = ("content", "generate", "--hook", "Wait for it...")


class FailingBuffer(io.BytesIO):
    """A file that takes nothing: each write ends with the error *number*."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def write(self, data: object) -> int:
        raise OSError(self._number, os.strerror(self._number))


class FailingStream(Stream):
    """A stream into a `FailingBuffer`."""

    def __init__(self, number: int) -> None:
        io.TextIOWrapper.__init__(self, FailingBuffer(number), "utf-8", write_through=True)

    def isatty(self) -> bool:
        return False

    @property
    def text(self) -> str:
        return ""


def run(line: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    script = ["bash", "-c", f"exec 9>&1; {{ {line} ; echo $? >&9; }}"]
    return subprocess.run(script, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def environ(tmp_path) -> dict[str, str]:
    folder = {"LAYERS_STATE_DIR": str(tmp_path / "state"), "HOME": str(tmp_path)}
    return {"PATH": os.environ["PATH"], **folder}


@pytest.mark.parametrize("words", ["--version", "--help", "help exit-codes", "completion bash"])
@pytest.mark.parametrize("stdout", [">&-", ">/dev/full"])
def test_stdout_that_takes_nothing_is_an_error_in_one_line(environ, words, stdout):
    done = run(f"{LAYERS} {words} {stdout}", environ)

    assert done.stdout == "1\n"
    assert done.stderr.startswith("error: The result cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--version 2>&-", 0),
        ("config path 2>/dev/full", 0),
        ("config path 2>&- <&-", 0),
        ("config 2>&-", 2),
        ("config nonsense 2>/dev/full", 2),
        ("content list 2>&-", 4),
        ("config path <&- >&- 2>&-", 1),
        ("--version | true; (exit ${PIPESTATUS[0]})", 0),
    ],
)
def test_stderr_that_takes_nothing_changes_no_exit_code(environ, line, code):
    done = run(f"{LAYERS} {line}", environ)

    assert done.stdout.splitlines()[-1] == str(code)
    assert done.stderr == ""


def test_a_closed_stdin_is_empty(environ):
    done = run(f"{LAYERS} --sandbox content generate --hook - <&-", environ)

    assert done.stdout == "2\n"
    assert done.stderr.startswith("error: A hook has 1 to 2000 characters; this one has 0")


@pytest.mark.parametrize("form", [(), ("-q",), ("--json",), ("--csv",), ("--no-wait", "-q")])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EBADF, errno.EIO])
def test_what_was_paid_is_named_where_the_result_cannot_be_written(layers, form, number):
    result = layers(*GENERATE, *form, stdout=FailingStream(number))

    assert result.code == 1
    assert "The result cannot be written" in result.err
    assert "Traceback" not in result.err
    [job] = layers("jobs", "list", "--json").json["items"]
    assert job["jobId"] in result.err
    assert job["containerIds"][0] in result.err or "--no-wait" in form


def test_what_was_made_is_named_where_the_result_cannot_be_written(layers):
    words = ("project", "create", "--name", "Inbox", "--timezone", "UTC", "--json")

    result = layers(*words, stdout=FailingStream(errno.ENOSPC))

    assert result.code == 1
    assert result.error["code"] == "cli_unwritten"
    assert result.error["submitted"] == "yes"
    [made] = result.error["details"]["ids"]
    assert layers("project", "get", made, "--json").code == 0


def test_what_was_paid_is_named_where_nobody_reads_the_result(layers):
    result = layers(*GENERATE, "-q", stdout=FailingStream(errno.EPIPE))

    assert result.code == 0
    [job] = layers("jobs", "list", "--json").json["items"]
    assert job["containerIds"][0] in result.err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EBADF, errno.EIO, errno.EPIPE])
def test_the_result_comes_though_messages_cannot_be_written(layers, number):
    result = layers(*GENERATE, stderr=FailingStream(number))

    assert result.code == 0
    assert result.out.startswith("cnt_")
