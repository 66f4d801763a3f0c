"""`campaign apply` and what goes on with it: each row once, whatever comes in between."""

import csv
import json
from collections import Counter
from dataclasses import replace
from threading import Lock

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.campaigns import plans

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes")
RESUME = ("campaign", "resume", "hooks")


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    error = {"code": code, "message": "No.", "requestId": "req_1"}
    return httpx.Response(status, json={"error": error}, headers=headers)


class After:
    """Lets so many creates through, then answers with something else; counts what it sees."""

    def __init__(self, allowed: int, answer, *, times: int = 10**6) -> None:
        self.left, self.answer, self.times = allowed, answer, times
        self.refused = 0
        self._lock = Lock()

    def __call__(self, request, send):
        if request.method != "POST" or not request.url.path.endswith("/content"):
            return send()
        with self._lock:
            self.left -= 1
            is_through = self.left >= 0 or self.refused >= self.times
            self.refused += not is_through
        if is_through:
            return send()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def results(layers):
    text = (layers.cwd / "hooks.results.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(text.decode("utf-8-sig").splitlines()))


def test_each_row_is_made_once_and_stands_in_the_results(layers, make_plan, billed):
    make_plan(5, plans.INVALID)

    done = layers(*APPLY, "--json")

    assert done.code == ExitCode.PARTIAL  # one row is invalid
    assert done.json["rows"] == {"accepted": 5, "invalid": 1}
    assert done.json["creditsAccepted"] == 250
    rows = results(layers)
    assert [row["key"] for row in rows] == ["r0", "r1", "r2", "r3", "r4", "odd"]
    assert [row["state"] for row in rows] == ["accepted"] * 5 + ["invalid"]
    assert all(row["job"].startswith("job_") for row in rows[:5])
    assert (rows[5]["error"], rows[5]["fix"]) == ("hook: is empty", "write it")
    assert set(billed().values()) == {1}


def test_plan_applied_twice_is_as_applied_once(layers, make_plan, billed):
    make_plan(4)

    first, second = layers(*APPLY), layers(*APPLY)

    assert (first.code, second.code) == (0, 0)
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(4)})


def test_events_tell_of_each_row(layers, make_plan):
    make_plan(2)

    lines = [json.loads(line) for line in layers(*APPLY, "--jsonl").out.splitlines()]

    assert [line.get("type") for line in lines] == ["row", "row", None]
    assert {line["key"] for line in lines[:2]} == {"r0", "r1"}
    assert [line["seq"] for line in lines[:2]] == [1, 2]


def test_nothing_is_sent_where_nobody_agrees(layers, make_plan, billed):
    make_plan(2)

    asked = layers(*APPLY[:-1], terminal=True, stdin="n\n")
    alone = layers(*APPLY[:-1])

    assert (asked.code, alone.code) == (ExitCode.DECLINED, ExitCode.DECLINED)
    assert "2 rows, about 100 credits" in asked.err
    assert not billed()


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"server": "api.layers.com"}, "is for api.layers.com"),
        ({"api_key": "x"}, "another API key"),
    ],
)
def test_plan_of_another_account_is_refused(layers, make_plan, billed, about, said):
    make_plan(1, **about)

    done = layers(*APPLY)

    assert (done.code, said in done.err, billed()) == (ExitCode.USAGE, True, Counter())


def test_plan_that_is_not_whole_is_refused(layers, make_plan, billed):
    path = make_plan(3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    cut = layers(*APPLY)
    path.write_bytes(b"".join(lines).replace(b"hook 1", b"hook 9"))
    edited = layers(*APPLY)

    assert (cut.code, edited.code) == (ExitCode.USAGE, ExitCode.USAGE)
    assert not billed()


@pytest.mark.parametrize(
    ("status", "code", "ends"),
    [
        (402, "BILLING_EXHAUSTED", ExitCode.ERROR),
        (401, "UNAUTHENTICATED", ExitCode.AUTH),
        (503, "KILL_SWITCH", ExitCode.AUTH),
    ],
)
def test_account_that_is_refused_pauses_all_and_loses_nothing(
    layers, make_plan, billed, status, code, ends
):
    make_plan(60)
    server = After(10, refusal(status, code))

    stopped = layers.through(server)(*APPLY, "--concurrency", "4", "--json")

    assert stopped.code == ends
    assert server.refused <= 4  # those that were under way
    assert stopped.json["paused"]
    assert stopped.json["rows"]["held"] == server.refused
    assert "layers campaign resume hooks" in stopped.error["hint"]
    assert stopped.error["submitted"] == "yes"
    assert {row["error"] for row in results(layers) if row["state"] == "queued"} == {""}
    assert billed().total() == 10
    assert layers(*APPLY).code == ExitCode.DECLINED
    assert layers(*RESUME).code == 0
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(60)})


def test_plan_with_a_row_that_is_none_is_refused_and_records_nothing(layers, make_plan, billed):
    row = plans.planned("prj_1", 5, name="hooks")
    make_plan(2, replace(row, body={"hook": "x"}))

    result = layers(*APPLY, "--json")

    assert (result.code, result.error["code"]) == (2, "cli_usage")
    assert "layers campaign plan SHEET" in result.error["hint"]
    assert layers("campaign", "status", "hooks").code == 9
    assert not billed()


