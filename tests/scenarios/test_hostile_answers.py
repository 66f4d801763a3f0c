"""Whatever JSON the server answers with: a documented exit code, valid JSON, no traceback.

Each command meets a few answers, and many with `--hypothesis-profile=long`.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_cli.errors.exit_codes import ExitCode
from tests.conftest import Layers, Result
from tests.sandbox.media_server import picture
from tests.scenarios.documents import COMMANDS, CONTAINER, ERROR, JOB
from tests.strict_json import strict_json

MANY = settings().max_examples  # of the profile in use
TEXTS = (
    *("", "\ud83d", "\ude00\ud83d", "\x1b[2J\x1b]0;x\x07", "::set-output name=x::y", "..", "a/b"),
    *("a\r\nb", "\0", "\u202e", "<script>|`#", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z"),
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "inf", "NaN", "-1", "x" * 5000),
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 5, 1.5, 10**30, -(10**30), 1e308, float("nan"), float("inf")),
    *([], {}, [None], [5], [[["x"]]], {"a": None}, [{}], {"items": 5}, *TEXTS),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in *value* that may be replaced."""
    inner: Any = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@st.composite
def broken(draw: st.DrawFn, document: Any) -> bytes:
    """*document* with one to three places that hold something else."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from(places(document)))
        document = replaced(document, at, draw(st.sampled_from(VALUES)))
    text = json.dumps(document)
    return (text.replace("1e+308", "1e400") if draw(st.booleans()) else text).encode()


def server(
    body: bytes, folder: Path, *, status: int = 200, environ: Mapping[str, str] | None = None
) -> Callable[..., Result]:
    """Return `layers` against a server that answers each request with *body*."""
    given = {
        "LAYERS_API_KEY": "lp_live_ABCDEFGHIJKLMNOP_secret",
        "LAYERS_BASE_URL": "http://127.0.0.1",
        "LAYERS_PROJECT": "prj_1",
        "LAYERS_CONFIG_DIR": str(folder / "config"),
        "LAYERS_STATE_DIR": str(folder / "state"),
        "LAYERS_CACHE_DIR": str(folder / "cache"),
        **(environ or {}),
    }
    answer = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    (folder / "a.jpg").write_bytes(picture())
    (folder / "hooks.csv").write_text("hook\nWait for it\n")
    (folder / "decisions.jsonl").write_text('{"id": "cnt_1", "decision": "approve"}\n')
    layers = Layers(given, folder, answer, [])
    waits = iter(range(4))

    def pause(_: float) -> None:
        if next(waits, None) is None:
            raise KeyboardInterrupt

    return lambda *argv, **more: layers(*argv, pause=pause, **more)


def assert_sane(result: Result, argv: str) -> None:
    assert result.code in set(ExitCode), result.err
    assert not re.search("Traceback|Unexpected error|cli_unexpected", result.err), result.err
    if "--json" in argv.split() and result.out:
        strict_json(result.out)
    if "--jsonl" in argv:
        for line in result.out.splitlines():
            strict_json(line)


@pytest.mark.parametrize("argv", COMMANDS)
def test_documented_answer_is_taken(argv, tmp_path):
    result = server(json.dumps(COMMANDS[argv]).encode(), tmp_path)(*argv.split())

    assert_sane(result, argv)


@pytest.mark.parametrize("argv", COMMANDS)
@settings(max_examples=MANY // 30)
@given(data=st.data())
def test_any_answer_ends_with_a_documented_exit_code(argv, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    summary, output = folder / "summary", folder / "output"
    files = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)}
    layers = server(data.draw(broken(COMMANDS[argv])), folder, environ=files)

    assert_sane(layers(*argv.split(), "--ci", "github"), argv)
    written = summary.read_text(encoding="utf-8") + output.read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e]", written)


@settings(max_examples=MANY // 4)
@given(body=broken(ERROR), status=st.sampled_from([400, 401, 403, 404, 409, 422, 429, 500, 503]))
def test_any_error_body_ends_with_a_documented_exit_code(body, status, tmp_path_factory):
    layers = server(body, tmp_path_factory.mktemp("run"), status=status)

    for argv in ("content get cnt_1 --json", "content get cnt_1"):
        result = layers(*argv.split())
        assert_sane(result, argv)
        assert result.code != 0


@pytest.mark.parametrize(
    "answer",
    [
        {"jobId": None, "containerIds": 5, "containerId": "cnt_1"},
        {"jobId": 5, "containerIds": "cnt_1"},
        {"jobId": {}, "containerIds": ["cnt_1"]},
        {"jobId": "cnt_1", "containerIds": [None, 5]},
    ],
)
def test_what_was_paid_for_is_named_whatever_else_the_answer_says(answer, tmp_path):
    layers = server(json.dumps({"status": "queued", **answer}).encode(), tmp_path)
    result = layers("content", "generate", "--hook", "hi", "--no-watch", "--json")

    assert_sane(result, "--json")
    assert "cnt_1" in result.out + result.err


@pytest.mark.parametrize(
    "odd",
    [
        {"containerIds": None, "containerId": "cnt_1"},
        {"containerIds": ["cnt_1", "cnt_1"]},
        {"error": {"code": 5, "message": ["x"]}},
        {"error": [], "stage": {}, "kind": 5, "format": [], "locationUrl": {}},
    ],
)
@pytest.mark.parametrize("status", ["completed", "failed"])
def test_what_only_informs_stops_no_wait_for_what_was_paid(odd, status, tmp_path):
    """A null counts as absent, and a container that is named twice is one."""
    answer = {**JOB, **CONTAINER, "status": status, "containerIds": ["cnt_1"], **odd}
    result = server(json.dumps(answer).encode(), tmp_path)(
        "content", "generate", "--hook", "hi", "--json"
    )

    assert result.code == (ExitCode.OK if status == "completed" else ExitCode.JOB_FAILED)
    assert [each["id"] for each in result.one["containers"]] == ["cnt_1"]


@pytest.mark.parametrize("field", ["assets", "captions", "preview"])
def test_a_null_in_place_of_a_list_is_absent(field, tmp_path):
    answer = json.dumps({**CONTAINER, field: None}).encode()

    assert server(answer, tmp_path)("content", "get", "cnt_1").code == 0


@pytest.mark.parametrize("body", ["no json", "[" * 50_000, '{"a": "\\ud83d"}', '{"a": NaN}', ""])
def test_any_body_of_the_user_is_recorded_and_sent(body, tmp_path):
    layers = server(b'{"id": "x"}', tmp_path)
    argv = "api POST /v1/projects/prj_1/content --input - --json"
    result = layers(*argv.split(), "--yes", stdin=body)

    assert_sane(result, argv)
