"""Influencers: made by a job, ready in their time, and named by content."""

import io

import pytest
from PIL import Image

from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, issues, make_client, walk


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}/influencers"


@pytest.fixture
def make(client, path):
    def _make(**body):
        response = client.post(path, json=body)
        assert response.status_code == 202, response.text
        return response.json()

    return _make


def test_a_completed_job_leaves_a_ready_influencer_with_a_portrait(client, make):
    accepted = make()

    job = client.get(accepted["locationUrl"]).json()
    influencer = client.get(f"/v1/influencers/{accepted['influencerId']}").json()

    assert (job["kind"], job["status"]) == ("influencer_create", "completed")
    assert job["result"]["influencerId"] == influencer["influencerId"]
    assert (influencer["status"], influencer["errorMessage"]) == ("ready", None)
    assert (influencer["gender"], influencer["ageRange"]) == ("female", "young_adult")
    portrait = Image.open(io.BytesIO(client.get(influencer["imageUrl"]).content))
    assert portrait.size == (512, 512)


def test_an_influencer_is_pending_then_training_then_ready(slow):
    client = make_client(slow)
    accepted = client.post(f"/v1/projects/{slow.project}/influencers").json()
    seen = []

    for _ in range(3):
        influencer = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
        job = client.get(accepted["locationUrl"]).json()
        seen.append((influencer["status"], influencer["imageUrl"] is not None, job["status"]))
        slow.set_clock(advance=300_000)

    assert seen == [
        ("pending", False, "running"),
        ("training", False, "running"),
        ("ready", True, "completed"),
    ]


def test_the_job_of_an_influencer_moves_forward_only(slow):
    client = make_client(slow)
    location = client.post(f"/v1/projects/{slow.project}/influencers").json()["locationUrl"]
    steps = []

    for _ in range(5):
        job = client.get(location).json()
        steps.append((job["progress"], job["stage"]))
        slow.set_clock(advance=100_000)

    assert steps == sorted(steps)
    assert {stage for _, stage in steps} == {"queued", "training"}


def test_a_canceled_job_leaves_a_failed_influencer(slow):
    client = make_client(slow)
    accepted = client.post(f"/v1/projects/{slow.project}/influencers").json()

    client.post(f"{accepted['locationUrl']}/cancel")
    slow.set_clock(advance=1_200_000)

    influencer = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
    assert (influencer["status"], influencer["imageUrl"]) == ("failed", None)
    assert "canceled" in influencer["errorMessage"]
    assert client.get(accepted["locationUrl"]).json()["status"] == "canceled"


def test_an_influencer_survives_a_restart_of_the_sandbox(slow, tmp_path):
    accepted = make_client(slow).post(f"/v1/projects/{slow.project}/influencers").json()
    slow.close()

    again = open_sandbox(tmp_path / "slow")
    again.set_clock(advance=1_200_000)
    Worker(again).run_until_idle()

    job = make_client(again).get(accepted["locationUrl"]).json()
    again.close()
    assert job["status"] == "completed"


@pytest.mark.parametrize(
    ("target", "asked", "expected"),
    [
        ("all", None, "female"),
        ("male", None, "male"),
        ("male", "non_binary", "non_binary"),
    ],
)
def test_the_projects_target_is_the_default_gender(sandbox, client, make, target, asked, expected):
    client.patch(f"/v1/projects/{sandbox.project}", json={"targetGender": target})

    made = make(**({} if asked is None else {"gender": asked}))

    assert client.get(f"/v1/influencers/{made['influencerId']}").json()["gender"] == expected


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Ava"},
        {"influencerId": "inf_1"},
        {"gender": "nonbinary"},
        {"ageRange": "25-34"},
        {"prompt": ""},
        {"prompt": "x" * 61},
    ],
)
def test_older_and_invalid_fields_are_rejected(client, path, body):
    before = client.get(path).json()["items"]

    assert issues(client.post(path, json=body)) == set(body)
    assert client.get(path).json()["items"] == before


def test_influencers_are_listed_newest_first_and_by_status(client, path, make):
    [seeded] = client.get(path).json()["items"]
    made = [seeded["influencerId"], *(make()["influencerId"] for _ in range(3))]

    first, rest = walk(client, path, limit=2, status="ready")

    assert [item["influencerId"] for item in first + rest] == made[::-1]
    assert client.get(path, params={"status": "pending"}).json()["items"] == []
    assert issues(client.get(path, params={"limit": 101})) == {"limit"}


def test_the_same_calls_give_the_same_portraits(tmp_path):
    portraits = []
    for name in ("one", "two"):
        sandbox = open_sandbox(tmp_path / name)
        client = make_client(sandbox)
        for _ in range(2):
            made = client.post(f"/v1/projects/{sandbox.project}/influencers").json()
            url = client.get(f"/v1/influencers/{made['influencerId']}").json()["imageUrl"]
            portraits.append(client.get(url).content)
        sandbox.close()

    assert portraits[:2] == portraits[2:]
    assert portraits[0] != portraits[1]


def test_content_names_its_influencer(sandbox, client, make):
    influencer = make()["influencerId"]
    path = f"/v1/projects/{sandbox.project}/content/slideshow-builder"

    made = client.post(path, json={"hook": "x", "influencerId": influencer}).json()

    container = client.get(f"/v1/content/{made['containerIds'][0]}").json()
    assert container["influencerId"] == influencer


