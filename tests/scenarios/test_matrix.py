"""Every command × how it ends × where it writes: streams, exit code and schema are as promised."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from layers_cli.cli import manifest
from layers_cli.cli.command import description_of
from layers_cli.cli.main import run
from layers_cli.commands.schema import ERRORS, outputs, schema_of
from layers_cli.context.context import CommandContext
from layers_cli.context.output_options import check_fields
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.choices import Choices
from layers_cli.render.output import Output
from layers_cli.sandbox.manage import process
from layers_cli.sandbox.testing import in_process_transport, open_sandbox
from tests.conftest import Layers, Result
from tests.render.conftest import Stream
from tests.scenarios.matrix_calls import CASES, Case
from tests.scenarios.matrix_ground import Ground

COMMANDS = manifest.commands()
OUTCOMES = ("success", "empty", "api error", "ctrl-c", "time-out")
PLACES = ("terminal", "pipe", "--json")
JSON_COMMANDS = dict(outputs())


class Interruption:
    """Ctrl-C, pressed once: at the first write to one of the streams that share it."""

    def __init__(self) -> None:
        self._pressed = False

    def press(self) -> None:
        if not self._pressed:
            self._pressed = True
            raise KeyboardInterrupt


class WatchedStream(Stream):
    """A stream at whose first write Ctrl-C is pressed, if it was not before."""

    interruption: Interruption | None = None

    def write(self, text: str) -> int:
        if self.interruption:
            self.interruption.press()
        return super().write(text)


def refuses(_: httpx.Request) -> httpx.Response:
    error = {"code": "VALIDATION", "message": "No.", "requestId": "req_1"}
    return httpx.Response(422, json={"error": error})


def interrupted(_: httpx.Request) -> httpx.Response:
    raise KeyboardInterrupt


def silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("", request=request)


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layers]:
    """The command line and one sandbox for all of the matrix; nothing of it needs a new one."""
    home = tmp_path_factory.mktemp("matrix")
    sandbox = open_sandbox(home / "sandbox")
    environ = {
        "LAYERS_CONFIG_DIR": str(home / "config"),
        "LAYERS_STATE_DIR": str(home / "state"),
        "LAYERS_SANDBOX_DIR": str(home / "embedded"),
        "LAYERS_BASE_URL": "http://127.0.0.1",
        "LAYERS_API_KEY": sandbox.key,
        "LAYERS_PROJECT": sandbox.project,
        "TERM": "xterm",
        "COLUMNS": "80",
    }
    yield Layers(environ, home, in_process_transport(sandbox), [])
    sandbox.close()
    process.stop(home / "embedded")


@pytest.fixture
def ground(layers: Layers, tmp_path: Path) -> Ground:
    """The same, with a configuration and a ledger of the test's own."""
    own = {"LAYERS_CONFIG_DIR": str(tmp_path / "config"), "LAYERS_STATE_DIR": str(tmp_path)}
    return Ground(replace(layers, environ={**layers.environ, **own}, cwd=tmp_path), tmp_path)


def called(ground: Ground, name: str, case: Case, outcome: str, place: str) -> Result:
    """Call the command *name* so that it ends with *outcome*, writing to *place*."""
    words = (case.empty if outcome == "empty" else case.success)(ground)
    transport = {
        "empty": httpx.MockTransport(case.answers) if case.answers else ground.layers.transport,
        "success": httpx.MockTransport(case.something)
        if case.something
        else ground.layers.transport,
        "api error": httpx.MockTransport(refuses),
        "ctrl-c": httpx.MockTransport(interrupted),
        "time-out": httpx.MockTransport(silent),
    }[outcome]
    environ = dict(ground.layers.environ)
    if outcome == "api error" and case.sandbox:
        environ["LAYERS_SANDBOX_DIR"] = str(Path(ground.file(""), "no folder"))
    terminal = place == "terminal"
    stdout, stderr = WatchedStream(terminal=terminal), WatchedStream(terminal=terminal)
    if outcome == "ctrl-c" and not case.online:
        stdout.interruption = stderr.interruption = Interruption()
    stdin = Stream()
    stdin.type("" if outcome == "empty" else case.stdin.format(key=environ["LAYERS_API_KEY"]))
    runtime = CommandContext(
        out=Output(stdout=stdout, stderr=stderr, environ=environ, stdin=stdin),
        environ=environ,
        cwd=ground.folder,
        stdin=stdin,
        transport=transport,
        pause=lambda _: None,
        browse=lambda _: True,
    )
    argv = [*name.split(), *words.split(), *(["--json"] if place == "--json" else [])]
    code = run(argv, lambda: runtime)
    return Result(code, stdout.text, stderr.text)


