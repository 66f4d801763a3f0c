"""`content list --approval` at a server that knows no such filter, and while content is made."""

from typing import Any

import httpx

ROW = {"status": "completed", "createdAt": "2026-04-18T12:00:00.000Z"}


def row(number: int, approval: str) -> dict[str, Any]:
    return {**ROW, "id": f"cnt_{number}", "approvalStatus": approval}


def page(request: httpx.Request, rows: list[dict[str, Any]], size: int) -> httpx.Response:
    """Answer as the documented list does, which ignores what it does not know."""
    start = int(request.url.params.get("cursor", 0))
    after = start + size
    cursor = str(after) if after < len(rows) else None
    return httpx.Response(200, json={"items": rows[start:after], "nextCursor": cursor})


def ids(result) -> list[str]:
    assert result.code == 0, result.err
    return [each["id"] for each in result.json["items"]]


PENDING = ("content", "list", "--approval", "pending", "--all", "--json")


def test_all_pages_are_walked_and_it_is_said_that_the_server_does_not_filter(layers):
    rows = [row(number, "pending" if number % 10 == 9 else "approved") for number in range(50)]
    server = layers.against(lambda request: page(request, rows, 5))

    result = server(*PENDING)

    assert ids(result) == ["cnt_9", "cnt_19", "cnt_29", "cnt_39", "cnt_49"]
    assert "does not filter by the state of review" in result.err


def test_what_is_created_or_completed_meanwhile_is_listed_too_and_nothing_twice(layers):
    rows = [row(number, "pending") for number in range(4)]
    rows[0] |= {"status": "processing", "approvalStatus": "not_required"}
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = page(request, rows, 2)
        if len(asked) == 1:  # and now the world goes on
            rows[0] |= {"status": "completed", "approvalStatus": "pending"}
        if len(asked) == 2:
            rows.insert(0, row(99, "pending"))
        return found

    assert ids(layers.against(answer)(*PENDING)) == ["cnt_1", "cnt_2", "cnt_3", "cnt_99", "cnt_0"]
    assert "since" in asked[-1].url.params


def test_a_limited_list_reads_no_more_than_it_shows(layers):
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return page(request, [row(number, "pending") for number in range(9)], 3)

    words = ("content", "list", "--approval", "pending", "--limit", "3", "--json")
    assert len(ids(layers.against(answer)(*words))) == 3
    assert len(asked) == 1
