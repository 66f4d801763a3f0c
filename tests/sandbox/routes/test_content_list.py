"""Listing content: filters, order, pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.core import pagination
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.core.pagination import Position
from layers_cli.sandbox.core.timestamps import format_timestamp
from tests.sandbox.conftest import issues, walk


@pytest.fixture
def listed(sandbox, client):
    def _listed(**query):
        response = client.get(f"/v1/projects/{sandbox.project}/content", params=query)
        assert response.status_code == 200, response.text
        return [item["id"] for item in response.json()["items"]]

    return _listed


def test_content_is_listed_newest_first(sandbox, create, listed):
    first = create()["containerIds"]
    sandbox.set_clock(advance=1000)
    second = create(variantCount=2)["containerIds"]

    assert listed() == [*reversed(second), *first]


def test_pages_show_every_row_once_while_others_are_added(sandbox, client, create):
    there = set(create(variantCount=10)["containerIds"])
    seen = []
    for items in walk(client, f"/v1/projects/{sandbox.project}/content", limit=3):
        seen += [item["id"] for item in items]
        create()

    assert len(seen) == len(set(seen))
    assert set(seen) == there


def test_filters_combine_and_repeated_statuses_add_up(idle_client, work, create, listed, sandbox):
    done = create(idle_client)["containerIds"]
    work()
    canceled = create(idle_client)
    idle_client.post(f"/v1/jobs/{canceled['jobId']}/cancel")
    waiting = create(idle_client)["containerIds"]

    def ids(query: str) -> list[str]:
        response = idle_client.get(f"/v1/projects/{sandbox.project}/content?{query}")
        return [item["id"] for item in response.json()["items"]]

    assert ids("status=completed") == done
    assert ids("status=completed&status=canceled") == [*canceled["containerIds"], *done]
    assert ids("status=queued&format=slideshow-builder") == waiting
    assert ids("format=ugc-remix") == []
    assert ids("creativeType=uploaded") == []
    assert len(ids("creativeType=generated&approvalStatus=not_required")) == 3
    assert ids("approvalStatus=pending") == []


def test_since_and_until_include_their_ends(sandbox, create, listed):
    first = create()["containerIds"]
    at = sandbox.clock.now()
    sandbox.set_clock(advance=1)
    second = create()["containerIds"]
    moment = format_timestamp(at)
    finer = moment.replace("Z", "001Z")

    assert listed(until=moment) == first
    assert listed(since=moment) == [*second, *first]
    assert listed(since=finer) == second
    assert listed(until=finer) == first


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=", "cursor"),
        ("cursor=bm9wZQ==", "cursor"),
        ("cursor=%F0%9F%98%80", "cursor"),
        ("status=generating", "status.0"),
        ("format=auto", "format.0"),
        ("creativeType=all", "creativeType"),
        ("approvalStatus=maybe", "approvalStatus.0"),
        ("since=2026-04-18", "since"),
        ("since=2026-04-18T12:00:00%2B02:00", "since"),
        ("until=2026-13-18T12:00:00Z", "until"),
        ("status=%FF", ""),
    ],
)
def test_an_invalid_query_is_rejected_by_name(sandbox, client, query, path):
    assert issues(client.get(f"/v1/projects/{sandbox.project}/content?{query}")) == {path}


def test_a_cursor_of_another_list_is_refused(sandbox, client, create):
    create(variantCount=2)
    cursor = client.get(f"/v1/projects/{sandbox.project}/content?limit=1").json()["nextCursor"]

    assert issues(client.get("/v1/projects", params={"cursor": cursor})) == {"cursor"}


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_every_cursor_leads_back_to_its_position(created_at, seq):
    position = Position(created_at, seq)

    assert pagination.position("content", pagination.cursor("content", position)) == position


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{0,60}={0,2}", fullmatch=True)))
def test_a_forged_cursor_is_rejected(text):
    try:
        found = pagination.position("content", text)
    except HttpError:
        return
    assert found is not None
    assert pagination.cursor("content", found) == text
