"""`layers sandbox` in front of real servers, each on a folder of the test's own."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from layers_cli.sandbox.manage import process
from tests.conftest import Layers, Result
from tests.waiting import until

Sandbox = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "own sandbox"
    yield folder
    process.stop(folder)


@pytest.fixture
def environ(data: Path) -> dict[str, str]:
    """What a command finds: the user's own environment, with the test's folder."""
    return {**os.environ, "LAYERS_SANDBOX_DIR": str(data), "LAYERS_API_KEY": "lp_live_secret"}


@pytest.fixture
def run_sandbox(layers: Layers, environ: dict[str, str]) -> Sandbox:
    return lambda *argv, **more: layers("sandbox", *argv, environ=environ, **more)


def ask(server: dict[str, Any], method: str, path: str, body: object = None) -> Any:
    """Call the API of *server*, given by `baseUrl` and `apiKey`, and return the JSON."""
    headers = {"Authorization": f"Bearer {server['apiKey']}", "Content-Type": "application/json"}
    request = urllib.request.Request(
        server["baseUrl"] + path,
        method=method,
        headers=headers,
        data=None if body is None else json.dumps(body).encode(),
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def exported(lines: str) -> dict[str, str]:
    """Read the two lines that a shell gets."""
    match = re.fullmatch(
        r"export LAYERS_BASE_URL=(\S+)\nexport LAYERS_API_KEY=(lp_test_\w{16}_[\w-]+)\n", lines
    )
    assert match, lines
    return {"baseUrl": match[1], "apiKey": match[2]}


def test_start_prints_the_address_and_never_the_key(run_sandbox):
    first = run_sandbox("start")
    second = run_sandbox("start")

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", first.out)
    assert (first.code, first.err) == (0, "Starting the sandbox\n")
    assert (second.code, second.out, second.err) == (0, first.out, "")


def test_start_as_json_says_all_but_the_key(run_sandbox, data):
    result = run_sandbox("start", "--json")

    assert result.json["running"] is True
    assert result.json["data"] == str(data)
    assert result.json["baseUrl"].startswith("http://127.0.0.1:")
    assert "lp_test" not in result.out + result.err


def test_start_takes_credits_limits_and_placeholders_for_a_new_sandbox(run_sandbox, data):
    options = ("--credits", "120", "--create-rate", "9", "--placeholders")
    assert run_sandbox("start", *options).code == 0
    server = run_sandbox("start", "--export", "--json").json
    path = f"/v1/projects/{server['project']}/content"
    body = {"format": "slideshow-builder", "hook": "x", "variantCount": 2}
    job = ask(server, "POST", path, body)

    assert ask(server, "GET", "/v1/credits")["balance"] == 20
    until(lambda: ask(server, "GET", job["locationUrl"])["status"] == "completed", "the job ends")
    assert [path.stat().st_size < 1000 for path in data.glob("media/content/*/*.jpg")] == [True] * 8


def test_start_refuses_options_that_a_running_sandbox_would_not_get(run_sandbox):
    run_sandbox("start")

    refused = run_sandbox("start", "--create-rate", "9")

    assert refused.code == 2
    assert "--create-rate would change nothing" in refused.err
    assert "layers sandbox stop" in refused.err


def test_requests_are_still_there_after_a_kill(run_sandbox, data):
    server = run_sandbox("start", "--export", "--json").json
    ask(server, "GET", "/v1/whoami")
    until(lambda: run_sandbox("requests", "-q").out, "the request is logged")
    os.kill(server["pid"], getattr(signal, "SIGKILL", signal.SIGTERM))
    until(lambda: process.find_running(data) is None, "the sandbox ends")

    paths = [row["path"] for row in run_sandbox("requests", "--json").json["items"]]

    assert paths == ["/v1/whoami"]


def test_start_exports_what_a_shell_needs(run_sandbox, environ):
    server = exported(run_sandbox("start", "--export").out)
    layers = f"{sys.executable} -m layers_cli"
    script = f'eval "$({layers} sandbox start --export)"; {layers} whoami --fields apiKeyId'

    said = subprocess.check_output(["sh", "-ec", script], env=environ)

    assert json.loads(said) == {"apiKeyId": ask(server, "GET", "/v1/whoami")["apiKeyId"]}


def test_an_export_as_json_is_one_object(run_sandbox):
    server = run_sandbox("start", "--export", "--json").json

    assert ask(server, "GET", "/v1/whoami")["scopes"]


def test_status_of_a_sandbox_that_runs(run_sandbox, data):
    base_url = run_sandbox("start").out.strip()

    result = run_sandbox("status")

    running = process.find_running(data)
    assert running is not None
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "The sandbox is running\n"
        f"Address:\t{base_url}\n"
        f"Process:\t{running.pid}\n"
        f"Project:\t{running.project}\n"
        f"Version:\t{running.version}\n"
        f"Data:\t{data}\n"
        f"Log:\t{data}/sandbox.log\n"
    )
    assert run_sandbox("status", "-q").out == f"{base_url}\n"


def test_status_of_a_sandbox_that_does_not_run_is_exit_code_9(run_sandbox, data):
    people, machines, ids = (
        run_sandbox("status"),
        run_sandbox("status", "--json"),
        run_sandbox("status", "-q"),
    )

    assert people.out.startswith("The sandbox is not running\n")
    assert people.err == "hint: layers sandbox start\n"
    assert machines.json["running"] is False
    assert (people.code, machines.code, ids.code) == (9, 9, 9)
    assert ids.out == ""
    assert not data.exists()


def test_stop_ends_it_and_is_content_if_nothing_runs(run_sandbox, data):
    run_sandbox("start")

    first, second = run_sandbox("stop"), run_sandbox("stop", "--json")

    assert (first.code, first.out, first.err) == (0, "", "Stopped\n")
    assert second.code == 0
    assert second.json["running"] is False
    assert process.find_running(data) is None


def test_the_folder_can_be_named_on_the_command_line(layers, data, environ):
    """A relative one is seen from where the user stands."""
    folder = layers.cwd / "here"

    started = layers("sandbox", "start", "--data", "here", "--json")
    elsewhere = layers("sandbox", "status", environ=environ)
    stopped = layers("sandbox", "stop", "--data", "here")

    assert started.json["data"] == str(folder)
    assert elsewhere.code == 9
    assert stopped.err == "Stopped\n"


def test_reset_throws_away_what_was_made(run_sandbox):
    server = run_sandbox("start", "--export", "--json").json
    made = ask(server, "POST", "/v1/projects", {"name": "Mine", "timezone": "UTC"})

    result = run_sandbox("reset", "--yes")

    assert (result.code, result.out, result.err) == (0, "", "The sandbox is as new\n")
    assert made["id"] not in json.dumps(ask(server, "GET", "/v1/projects"))


def test_reset_without_a_terminal_and_without_yes_changes_nothing(run_sandbox, data):
    result = run_sandbox("reset")

    assert (result.code, result.out) == (3, "")
    assert result.err == "error: There is nobody here to ask\nhint: layers sandbox reset --yes\n"
    assert not data.exists()


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_reset_asks_on_a_terminal_and_takes_no_for_an_answer(run_sandbox, data, answer):
    result = run_sandbox("reset", terminal=True, stdin=answer)

    assert result.code == 3
    assert f"Throw away everything in {data}? [y/N]" in result.err
    assert "Nothing was changed" in result.err
    assert not data.exists()


def test_logs_prints_the_last_lines(run_sandbox, data):
    data.mkdir()
    process.log_path(data).write_text("one\ntwo\nthree \x1b[31mred\nnot yet whol", encoding="utf-8")

    assert run_sandbox("logs").out == "one\ntwo\nthree red\n"
    assert run_sandbox("logs", "-n", "1").out == "three red\n"
    assert run_sandbox("logs", "-n", "0").out == ""
    assert [row["line"] for row in run_sandbox("logs", "-n", "2", "--json").json["items"]] == [
        "two",
        "three \x1b[31mred",
    ]
    first = run_sandbox("logs", "--jsonl").out.splitlines()[0]
    assert json.loads(first) == {"line": "one"}


def test_logs_follow_until_ctrl_c_also_into_a_new_log(run_sandbox, data):
    data.mkdir()
    log = process.log_path(data)
    log.write_text("one\ntwo\n")
    contents = iter(["one\ntwo\nthr", "one\ntwo\nthree\n", None, "new\n"])

    def pause(_: float) -> None:
        try:
            content = next(contents)
        except StopIteration:
            raise KeyboardInterrupt from None
        log.unlink(missing_ok=True)
        if content is not None:
            log.write_text(content)

    result = run_sandbox("logs", "-f", "-n", "1", pause=pause)

    assert (result.code, result.out) == (130, "two\nthree\nnew\n")


def test_logs_of_a_sandbox_that_never_ran(run_sandbox):
    result = run_sandbox("logs")

    assert (result.code, result.out) == (9, "")
    assert "There is no log yet" in result.err


def test_hints_name_the_folder_that_was_named(run_sandbox):
    result = run_sandbox("status", "--data", "my state")

    assert result.err == "hint: layers sandbox start --data 'my state'\n"


def test_logs_that_never_end_are_no_json_document(run_sandbox):
    result = run_sandbox("logs", "-f", "--json")

    assert result.code == 2
    assert "--jsonl" in result.error["hint"]


@pytest.fixture
def serve(environ: dict[str, str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Run `layers sandbox serve` as CI does."""
    servers: list[subprocess.Popen[str]] = []

    def start(*options: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "layers_cli", "sandbox", "serve", *options]
        server = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.kill()
        server.communicate()


