"""Credits that fall faster than planned hold a campaign before its rows fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from layers_cli.campaigns.spending import SpendingLook, overspending
from layers_cli.errors.exit_codes import ExitCode
from tests.campaigns.plans import PRICE

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
