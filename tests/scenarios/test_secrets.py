"""The API key is nowhere but in the request: not in the ledger, a log, a traceback or an error."""

import sys

import httpx
import pytest

from layers_cli.ledger.recorder import redact_argv
from layers_cli.sandbox.manage import process
from tests.conftest import Layers
from tests.scenarios.matrix_calls import CASES
from tests.scenarios.matrix_ground import Ground

# Called otherwise than in the matrix: these write files, or would run until they are stopped.
OTHERWISE = {
    "content generate": "--hook hi --download out",
    "ci init": "--force",
    "config list": "--show-origin",
    "config get": "api_key",
    "doctor": "--bundle report.zip --force",
    "sandbox serve": "--help",
}
HOSTED = [name for name, case in CASES.items() if not name.startswith("sandbox")]
# Those of the sandbox have keys of its own to show; the API's is none of their business.
SANDBOX = [name for name in CASES if name.startswith("sandbox")]


def argv_of(name, ground):
    words = OTHERWISE.get(name) or CASES[name].success(ground)
    return [*name.split(), *words.split()]


def test_no_command_of_the_sandbox_shows_or_keeps_the_key_of_the_api(layers, tmp_path, capfd):
    secret = "notforthesandbox"
    environ = {
        **layers.environ,
        "LAYERS_API_KEY": f"lp_live_ABCDEFGHIJKLMNOP_{secret}",
        "LAYERS_SANDBOX_DIR": str(tmp_path / "running"),
    }
    network = httpx.HTTPTransport()
    run = Layers(environ, layers.cwd, network, [])
    ground = Ground(run, tmp_path)
    said = []
    try:
        run("--sandbox", "content", "generate", "--hook", "hi", "--debug")
        for name in SANDBOX:
            result = run(*argv_of(name, ground))
            said += [result.out, result.err]
            assert result.code == 0, result
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


@pytest.mark.slow
@pytest.mark.parametrize("server", ["the sandbox", fails, breaks])
def test_no_output_file_or_log_contains_the_key(layers, sandbox, tmp_path, capfd, server):
    ground = Ground(layers, tmp_path)
    run = layers if server == "the sandbox" else layers.against(server)

    said = []
    for name in HOSTED:
        argv = argv_of(name, ground)
        stdin = CASES[name].stdin.format(key=sandbox.key)
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
