"""Starting, finding and stopping the background process, against a small server in its place."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from layers_cli.sandbox.manage.process import (
    SandboxControlError,
    SandboxStartError,
    ensure_running,
    find_running,
    log_path,
    ready_path,
    reset,
    stop,
)
from tests.platforms import not_as_root, posix_only
from tests.sandbox.manage.conftest import seen, starts
from tests.sandbox.manage.test_running import answering, write_ready_file


def test_a_started_sandbox_is_found(data, start):
    started = start()

    assert started.project == "prj_1"
    assert started.data == data
    assert find_running(data) == started


def test_a_running_sandbox_is_used_again(data, start):
    first = start()
    second = start()

    assert second == first
    assert starts(data) == [first.pid]


def test_concurrent_commands_start_one_sandbox(data, stand_in):
    code = (
        "import sys; from pathlib import Path\n"
        "from layers_cli.sandbox.manage.process import ensure_running\n"
        "data, script = sys.argv[1:]\n"
        "command = (sys.executable, script)\n"
        "print(ensure_running(Path(data), command=command, version='1.0').pid)\n"
    )
    arguments = [sys.executable, "-W", "error", "-c", code, str(data), str(stand_in)]

    commands = [subprocess.Popen(arguments, stdout=subprocess.PIPE) for _ in range(3)]
    pids = {int(command.communicate()[0]) for command in commands}

    assert pids == set(starts(data))
    assert len(starts(data)) == 1


def test_a_sandbox_of_another_version_is_replaced(data, start):
    old = start(version="1.0")
    new = start(version="1.1")

    assert new.version == "1.1"
    assert starts(data) == [old.pid, new.pid]


@posix_only
def test_a_killed_sandbox_is_not_found_and_the_next_start_replaces_it(data, start):
    killed = start()
    os.kill(killed.pid, signal.SIGKILL)
    os.waitpid(killed.pid, 0)

    assert find_running(data) is None
    assert start().pid != killed.pid


def test_a_start_waits_for_a_server_that_is_already_starting(data, stand_in, start):
    data.mkdir(parents=True)
    script = [sys.executable, str(stand_in), "--slow", "0.3", "--data", str(data)]
    with subprocess.Popen([*script, "--ready-file", str(ready_path(data))]) as other:
        while not (data / "seen.json").exists():
            assert other.poll() is None

        found = start("--crash")

        assert found.pid == other.pid
        other.terminate()


def test_a_server_that_crashes_at_start_is_reported_with_its_log(data, start):
    with pytest.raises(SandboxStartError) as first:
        start("--crash")
    with pytest.raises(SandboxStartError) as second:
        start("--crash")

    expected = (
        f"The sandbox ended with exit code 1; its log is {log_path(data)}\n"
        "a line in the log\nno space left for Rüdiger"
    )
    assert str(first.value) == expected
    assert str(second.value) == expected, "only the last start's lines"


def test_a_server_that_never_answers_is_killed(data, start):
    with pytest.raises(SandboxStartError, match=r"did not answer within 0\.5 s"):
        start("--mute", patience=0.5)

    assert start().pid


def test_a_missing_interpreter_is_reported(data):
    with pytest.raises(SandboxStartError, match="No such file"):
        ensure_running(data, command=(str(data / "python"),))


def test_a_folder_held_by_a_silent_process_is_left_alone(data, start):
    data.mkdir(parents=True)
    with filelock.FileLock(data / "server.lock"):
        with pytest.raises(SandboxStartError, match="does not answer: stop it by hand"):
            start(patience=0.1)
        with pytest.raises(SandboxControlError, match="does not answer: stop it by hand"):
            stop(data)

    assert not (data / "starts").exists()


def test_a_hanging_start_blocks_others_for_a_limited_time(data, start):
    data.mkdir(parents=True)
    with (
        filelock.FileLock(data / "start.lock"),
        pytest.raises(SandboxStartError, match=r"Another command .* for 0\.1 s"),
    ):
        start(patience=0.1)


def test_stop_ends_the_sandbox_and_says_whether_there_was_one(data, start):
    start()

    assert stop(data)
    assert find_running(data) is None
    assert not stop(data)


def test_stop_leaves_no_trace_where_nothing_ever_ran(data):
    assert not stop(data)
    assert not data.exists()


def test_a_sandbox_that_ignores_sigterm_is_killed(data, start):
    start("--stubborn")

    assert stop(data, patience=0.2)
    assert not ready_path(data).exists()


def test_another_program_with_the_same_port_and_pid_is_not_touched(data):
    """The ready file of a crashed server names a process and a port that are others' by now."""
    data.mkdir(parents=True)
    waiting = [sys.executable, "-c", "input()"]
    with (
        answering({"GET": (200, {"pid": 1})}) as base_url,
        subprocess.Popen(waiting, stdin=subprocess.PIPE) as bystander,
    ):
        write_ready_file(data, pid=bystander.pid, base_url=base_url)

        assert find_running(data) is None
        assert not stop(data)

        bystander.communicate(b"\n")
    assert bystander.returncode == 0


def test_reset_reaches_the_running_sandbox_only(data, start):
    with pytest.raises(SandboxControlError, match="No sandbox runs"):
        reset(data)

    start()
    reset(data)

    assert (data / "reset").exists()


def test_a_refused_reset_is_an_error(data):
    data.mkdir(parents=True)
    with answering({"GET": (200, {"pid": os.getpid()}), "POST": (500, {})}) as base_url:
        write_ready_file(data, base_url=base_url)

        with pytest.raises(SandboxControlError, match="did not reset"):
            reset(data)
        ready_path(data).unlink()


def test_the_server_inherits_no_secret_and_runs_in_its_data_folder(data, start):
    secrets = {"LAYERS_API_KEY": "lp_live", "DATABASE_URL": "postgres://u:p@h", "GH_TOKEN": "t"}

    start(environment={**os.environ, **secrets}, idle_seconds=12.5)

    environment = seen(data)["environment"]
    assert not secrets.keys() & environment.keys()
    assert environment["PATH"] == os.environ["PATH"]
    assert Path(seen(data)["cwd"]) == data
    assert seen(data)["idle"] == 12.5


@posix_only
def test_ctrl_c_in_the_terminal_does_not_reach_the_sandbox(start):
    started = start()

    assert os.getsid(started.pid) == started.pid
    assert os.getpgid(started.pid) == started.pid


@posix_only
def test_the_folder_and_its_log_are_private(data, start):
    start()

    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE(log_path(data).stat().st_mode) == 0o600


def test_a_log_over_5_mb_is_rotated_at_the_next_start(data, start):
    data.mkdir(parents=True)
    log_path(data).write_bytes(b"x" * (5 * 2**20 + 1))

    start()

    assert (data / "sandbox.log.1").stat().st_size == 5 * 2**20 + 1
    assert log_path(data).stat().st_size < 1000


def test_a_file_in_place_of_the_folder_is_reported(data, start):
    data.parent.mkdir()
    data.write_text("")

    with pytest.raises(SandboxStartError, match=r"cannot use .*sand box: it is not a folder"):
        start()
    assert not stop(data)


def test_a_folder_that_cannot_be_made_is_reported(data, start):
    data.parent.write_text("")

    with pytest.raises(SandboxStartError, match="LAYERS_SANDBOX_DIR"):
        start()


@not_as_root
def test_a_folder_without_write_permission_is_reported(data, start):
    data.mkdir(parents=True)
    data.chmod(0o500)

    with pytest.raises(SandboxStartError, match="Permission denied"):
        start()
