"""Lists: every row once, never more than asked for, and no endless walk."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api import errors
from layers_cli.api.client import LayersClient
from layers_cli.api.endpoints.calls import LARGEST_PAGE
from layers_cli.api.endpoints.lists import PageResponse


def server(total: int, *, ignores_limit: bool = False):
    """Answer pages of `total` rows; the cursor is the offset."""
    asked: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        asked.append(query)
        start = int(query.get("cursor", "0"))
        size = 200 if ignores_limit else int(query["limit"])
        rows = [
            {
                "id": f"cnt_{n}",
                "status": "completed",
                "approvalStatus": ["pending", "approved"][n % 2],
            }
            for n in range(start, min(start + size, total))
        ]
        after = start + size
        return httpx.Response(
            200, json={"items": rows, "nextCursor": str(after) if after < total else None}
        )

    answer.asked = asked  # type: ignore[attr-defined]  # mypy knows no attributes of functions
    return answer


def client(handler) -> LayersClient:
    return LayersClient("http://127.0.0.1", "k", transport=httpx.MockTransport(handler))


def test_rows_up_to_a_limit_stay_as_the_server_wrote_them():
    raw = b'{"items":[{"n": 1.0},{"n":2}]}'
    page: PageResponse[Any] = PageResponse(raw, "Page", row_shape="Container")

    assert page.keep(most=1) == 1
    assert [bytes(row) for row in page.raw_rows()] == [b'{"n": 1.0}']
    assert page.rows() == [{"n": 1.0}]


@given(
    total=st.integers(0, 900),
    limit=st.none() | st.integers(1, 900),
    stubborn=st.booleans(),
    split=st.booleans(),
)
def test_list_has_each_row_once_up_to_the_limit(total, limit, stubborn, split):
    handler = server(total, ignores_limit=stubborn)

    ids = []
    for page in client(handler).list_content("prj_1", {}, limit=limit):
        raw = [json.loads(bytes(row))["id"] for row in page.raw_rows()] if split else None
        ids += raw if raw is not None else [row["id"] for row in page.rows()]

    expected = total if limit is None else min(total, limit)
    assert ids == [f"cnt_{n}" for n in range(expected)]


def test_limit_requests_no_more_rows_than_needed():
    handler = server(900)

    list(client(handler).list_content("prj_1", {}, limit=250))

    assert [query["limit"] for query in handler.asked] == [str(LARGEST_PAGE), "50"]


def test_rows_are_filtered_by_approval_if_the_server_ignores_it():
    handler = server(10)

    pages = client(handler).list_content("prj_1", {"approvalStatus": "pending"}, limit=None)
    rows = [row for page in pages for row in page.models()]

    assert handler.asked[0]["approvalStatus"] == "pending"
    assert [row.id for row in rows] == ["cnt_0", "cnt_2", "cnt_4", "cnt_6", "cnt_8"]


def test_list_filters_repeat_and_absent_ones_are_left_out():
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params.get_list("status") == ["queued", "failed"]
        assert "format" not in request.url.params
        assert "since" not in request.url.params
        return httpx.Response(200, json={"items": [], "nextCursor": None})

    filters = {"status": ["queued", "failed"], "format": [], "since": None}

    assert [page.rows() for page in client(answer).list_content("prj_1", filters)] == [[]]


def test_list_that_does_not_advance_is_refused():
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": [], "nextCursor": "same"})

    with pytest.raises(errors.ContractError, match="does not end"):
        list(client(answer).list_content("prj_1", {}))


@pytest.mark.parametrize("body", ['{"items": 1}', '{"rows": []}', "[]", "nonsense"])
@pytest.mark.parametrize("rows", [PageResponse.rows, PageResponse.raw_rows])
def test_page_without_rows_is_a_contract_error(body, rows):
    pages = client(lambda _: httpx.Response(200, text=body)).list_content("prj_1", {})

    with pytest.raises(errors.ContractError):
        [rows(page) for page in pages]
