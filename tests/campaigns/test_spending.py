"""Credits that fall faster than planned hold a campaign before its rows fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.portions import portions
from layers_cli.campaigns.records import RowRecord, RowState
from layers_cli.campaigns.spending import SpendingLook, overspending
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.sandbox.jobs.generation import PRICES
from tests.campaigns.plans import PRICE, planned

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes", "--json")
FIRST = SpendingLook(1000, accepted=0, asked=0, left=500, slack=None)


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        (replace(FIRST, available=500, asked=500, left=0), False),
        (replace(FIRST, available=900, asked=200, left=300), False),  # some are under way
        (replace(FIRST, available=600, asked=100, left=400), False),  # enough is left
        (replace(FIRST, available=399, asked=100, left=400), True),
        (replace(FIRST, available=600, asked=100, left=400, slack=300), False),
        (replace(FIRST, available=599, asked=100, left=400, slack=300), True),
        (replace(FIRST, available=2000, asked=100, left=400, slack=0), False),  # a top-up
    ],
)
def test_only_more_than_planned_holds_and_only_where_it_matters(now, holds):
    assert (overspending(FIRST, now) is not None) is holds


def test_what_was_not_covered_from_the_start_goes_as_far_as_it_goes():
    first = replace(FIRST, available=400)

    assert overspending(first, replace(first, available=100, asked=100, left=400)) is None


def falling_by(more: float) -> Callable[..., Any]:
    """Say of the balance that each row took *more* credits than it cost."""
    sent = count(1)
    last = [0]

    def answer(request, send):
        reply = send()
        if request.method == "POST":
            last[0] = next(sent)
        if request.url.path.endswith("/credits"):
            body = reply.json()
            body["available"] = max(0, body["available"] - more * last[0])
            return type(reply)(200, json=body)
        return reply

    return answer


def test_max_credits_holds_after_the_first_row_that_costs_more(layers, make_plan, billed):
    make_plan(40)
    limited = (*APPLY, "--max-credits", str(40 * PRICE))

    held = layers.through(falling_by(1))(*limited)

    assert (held.code, held.error["code"]) == (ExitCode.PARTIAL, "cli_held")
    assert "1 more than" in held.error["message"]
    assert held.error["resume"] == "layers campaign resume hooks"
    assert held.json["rows"] == {"queued": 39, "accepted": 1}
    assert layers("campaign", "resume", "hooks").code == 0
    assert billed().total() == 40


def rising(price, *, at, monkeypatch, listed):
    """Let slideshows cost *price* once *at* were made; the list of prices says so if it is *listed*."""
    sent = count(1)

    def answer(request, send):
        reply = send()
        if request.method == "POST" and next(sent) == at:
            monkeypatch.setitem(PRICES, "slideshow-builder", price)
        if request.url.path.endswith("/credits") and not listed:
            body = reply.json()
            body["estimatedCreditsPerFormat"]["slideshow_builder"] = PRICE
            return type(reply)(200, json=body)
        return reply

    return answer


def credits_billed(sandbox) -> int:
    return sum(row["billed"] for row in sandbox.store.credits.by_container())


@pytest.mark.parametrize(
    ("at", "listed"), [(1, False), (7, False), (30, False), (38, False), (39, True)]
)
def test_max_credits_is_never_exceeded_where_the_price_doubles_meanwhile(
    layers, make_plan, sandbox, monkeypatch, at, listed
):
    make_plan(40)
    limit = 40 * PRICE
    risen = rising(2 * PRICE, at=at, monkeypatch=monkeypatch, listed=listed)

    held = layers.through(risen)(*APPLY, "--max-credits", str(limit))

    assert (held.code, held.error["code"]) == (ExitCode.PARTIAL, "cli_held")
    assert "over --max-credits 2,000" in held.error["message"]
    spent = credits_billed(sandbox)
    assert held.json["creditsAccepted"] == spent <= limit
    again = layers("campaign", "resume", "hooks", "--json")  # it knows what was paid
    assert (again.code, again.error["code"]) == (ExitCode.PARTIAL, "cli_held")
    assert "resume hooks --max-credits N" in again.error["hint"]
    assert credits_billed(sandbox) == spent
    low = layers("campaign", "resume", "hooks", "--max-credits", str(limit), "--json")
    assert (low.code, low.error["code"]) == (ExitCode.DECLINED, "cli_over_limit")
    on = layers("campaign", "resume", "hooks", "--max-credits", str(2 * limit), "--json")
    assert (on.code, on.json["rows"]) == (0, {"accepted": 40})
    assert on.json["creditsAccepted"] == credits_billed(sandbox)


def test_limit_with_room_for_the_new_price_holds_nothing(layers, make_plan, sandbox, monkeypatch):
    make_plan(40)
    risen = rising(PRICE + 1, at=5, monkeypatch=monkeypatch, listed=False)

    done = layers.through(risen)(*APPLY, "--max-credits", str(40 * (PRICE + 1)))

    assert (done.code, done.json["rows"]) == (0, {"accepted": 40})
    assert done.json["creditsAccepted"] == credits_billed(sandbox)


@given(
    prices=st.lists(st.sampled_from([50.0, 120.0]), min_size=1, max_size=60),
    spare=st.floats(0, 500),
    factor=st.floats(1, 2),
    at=st.integers(0, 60),
)
def test_portions_keep_the_limit_at_any_price_up_to_the_double(prices, spare, factor, at):
    """All rows once, in order; whatever portion the prices rise in, nothing but a last row is over."""
    rows = [RowRecord(planned("prj_1", n), RowState.QUEUED) for n in range(len(prices))]
    rows = [
        replace(row, row=replace(row.row, credits=price, body={"format": str(price)}))
        for row, price in zip(rows, prices, strict=True)
    ]
    room = sum(prices) + spare

    shared = list(portions(rows, size=8, room=room))

    assert [row for portion in shared for row in portion.rows] == rows
    assert shared[0].waits
    paid, since, number = 0.0, 0, 0
    for portion in shared:
        if portion.waits and number > at:
            break  # the look has shown it
        since = number if portion.waits else since
        for row in portion.rows:
            paid += row.row.credits * (factor if number >= at else 1)
            number += 1
    assert paid <= room + 1e-6 or number - since == 1


def test_what_others_spend_holds_before_a_row_fails(layers, make_plan, billed):
    make_plan(80)
    moments = count()
    later = lambda: datetime.now(UTC) + timedelta(seconds=11 * next(moments))  # noqa: E731
    hurried = replace(layers.through(falling_by(20_000)), now=later)

    held = hurried(*APPLY, "--concurrency", "1")

    assert (held.code, '"cli_held"' in held.err) == (ExitCode.PARTIAL, True)
    assert "refused" not in held.json["rows"]
    assert "its other rows cost" in held.json["paused"]
    assert layers("campaign", "resume", "hooks").code == 0
    assert billed().total() == 80


def test_price_that_rose_since_the_plan_is_refused_before_anything_is_recorded(layers, sandbox):
    (layers.cwd / "hooks.csv").write_text("hook\nOne of many\n")
    assert layers("campaign", "plan", "hooks.csv").code == 0

    def dearer(request, send):
        reply = send()
        if request.url.path.endswith("/credits"):
            body = reply.json()
            body["estimatedCreditsPerFormat"]["slideshow_builder"] = 51
            return type(reply)(200, json=body)
        return reply

    refused = layers.through(dearer)(*APPLY)

    assert (refused.code, refused.error["code"]) == (ExitCode.DECLINED, "cli_price_changed")
    assert layers("campaign", "status", "hooks").code == ExitCode.NOT_FOUND


@pytest.mark.parametrize("prices", [[{}], "50", 5])
def test_prices_that_are_none_stop_no_campaign(layers, make_plan, billed, prices):
    """Issue 12, kind 13."""
    make_plan(2)

    def answer(request, send):
        reply = send()
        if not request.url.path.endswith("/credits"):
            return reply
        return type(reply)(200, json={**reply.json(), "estimatedCreditsPerFormat": prices})

    assert layers.through(answer)(*APPLY).code == 0
    assert billed().total() == 2
