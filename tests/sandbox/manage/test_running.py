"""Where the sandbox keeps its state, and whether what runs there is one."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.sandbox.manage.process import (
    RunningSandbox,
    SandboxMissingError,
    SandboxStartError,
    default_data_dir,
    find_running,
    ready_path,
    require_extra,
)
from tests.platforms import root_only


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


@root_only
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
        "stamps": JSON,
        "options": JSON,
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
        "server.server": "PIL typst budoux av",
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


SECONDS = 0.2


@pytest.mark.parametrize("slow", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_stranger_that_sends_a_byte_now_and_then_is_not_listened_to(tmp_path, monkeypatch, slow):
    """Issue 12, kind 12: after a crash, the port may belong to anybody."""
    monkeypatch.setattr("layers_cli.sandbox.manage.running.HEALTH_SECONDS", SECONDS)
    listener = socket.create_server(("127.0.0.1", 0))
    gone = threading.Event()

    def drip():
        connection, _ = listener.accept()
        with contextlib.suppress(OSError), connection:
            connection.recv(4096)
            connection.sendall(slow)
            while not gone.wait(SECONDS / 4):
                connection.sendall(b"a")

    stranger = threading.Thread(target=drip, daemon=True)
    stranger.start()
    write_ready_file(tmp_path, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        assert find_running(tmp_path) is None
    finally:
        gone.set()
        stranger.join()
        listener.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFOs")
def test_a_fifo_in_the_place_of_the_ready_file_is_not_waited_for(tmp_path):
    os.mkfifo(ready_path(tmp_path))

    assert find_running(tmp_path) is None


@pytest.mark.parametrize("pid", [0, -1])
def test_a_ready_file_never_names_many_processes(tmp_path, pid):
    with answering({"GET": (200, {"pid": pid})}) as url:
        write_ready_file(tmp_path, pid=pid, base_url=url)

        assert find_running(tmp_path) is None
