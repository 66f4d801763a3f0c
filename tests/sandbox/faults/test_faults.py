"""Fault rules: when they fire, and what each effect does to a client in the same process."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.contract.faults import FailContainers, Rule
from layers_cli.sandbox.faults.scenarios import SCENARIOS
from layers_cli.sandbox.state.fault_rules import ActiveRule, FaultRules, RequestFacts
from tests.sandbox.conftest import error_of, issues

FAULTS = "/_sandbox/faults"


@pytest.fixture
def arm(control):
    """Set the rules: each an effect by name or in full, and the rest of the rule."""

    def _arm(effect, **more):
        effect = {"type": effect} if isinstance(effect, str) else effect
        response = control.put(FAULTS, json={"rules": [{"effect": effect, **more}]})
        assert response.status_code == 200, response.text

    return _arm


def asked(method: str = "GET", path: str = "/v1/whoami", **more) -> RequestFacts:
    given = {"idempotency_key": None, "key_id": lambda: None, "has_cursor": False} | more
    return RequestFacts(method, path, **given)


def rule(effect: str = "drop-before", **more) -> Rule:
    return Rule.model_validate({"effect": {"type": effect}, **more})


def test_without_rules_no_request_faults(client, control):
    assert control.get(FAULTS).json() == {"rules": []}
    assert client.get("/v1/whoami").status_code == 200


def test_a_status_fault_sends_the_error_envelope_and_headers(client, arm):
    effect = {
        "type": "status",
        "status": 429,
        "code": "RATE_LIMITED",
        "headers": {"Retry-After": "7"},
    }
    arm(effect, times=1)

    first, second = client.get("/v1/whoami"), client.get("/v1/whoami")

    assert error_of(first) == (429, "RATE_LIMITED")
    assert first.headers["Retry-After"] == "7"
    assert second.status_code == 200


def test_a_status_fault_does_not_run_the_operation(sandbox, client, arm, control):
    before = sandbox.store.projects.count()
    arm({"type": "status", "status": 503, "code": "INTERNAL"})

    client.post("/v1/projects", json={"name": "Never made", "timezone": "UTC"})

    assert sandbox.store.projects.count() == before


def test_a_lost_reply_is_replayed_and_billed_once(sandbox, client, arm, control):
    arm("drop-after", match={"method": "POST"}, times=1)
    body = {"format": "slideshow-builder", "hook": "wait"}
    call = {"url": f"/v1/projects/{sandbox.project}/content", "json": body}

    with pytest.raises(httpx.ReadError):
        client.post(**call, headers={"Idempotency-Key": "k"})
    again = client.post(**call, headers={"Idempotency-Key": "k"})

    assert again.headers["Idempotency-Replayed"] == "true"
    assert control.get("/_sandbox/ledger").json()["billed"] == 50


@pytest.mark.parametrize("path", ["/v1/whoami", "/v1/projects"])
def test_malformed_json_is_a_complete_response_that_does_not_parse(client, arm, path):
    arm("malformed-json")

    client.event_hooks = {}
    response = client.get(path)

    assert response.status_code == 200
    assert len(response.content) == int(response.headers["Content-Length"])
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_slow_and_delayed_responses_are_complete(client, arm, control):
    plain = client.get("/v1/whoami").json()

    arm({"type": "slow-body", "chunkBytes": 100, "pause": "1ms"})
    slow = client.get("/v1/whoami").json()
    arm({"type": "delay", "duration": "1ms"})
    late = client.get("/v1/whoami").json()

    assert plain == slow == late
    assert control.get(FAULTS).json()["rules"][0]["fired"] == 1


def test_a_media_file_can_be_truncated(client, create, arm):
    url = client.get(f"/v1/content/{create()['containerIds'][0]}").json()["assets"][0]["url"]
    arm("truncated-body", match={"path": "/media/*"})

    with pytest.raises(httpx.ReadError):
        client.get(url)


def test_a_stale_cursor_fails_but_the_first_page_does_not(client, arm):
    arm("stale-cursor", times=1)

    assert client.get("/v1/projects").status_code == 200
    assert issues(client.get("/v1/projects?cursor=x")) == {"cursor"}


def test_an_expired_upload_url_fails_once_as_s3_does(sandbox, client, arm):
    arm("expired-upload-url", times=1)
    picture = b"\xff\xd8\xff" + b"x" * 10
    file = {"filename": "a.jpg", "contentType": "image/jpeg", "sizeBytes": len(picture)}
    session = client.post(
        f"/v1/projects/{sandbox.project}/content/uploads",
        json={"grouping": "per-file", "files": [file]},
    )
    upload = session.json()["uploads"][0]
    client.event_hooks = {}

    first, second = [
        client.put(upload["uploadUrl"], content=picture, headers=upload["headers"])
        for _ in range(2)
    ]

    assert first.status_code == 403
    assert first.headers["Content-Type"] == "application/xml"
    assert "<Message>Request has expired</Message>" in first.text
    assert second.status_code == 200


def statuses(client: httpx.Client, job: dict[str, list[str]]) -> list[str]:
    containers = [client.get(f"/v1/content/{each}").json() for each in job["containerIds"]]
    return [container["status"] for container in containers]


def test_failed_containers_of_a_job_are_refunded(client, create, arm, control):
    arm({"type": "fail-containers", "count": 2, "code": "GPU_ON_FIRE"})

    job = create(variantCount=3)

    assert statuses(client, job) == ["failed", "failed", "completed"]
    failed = client.get(f"/v1/content/{job['containerIds'][0]}").json()
    assert failed["lastError"]["code"] == "GPU_ON_FIRE"
    assert client.get(f"/v1/jobs/{job['jobId']}").json()["status"] == "completed"
    assert control.get("/_sandbox/ledger").json()["net"] == 50


def test_a_share_counts_over_all_jobs(client, create, arm):
    arm({"type": "fail-containers", "share": 0.5})

    ended = [statuses(client, create())[0] for _ in range(4)]

    assert ended == ["completed", "failed", "completed", "failed"]


def test_a_stalled_job_never_ends_but_can_be_canceled(sandbox, client, create, arm):
    arm("stall-job")
    job = create()["jobId"]

    sandbox.set_clock(advance=365 * 24 * 3_600_000)

    assert client.get(f"/v1/jobs/{job}").json()["status"] == "running"
    assert client.post(f"/v1/jobs/{job}/cancel").status_code == 202
    assert client.get(f"/v1/jobs/{job}").json()["status"] == "canceled"


def test_rules_match_by_key_method_path_and_idempotency_key(sandbox, client, arm, control):
    key = client.get("/v1/whoami").json()["apiKeyId"]
    other = sandbox.mint_key("*")
    effect = {"type": "status", "status": 500, "code": "INTERNAL"}

    arm(effect, match={"key": key})
    assert client.get("/v1/whoami").status_code == 500
    assert client.get("/v1/whoami", headers={"Authorization": f"Bearer {other}"}).status_code == 200
    arm(effect, match={"method": "POST"})
    assert client.get("/v1/whoami").status_code == 200
    arm(effect, match={"path": "/v1/projects/*"})
    assert client.get("/v1/projects").status_code == 200
    assert client.get(f"/v1/projects/{sandbox.project}").status_code == 500
    arm(effect, match={"idempotencyKey": "k"})
    assert client.get("/v1/whoami", headers={"Idempotency-Key": "k"}).status_code == 500


def test_the_first_rule_that_fires_decides(client, control):
    rules = [
        {"name": "a", "times": 1, "effect": {"type": "status", "status": 500, "code": "A"}},
        {"name": "b", "effect": {"type": "status", "status": 502, "code": "B"}},
    ]
    control.put(FAULTS, json={"rules": rules[:1]})
    shown = control.post(FAULTS, json={"rules": rules[1:]}).json()["rules"]

    seen = [client.get("/v1/whoami").status_code for _ in range(3)]

    assert [each["name"] for each in shown] == ["a", "b"]
    assert seen == [500, 502, 502]
    counts = [(each["seen"], each["fired"]) for each in control.get(FAULTS).json()["rules"]]
    assert counts == [(3, 1), (2, 2)]


def test_clear_and_reset_remove_the_rules(client, arm, control):
    arm("drop-before")
    assert control.delete(FAULTS).json() == {"rules": []}
    arm("drop-before")
    control.post("/_sandbox/reset")

    assert control.get(FAULTS).json() == {"rules": []}
    assert client.get("/v1/whoami").status_code == 200


def test_the_control_surface_never_faults(control, arm):
    arm("drop-before")

    assert control.get("/_sandbox/health").status_code == 200


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"effect": {"type": "explode"}}, "rules.0.effect"),
        ({}, "rules.0.effect"),
        ({"effect": {}}, "rules.0.effect"),
        ({"effect": {"type": "status", "status": 200, "code": "X"}}, "rules.0.effect.status"),
        ({"effect": {"type": "status", "status": 500}}, "rules.0.effect.code"),
        ({"effect": {"type": "delay"}}, "rules.0.effect.duration"),
        ({"effect": {"type": "delay", "duration": "11m"}}, "rules.0.effect.duration"),
        ({"effect": {"type": "drop-before"}, "times": 1, "every": 2}, "rules.0"),
        ({"effect": {"type": "drop-before"}, "seed": 2}, "rules.0"),
        ({"effect": {"type": "drop-before"}, "match": {"paht": "/"}}, "rules.0.match.paht"),
        ({"effect": {"type": "fail-containers"}}, "rules.0.effect"),
    ],
)
def test_an_invalid_rule_is_rejected_by_path_and_changes_nothing(control, arm, given, path):
    arm("drop-before", name="kept")

    assert issues(control.put(FAULTS, json={"rules": [given]})) == {path}
    assert control.get(FAULTS).json()["rules"][0]["name"] == "kept"


def test_a_header_that_would_split_the_response_is_rejected(control):
    effect = {"type": "status", "status": 500, "code": "A", "headers": {"X": "a\r\nSet-Cookie: b"}}

    assert control.put(FAULTS, json={"rules": [{"effect": effect}]}).status_code == 422


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_is_a_set_of_rules(control, name):
    response = control.put(FAULTS, json={"rules": SCENARIOS[name].rules})

    assert response.status_code == 200, response.text


def test_every_and_probability_are_deterministic():
    third, chance = rule(every=3), rule(probability=0.3, seed=7)

    def fired(each: Rule) -> list[bool]:
        armed = ActiveRule(each)
        return [armed.fires(asked()) for _ in range(300)]

    assert fired(third)[:6] == [False, False, True, False, False, True]
    assert fired(chance) == fired(chance) != fired(rule(probability=0.3, seed=8))
    assert 60 < sum(fired(chance)) < 120


@given(st.floats(0.01, 1), st.lists(st.integers(1, 10), min_size=1, max_size=30))
def test_a_share_of_containers_is_exact_to_less_than_one(share, jobs):
    armed = ActiveRule(Rule.model_validate({"effect": {"type": "fail-containers", "share": share}}))
    effect = armed.rule.effect
    assert isinstance(effect, FailContainers)

    failing = sum(len(armed.failing(effect, [str(n) for n in range(job)])) for job in jobs)

    assert abs(failing - share * sum(jobs)) < 1 + 1e-6


def test_a_rule_for_creates_ignores_other_posts():
    rules = FaultRules()
    rules.replace([rule("stall-job", times=1)])

    assert rules.firing(asked("POST", "/v1/projects")) is None
    assert rules.firing(asked("POST", "/v1/projects/prj_1/content")) is not None
