"""`layers webhooks`, `layers credits events`, and what waits for a review."""

import json
import stat

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.platforms import posix_only
from tests.render.conftest import Stream

HERE = "http://127.0.0.1:9/"


@pytest.fixture
def endpoint(layers):
    """The id of an endpoint."""
    return layers("webhooks", "create", HERE, "--event", "job.failed", "-q").out.strip()


def test_create_prints_the_secret_once_and_get_never(layers):
    made = layers("webhooks", "create", HERE, "--event", "job.failed", "--json")
    read = layers("webhooks", "get", made.json["endpoint"]["id"], "--json")

    assert made.json["signingSecret"].startswith("whsec_")
    assert "not shown again" in made.err
    assert "whsec_" not in read.out
    assert read.json["events"] == ["job.failed"]


def test_the_secret_is_kept_nowhere(layers, tmp_path):
    secret = layers(
        *("webhooks", "create", HERE, "--event", "job.failed", "--fields", "signingSecret")
    ).json["signingSecret"]

    files = [path for path in layers.cwd.parent.rglob("*") if path.is_file()]
    mine = [path for path in files if "sandbox" not in str(path.relative_to(layers.cwd.parent))]
    assert not [path for path in mine if secret.encode() in path.read_bytes()]


def test_update_changes_what_it_names(layers, endpoint):
    words = ("--event", "job.completed", "--event", "job.failed", "--status", "paused")
    changed = layers("webhooks", "update", endpoint, *words, "--description", "Mine", "--json")
    cleared = layers("webhooks", "update", endpoint, "--description", "", "--json")

    assert changed.json["events"] == ["job.completed", "job.failed"]
    assert (changed.json["status"], changed.json["description"]) == ("paused", "Mine")
    assert cleared.json["description"] is None
    assert layers("webhooks", "update", endpoint).code == ExitCode.USAGE


def test_a_test_is_among_the_deliveries_and_can_be_replayed(layers, endpoint):
    sent = layers("webhooks", "test", endpoint, "--data", '{"n": 1}', "--json").json
    replayed = layers("webhooks", "replay", sent["deliveryId"], "--json").json

    rows = layers("webhooks", "deliveries", endpoint, "--json").json["items"]
    assert [row["id"] for row in rows] == [replayed["replayDeliveryId"], sent["deliveryId"]]
    assert {row["eventType"] for row in rows} == {"test.ping"}
    assert layers("webhooks", "test", endpoint, "--data", "[1]").code == ExitCode.USAGE


def test_rotate_prints_a_new_secret(layers, endpoint):
    first, second = (
        layers("webhooks", "rotate", endpoint, "--fields", "signingSecret").json for _ in range(2)
    )

    assert first["signingSecret"] != second["signingSecret"]


def test_delete_asks_first(layers, endpoint):
    assert layers("webhooks", "delete", endpoint).code == ExitCode.DECLINED
    assert layers("webhooks", "delete", endpoint, "--yes").code == 0
    missing = layers("webhooks", "get", endpoint)
    assert missing.code == ExitCode.NOT_FOUND
    assert "layers webhooks list" in missing.err


def test_an_event_that_there_is_not_is_refused_by_name(layers):
    result = layers("webhooks", "create", HERE, "--event", "job.exploded")

    assert result.code == ExitCode.USAGE
    assert "job.exploded" in result.err


def test_credits_is_short_for_credits_show(layers):
    assert layers("credits", "--json").out == layers("credits", "show", "--json").out
    assert layers("schema", "credits").out == layers("schema", "credits", "show").out
    assert "events" in layers("credits", "--help").out


def test_credit_events_name_what_was_paid_for(layers):
    container = layers("content", "generate", "--hook", "x", "-q").out.strip()

    usage = layers("credits", "events", "--type", "usage", "--json").json["items"]
    all_rows = layers("credits", "events", "--json").json["items"]

    assert [(row["containerId"], row["credits"]) for row in usage] == [(container, -50)]
    assert [row["eventType"] for row in all_rows] == ["usage", "grant"]
    other = layers("credits", "events", "--for-project", "prj_other", "--json").json["items"]
    assert other == []


def test_the_review_policy_is_set_and_shown(layers):
    chosen = layers("project", "review", "set", "review_first_n", "--first-n", "3", "--json")
    layers("content", "generate", "--hook", "x")
    shown = layers("project", "review", "show", "--json").json

    assert (chosen.json["policy"], chosen.json["firstN"]) == ("review_first_n", 3)
    assert (shown["policy"], shown["firstN"], shown["pendingCount"]) == ("review_first_n", 3, 1)


def test_archive_asks_and_says_how_to_undo_it(layers):
    project = layers("project", "create", "--name", "Spare", "-q").out.strip()

    assert layers("project", "archive", project).code == ExitCode.DECLINED
    archived = layers("project", "archive", project, "--yes")

    assert archived.code == 0
    assert layers("project", "get", project, "--json").json["status"] == "archived"
    [undo] = [line for line in archived.err.splitlines() if "make it active" in line]
    words = undo.partition(": layers ")[2].split()
    assert layers(*words).code == 0
    assert layers("project", "get", project, "--json").json["status"] == "active"


