"""Each row of the exit-code table (cli-conventions 4b), as a script meets it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from layers_cli.errors.exit_codes import ExitCode

LAYERS = [sys.executable, "-m", "layers_cli"]
GENERATE = ("content", "generate", "--hook", "hi")


CREATE = "/v1/projects/{project}/content"
LINES = {
    ExitCode.OK: GENERATE,
    ExitCode.ERROR: ("api", "POST", CREATE, "-f", "format=poem"),
    ExitCode.USAGE: ("content", "generate"),
    ExitCode.DECLINED: (*GENERATE, "--max-credits", "1"),
    ExitCode.AUTH: ("whoami",),
    ExitCode.JOB_FAILED: (*GENERATE, "--variants", "2"),
    ExitCode.PARTIAL: (*GENERATE, "--variants", "2"),
    ExitCode.TEMPORARY: GENERATE,
    ExitCode.PENDING: (*GENERATE, "--timeout", "1s"),
    ExitCode.NOT_FOUND: ("content", "get", "cnt_gone"),
}
FAULTS = {
    ExitCode.JOB_FAILED: {"type": "fail-containers", "count": 2},
    ExitCode.PARTIAL: {"type": "fail-containers", "count": 1},
    ExitCode.TEMPORARY: {"type": "status", "status": 503, "code": "UNAVAILABLE"},
}
SIGNALS = {
    ExitCode.HUNG_UP: signal.SIGHUP,
    ExitCode.INTERRUPTED: signal.SIGINT,
    ExitCode.TERMINATED: signal.SIGTERM,
}


def test_every_exit_code_has_a_test():
    assert {*LINES, *SIGNALS} == set(ExitCode)


@pytest.mark.parametrize("code", LINES, ids=lambda code: str(int(code)))
def test_a_command_exits_with_its_documented_code(layers, sandbox, with_faults, code):
    if code in FAULTS:
        with_faults(FAULTS[code])
    if code is ExitCode.PENDING:
        sandbox.settings.generation_seconds = 3600
        sandbox.set_clock(mode="frozen")

    result = layers(
        *LINES[code], environ={"LAYERS_API_KEY": "wrong"} if code is ExitCode.AUTH else {}
    )

    assert (result.code, "Traceback" in result.err) == (code, False), result.err


def test_the_exit_code_topic_is_printed_from_the_enum(layers):
    rows = layers("help", "exit-codes", "--json").json["items"]

    assert [(row["code"], row["meaning"]) for row in rows] == [
        (int(code), code.meaning) for code in ExitCode
    ]


@contextmanager
def silent_server():
    """A server that takes requests and never answers; gives its address and an event for each."""
    asked = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            if connection.recv(65536):
                asked.set()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in connections:
            connection.close()


@contextmanager
def sending(tmp_path, **more):
    """A `content generate` whose create call has been sent and is not answered."""
    with silent_server() as (url, asked):
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LAYERS_BASE_URL": url,
            "LAYERS_API_KEY": "k",
            "LAYERS_PROJECT": "prj_1",
        }
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        with subprocess.Popen([*LAYERS, *GENERATE], env=environ, **given) as process:
            assert asked.wait(60)
            yield process, environ


@pytest.mark.parametrize("code", SIGNALS, ids=lambda code: str(int(code)))
def test_a_signal_during_a_billable_call_prints_one_line_with_the_resume_command(tmp_path, code):
    with sending(tmp_path) as (process, environ):
        process.send_signal(SIGNALS[code])
        out, err = process.communicate(timeout=60)

    [line] = err.decode().splitlines()
    assert (process.returncode, out) == (code, b"")
    assert "layers jobs resume " in line
    listed = subprocess.run(
        [*LAYERS, "jobs", "list", "--template", "{{ key }}"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.strip() == line.rpartition(" ")[2]


def test_a_closed_terminal_ends_the_run_silently(tmp_path):
    reader, writer = os.pipe()
    with sending(tmp_path, stdout=writer, stderr=writer) as (process, _):
        os.close(reader)
        os.close(writer)
        process.send_signal(signal.SIGHUP)
        process.wait(60)

    assert process.returncode == ExitCode.HUNG_UP


def test_a_second_ctrl_c_ends_the_run_at_once(layers):
    """After the first one the default action is back, which asks nobody."""
    before = signal.getsignal(signal.SIGINT)

    try:
        result = layers.raising(KeyboardInterrupt())("whoami")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)

    assert result.code == 130
