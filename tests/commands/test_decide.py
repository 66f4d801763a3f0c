"""`layers content decide`: a file of decisions, each made once, whatever comes in between."""

import json

import httpx
import pytest

from layers_cli.sandbox.core.request_log import RequestFilter
from tests.scenarios.matrix_calls import GONE

TO = ("--to", "tiktok:@inboxzen")


@pytest.fixture
def pending(layers):
    """Four containers that wait for a review."""
    layers("project", "update", "--review", "review_all")
    return layers("content", "generate", "--hook", "hi", "--variants", "4", "-q").out.split()


@pytest.fixture
def write(layers):
    """Write a file of decisions."""

    def write(*rows, name="d.jsonl"):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (layers.cwd / name).write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def sent(sandbox):
    """The decisions that the sandbox has received, by its log: `approve cnt_…`."""

    def sent():
        found = sandbox.request_log.entries(RequestFilter())
        posts = [each.path.split("/") for each in found if each.method == "POST"]
        return [f"{path[-1]} {path[-2]}" for path in posts if path[-1] in ("approve", "reject")]

    return sent


def approve(name, **more):
    return {"id": name, "decision": "approve", **more}


def reject(name, reason="Off-brand", **more):
    return {"id": name, "decision": "reject", "reason": reason, **more}


def outcomes(result):
    return [row["outcome"] for row in result.json["items"]]


def approvals(layers, ids):
    return [layers("content", "get", name, "--json").json["approvalStatus"] for name in ids]


def test_file_is_carried_out_and_told_beside_it(layers, pending, write, sent):
    first, second, *_ = pending
    result = layers("content", "decide", write(approve(first), reject(second)), "--yes", "--json")

    assert (result.code, outcomes(result)) == (0, ["made", "made"])
    assert approvals(layers, pending) == ["approved", "rejected", "pending", "pending"]
    assert sorted(sent()) == sorted([f"approve {first}", f"reject {second}"])
    told = (layers.cwd / "d.results.jsonl").read_text().splitlines()
    assert [json.loads(line)["outcome"] for line in told] == ["made", "made"]


def test_dry_run_says_what_would_happen_and_sends_nothing(layers, pending, write, sent):
    file = write(approve(pending[0]), approve(GONE), approve(pending[0]))
    result = layers("content", "decide", file, "-n", "--json")

    assert (result.code, outcomes(result)) == (6, ["ready", "blocked", "repeated"])
    assert sent() == []
    assert list(layers.cwd.glob("*.results.jsonl")) == []


def test_nothing_is_sent_without_a_yes(layers, pending, write, sent):
    result = layers("content", "decide", write(approve(pending[0])))

    assert result.code == 3
    assert "--yes" in result.err
    assert sent() == []


def test_question_says_how_many_and_that_rejections_are_final(layers, pending, write):
    file = write(approve(pending[0]), reject(pending[1]))
    result = layers("content", "decide", file, terminal=True, stdin="n\n")

    assert "Approve 1 and reject 1 for good? [y/N]" in result.err
    assert result.code == 3


def test_file_that_is_replayed_sends_nothing(layers, pending, write, sent):
    file = write(approve(pending[0]), reject(pending[1]))
    layers("content", "decide", file, "--yes")
    before = sent()
    again = layers("content", "decide", file, "--json")

    assert (again.code, outcomes(again)) == (0, ["already", "already"])
    assert sent() == before


def test_lines_that_cannot_be_made_are_explained_and_stop_no_other(layers, pending, write):
    layers("content", "reject", pending[0], "--reason", "no")
    file = write(
        approve(pending[0]),
        approve(GONE),
        {"id": pending[1], "decision": "reject"},
        approve(pending[2]),
    )
    result = layers("content", "decide", file, "--yes", "--json")

    assert (result.code, outcomes(result)) == (6, ["blocked", "blocked", "blocked", "made"])
    rejected, gone, nameless, _ = result.json["items"]
    assert rejected["problem"] == "somebody has rejected it already, and that is final"
    assert gone["problem"] == "there is no such container"
    assert (nameless["field"], nameless["problem"]) == ("reason", "a rejection has one")
    assert "line 2, id: there is no such container" in result.error["message"]


