"""Idempotency keys: the same answer to the same call, and never two bills."""

import pytest

from tests.sandbox.conftest import error_of, issues, make_client

BODY = {"format": "slideshow-builder", "hook": "x"}


@pytest.fixture
def post(sandbox, client):
    def _post(key, body=BODY, client=client, project=None):
        path = f"/v1/projects/{project or sandbox.project}/content"
        return client.post(path, json=body, headers={"Idempotency-Key": key})

    return _post


def spent(client) -> int:
    balance: int = client.get("/v1/credits").json()["balance"]
    return 100_000 - balance


def test_a_retry_gets_the_first_answer_byte_for_byte_and_costs_nothing(client, post):
    first = post("k")
    client.get("/v1/whoami")
    again = post("k")

    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert spent(client) == 50


def test_another_body_under_the_same_key_is_a_conflict(client, post):
    post("k")

    assert error_of(post("k", BODY | {"hook": "y"})) == (409, "IDEMPOTENCY_CONFLICT")
    assert spent(client) == 50


def test_order_and_spaces_of_the_json_do_not_matter(sandbox, client, post):
    first = post("k")
    other_way = b'{ "hook":"\\u0078",\n"format" : "slideshow-builder" }'

    again = client.post(
        f"/v1/projects/{sandbox.project}/content",
        content=other_way,
        headers={"Idempotency-Key": "k"},
    )

    assert again.content == first.content


def test_the_key_counts_per_api_key_method_and_path(sandbox, client, post):
    post("k")
    other_key = make_client(sandbox, key=sandbox.mint_key("*"))
    other_project = client.post("/v1/projects", json={"name": "Other", "timezone": "UTC"}).json()
    description = {"appName": "Other", "appDescription": "x" * 100}
    client.patch(f"/v1/projects/{other_project['id']}", json=description)

    assert "Idempotency-Replayed" not in post("k", client=other_key).headers
    assert "Idempotency-Replayed" not in post("k", project=other_project["id"]).headers
    assert spent(client) == 150


def test_the_window_is_24_hours_of_the_sandboxs_clock(sandbox, client, post):
    first = post("k").json()
    sandbox.set_clock(advance=24 * 3_600_000 - 1)
    assert post("k").json() == first

    sandbox.set_clock(advance=1)

    assert post("k").json() != first
    assert spent(client) == 100


def test_a_rejected_call_leaves_its_key_free(sandbox, client, post):
    assert issues(post("k", BODY | {"hook": ""})) == {"hook"}
    client.patch(f"/v1/projects/{sandbox.project}", json={"appName": None})
    assert error_of(post("k")) == (422, "MISSING_APP_NAME")
    client.patch(f"/v1/projects/{sandbox.project}", json={"appName": "InboxZen"})

    assert post("k").status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tbed", "ü"])
def test_an_invalid_key_is_rejected(post, key):
    assert issues(post(key.encode("latin-1"))) == {"Idempotency-Key"}


@pytest.mark.parametrize("key", ["x" * 255, "with blank", "~!@#"])
def test_any_printable_key_is_accepted(post, key):
    assert post(key).status_code == 202


def test_without_a_key_every_call_starts_a_job(sandbox, client):
    for _ in range(2):
        client.post(f"/v1/projects/{sandbox.project}/content", json=BODY)

    assert spent(client) == 100


def test_a_job_and_its_stored_response_are_one_transaction(sandbox, client, post, monkeypatch):
    """If the answer cannot be kept, neither is the job: the retry starts from nothing."""
    sandbox.store._db.run(
        "create trigger full before insert on stored_answer"
        " begin select raise(abort, 'database or disk is full'); end"
    )
    assert post("k").status_code in (500, 507)
    assert spent(client) == 0
    sandbox.store._db.run("drop trigger full")

    assert post("k").status_code == 202
    assert spent(client) == 50
