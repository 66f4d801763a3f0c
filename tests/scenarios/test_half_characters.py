"""Half an emoji from a server stops no command, ledger or file (issue 12, kind 13)."""

import json

import httpx
import pytest

from layers_cli.ledger.database import Database

HALF = "Wait \ud83d"
GENERATE = ("content", "generate", "--hook", "hi")


def halved(value, names):
    """*value* with half a character behind each text that stands under one of *names*."""
    if isinstance(value, list):
        return [halved(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: halved(each, names) for name, each in value.items()}
    for name in names & found.keys():
        if isinstance(found[name], str):
            found[name] += HALF
        elif isinstance(found[name], list):
            found[name] = [each + HALF for each in found[name]]
    return found


@pytest.fixture
def halving(layers):
    """Run `layers` against a server that cuts emoji in half in the fields *names*."""

    def make(*names):
        def change(request, send):
            response = send()
            if not response.headers.get("content-type", "").startswith("application/json"):
                return response
            body = json.dumps(halved(json.loads(response.content), set(names))).encode()
            return httpx.Response(response.status_code, content=body)

        return layers.through(change)

    return make


def test_texts_are_saved_shown_and_found_again(halving):
    run = halving("hook", "caption", "text", "stage", "format", "name", "appName")

    made = run(*GENERATE, "--download", "out", "--json")
    assert made.code == 0, made.err
    [name] = [row["id"] for row in run("content", "list", "--json").json["items"]]
    for argv in (
        ("content", "list"),
        ("content", "list", "--csv"),
        ("content", "list", "--jsonl"),
        ("content", "get", name),
        ("content", "get", name, "--template", "{{ hook }}"),
        ("jobs", "list"),
        ("jobs", "list", "--json"),
        ("project", "list"),
        ("content", "download", name, "-o", "again", "--name", "{hook_slug}-{index}"),
    ):
        shown = run(*argv)
        assert (shown.code, "Unexpected" in shown.err) == (0, False), (argv, shown.err)
    [sidecar] = (run.cwd / "out").glob("*.json")
    assert json.loads(sidecar.read_bytes())["hook"].startswith("hi")
    [picture, *_] = sorted((run.cwd / "out").glob("*.jpg"))
    found = run("whence", str(picture), "--json")
    assert (found.code, HALF[:4] in found.out) == (0, True), found.err


@pytest.mark.parametrize("names", [("jobId",), ("containerIds",), ("jobId", "containerIds", "id")])
@pytest.mark.parametrize("terminal", [True, False])
def test_ids_are_kept_and_resumed(halving, names, terminal):
    run = halving(*names)

    made = run(*GENERATE, "--no-watch", terminal=terminal)
    assert (made.code, "Unexpected" in made.err) == (0, False), made.err
    for argv in (("jobs", "list"), ("jobs", "list", "--json"), ("jobs", "resume", "--all")):
        shown = run(*argv, terminal=terminal)
        assert "Unexpected error" not in shown.err
        assert shown.out or shown.err


def test_error_in_half_characters_is_recorded(halving, layers):
    error = {"error": {"code": "ODD\ud83d", "message": HALF, "details": {HALF: HALF}}}
    body = json.dumps(error).encode()
    failed = layers.against(lambda _: httpx.Response(422, content=body))(*GENERATE, "--json")

    assert (failed.code, failed.error["code"]) == (1, "HTTP_422")
    assert layers("jobs", "list", "--json").code == 0


@pytest.mark.parametrize("value", ["\ud83d", "a\udc00b", "\ude00\ud83d", 2**63, -(2**70)])
def test_ledger_stores_whatever_it_is_given(tmp_path, value):
    database = Database(
        tmp_path / "l.db", ["create table t (id integer primary key, v)"], lambda: None
    )
    with database.transaction() as db:
        row = database.insert("t", {"v": value})
        database.update("t", row, {"v": value})
        db.executemany("insert into t (v) values (?)", [(value,)])
    found = [
        each["v"] for each in database.rows("select v from t where v is ? or v is null", (value,))
    ]
    database.close()

    assert len(found) == 2


def test_ledger_joins_the_halves_of_a_character(tmp_path):
    database = Database(tmp_path / "l.db", ["create table t (v)"], lambda: None)
    with database.transaction():
        database.insert("t", {"v": "\ud83d" + "\ude00"})
    [row] = database.rows("select v from t")
    database.close()

    assert row["v"] == "\U0001f600"
