"""Starting, finding and stopping the background process, against a small server in its place."""

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import filelock
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.sandbox.manage.process import (
    RunningSandbox,
    SandboxControlError,
    SandboxMissingError,
    SandboxStartError,
    default_data_dir,
    ensure_running,
    find_running,
    log_path,
    ready_path,
    require_extra,
    reset,
    stop,
)

Start = Callable[..., RunningSandbox]

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

# Has the command line, the files and the control surface of the real server, and starts in no time.
STAND_IN = """
import argparse, filelock, json, os, pathlib, signal, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=pathlib.Path)
parser.add_argument("--idle-seconds", type=float)
parser.add_argument("--ready-file", type=pathlib.Path)
parser.add_argument("--version", default="1.0")
parser.add_argument("--slow", type=float, default=0)
for flag in ("--crash", "--mute", "--stubborn"):
    parser.add_argument(flag, action="store_true")
options = parser.parse_args()
data = options.data
print("a line in the log", file=sys.stderr, flush=True)
if options.crash:
    sys.exit("no space left for Rüdiger")
lock = filelock.FileLock(data / "server.lock")
lock.acquire(timeout=0)
with (data / "starts").open("a") as starts:
    starts.write(f"{os.getpid()}\\n")
seen = {"environment": dict(os.environ), "cwd": os.getcwd(), "idle": options.idle_seconds}
(data / "seen.json").write_text(json.dumps(seen))
while options.mute:
    time.sleep(60)
time.sleep(options.slow)

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        allowed = self.headers["X-Sandbox-Token"] == "t0ken"
        body = json.dumps({"pid": os.getpid()}).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = answer
    def do_POST(self):
        (data / "reset").touch()
        self.answer()
    def log_message(self, *arguments):
        pass

def leave(*arguments):
    options.ready_file.unlink()
    os._exit(0)

signal.signal(signal.SIGTERM, signal.SIG_IGN if options.stubborn else leave)
server = HTTPServer(("127.0.0.1", 0), Handler)
partial = options.ready_file.with_suffix(".part")
partial.write_text(json.dumps({
    "pid": os.getpid(), "base_url": f"http://127.0.0.1:{server.server_port}", "key": "lp_test_k",
    "control_token": "t0ken", "project": "prj_1", "version": options.version,
}))
partial.replace(options.ready_file)
server.serve_forever()
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder that does not exist yet, with a name that quoting mistakes do not survive."""
    folder = tmp_path / "Büro & Söhne" / "sand box"
    yield folder
    with contextlib.suppress(SandboxControlError):
        stop(folder, patience=0.2)


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, encoding="utf-8")
    return script


@pytest.fixture
def start(data: Path, stand_in: Path) -> Start:
    def start(*options: str, version: str = "1.0", **settings) -> RunningSandbox:
        command = (sys.executable, str(stand_in), "--version", version, *options)
        return ensure_running(data, command=command, version=version, **settings)

    return start


def starts(data: Path) -> list[int]:
    return [int(line) for line in (data / "starts").read_text().split()]


def seen(data: Path) -> dict[str, Any]:
    """What the stand-in server found when it started."""
    return dict(json.loads((data / "seen.json").read_text()))


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
        with pytest.raises(SandboxStartError, match="does not answer: end it by hand"):
            start(patience=0.1)
        with pytest.raises(SandboxControlError, match="does not answer: end it by hand"):
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


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are POSIX's")
def test_ctrl_c_in_the_terminal_does_not_reach_the_sandbox(start):
    started = start()

    assert os.getsid(started.pid) == started.pid
    assert os.getpgid(started.pid) == started.pid


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
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


@pytest.mark.skipif(IS_ROOT or sys.platform == "win32", reason="root may write anywhere")
def test_a_folder_without_write_permission_is_reported(data, start):
    data.mkdir(parents=True)
    data.chmod(0o500)

    with pytest.raises(SandboxStartError, match="Permission denied"):
        start()


def test_the_secrets_of_a_running_sandbox_stay_out_of_its_repr(tmp_path):
    shown = repr(RunningSandbox(1, "http://h", "lp_test_k", "t0ken", "prj_1", "1.0", tmp_path))

    assert "prj_1" in shown
    assert "lp_test_k" not in shown
    assert "t0ken" not in shown


def test_the_folder_can_be_chosen_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert default_data_dir({"LAYERS_SANDBOX_DIR": str(tmp_path)}) == tmp_path
    assert default_data_dir({"LAYERS_SANDBOX_DIR": "here"}) == tmp_path / "here"
    assert default_data_dir({"LAYERS_SANDBOX_DIR": ""}).parts[-2:] == ("layers-cli", "sandbox")


def test_a_home_folder_that_does_not_exist_is_reported():
    with pytest.raises(SandboxStartError, match="LAYERS_SANDBOX_DIR"):
        default_data_dir({"LAYERS_SANDBOX_DIR": "~no-such-user/sandbox"})


@pytest.mark.skipif(not IS_ROOT, reason="only root may become a user without a home folder")
def test_a_missing_home_folder_is_reported_with_the_variable_to_set():
    code = (
        "import os, platformdirs; from layers_cli.sandbox.manage.process import *\n"
        "default_data_dir({}); os.setuid(54321); del os.environ['HOME']\n"
        "try: default_data_dir({})\n"
        "except SandboxStartError as exc: print(exc)"
    )
    environment = {**os.environ, "HOME": "/root"}
    environment.pop("XDG_DATA_HOME", None)

    said = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)

    assert said == "There is no home folder: set `LAYERS_SANDBOX_DIR` to an absolute path\n"


def test_a_missing_extra_names_the_line_that_installs_it():
    with pytest.raises(SandboxMissingError, match=r"pip install 'layers-cli\[sandbox\]'"):
        require_extra(["json", "no_such_library"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "pid": JSON,
        "base_url": st.sampled_from(["", "http://", "http://[", "http://127.0.0.1:x"]) | JSON,
        "key": JSON,
        "control_token": JSON,
        "project": JSON,
        "version": JSON,
    },
)


@example(content=b"[" * 100_000)
@example(content=b'{"pid": 1e999}')
@given(content=st.binary() | FIELDS.map(lambda found: json.dumps(found).encode()))
def test_a_ready_file_of_any_content_never_breaks_a_command(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    ready_path(folder).write_bytes(content)

    assert find_running(folder) is None


def test_a_port_where_nobody_listens_is_not_running(tmp_path):
    write_ready_file(tmp_path, base_url="http://127.0.0.1:1")

    assert find_running(tmp_path) is None


@pytest.mark.parametrize(
    ("module", "unused"),
    {
        "manage.process": "asyncio filelock http.client httpx pydantic rich ssl starlette subprocess typer",
        "server.server": "PIL typst av",
    }.items(),
)
def test_module_loads_nothing_that_a_start_does_not_use(module, unused):
    names = {*unused.split()}
    code = f"import layers_cli.sandbox.{module}, sys; print(*{names} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


@contextlib.contextmanager
def answering(answers: dict[str, tuple[int, dict[str, int]]]) -> Iterator[str]:
    """Serve *answers*, status and body by method, on the port of the URL that it yields."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[self.command]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def write_ready_file(data: Path, **fields) -> None:
    found = {"pid": os.getpid(), "key": "k", "control_token": "t", "project": "p", "version": "1.0"}
    ready_path(data).write_text(json.dumps({**found, **fields}))
