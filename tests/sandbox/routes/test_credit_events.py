"""The ledger as partners read it: one row for each thing that was paid or given back."""

import pytest

from tests.sandbox.conftest import issues, make_client, walk


@pytest.fixture
def events(client):
    def _events(**query):
        return client.get("/v1/credits/events", params=query).json()["items"]

    return _events


def test_a_new_organization_has_one_grant(events):
    (grant,) = events()

    assert (grant["eventType"], grant["credits"]) == ("grant", 100_000)
    assert (grant["projectId"], grant["containerId"], grant["format"]) == (None, None, None)
    assert grant["balanceAfterPrepaid"] == 100_000


def test_each_container_is_one_debit(sandbox, create, events):
    made = create(variantCount=2)

    usage = events(eventType="usage")

    assert [event["containerId"] for event in usage] == made["containerIds"][::-1]
    assert [event["balanceAfterPrepaid"] for event in usage] == [99_900, 99_950]
    for event in usage:
        assert (event["credits"], event["format"]) == (-50, "slideshow-builder")
        assert (event["projectId"], event["workflowId"]) == (sandbox.project, made["jobId"])


def test_a_canceled_job_is_refunded(sandbox, idle_client, client, create, events):
    job = create(idle_client)
    idle_client.post(f"{job['locationUrl']}/cancel")

    refund, usage, grant = events()

    assert (refund["eventType"], refund["credits"]) == ("refund", 50)
    assert refund["containerId"] == usage["containerId"]
    assert refund["balanceAfterPrepaid"] == grant["balanceAfterPrepaid"]


def test_events_are_filtered_by_project_type_and_time(sandbox, create, events):
    create()
    sandbox.set_clock(now=4_102_444_800_000)  # the first moment of 2100
    create()

    assert len(events()) == 3
    assert len(events(projectId=sandbox.project)) == 2
    assert len(events(projectId=sandbox.project.removeprefix("prj_"))) == 2
    assert events(projectId="prj_other") == events(eventType="purchase") == []
    assert len(events(since="2100-01-01T00:00:00Z")) == 1
    assert len(events(until="2100-01-01T00:00:00Z")) == 3
    assert len(events(until="2099-12-31T23:59:59.999Z")) == 2


def test_pages_of_credit_events_lose_nothing(client, create, events):
    create(variantCount=5)

    seen = [event for items in walk(client, "/v1/credits/events", limit=2) for event in items]

    assert seen == events(limit=100)
    assert len(seen) == 6


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"cursor": "x"},
        {"eventType": "gift"},
        {"since": "2026-04-18T12:00:00+02:00"},
        {"until": "yesterday"},
    ],
)
def test_an_invalid_query_is_rejected_by_name(client, query):
    assert issues(client.get("/v1/credits/events", params=query)) == set(query)


def test_credit_events_need_no_scope_and_show_one_organization(sandbox, create):
    create()
    child = make_client(sandbox, key=sandbox.child_key)

    assert [e["eventType"] for e in child.get("/v1/credits/events").json()["items"]] == ["grant"]
    assert make_client(sandbox, key=sandbox.mint_key()).get("/v1/credits/events").status_code == 200
