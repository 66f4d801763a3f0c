"""What is done with a campaign once its rows were asked for."""

import csv
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from layers_cli.errors.exit_codes import ExitCode

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes")


def results(layers, name="hooks.results.csv"):
    text = (layers.cwd / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def applied(layers, make_plan):
    make_plan(4)
    assert layers(*APPLY).code == 0
    return layers


def test_collecting_reads_the_list_and_draws_the_results(applied):
    requests = []

    def count(request, send):
        requests.append(request.url.path)
        return send()

    done = applied.through(count)("campaign", "collect", "--json")

    assert (done.code, done.json["containers"]) == (0, {"completed": 4})
    assert len(requests) == 1
    assert {row["status"] for row in results(applied)} == {"completed"}
    assert all(row["preview"].startswith("http") for row in results(applied))


def test_containers_that_have_ended_are_not_read_again(applied):
    assert applied("campaign", "collect").code == 0

    again = applied.raising(AssertionError("a request"))("campaign", "collect", "--json")

    assert (again.code, again.json["containers"]) == (0, {"completed": 4})


def test_off_a_terminal_nothing_is_said_of_what_did_not_happen(applied):
    well = applied("campaign", "status").out
    applied("campaign", "pause", "hooks")

    assert not any(line.endswith(":\t") for line in well.splitlines())
    assert "Paused:\t" in applied("campaign", "status", "hooks").out


def test_media_is_saved_once(applied):
    first = applied("campaign", "collect", "--download", "out")
    files = sorted((applied.cwd / "out").glob("*.jpg"))
    times = [file.stat().st_mtime_ns for file in files]
    second = applied("campaign", "collect", "--download", "out")

    assert (first.code, second.code, bool(files)) == (0, 0, True)
    assert [file.stat().st_mtime_ns for file in files] == times
    saved = [path for row in results(applied) for path in row["files"].split("\n")]
    assert len(saved) >= 4


def test_apply_waits_and_saves_in_one_go(layers, make_plan):
    make_plan(2)

    done = layers(*APPLY, "--wait", "--download", "out", "--json")

    assert (done.code, done.json["containers"]) == (0, {"completed": 2})
    assert list((layers.cwd / "out").glob("*.jpg"))


def test_failed_containers_are_made_anew_and_refused_rows_asked_again(
    applied, sandbox, billed, monkeypatch
):
    def as_failed(request, send):
        reply = send()
        if request.method == "GET" and request.url.path.endswith("/content"):
            body = reply.json()
            body["items"][0]["status"] = "failed"
            return type(reply)(200, json=body)
        return reply

    collected = applied.through(as_failed)("campaign", "collect", "--json")
    assert (collected.code, collected.json["containers"]["failed"]) == (ExitCode.PARTIAL, 1)

    done = applied("campaign", "retry-failed", "--yes", "--json")
    assert done.json["rows"] == {"accepted": 5}
    assert sorted(billed().values()) == [1, 1, 1, 2]
    applied("campaign", "collect")
    rows = results(applied)
    assert len(rows) == 4
    assert {row["status"] for row in rows} == {"completed"}
    assert applied("campaign", "retry-failed", "--yes").code == 0
    assert billed().total() == 5
    assert applied("campaign", "status", "--json").json["containers"] == {
        "completed": 4,
        "replaced": 1,
    }


def test_cancel_leaves_what_was_paid_for(layers, make_plan, billed):
    make_plan(3)
    layers(*APPLY, "--limit", "1")

    done = layers("campaign", "cancel", "--yes", "--json")

    assert (done.code, done.json["rows"]) == (0, {"accepted": 1, "canceled": 2})
    assert layers("campaign", "resume").code == 0
    assert billed().total() == 1


def test_report_draws_the_results_wherever_one_likes(applied):
    (applied.cwd / "hooks.results.csv").unlink()

    assert applied("campaign", "report").code == 0
    assert applied("campaign", "report", "hooks", "-o", "other.csv").code == 0

    assert results(applied) == results(applied, "other.csv")


def test_forgotten_campaign_leaves_no_hook_behind(applied, billed):
    state = applied.cwd.parent.joinpath(applied.environ["LAYERS_STATE_DIR"])
    [ledger] = state.glob("*.db")
    with closing(sqlite3.connect(ledger)) as other:  # which keeps the WAL
        assert other.execute("select count(*) from campaigns").fetchone() == (1,)
        assert applied("campaign", "forget", "--yes").code == 0

        assert applied("campaign", "status", "hooks").code == ExitCode.NOT_FOUND
        text = b"".join(path.read_bytes() for path in state.iterdir())
        assert b"hooks: hook 1" not in text
    assert applied(*APPLY).code == 0
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(4)})


def test_status_asks_nobody(applied):
    done = applied.raising(AssertionError("a request"))("campaign", "status", "hooks.plan.jsonl")

    assert done.code == 0
    assert "4 accepted" in done.out


def test_one_of_several_campaigns_has_to_be_named(applied, make_plan):
    make_plan(1, name="other")
    applied("campaign", "apply", "other.plan.jsonl", "--yes")

    done = applied("campaign", "status")

    assert (done.code, "other, hooks" in done.err) == (ExitCode.USAGE, True)
    assert applied("campaign", "status", "other").code == 0


def test_names_are_remembered_for_completion_in_shells(applied, tmp_path):
    [seen] = (tmp_path / "cache").rglob("campaigns")

    assert seen.read_text().splitlines()[1:] == ["hooks\thooks.csv"]