def read(stream: IO[str] | None, lines: int) -> str:
    assert stream is not None
    return "".join(stream.readline() for _ in range(lines))


def test_serve_prints_two_lines_once_it_answers_and_ends_cleanly(serve, run_sandbox, data):
    process_ = serve()
    server = exported(read(process_.stdout, 2))

    assert ask(server, "GET", "/v1/whoami")["scopes"]
    assert run_sandbox("start").out == f"{server['baseUrl']}\n", "commands use it too"

    process_.send_signal(signal.SIGTERM)
    out, err = process_.communicate(timeout=20)

    assert (process_.returncode, out) == (0, "")
    assert "GET /v1/whoami 200" in err
    assert server["apiKey"] not in err
    assert not process.ready_path(data).exists()


def test_serve_as_json_is_one_object_and_ctrl_c_ends_it(serve):
    process_ = serve("--json", "--quiet")
    server = json.loads(read(process_.stdout, 1))

    assert ask(server, "GET", "/v1/whoami")["scopes"]

    process_.send_signal(signal.SIGINT)
    out, err = process_.communicate(timeout=20)

    assert (process_.returncode, out, err) == (0, "", "")


def test_serve_in_a_folder_that_is_in_use_is_refused(run_sandbox, serve):
    run_sandbox("start")

    process_ = serve()
    out, err = process_.communicate(timeout=20)

    assert (process_.returncode, out) == (1, "")
    assert "another server is using" in err
    assert "Traceback" not in err


