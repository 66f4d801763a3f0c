"""Rejections that ask for another take: priced, agreed to, and paid for once."""

import json

import httpx
import pytest

from tests.unreliable import billed

NEW = "A better hook"


@pytest.fixture
def pending(layers):
    """Two containers that wait for a review."""
    layers("project", "update", "--review", "review_all")
    return layers("content", "generate", "--hook", "hi", "--variants", "2", "-q").out.split()


@pytest.fixture
def write(layers):
    """Write a file that rejects containers, each with a new hook."""

    def write(*ids, hook=NEW):
        rows = [
            {"id": name, "decision": "reject", "reason": "Weak hook", "newHook": hook}
            for name in ids
        ]
        (layers.cwd / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return "d.jsonl"

    return write


def test_take_is_started_and_linked_to_the_rejected_one(layers, pending, write, sandbox):
    result = layers("content", "decide", write(pending[0]), "--yes", "--json")
    [row] = result.json["items"]
    job = layers("jobs", "watch", row["jobId"], "--json").one

    assert (result.code, row["outcome"]) == (0, "made")
    assert [each["hook"] for each in job["containers"]] == [NEW]
    history = layers("content", "history", pending[0], "--json")
    assert job["containers"][0]["id"] in history.out


def test_price_is_in_the_question_and_nothing_is_sent_without_a_yes(
    layers, pending, write, sandbox
):
    before = billed(sandbox)
    result = layers("content", "decide", write(*pending), terminal=True, stdin="\n")

    assert "Reject 2 for good and start 2 new takes for about" in result.err
    assert result.code == 3
    assert billed(sandbox) == before


def test_replayed_file_pays_for_no_second_take(layers, pending, write, sandbox, a_day_later):
    file = write(*pending)
    first = layers("content", "decide", file, "--yes", "--json").json["items"]
    paid = billed(sandbox)
    again = layers("content", "decide", file, "--yes", "--json")
    later = a_day_later()("content", "decide", file, "--yes", "--json")

    assert [row["jobId"] for row in again.json["items"]] == [row["jobId"] for row in first]
    assert (again.code, later.code) == (0, 0)
    assert billed(sandbox) == paid == 4


def test_take_whose_answer_was_lost_is_paid_for_once(layers, pending, write, sandbox):
    file = write(pending[0])
    lost = 0

    def change(request, send):
        nonlocal lost
        response = send()
        if request.url.path.endswith("/content") and request.method == "POST" and lost < 9:
            lost += 1
            raise httpx.ReadError("cut")
        return response

    cut = layers.through(change)("content", "decide", file, "--yes", "--json")
    [row] = cut.json["items"]
    again = layers("content", "decide", file, "--yes", "--json")

    assert cut.code == 6
    assert (row["outcome"], row["field"]) == ("made", "newHook")
    assert again.code == 0
    assert again.json["items"][0]["jobId"].startswith("job_")
    assert billed(sandbox) == 3


def test_takes_over_the_limit_stop_everything(layers, pending, write, sandbox):
    before = billed(sandbox)
    result = layers("content", "decide", write(*pending), "--yes", "--max-credits", "1")

    assert result.code == 3
    assert "--max-credits 1" in result.err
    assert billed(sandbox) == before
    assert layers("content", "get", pending[0], "--json").json["approvalStatus"] == "pending"


def test_container_that_somebody_else_rejected_gets_no_take(layers, pending, write, sandbox):
    layers("content", "reject", pending[0], "--reason", "no")
    before = billed(sandbox)
    result = layers("content", "decide", write(pending[0]), "--yes", "--json")

    assert (result.code, result.json["items"][0]["outcome"]) == (0, "already")
    assert billed(sandbox) == before


@pytest.mark.parametrize("hook", ["-", "@d.jsonl", "@@x", "{{x}}", "<b>\u202ex"])
def test_new_hook_is_taken_literally(layers, pending, write, hook):
    [row] = layers("content", "decide", write(pending[0], hook=hook), "--yes", "--json").json[
        "items"
    ]
    job = layers("jobs", "watch", row["jobId"], "--json").one

    assert [each["hook"] for each in job["containers"]] == [hook]
