"""Each key of the review, and what it cannot do."""

import pytest

from layers_cli.ledger.errors import LedgerError
from tests.scenarios.matrix_calls import GONE

pytestmark = pytest.mark.slow


def test_what_was_sent_cannot_be_undone(review, pending, sent):
    async def drive(user):
        await user.press("a", "S")
        await user.until(lambda: not user.app.desk.unsent, "sending")
        await user.press("u")
        assert "Nothing is left to undo" in user.told

    review(drive)

    assert len(sent()) == 1


def test_what_is_kept_is_sent_by_the_plain_command(review, layers, pending, sent):
    async def drive(user):
        await user.press("a", "q", "k")

    review(drive)
    result = layers("content", "decide", "--resume", "--yes", "--json")

    assert [row["outcome"] for row in result.json["items"]] == ["made"]
    assert sent() == [f"approve {pending[0]}"]


def test_ctrl_c_keeps_what_was_decided(review, pending, sent):
    async def drive(user):
        await user.press("a", "ctrl+c")

    review(drive)

    async def come_back(user):
        assert "1 to send" in user.head

    review(come_back)

    assert review.ended.return_code is None
    assert sent() == []


def test_earlier_decision_can_still_be_undone(review, pending):
    async def decide(user):
        await user.press("a")

    async def come_back(user):
        await user.press("u")
        assert "to send" not in user.head

    review(decide)
    desk = review(come_back)

    assert desk.unsent == []


def test_choice_is_undone_as_a_whole(review, pending):
    async def drive(user):
        await user.press("c")
        await user.type("x")
        await user.press("enter")
        assert "2 to send" in user.head
        await user.press("u")
        assert "to send" not in user.head

    review(drive)


@pytest.mark.parametrize("typed", ["", "   "])
def test_rejection_needs_a_reason(review, pending, typed):
    async def drive(user):
        await user.press("r")
        await user.type(typed)
        await user.press("enter")
        assert "Write a reason" in str(user.app.screen.query_one("#count").render())
        await user.press("escape")

    assert review(drive).unsent == []


def test_reason_is_counted_and_never_too_long(review, pending):
    async def drive(user):
        await user.press("r")
        field = user.app.screen.query_one("Input")
        field.value = "x" * 1024
        await user.press("y")
        assert "1,024 of 1,024" in str(user.app.screen.query_one("#count").render())
        await user.press("enter")

    [record] = review(drive).unsent
    assert record.decision.reason == "x" * 1024


def test_recent_reasons_are_offered(review, pending):
    async def drive(user):
        await user.press("r")
        await user.type("first")
        await user.press("enter", "r", "down", "enter")

    reasons = [each.decision.reason for each in review(drive).unsent]
    assert reasons == ["first", "first"]


def test_what_somebody_else_decided_meanwhile_is_told(review, layers, pending, sent):
    def overtaken(request, send):
        if request.url.path.endswith("/approve"):
            layers("content", "reject", pending[0], "--reason", "mine")
        return send()

    async def drive(user):
        await user.press("a", "S")
        await user.until(lambda: "already" in user.told, "the answer")

    [row] = review(drive, change=overtaken).rows()
    assert row.outcome == "blocked"
    assert row.problem.reason == "somebody has rejected it already, and that is final"


def test_journal_that_cannot_be_written_ends_the_review_with_its_error(review, pending):
    def fail(*_):
        raise LedgerError("The disk is full", hint="make room")

    async def drive(user):
        user.app.desk.decide = fail
        user.app.simulate_key("a")
        await user.until(lambda: user.app.failure, "the error")

    review(drive)

    assert str(review.ended.failure) == "The disk is full"


def test_decided_ones_are_shown_and_cannot_be_decided_again(review, layers, pending, sent):
    layers("content", "approve", pending[0])

    async def drive(user):
        await user.press("r")
        assert "It waits for no decision" in user.told

    assert review(drive, pending[0]).unsent == []


def test_ids_that_are_gone_stop_no_other(review, pending):
    async def drive(user):
        assert "1 of 1" in user.head

    review(drive, pending[0], GONE)
