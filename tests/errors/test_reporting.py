"""How real processes end: closed pipes, full disks, signals, terminals."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layers_cli.sandbox.manage import process
from tests.benchmarks.timing import page_server

LAYERS = [sys.executable, "-m", "layers_cli"]


def environ_in(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


@pytest.fixture
def environ(tmp_path):
    return environ_in(tmp_path)


@pytest.fixture
def pages(environ):
    """An API with 5,000 containers."""
    with page_server(5000, 200) as url:
        yield {**environ, "LAYERS_API_KEY": "k", "LAYERS_BASE_URL": url, "LAYERS_PROJECT": "p"}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A sandbox whose job takes an hour, and the job's id; whoever watches it changes nothing."""
    home = tmp_path_factory.mktemp("running")
    data = home / "sandbox"
    environ = {**environ_in(home), "LAYERS_SANDBOX_DIR": str(data)}
    clock = process.ensure_running(data)
    import httpx

    httpx.patch(
        f"{clock.base_url}/_sandbox/clock",
        json={"mode": "frozen"},
        headers={"X-Sandbox-Token": clock.control_token},
    ).raise_for_status()
    started = subprocess.run(
        [*LAYERS, "--sandbox", "content", "generate", "--hook", "hi", "--no-watch", "-q"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    yield environ, started.stdout.strip()
    process.stop(data)


@pytest.mark.parametrize("how", ["--jsonl", "--json", "-q", "--csv", "--template '{{ id }}'", None])
def test_a_closed_pipe_ends_quietly(pages, how):
    flags = " ".join([how] if how else [])
    line = f"{' '.join(LAYERS)} content list --all {flags} | head -1"

    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}; echo ${{PIPESTATUS[0]}} >&2"],
        env=pages,
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "0\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp950"])
def test_stdout_and_stderr_in_one_pipe_hold_no_progress_drawing(pages, encoding):
    line = f"{' '.join(LAYERS)} content list --limit 5 2>&1 | cat"

    done = subprocess.run(
        ["bash", "-c", line],
        env={**pages, "PYTHONIOENCODING": encoding, "NO_COLOR": ""},
        capture_output=True,
        check=True,
    )

    text = done.stdout.decode(encoding)
    *rows, note = text.splitlines()
    assert [line.split("\t")[0][:4] for line in rows] == ["cnt_"] * 5
    assert note == "5 shown, and there is more; --all shows the rest"
    assert "\x1b" not in text


def test_a_full_disk_is_reported_without_traceback(pages):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*LAYERS, "content", "list", "--json"],
            env=pages,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--ci github config nonsense", 2),
        ("config nonsense", 2),
        ("config", 2),
        ("content list", 4),
    ],
)
def test_exit_code_is_told_though_nobody_reads_the_messages(environ, words, code):
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [*LAYERS, *words.split()],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=writer,
        check=False,
    )

    os.close(writer)
    assert (done.returncode, done.stdout) == (code, b"")


def wait_until_it_watches(watching: subprocess.Popen[str]) -> None:
    """It says the first state when it begins to wait."""
    assert watching.stderr is not None
    assert watching.stderr.readline()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_the_job_running_and_prints_the_resume_command(running, sent, code):
    environ, job = running
    with subprocess.Popen(
        [*LAYERS, "--sandbox", "jobs", "watch", job],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        wait_until_it_watches(watching)
        watching.send_signal(sent)
        out, err = watching.communicate(timeout=30)

    assert (watching.returncode, out) == (code, "")
    assert f"layers --sandbox jobs watch {job}" in err.splitlines()[-1]
    assert "Traceback" not in err


def test_a_terminal_that_closes_during_the_wait_leaves_the_job_running(running):
    environ, job = running
    ours, theirs = pty.openpty()
    code = "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    code += "os.execv(sys.argv[1], sys.argv[1:])"
    argv = [sys.executable, "-c", code, *LAYERS, "--sandbox", "jobs", "watch", job]
    with subprocess.Popen(
        argv, env={**environ, "TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs
    ) as watching:
        os.close(theirs)
        seen = b""
        while b"hi" not in seen:  # the hook, in the row of its progress
            seen += os.read(ours, 65536)
        os.close(ours)
        watching.wait(30)

    assert watching.returncode == 129
    left = subprocess.run(
        [*LAYERS, "--sandbox", "jobs", "list", "--unfinished", "--json"],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert job in left.stdout


def test_a_reader_that_leaves_during_the_wait_makes_the_run_fail(running):
    environ, job = running
    line = f"{' '.join(LAYERS)} --sandbox jobs watch {job} --timeout 3s 2>&1 | head -1"

    done = subprocess.run(
        ["bash", "-c", f"{line}; echo ${{PIPESTATUS[0]}}"],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip

    shown, code = done.stdout.splitlines()
    assert "processing" in shown
    assert (code, done.stderr) == ("8", "")


def on_a_terminal(argv: list[str], environ: dict[str, str]) -> str:
    """What *argv* writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(argv, env=environ, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        seen = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the terminal is closed when the child ends
                break
            if not data:
                break
            seen += data
    os.close(ours)
    return seen.decode()


def test_a_terminal_shows_what_is_awaited_before_the_answer(pages):
    seen = on_a_terminal([*LAYERS, "content", "list", "--limit", "1"], {**pages, "TERM": "xterm"})

    assert seen.index("Asking http://127.0.0.1") < seen.index("cnt_")


@pytest.mark.parametrize("version", [["--version"], ["-v", "--version"]])
def test_version_prints_the_package_version(environ, version):
    import layers_cli

    done = subprocess.run(
        [*LAYERS, *version], env=environ, capture_output=True, text=True, check=True
    )

    assert done.stdout == f"layers {layers_cli.__version__}\n"


def test_layers_and_layers_cli_are_both_installed():
    scripts = Path(sys.executable).parent

    for name in ("layers", "layers-cli"):
        done = subprocess.run(
            [scripts / name, "--version"], capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("layers ")