def test_file_for_another_project_names_it(layers, pending, write, sent):
    other = layers("project", "create", "--name", "Another", "-q").out.strip()
    file = write(*map(approve, pending))
    result = layers("content", "decide", file, "--yes", "--project", other, "--json")

    assert (result.code, outcomes(result)) == (2, ["blocked"] * 4)
    assert result.json["items"][0]["fix"] == f"add --project {layers.environ['LAYERS_PROJECT']}"
    assert sent() == []


def test_sheet_is_taken_too(layers, pending, sent):
    rows = [f"{name};approve;" for name in pending]
    (layers.cwd / "d.csv").write_text("id;decision;note\n" + "\n".join(rows))
    result = layers("content", "decide", "d.csv", "--yes", "--json")

    assert result.code == 0
    assert len(sent()) == len(pending)


@pytest.mark.parametrize(("verb", "status"), [("approve", "approved"), ("reject", "rejected")])
def test_approve_and_reject_take_only_their_kind_from_a_file(layers, pending, write, verb, status):
    file = write(approve(pending[0]), reject(pending[1]))
    result = layers("content", verb, "--from", file, "--yes", "--json")

    assert (result.code, outcomes(result)) == (0, ["made"])
    assert [each for each in approvals(layers, pending) if each != "pending"] == [status]


@pytest.mark.parametrize("how", [("--from", "d.jsonl", "-y"), ()])
def test_schedule_that_an_approval_could_not_make_is_told(layers, sandbox, pending, write, how):
    name, other, *_ = pending
    write(approve(name), approve(other))
    assert layers("content", "schedule", name, "--at", "+1h", *TO).code == 0
    sandbox.set_clock(advance=2 * 86_400_000)

    result = layers("content", "approve", *(how or (name, other)))

    assert result.code == 0
    [told] = [line for line in result.err.splitlines() if "schedule" in line]
    assert f"{name} is approved, but its schedule could not be made" in told
    assert approvals(layers, [name, other]) == ["approved", "approved"]


def test_row_of_an_approval_without_its_schedule_says_what_is_wrong(
    layers, sandbox, pending, write
):
    write(approve(pending[0]))
    assert layers("content", "schedule", pending[0], "--at", "+1h", *TO).code == 0
    sandbox.set_clock(advance=2 * 86_400_000)

    result = layers("content", "decide", "d.jsonl", "--yes", "--json")

    assert result.code == 0
    assert (result.one["outcome"], result.one["code"]) == ("made", "cli_not_scheduled")
    assert "its schedule could not be made" in result.one["problem"]
    assert f"layers content schedule {pending[0]} --at TIME" in result.one["fix"]


def test_ids_and_a_file_are_not_taken_together(layers, pending, write):
    result = layers("content", "approve", pending[0], "--from", write(approve(pending[1])))

    assert result.code == 2


def cutting(layers, number, *, after):
    """The same command line, whose decision *number* is lost *after* the work, or before it."""
    count = 0

    def change(request, send):
        nonlocal count
        is_decision = request.url.path.endswith(("/approve", "/reject"))
        count += is_decision
        if is_decision and count >= number and not after:
            raise httpx.ReadError("cut")
        response = send()
        if is_decision and count == number:
            raise httpx.ReadError("cut")
        return response

    return layers.through(change)


def test_reply_that_was_lost_is_looked_up_and_not_sent_again(layers, pending, write, sent):
    file = write(*map(approve, pending))
    result = cutting(layers, 2, after=True)("content", "decide", file, "--yes", "--json")

    assert (result.code, outcomes(result)) == (0, ["made"] * 4)
    assert sorted(sent()) == sorted(f"approve {name}" for name in pending)