def test_content_with_an_influencer_that_is_not_ready_is_rejected(slow):
    client = make_client(slow)
    base = f"/v1/projects/{slow.project}"
    influencer = client.post(f"{base}/influencers").json()["influencerId"]

    response = client.post(
        f"{base}/content/slideshow-builder", json={"hook": "x", "influencerId": influencer}
    )

    assert error_of(response) == (409, "CONFLICT")


def test_an_influencer_of_another_project_is_unknown(client, make):
    influencer = make()["influencerId"]
    other = client.post("/v1/projects", json={"name": "Other", "timezone": "UTC"}).json()["id"]

    response = client.post(
        f"/v1/projects/{other}/content/slideshow-builder",
        json={"hook": "x", "influencerId": influencer},
    )

    assert issues(response) == {"influencerId"}


def test_making_influencers_costs_nothing(client, make):
    make()

    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_a_patch_changes_what_it_names_and_keeps_the_portrait(client, make):
    url = f"/v1/influencers/{make()['influencerId']}"
    before = client.get(url).json()

    changed = client.patch(url, json={"name": "Zoë", "ageRange": None, "brandVoice": "warm"})

    expected = before | {"name": "Zoë", "ageRange": None, "brandVoice": "warm"}
    assert changed.json() == expected | {"updatedAt": changed.json()["updatedAt"]}
    assert client.get(url).json() == changed.json()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {""}),
        ({"prompt": "x"}, {"prompt"}),
        ({"name": ""}, {"name"}),
        ({"name": None}, {"name"}),
        ({"language": "not a tag"}, {"language"}),
        ({"gender": None}, {"gender"}),
    ],
)
def test_an_invalid_patch_names_its_fields_and_changes_nothing(client, make, body, wrong):
    url = f"/v1/influencers/{make()['influencerId']}"
    before = client.get(url).json()

    assert issues(client.patch(url, json=body)) == wrong
    assert client.get(url).json() == before


def test_a_deleted_influencer_is_gone_and_its_content_stays(sandbox, client, path, make):
    influencer = make()["influencerId"]
    base = f"/v1/projects/{sandbox.project}/content"
    body = {"hook": "x", "influencerId": influencer}
    made = client.post(f"{base}/slideshow-builder", json=body).json()

    receipt = client.request(
        "DELETE", f"/v1/influencers/{influencer}", json={"reason": "off-brand"}
    ).json()

    assert (receipt["influencerId"], receipt["status"]) == (influencer, "deleted")
    for answer in (
        client.get(f"/v1/influencers/{influencer}"),
        client.patch(f"/v1/influencers/{influencer}", json={"name": "x"}),
        client.post(f"/v1/influencers/{influencer}/clone", json={"name": "x"}),
        client.delete(f"/v1/influencers/{influencer}"),
    ):
        assert error_of(answer) == (404, "NOT_FOUND")
    assert influencer not in str(client.get(path).json())
    assert issues(client.post(f"{base}/slideshow-builder", json=body)) == {"influencerId"}
    container = client.get(f"/v1/content/{made['containerIds'][0]}").json()
    assert container["influencerId"] == influencer


def test_deleting_an_influencer_in_training_cancels_its_job(slow):
    client = make_client(slow)
    accepted = client.post(f"/v1/projects/{slow.project}/influencers").json()

    client.delete(f"/v1/influencers/{accepted['influencerId']}")
    slow.set_clock(advance=1_200_000)

    assert client.get(accepted["locationUrl"]).json()["status"] == "canceled"
    assert error_of(client.get(f"/v1/influencers/{accepted['influencerId']}"))[0] == 404


def test_a_clone_is_the_original_but_for_its_name_and_overrides(client, make):
    original = client.get(f"/v1/influencers/{make(ageRange='adult')['influencerId']}").json()

    accepted = client.post(
        f"/v1/influencers/{original['influencerId']}/clone",
        json={"name": "Ava in Spanish", "overrides": {"language": "es"}},
    ).json()

    clone = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
    own = {"influencerId", "name", "language", "createdAt", "updatedAt"}
    assert {name for name in clone if clone[name] != original[name]} <= own
    assert (clone["name"], clone["language"], clone["status"]) == ("Ava in Spanish", "es", "ready")
    job = client.get(accepted["locationUrl"]).json()
    assert (job["kind"], job["status"]) == ("influencer_clone", "completed")
    assert job["result"] == {"influencerId": clone["influencerId"]}


def test_a_clone_of_another_age_looks_different(client, make):
    original = client.get(f"/v1/influencers/{make()['influencerId']}").json()

    accepted = client.post(
        f"/v1/influencers/{original['influencerId']}/clone",
        json={"name": "Ava at 60", "overrides": {"ageRange": "senior"}},
    ).json()

    clone = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
    assert clone["ageRange"] == "senior"
    assert client.get(clone["imageUrl"]).content != client.get(original["imageUrl"]).content


def test_an_archived_project_gets_no_clones(sandbox, client, make):
    influencer = make()["influencerId"]
    client.delete(f"/v1/projects/{sandbox.project}")

    answer = client.post(f"/v1/influencers/{influencer}/clone", json={"name": "x"})

    assert error_of(answer) == (409, "CONFLICT")