def test_rate_limit_is_waited_out_and_counts_as_no_try(layers, make_plan, billed):
    make_plan(12)
    server = After(3, refusal(429, "RATE_LIMITED", **{"Retry-After": "7"}), times=6)
    waited: list[float] = []

    done = layers.through(server)(*APPLY, "--retries", "0", pause=waited.append)

    assert (done.code, server.refused) == (0, 6)
    assert sum(waited) >= 6 * 7
    assert billed().total() == 12


@pytest.mark.parametrize("left", [0.0, 49.99])
def test_limit_of_credits_is_never_exceeded(layers, make_plan, billed, left):
    make_plan(4)
    over = layers(*APPLY, "--max-credits", str(150 + left))
    within = layers(*APPLY, "--max-credits", "200")

    assert (over.code, within.code) == (ExitCode.DECLINED, 0)
    assert billed().total() == 4


def test_daily_budget_ends_it_at_the_last_row_that_it_covers(layers, make_plan, billed):
    layers("config", "set", "budget.daily", "350")
    make_plan(20)

    done = layers(*APPLY)

    assert done.code == ExitCode.DECLINED
    assert billed().total() == 7


def test_refused_rows_stop_it_where_that_is_asked_for(layers, make_plan):
    make_plan(40)
    server = After(0, refusal(422, "VALIDATION"))

    done = layers.through(server)(*APPLY, "--max-failures", "3", "--concurrency", "2", "--json")

    assert (done.code, done.error["code"]) == (ExitCode.PARTIAL, "cli_max_failures")
    assert server.refused <= 3 + 1  # what the other thread was sending
    rows = results(layers)
    assert rows[0]["error"].startswith("The API rejected a value")
    assert rows[0]["request_id"] == "req_1"


def test_first_look_is_at_so_many_rows(layers, make_plan, billed):
    make_plan(5)

    first = layers(*APPLY, "--limit", "2", "--json")
    assert (first.code, first.json["rows"]) == (0, {"planned": 3, "accepted": 2})
    assert billed().total() == 2

    assert layers(*APPLY).code == 0
    assert billed().total() == 5


def test_lost_answers_are_found_out_and_not_paid_for_twice(layers, make_plan, billed):
    make_plan(10)
    lost = iter([True, False] * 100)

    def answer(request, send):
        reply = send()
        if request.method == "POST" and next(lost):
            raise httpx.ReadError("", request=request)
        return reply

    done = layers.through(answer)(*APPLY, "--retries", "0", "--concurrency", "3", "--json")
    assert done.code == ExitCode.TEMPORARY
    assert done.json["rows"]["unknown"]

    assert layers(*RESUME).code == 0
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(10)})


def test_server_that_is_gone_ends_it_soon(layers, make_plan):
    make_plan(200)
    server = After(0, httpx.ConnectError(""))

    done = layers.through(server)(*APPLY, "--retries", "0", "--concurrency", "4", "--json")

    assert (done.code, done.error["resume"]) == (ExitCode.TEMPORARY, "layers campaign resume hooks")
    assert server.refused <= 4 * 3


def test_ctrl_c_says_how_to_go_on_and_nothing_is_paid_for_twice(layers, make_plan, billed):
    make_plan(20)
    server = After(6, KeyboardInterrupt())

    stopped = layers.through(server)(*APPLY, "--concurrency", "3")

    assert stopped.code == ExitCode.INTERRUPTED
    assert "layers campaign resume hooks" in stopped.err
    assert layers(*RESUME).code == 0
    assert billed() == Counter({f"hooks: hook {n}": 1 for n in range(20)})


def test_row_with_an_influencer_has_a_request_for_each_variant(layers, make_plan, sandbox, billed):
    influencer = layers("influencer", "create", "-q").out.split()[0]
    row = plans.planned(sandbox.project, 50, variants=2, influencer=influencer)
    make_plan(1, row)

    done = layers(*APPLY, "--json")

    assert (done.code, done.json["containers"]) == (0, {"uncollected": 3})
    assert billed()["hooks: hook 50"] == 2


def test_server_without_the_common_route_gets_one_request_a_variant(layers, make_plan, billed):
    """Older pages document one route per format alone (api-core 1.7)."""
    make_plan(6)

    def answer(request, send):
        is_common = request.method == "POST" and request.url.path.endswith("/content")
        return refusal(404, "NOT_FOUND") if is_common else send()

    done = layers.through(answer)(*APPLY, "--concurrency", "2", "--json")

    assert (done.code, done.json["rows"]) == (0, {"accepted": 6})
    assert set(billed().values()) == {1}


def test_paused_campaign_starts_no_row(layers, make_plan, billed):
    make_plan(3)
    layers(*APPLY, "--limit", "1")

    assert layers("campaign", "pause", "-q").out == "hooks\n"
    again = layers(*APPLY)

    assert (again.code, billed().total()) == (ExitCode.DECLINED, 1)
    assert "campaign resume hooks" in again.err


def test_jobs_list_is_not_full_of_campaigns(layers, make_plan):
    make_plan(3)
    layers(*APPLY)

    done = layers("jobs", "list", "--json")

    assert (done.json["items"], "campaign status hooks" in done.err) == ([], True)
