"""The API key is nowhere but in the request: not in the ledger, a log, a traceback or an error."""

import sys

import httpx
import pytest

from layers_cli.cli import manifest
from layers_cli.ledger.recorder import redact_argv
from layers_cli.sandbox.manage import process
from tests.conftest import Layers

# What each command is given. `{id}` is a container, `{job}` its job.
WORDS = {
    "content generate": "--hook hi --download out",
    "content get": "{id}",
    "content view": "{id}",
    "content list": "--all",
    "content progress": "{id}",
    "content approve": "{id}",
    "content reject": "{id} --reason no",
    "content caption": "{id} words",
    "content download": "{id}",
    "content open": "cnt_gone",
    "jobs watch": "{job}",
    "jobs collect": "no-such-file.json",
    "jobs get": "{job}",
    "jobs list": "",
    "jobs resume": "--all",
    "jobs cancel": "{job}",
    "upload": "https://example.com/a.jpg",
    "media add": "logo https://example.com/a.jpg",
    "media list": "",
    "media remove": "med_gone",
    "project list": "",
    "project get": "",
    "project create": "--name Another",
    "project update": "--tagline Hello",
    "project use": "{project}",
    "auth status": "",
    "auth logout": "",
    "whence": "gone.jpg",
    "whoami": "",
    "credits": "",
    "config list": "--show-origin",
    "config get": "api_key",
    "config set": "project prj_1",
    "config unset": "project",
    "config path": "",
    "ci init": "--force",
    "doctor": "--bundle report.zip --force",
    "explain": "RATE_LIMITED",
    "completion": "bash",
    "api": "GET /v1/whoami",
    "schema": "content list",
    "help": "exit-codes",
}
STDIN = {"auth login": "--with-token"}
# Those of the sandbox have keys of its own to show; the hosted one is none of their business. The
# last of them ends it, and the one that would run until it is ended is only asked for its help.
SANDBOX = {
    "sandbox start": "",
    "sandbox status": "",
    "sandbox seed": "seed.yaml",
    "sandbox requests": "",
    "sandbox verify": "",
    "sandbox clock freeze": "",
    "sandbox clock resume": "",
    "sandbox clock advance": "1s",
    "sandbox clock scale": "2",
    "sandbox clock show": "",
    "sandbox keys mint": "",
    "sandbox keys list": "",
    "sandbox keys kill": "key_gone",
    "sandbox faults use": "flaky",
    "sandbox faults add": "rules.json",
    "sandbox faults list": "",
    "sandbox faults clear": "",
    "sandbox logs": "",
    "sandbox reset": "--yes",
    "sandbox stop": "",
    "sandbox serve": "--help",
}


def commands():
    names = set(manifest.commands())
    return {name for name in names if name}


def test_every_command_is_covered():
    assert commands() == {*WORDS, *STDIN, *SANDBOX}


def test_no_command_of_the_sandbox_shows_or_keeps_the_key_of_the_api(layers, tmp_path, capfd):
    secret = "notforthesandbox"
    environ = {
        "LAYERS_API_KEY": f"lp_live_ABCDEFGHIJKLMNOP_{secret}",
        "LAYERS_SANDBOX_DIR": str(tmp_path / "running"),
    }
    made = ("--sandbox", "content", "generate", "--hook", "hi", "--debug")
    network = httpx.HTTPTransport()
    run = Layers(layers.environ, layers.cwd, network, [])
    said = []
    try:
        for argv in (made, *((*name.split(), *words.split()) for name, words in SANDBOX.items())):
            result = run(*argv, environ=environ)
            said += [result.out, result.err]
            assert result.code == 0 or argv[1] in ("seed", "verify", "keys", "faults"), result
    finally:
        process.stop(tmp_path / "running")
        network.close()

    traces = capfd.readouterr()
    assert secret not in "\n".join([*said, traces.out, traces.err])
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in written if secret.encode() in path.read_bytes()] == []


def fails(request: httpx.Request) -> httpx.Response:
    """A server that echoes what it was sent: the worst that an error may hold."""
    echo = {"code": "ECHO", "message": "m", "details": {"path": request.url.path}}
    return httpx.Response(500, json={"error": echo})


def breaks(_: httpx.Request) -> httpx.Response:
    raise RuntimeError("a bug of ours")


@pytest.mark.parametrize("server", ["the sandbox", fails, breaks])
def test_no_output_file_or_log_contains_the_key(layers, sandbox, tmp_path, capfd, server):
    made = layers("content", "generate", "--hook", "hi", "--json").json
    names = {
        "id": made["containers"][0]["id"],
        "job": made["jobId"],
        "project": sandbox.project,
    }
    run = layers if server == "the sandbox" else layers.against(server)

    said = []
    for name, words in [*STDIN.items(), *WORDS.items()]:
        argv = [*name.split(), *words.format(**names).split()]
        stdin = sandbox.key if name in STDIN else ""
        for how in (["--json"], ["--debug", "--verbose"]):
            result = run(*argv, *how, stdin=stdin)
            said += [result.out, result.err]
    sys.stderr.flush()
    traces = capfd.readouterr()

    everything = "\n".join([*said, traces.out, traces.err]).encode()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    # The sandbox is the server, and knows its keys; the profile's file is where the key belongs.
    kept = [p for p in written if "sandbox" not in p.parts and p.name != "config.toml"]
    secret = sandbox.key.split("_", 3)[3].encode()  # it may have a `_` itself
    assert secret not in everything
    assert any(path.name == "ledger.db" for path in kept)
    assert [path for path in kept if secret in path.read_bytes()] == []


def test_a_key_given_on_the_command_line_is_not_recorded(sandbox):
    assert redact_argv(["--hook", sandbox.key, "lp_live_ABC_secret"], sandbox.key) == (
        "--hook",
        "***",
        "lp_***",
    )