def test_connection_lost_in_the_middle_loses_nothing_and_sends_nothing_twice(
    layers, pending, write, sent
):
    file = write(*map(approve, pending))
    cut = cutting(layers, 2, after=False)("content", "decide", file, "--yes", "--json")
    later = layers("content", "decide", file, "--yes", "--json")

    assert cut.code in (6, 7)
    assert "run the same command again" in cut.err
    assert (later.code, set(outcomes(later))) == (0, {"already", "made"})
    assert sorted(sent()) == sorted(f"approve {name}" for name in pending)


def test_what_was_not_sent_is_kept_and_made_by_resume(layers, pending, write, sent):
    file = write(*map(approve, pending))
    cutting(layers, 1, after=False)("content", "decide", file, "--yes")
    assert sent() == []
    (layers.cwd / file).unlink()
    result = layers("content", "decide", "--resume", "--yes", "--json")

    assert (result.code, outcomes(result)) == (0, ["made"] * 4)
    assert layers("content", "decide", "--resume", "--yes", "--json").json["items"] == []


def test_decision_met_by_somebody_elses_is_explained(layers, pending, write, sent):
    def overtaken(request, send):
        if request.url.path.endswith("/approve"):
            layers("content", "reject", pending[0], "--reason", "mine was first")
        return send()

    file = write(approve(pending[0]))
    result = layers.through(overtaken)("content", "decide", file, "--yes", "--json")

    assert (result.code, outcomes(result)) == (2, ["blocked"])
    assert "somebody has rejected it already" in result.json["items"][0]["problem"]


def test_run_stopped_while_it_sent_looks_before_it_sends_again(layers, pending, write, sent):
    file = write(approve(pending[0]), approve(pending[1]))

    def stopped(request, send):
        response = send()
        if request.url.path.endswith("/approve"):
            raise KeyboardInterrupt
        return response

    first = layers.through(stopped)("content", "decide", file, "--yes")
    result = layers("content", "decide", "--resume", "--yes", "--json")

    assert first.code == 130
    assert "run the same command again" in first.err
    assert set(outcomes(result)) <= {"already", "made"}
    assert approvals(layers, pending[:2]) == ["approved", "approved"]
    assert len(sent()) == len(set(sent())) == 2


def test_many_ids_are_read_by_the_page(layers, pending, write, sandbox):
    ids = (
        pending + layers("content", "generate", "--hook", "hi", "--variants", "8", "-q").out.split()
    )
    before = sandbox.request_log.last
    result = layers("content", "decide", write(*map(approve, ids)), "-n", "--json")
    read = list(sandbox.request_log.entries(RequestFilter(after=before)))

    assert outcomes(result) == ["ready"] * len(ids)
    assert len(read) == 1


HOSTILE = (
    "<script>alert(1)</script> {{7*7}} ${x} \u202egnirts\u200b \x1b[31m [bold]x[/] =HYPERLINK(1)"
)


def test_hostile_texts_are_passed_on_and_inert(layers, pending, write):
    file = write(reject(pending[0], HOSTILE, reviewer=HOSTILE, note=HOSTILE))
    shown = layers("content", "decide", file, "--yes", terminal=True, environ={"COLUMNS": "200"})
    got = layers("content", "decide", file, "--json")

    assert "\x1b[31m" not in shown.out
    assert "\u202e" not in shown.out
    assert "[bold]x[/]" in shown.out
    assert "<script>" in shown.out
    assert got.json["items"][0]["reason"] == HOSTILE


@pytest.mark.parametrize("argv", [["decide"], ["decide", "d.jsonl", "--resume"], ["decide", "no"]])
def test_file_that_is_not_there_is_told(layers, argv):
    result = layers("content", *argv)

    assert result.code == 2
    assert "Traceback" not in result.err


def test_results_that_cannot_be_written_are_told_before_anything_is_sent(
    layers, pending, write, sent
):
    file = write(approve(pending[0]))
    result = layers("content", "decide", file, "--yes", "--results", "no/folder/x.jsonl")

    assert result.code == 2
    assert sent() == []