def expected(case: Case, outcome: str) -> ExitCode:
    if outcome == "empty":
        return case.nothing
    return {
        "success": ExitCode.OK,
        # The sandbox's folder is a file then.
        "api error": ExitCode.USAGE if case.sandbox else ExitCode.ERROR,
        "ctrl-c": ExitCode.INTERRUPTED,
        "time-out": ExitCode.TEMPORARY,
    }[outcome]


def applies(case: Case, outcome: str) -> bool:
    """Whether there is such an end: who talks to nobody gets no error and waits for nobody."""
    if outcome in case.without:
        return False
    if outcome == "time-out":
        return case.online
    return outcome != "api error" or case.online or case.sandbox


def test_each_command_of_the_tree_is_in_the_matrix():
    assert set(COMMANDS) == set(CASES)


def test_each_command_that_prints_json_has_a_schema():
    without = {name for name, case in CASES.items() if case.text} | {"api", "schema"}
    schemas = {name for name in JSON_COMMANDS if name in CASES}

    assert set(COMMANDS) - without <= schemas | {"schema"}
    for name in JSON_COMMANDS:
        Draft202012Validator.check_schema(schema_of(name))


ALL = [
    pytest.param(name, outcome, place, id=f"{name}-{outcome}-{place}")
    for name, case in CASES.items()
    for outcome in OUTCOMES
    if applies(case, outcome)
    for place in PLACES
]


@pytest.mark.parametrize(("name", "outcome", "place"), ALL)
def test_a_command_ends_as_promised(ground, name, outcome, place):
    case = CASES[name]

    result = called(ground, name, case, outcome, place)

    assert result.code == expected(case, outcome), result.err
    assert "Traceback" not in result.out + result.err
    if place == "pipe":
        assert "\x1b" not in result.out + result.err
    if place == "--json" and not case.text:
        check_streams(name, outcome, result)
    elif outcome in ("ctrl-c", "api error", "time-out"):
        assert result.out == ""


def paths(value: object, *before: str) -> Iterator[str]:
    """The dotted path of everything in a decoded document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield ".".join((*before, name))
            yield from paths(inner, *before, name)
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, *before)


CHOOSABLE = [
    pytest.param(name, outcome, id=f"{name}-{outcome}")
    for name, case in CASES.items()
    for outcome in ("success", "empty")
    if not case.text and applies(case, outcome) and expected(case, outcome) is ExitCode.OK
    if name != "api"  # what it prints is whatever the server says
]


@pytest.mark.parametrize(("name", "outcome"), CHOOSABLE)
def test_fields_know_all_that_json_prints(ground, name, outcome):
    document = called(ground, name, CASES[name], outcome, "--json").json
    printed = {*paths(document), *paths(document.get("items"))}

    for path in sorted(printed):
        check_fields(Choices(fields=(path,)), description_of(name).fields_of)


@cache
def validator(name: str) -> Draft202012Validator:
    """What holds a document against the schema *name*; making one takes longer than the run."""
    return Draft202012Validator(schema_of(name))


def check_streams(name: str, outcome: str, result: Result) -> None:
    """Hold what a `--json` run wrote against the schemas."""
    if result.out:
        if name in JSON_COMMANDS:
            validator(name).validate(result.json)
        return
    if result.code != ExitCode.OK:
        error = json.loads(result.err.splitlines()[-1])
        validator(ERRORS).validate(error)
        stopped = error["error"]["code"] == "cli_interrupted"
        assert stopped is (result.code == ExitCode.INTERRUPTED)
    else:
        assert name == "api"  # an answer without a body