def test_quiet_says_that_a_secret_is_lost_and_how_to_get_another(layers, endpoint):
    """Issue 12, kind 8: what is shown only once comes out, or is said not to."""
    rotated = layers("webhooks", "rotate", endpoint, "-q")

    assert rotated.out.strip() == endpoint
    assert "whsec_" not in rotated.err
    assert f"layers webhooks rotate {endpoint}" in rotated.err


@pytest.mark.parametrize(
    "data", ['{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', '{"a": "\\ud83d"}']
)
def test_data_that_programs_read_in_different_ways_is_not_sent(layers, endpoint, data):
    """Issue 12, kind 13."""
    assert layers("webhooks", "test", endpoint, "--data", data).code == ExitCode.USAGE
    assert layers("webhooks", "deliveries", endpoint, "-q").out == ""


# Issue 12, kind 8: a secret that was made comes out somewhere, and its loss is said


class FailingStream(Stream):
    """A stream that takes nothing."""

    error: OSError | None = None
    text = ""

    def write(self, text):
        raise self.error or AssertionError

    def flush(self):
        if self.error is not None and not self.closed:
            raise self.error


def made_and_lost(layers, argv, error):
    stdout = FailingStream()
    stdout.error = error
    return layers("webhooks", *argv, stdout=stdout)


@posix_only
@pytest.mark.parametrize("form", [[], ["--json"], ["--fields", "signingSecret"]])
@pytest.mark.parametrize("verb", ["create", "rotate"])
def test_secret_that_cannot_be_written_is_kept_for_its_user_alone(
    layers, endpoint, tmp_path, verb, form
):
    argv = ["rotate", endpoint] if verb == "rotate" else ["create", HERE, "--event", "job.failed"]

    result = made_and_lost(layers, [*argv, *form], OSError(28, "No space left on device"))

    [kept] = (tmp_path / "state").glob("unwritten-*.json")
    assert result.code == ExitCode.ERROR
    assert str(kept) in result.err
    assert "whsec_" not in result.err
    assert json.loads(kept.read_text())["signingSecret"].startswith("whsec_")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    if form:
        assert (result.error["submitted"], result.error["safe_to_retry"]) == ("yes", False)


def test_secret_that_nobody_reads_is_kept(layers, endpoint, tmp_path):
    result = made_and_lost(layers, ["rotate", endpoint], BrokenPipeError())

    [kept] = (tmp_path / "state").glob("unwritten-*.json")
    assert str(kept) in result.err


def test_secret_that_cannot_be_kept_either_says_how_to_get_another(layers, endpoint, tmp_path):
    layers.environ = {**layers.environ, "LAYERS_STATE_DIR": str(tmp_path / "file" / "state")}
    (tmp_path / "file").write_text("")

    result = made_and_lost(layers, ["rotate", endpoint], OSError(28, "No space left on device"))

    assert f"its secret is lost; for another: layers webhooks rotate {endpoint}" in result.err


def test_fields_without_the_secret_say_that_it_is_lost(layers, endpoint):
    rotated = layers("webhooks", "rotate", endpoint, "--fields", "endpointId")

    assert f"layers webhooks rotate {endpoint}" in rotated.err


# Issue 12, kind 13: odd answers to calls that cannot be repeated


@pytest.mark.parametrize(
    "odd",
    [{}, {"endpointId": 5}, {"previousSecretExpiresAt": []}, {"endpoint": {"id": "e", "url": 5}}],
)
def test_secret_is_shown_whatever_else_the_answer_says(layers, odd):
    server = layers.against(lambda _: httpx.Response(200, json={"signingSecret": "whsec_x", **odd}))

    for argv in (["rotate", "e"], ["create", HERE, "--event", "job.failed"]):
        result = server("webhooks", *argv)
        assert (result.code, "whsec_x" in result.out) == (0, True), result.err


@pytest.mark.parametrize("secret", [None, "", 5, {}])
def test_answer_without_its_secret_is_an_error(layers, secret):
    answer = {"endpointId": "e", "signingSecret": secret}
    server = layers.against(lambda _: httpx.Response(200, json=answer))

    result = server("webhooks", "rotate", "e", "--fields", "signingSecret")

    assert (result.code, result.out) == (ExitCode.ERROR, "")
    assert (result.error["submitted"], result.error["safe_to_retry"]) == ("unknown", False)


@pytest.mark.parametrize(
    "argv", [f"create {HERE} --event job.failed", "rotate e", "test e", "replay d"]
)
@pytest.mark.parametrize("failure", [httpx.ReadError("cut"), b"<html>", b"[]", 500])
def test_lost_answer_to_what_would_be_done_twice_says_so(layers, argv, failure):
    if isinstance(failure, Exception):
        server = layers.raising(failure)
    elif isinstance(failure, int):
        server = layers.against(lambda _: httpx.Response(failure))
    else:
        server = layers.against(lambda _: httpx.Response(200, content=failure))

    error = server("webhooks", *argv.split(), "--json").error

    assert (error["submitted"], error["safe_to_retry"]) == ("unknown", False)


@pytest.mark.parametrize(
    "argv", [f"create {HERE} --event job.failed", "rotate e", "test e", "replay d"]
)
def test_stop_in_the_middle_of_what_would_be_done_twice_says_so(layers, argv):
    stopped = layers.raising(KeyboardInterrupt())("webhooks", *argv.split(), "--json")

    assert stopped.code == ExitCode.INTERRUPTED
    assert (stopped.error["submitted"], stopped.error["safe_to_retry"]) == ("unknown", False)
