"""Rate limits: off by default; the documented numbers, on the sandbox's clock, where they are on."""

from contextlib import ExitStack, closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.core.rate_limits import DAY, TIERS, RateLimits
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, make_client

STATE = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture
def limited(tmp_path):
    sandbox = open_sandbox(tmp_path / "limited", frozen=True, rate_limits="standard")
    yield sandbox
    sandbox.close()


def state(response):
    return [int(response.headers[name]) for name in STATE]


def test_without_a_tier_no_call_is_limited(client):
    responses = [client.get("/v1/whoami") for _ in range(130)]

    assert {response.status_code for response in responses} == {200}
    assert not any(name in responses[-1].headers for name in STATE)
    assert responses[-1].headers["X-RateLimit-Endpoint-Class"] == "read-light"


def test_every_response_says_how_many_calls_are_left(limited):
    client = make_client(limited)

    assert state(client.get("/v1/whoami")) == [120, 119, 1]
    assert state(client.get("/v1/projects/nope")) == [120, 118, 1]
    assert state(client.get(f"/v1/projects/{limited.project}")) == [120, 117, 2]


def test_too_many_calls_get_429_with_retry_after(limited):
    client = make_client(limited)
    path = f"/v1/projects/{limited.project}/influencers"
    for _ in range(20):
        assert client.post(path).status_code == 202

    response = client.post(path)

    assert error_of(response) == (429, "RATE_LIMITED")
    assert response.headers["Retry-After"] == "3"
    assert response.headers["X-RateLimit-Endpoint-Class"] == "long-running"
    assert state(response) == [20, 0, 60]
    limited.set_clock(advance=3000)
    assert client.post(path).status_code == 202
    assert client.post(path).status_code == 429


def test_a_limited_call_changes_nothing_and_can_be_retried_with_its_key(limited):
    client = make_client(limited)
    path = f"/v1/projects/{limited.project}/content"
    body = {"format": "slideshow-builder", "hook": "x"}
    for _ in range(20):
        client.post(path, json=body)
    before = client.get("/v1/credits").json()["balance"]
    headers = {"Idempotency-Key": "again"}

    refused = client.post(path, json=body, headers=headers)

    assert refused.status_code == 429
    assert client.get("/v1/credits").json()["balance"] == before
    limited.set_clock(advance=3000)
    assert client.post(path, json=body, headers=headers).status_code == 202


def test_each_class_and_key_has_its_own_bucket(limited):
    client, other = make_client(limited), make_client(limited, key=limited.mint_key("*"))
    for _ in range(120):
        client.get("/v1/whoami")

    assert client.get("/v1/whoami").status_code == 429
    assert other.get("/v1/whoami").status_code == 200
    patch = client.patch(f"/v1/projects/{limited.project}", json={"tagline": "x"})
    assert patch.headers["X-RateLimit-Remaining"] == "59"


def test_forbidden_calls_are_not_counted(limited):
    powerless = make_client(limited, key=limited.mint_key())
    for _ in range(3):
        assert powerless.get("/v1/projects").status_code == 403

    assert state(powerless.get("/v1/whoami")) == [120, 119, 1]


def test_whoami_names_the_tier(limited):
    assert make_client(limited).get("/v1/whoami").json()["rateLimitTier"] == "standard"


def create(client, sandbox, key=None):
    path = f"/v1/projects/{sandbox.project}/content"
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(path, json={"format": "slideshow-builder", "hook": "x"}, headers=headers)


@pytest.fixture
def opened(tmp_path):
    """Open sandboxes with settings of the test's choice."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            closing(open_sandbox(tmp_path / "opened", frozen=True, **settings))
        )


@pytest.mark.parametrize("tier", [None, "standard"])
def test_a_create_rate_limits_what_starts_a_job_and_nothing_else(opened, tier):
    sandbox = opened(create_rate=2, rate_limits=tier)
    client = make_client(sandbox)

    first, _, refused = (create(client, sandbox) for _ in range(3))

    assert state(first) == [2, 1, 30]
    assert error_of(refused) == (429, "RATE_LIMITED")
    assert refused.headers["Retry-After"] == "30"
    limit = client.get("/v1/whoami").headers.get("X-RateLimit-Limit")
    assert limit == (None if tier is None else "120")


def test_as_many_jobs_run_at_once_as_were_chosen(opened):
    sandbox = opened(concurrent_jobs=1, generation_seconds=60)
    client = make_client(sandbox)
    assert create(client, sandbox, "one").status_code == 202

    refused = create(client, sandbox, "two")

    assert error_of(refused) == (429, "RATE_LIMITED")
    assert refused.headers["Retry-After"] == "1"
    assert create(client, sandbox, "one").headers["Idempotency-Replayed"] == "true"
    sandbox.set_clock(advance=60_000)
    client.get("/v1/whoami")  # the job ends meanwhile
    assert create(client, sandbox, "two").status_code == 202


def test_a_child_organization_has_its_own_concurrent_jobs(opened):
    sandbox = opened(concurrent_jobs=1, generation_seconds=60)
    assert create(make_client(sandbox), sandbox).status_code == 202

    child = make_client(sandbox, key=sandbox.child_key)

    path = f"/v1/projects/{sandbox.child_project}/content"
    body = {"format": "slideshow-builder", "hook": "x"}
    assert child.post(path, json=body).status_code == 202


def test_writes_have_a_daily_limit():
    limits, tier = RateLimits("standard"), TIERS["standard"]
    now = 10 * DAY
    for number in range(tier.daily_writes):
        limits.take("key", "write-light", now=now + number * 1000)
    late = now + tier.daily_writes * 1000

    with pytest.raises(HttpError) as refused:
        limits.take("key", "write-light", now=late)

    assert refused.value.details == {"endpointClass": "write-light", "window": "day"}
    assert int(refused.value.headers["Retry-After"]) == (11 * DAY - late) // 1000
    limits.take("key", "read-light", now=late)
    limits.take("key", "write-light", now=11 * DAY)


@given(
    st.sampled_from(sorted(TIERS)),
    st.sampled_from(["read-light", "write-light", "long-running"]),
    st.lists(st.integers(min_value=0, max_value=5_000), max_size=300),
)
def test_no_minute_allows_more_than_two_buckets(tier, rate_class, pauses):
    """A full bucket and what drips into it within a minute: nothing beyond that."""
    limits, now, passed = RateLimits(tier), 0, []

    for pause in pauses:
        now += pause
        try:
            limits.take("key", rate_class, now=now)
        except HttpError as error_of:
            wait = int(error_of.headers["Retry-After"])
            limits.take("key", rate_class, now=now + wait * 1000)
            now += wait * 1000
        passed.append(now)

    size = TIERS[tier].per_minute(rate_class)
    assert all(
        sum(start <= moment < start + 60_000 for moment in passed) <= 2 * size for start in passed
    )