def test_serving_other_machines_has_to_be_meant(run_sandbox):
    result = run_sandbox("serve", "--host", "0.0.0.0")

    assert (result.code, result.out) == (1, "")
    assert "--allow-remote" in result.err


@pytest.mark.parametrize("verb", ["start", "serve", "reset"])
def test_without_the_extra_the_line_that_installs_it_is_named(run_sandbox, monkeypatch, verb):
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    result = run_sandbox(verb, *(["--yes"] if verb == "reset" else []))

    assert (result.code, result.out) == (2, "")
    assert "pip install 'layers-cli[sandbox]'" in result.err


@pytest.mark.parametrize(
    "argv",
    [
        ["--data", "d\udcff"],
        ["--credits", "9" * 23],
        ["--create-rate", "9" * 23],
        ["--concurrent-jobs", "9" * 23],
    ],
)
def test_what_no_sandbox_can_have_is_refused_before_it_starts(run_sandbox, data, argv):
    result = run_sandbox("start", *argv)

    assert (result.code, result.out) == (2, "")
    assert not data.exists()


def test_a_folder_that_cannot_be_used_is_said_without_a_traceback(run_sandbox, data):
    data.write_text("")

    result = run_sandbox("start")

    assert (result.code, result.out) == (2, "")
    assert "it is not a folder" in result.err
