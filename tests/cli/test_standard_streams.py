"""Standard streams that do not block, or are stopped, as by Ctrl-S (closed and odd streams)."""

import io
import os
import select
import signal
import subprocess
import sys
import threading

import pytest

from layers_cli.cli import standard_streams
from tests.api.scripted_server import answer, scripted
from tests.platforms import posix_only
from tests.waiting import until

MANY = "Wait for it… " * 100_000

pytestmark = posix_only


@pytest.fixture
def pipe():
    """Both ends of a pipe, the reading one first."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def is_full(writer: int) -> bool:
    """Whether who writes to a pipe has to wait."""
    return not select.select([], [writer], [], 0)[1]


def test_what_is_written_to_a_stream_that_does_not_block_arrives_whole(pipe, monkeypatch):
    reader, writer = pipe
    os.set_blocking(writer, False)
    given = os.fdopen(os.dup(writer), "w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", given)
    standard_streams.make_usable()
    arrived = io.BytesIO()

    def read() -> None:
        while not arrived.getvalue().endswith(b"\n"):
            arrived.write(os.read(reader, 1000))

    thread = threading.Thread(target=read)
    thread.start()
    print(MANY, flush=True)
    thread.join()

    assert arrived.getvalue().decode() == f"{MANY}\n"
    assert not os.get_blocking(writer), "others have the same file"
    given.close()


@pytest.mark.parametrize("size", [-1, 10_000])
def test_what_comes_late_from_a_stream_that_does_not_block_is_waited_for(pipe, monkeypatch, size):
    reader, writer = pipe
    os.set_blocking(reader, False)
    given = os.fdopen(os.dup(reader), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    standard_streams.make_usable()
    late = threading.Timer(0.05, lambda: [os.write(writer, b"two"), os.dup2(0, writer)])
    os.write(writer, b"one ")
    late.start()

    assert sys.stdin.buffer.read(size) == b"one two"
    late.join()
    given.close()


def test_only_a_stream_that_is_stopped_is_given_up(pipe, tmp_path):
    before = signal.getsignal(signal.SIGURG)
    stopped = os.fdopen(os.dup(pipe[1]), "w")
    with stopped, (tmp_path / "file").open("w") as taking:
        writing = threading.Thread(target=lambda: print(MANY, file=stopped, flush=True))
        writing.start()
        until(lambda: is_full(pipe[1]), "the pipe is full")

        standard_streams.give_up_stopped([stopped, taking])
        writing.join()  # it is let go of
        taking.write("kept")

    signal.signal(signal.SIGURG, before)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    ("number", "code", "shared"), [(signal.SIGINT, 130, False), (signal.SIGTERM, 143, True)]
)
def test_a_run_that_is_stopped_waits_for_no_stopped_reader(pipe, tmp_path, number, code, shared):
    argv = [sys.executable, "-m", "layers_cli", "api", "GET", "/v1/x"]
    stderr = pipe[1] if shared else subprocess.PIPE
    with scripted(answer(MANY.encode())) as server:
        account = {"LAYERS_BASE_URL": server.base, "LAYERS_API_KEY": "lp_live_SECRET"}
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **account}
        with subprocess.Popen(argv, stdout=pipe[1], stderr=stderr, env=environ) as started:
            until(lambda: is_full(pipe[1]), "the pipe is full")
            started.send_signal(number)

            _, said = started.communicate()

        assert started.returncode == code
        assert shared or b"Stopped" in said
