"""The review: nothing decided is lost, nothing undecided is sent, nothing is sent twice."""

import httpx
import pytest

from tests.review.conftest import is_decision


def statuses(layers, ids):
    return [layers("content", "get", name, "--json").json["approvalStatus"] for name in ids]


def cutting(*, after):
    """Cut the connection of the second decision, *after* its work or before, and all later ones."""
    count = 0

    def change(request, send):
        nonlocal count
        count += is_decision(request)
        if is_decision(request) and count >= 2 and not after:
            raise httpx.ConnectError("gone")
        response = send()
        if is_decision(request) and count == 2:
            raise httpx.ReadError("cut")
        return response

    return change


@pytest.mark.slow
def test_decisions_are_sent_when_they_are_told_to_be(review, layers, pending, sent):
    async def drive(user):
        await user.press("a", "r")
        await user.type("too long")
        await user.press("enter")
        assert sent() == []
        assert "2 to send" in user.head
        await user.press("S")
        await user.until(lambda: not user.app.desk.unsent, "sending")

    review(drive)

    assert statuses(layers, pending) == ["approved", "rejected", "pending"]
    assert len(sent()) == 2


def test_undecided_and_undone_are_never_sent(review, pending, sent):
    async def drive(user):
        await user.press("a", "u", "s", "S")
        assert "nothing to send" in user.told.lower()
        await user.press("q")

    desk = review(drive)

    assert desk.rows() == []
    assert sent() == []


@pytest.mark.slow
def test_leaving_asks_what_to_do_with_what_was_not_sent(review, layers, pending, sent):
    async def leave(user):
        await user.press("a", "q", "k")

    review(leave)
    assert sent() == []

    async def come_back(user):
        assert "1 to send" in user.head
        await user.press("q", "s")
        await user.until(lambda: user.app._exit, "leaving")

    review(come_back)

    assert statuses(layers, pending)[0] == "approved"
    assert len(sent()) == 1


def test_choosing_one_variant_rejects_the_others_with_one_reason(review, layers, pending, sent):
    async def drive(user):
        await user.press("right", "c")
        await user.type("weaker")
        await user.press("enter", "S")
        await user.until(lambda: not user.app.desk.unsent, "sending")

    review(drive)
    first, second, other = pending
    decided = dict(zip(pending, statuses(layers, pending), strict=True))

    assert sorted(decided.values()) == ["approved", "pending", "rejected"]
    assert decided[other] == "pending"
    assert {decided[first], decided[second]} == {"approved", "rejected"}


@pytest.mark.slow
@pytest.mark.parametrize("after", [True, False])
def test_connection_lost_in_the_middle_loses_nothing_and_sends_nothing_twice(
    review, layers, pending, sent, after
):
    async def drive(user):
        await user.press("a", "a", "a", "S")
        await user.until(lambda: not user.app._sending, "sending")

    async def again(user):
        await user.press("S")
        await user.until(lambda: not user.app.desk.unsent, "sending")

    review(drive, change=cutting(after=after))
    review(again)

    assert statuses(layers, pending) == ["approved"] * 3
    assert sorted(sent()) == sorted(f"approve {name}" for name in pending)
