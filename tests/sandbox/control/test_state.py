"""The control surface: clock, reset, ledger, health; and who may use it."""

import pytest

from layers_cli.sandbox.core.clock import Clock
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, issues, make_client, start_slideshow


@pytest.mark.parametrize("path", ["health", "ledger", "clock", "keys"])
def test_control_requests_need_the_control_token(sandbox, client, path):
    with_api_key_only = client.get(f"/_sandbox/{path}")
    with_wrong_token = client.get(f"/_sandbox/{path}", headers={"X-Sandbox-Token": "x"})

    assert error_of(with_api_key_only) == error_of(with_wrong_token) == (401, "UNAUTHENTICATED")


def test_health_names_the_project_but_no_secret(sandbox, control):
    response = control.get("/_sandbox/health")

    assert response.json()["project"] == sandbox.project
    assert sandbox.key not in response.text
    assert sandbox.control_token not in response.text


def test_the_ledger_bills_completed_and_refunds_canceled_containers(
    sandbox, idle_client, create, work, control
):
    done = create(idle_client)["containerIds"][0]
    work()
    canceled = create(idle_client)
    idle_client.post(f"/v1/jobs/{canceled['jobId']}/cancel")

    ledger = control.get("/_sandbox/ledger").json()

    rows = {row["containerId"]: (row["billed"], row["refunded"]) for row in ledger["containers"]}
    assert rows == {done: (50, 0), canceled["containerIds"][0]: (50, 50)}
    assert (ledger["billed"], ledger["refunded"], ledger["net"]) == (100, 50, 50)
    assert ledger["balance"] == 100_000 - 50


def test_reset_deletes_everything_but_keeps_keys_and_ids(sandbox, client, control, create):
    before = client.get("/v1/whoami").json()
    asset = client.get(f"/v1/content/{create()['containerIds'][0]}").json()["assets"][0]
    client.patch(f"/v1/projects/{sandbox.project}", json={"name": "Renamed"})
    sandbox.set_clock(advance=3_600_000)

    receipt = control.post("/_sandbox/reset").json()

    assert receipt == {"project": sandbox.project, "keyId": before["apiKeyId"]}
    assert client.get("/v1/whoami").json() == before
    assert [p["name"] for p in client.get("/v1/projects").json()["items"]] == ["InboxZen"]
    assert client.get(f"/v1/projects/{sandbox.project}/content").json()["items"] == []
    assert client.get(asset["url"]).status_code == 404
    assert control.get("/_sandbox/clock").json()["mode"] == "real"
    again = client.get(f"/v1/content/{create()['containerIds'][0]}").json()["assets"][0]
    assert again == asset


def test_a_ten_minute_job_takes_a_second_with_advance(slow):
    client = make_client(slow)
    client.headers["X-Sandbox-Token"] = slow.control_token
    job = start_slideshow(slow, client)["locationUrl"]

    for advance, status in (("9m59s", "running"), ("1s", "completed")):
        client.patch("/_sandbox/clock", json={"advance": advance})
        assert client.get(job).json()["status"] == status


def test_the_clock_can_be_frozen_set_scaled_and_made_real(sandbox, control):
    frozen = control.patch(
        "/_sandbox/clock", json={"mode": "frozen", "now": "2100-01-01T00:00:00.000Z"}
    ).json()
    scaled = control.patch("/_sandbox/clock", json={"mode": "scaled", "factor": 60}).json()
    real = control.patch("/_sandbox/clock", json={"mode": "real"}).json()

    assert frozen == {"mode": "frozen", "factor": 0.0, "now": "2100-01-01T00:00:00.000Z"}
    assert (scaled["mode"], scaled["factor"]) == ("scaled", 60.0)
    assert real["now"] >= frozen["now"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"now": "1999-01-01T00:00:00Z"}, "now"),
        ({"now": "soon"}, "now"),
        ({"advance": "soon"}, "advance"),
        ({"advance": "-1s"}, "advance"),
        ({"advance": "9" * 30 + "d"}, "advance"),
        ({"mode": "scaled"}, ""),
        ({"factor": 2.0}, ""),
        ({"mode": "scaled", "factor": 0.0}, "factor"),
        ({"mode": "slow"}, "mode"),
        ({"speed": 2}, "speed"),
    ],
)
def test_an_invalid_clock_change_is_rejected_by_path(control, body, path):
    assert issues(control.patch("/_sandbox/clock", json=body)) == {path}


def test_the_clock_is_kept_over_a_restart(tmp_path):
    sandbox = open_sandbox(tmp_path, frozen=True)
    sandbox.set_clock(advance=86_400_000)
    before = sandbox.clock.now()
    sandbox.close()

    again = open_sandbox(tmp_path)

    assert again.clock.now() == before
    again.close()


def test_the_clock_never_goes_back_with_the_machines_clock():
    wall = [1000.0]
    clock = Clock(wall=lambda: wall[0])
    before = clock.now()

    wall[0] = 900.0

    assert clock.now() == before


def test_a_scaled_clock_says_how_long_to_sleep():
    clock = Clock(wall=lambda: 1000.0)
    due = clock.now() + 60_000

    clock.change(mode="scaled", factor=10.0)
    assert clock.wall_seconds_until(due) == 6.0
    clock.change(mode="frozen")
    assert clock.wall_seconds_until(due) is None
    clock.change(advance=60_000)
    assert clock.wall_seconds_until(due) == 0.0
