"""Assertions on what was billed and asked: what passes, what fails, and why."""

import pytest

from tests.sandbox.conftest import issues, make_client

VERIFY = "/_sandbox/verify"


@pytest.fixture
def judge(control):
    """Judge assertions by name; return whether each passed."""

    def _judge(*names: str) -> dict[str, bool]:
        body = {"assertions": [{"type": name} for name in names]} if names else {}
        verdict = control.post(VERIFY, json=body).json()
        assert verdict["passed"] == all(each["passed"] for each in verdict["assertions"])
        return {each["type"]: each["passed"] for each in verdict["assertions"]}

    return _judge


def order(sandbox, client, key: str | None, hook: str = "x", path: str = "") -> str:
    """Make a slideshow in one of the two dialects and return its job."""
    body = {"hook": hook} if path else {"hook": hook, "format": "slideshow-builder"}
    headers = {"Idempotency-Key": key} if key else {}
    url = f"/v1/projects/{sandbox.project}/content{path}"
    job: str = client.post(url, json=body, headers=headers).json()["jobId"]
    return job


def test_all_assertions_pass_in_a_new_sandbox(judge):
    defaults = ("once-per-key", "no-duplicate-containers", "settled", "posted-once")
    assert judge() == dict.fromkeys(defaults, True)


def test_a_retry_with_its_key_is_billed_once(sandbox, client, judge):
    assert order(sandbox, client, "k") == order(sandbox, client, "k")
    client.get("/v1/whoami")

    assert judge(
        "once-per-key", "no-duplicate-containers", "settled", "once-per-body", "keyed"
    ) == {
        "once-per-key": True,
        "no-duplicate-containers": True,
        "settled": True,
        "once-per-body": True,
        "keyed": True,
    }


def test_one_key_on_two_routes_is_billed_twice_and_shown(sandbox, client, control):
    jobs = [order(sandbox, client, "k"), order(sandbox, client, "k", path="/slideshow-builder")]

    finding = control.post(VERIFY, json={"assertions": [{"type": "once-per-key"}]}).json()

    assert finding["passed"] is False
    evidence = finding["assertions"][0]["evidence"]
    assert [(each["idempotencyKey"], each["jobIds"]) for each in evidence] == [("k", jobs)]
    assert "1 of them billed twice" in finding["assertions"][0]["message"]


def test_a_key_reused_after_a_day_fails_both_assertions(sandbox, client, judge):
    order(sandbox, client, "k")
    sandbox.set_clock(advance=25 * 3_600_000)
    order(sandbox, client, "k")

    assert judge("once-per-key", "no-duplicate-containers") == {
        "once-per-key": False,
        "no-duplicate-containers": False,
    }


def test_two_clients_may_choose_the_same_key(sandbox, client, judge):
    order(sandbox, client, "k")
    with make_client(sandbox, key=sandbox.mint_key("*")) as other:
        order(sandbox, other, "k")

    assert judge("once-per-key")["once-per-key"]


def test_a_retry_under_a_new_key_is_found_by_its_body(sandbox, client, judge):
    order(sandbox, client, "k1")
    order(sandbox, client, "k2")
    order(sandbox, client, "k3", hook="y")

    assert judge("once-per-key", "once-per-body") == {"once-per-key": True, "once-per-body": False}


def test_a_billed_job_without_a_key_is_found(sandbox, client, judge):
    order(sandbox, client, "k")
    assert judge("keyed")["keyed"]

    order(sandbox, client, None)
    assert not judge("keyed")["keyed"]


def test_a_running_job_is_unsettled_and_a_canceled_one_settled(sandbox, idle_client, control):
    job = order(sandbox, idle_client, None)
    body = {"assertions": [{"type": "settled"}]}

    def settled() -> bool:
        with make_client(sandbox, working=False) as client:
            client.headers["X-Sandbox-Token"] = sandbox.control_token
            return bool(client.post(VERIFY, json=body).json()["passed"])

    assert not settled()
    idle_client.post(f"/v1/jobs/{job}/cancel")
    assert settled()


@pytest.mark.parametrize(
    ("bounds", "passes"),
    [({"max": 2}, True), ({"max": 1}, False), ({"min": 2}, True), ({"min": 3}, False)],
)
def test_requests_are_counted_by_match(client, control, bounds, passes):
    client.get("/v1/whoami")
    client.get("/v1/whoami")
    client.get("/v1/projects")
    assertion = {"type": "request-count", "match": {"path": "/v1/whoami"}, **bounds}

    verdict = control.post(VERIFY, json={"assertions": [assertion]}).json()

    assert verdict["passed"] is passes
    assert len(verdict["assertions"][0]["evidence"]) == 2


def test_an_upper_bound_fails_if_log_entries_were_dropped(sandbox, client, control):
    for _ in range(3):
        client.get("/v1/whoami")
    sandbox.request_log._entries.popleft()
    assertion = {"type": "request-count", "max": 5}

    verdict = control.post(VERIFY, json={"assertions": [assertion]}).json()

    assert verdict["passed"] is False
    assert "1 older requests are forgotten" in verdict["assertions"][0]["message"]


@pytest.mark.parametrize(
    ("assertion", "path"),
    [
        ({"type": "nobody-cried"}, "assertions.0"),
        ({"type": "request-count"}, "assertions.0"),
        ({"type": "request-count", "min": -1}, "assertions.0.min"),
        ({"type": "keyed", "max": 1}, "assertions.0.max"),
    ],
)
def test_an_invalid_assertion_is_rejected_by_path(control, assertion, path):
    assert issues(control.post(VERIFY, json={"assertions": [assertion]})) == {path}


def test_evidence_survives_a_restart(tmp_path):
    from layers_cli.sandbox.testing import open_sandbox

    first = open_sandbox(tmp_path)
    with make_client(first) as client:
        order(first, client, "k")
        order(first, client, "k", path="/slideshow-builder")
    first.close()

    again = open_sandbox(tmp_path)
    with make_client(again) as client:
        client.headers["X-Sandbox-Token"] = again.control_token
        verdict = client.post(VERIFY).json()
    again.close()

    assert verdict["passed"] is False
