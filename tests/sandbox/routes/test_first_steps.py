"""What begins by itself for a project with a description: keywords, an influencer, who voices."""

import pytest

from tests.sandbox.conftest import error_of, make_client

DESCRIPTION = (
    "Inbox Zero sorts your newsletters, receipts and invoices by itself, so that mornings begin "
    "with a quiet mailbox and the three messages that matter."
)
NEW = {"name": "Inbox Zero", "timezone": "UTC", "appName": "Inbox Zero"}


@pytest.fixture
def impatient(slow):
    """A client of a sandbox in which a job takes ten minutes of its frozen clock."""
    return make_client(slow)


def influencers(client, project):
    return client.get(f"/v1/projects/{project}/influencers").json()["items"]


def keywords(client, project):
    return client.get(f"/v1/projects/{project}/keywords").json()


def test_a_described_project_gets_an_influencer_that_is_pending_then_training_then_ready(
    slow, impatient
):
    project = impatient.post("/v1/projects", json=NEW | {"appDescription": DESCRIPTION}).json()
    seen = []

    for _ in range(3):
        [first] = influencers(impatient, project["id"])
        seen.append((first["status"], first["imageUrl"] is not None))
        slow.set_clock(advance=300_000)

    assert seen == [("pending", False), ("training", False), ("ready", True)]


def test_a_described_project_gets_keywords_in_their_time(slow, impatient):
    made = impatient.post("/v1/projects", json=NEW | {"appDescription": DESCRIPTION}).json()
    before = keywords(impatient, made["id"])
    slow.set_clock(advance=600_000)

    found = keywords(impatient, made["id"])

    assert before == {"projectId": made["id"], "hashtags": [], "refreshedAt": None}
    assert found["refreshedAt"] is not None
    assert {"#inboxzero", "#newsletters"} <= {row["hashtag"] for row in found["hashtags"]}
    order = [(-row["score"], -row["viewCount"]) for row in found["hashtags"]]
    assert order == sorted(order)
    assert all(70 <= row["score"] <= 100 for row in found["hashtags"])
    project = impatient.get(f"/v1/projects/{made['id']}").json()
    assert "newsletters" in project["brandContext"]["keywords"]


def test_nothing_begins_without_a_description(client):
    project = client.post("/v1/projects", json=NEW).json()["id"]

    assert influencers(client, project) == []
    assert keywords(client, project)["refreshedAt"] is None


def test_a_description_that_comes_later_begins_both(client):
    project = client.post("/v1/projects", json=NEW).json()["id"]

    client.patch(f"/v1/projects/{project}", json={"appDescription": DESCRIPTION})

    assert [each["status"] for each in influencers(client, project)] == ["ready"]
    assert keywords(client, project)["refreshedAt"] is not None


def test_another_description_finds_other_keywords_and_no_second_influencer(client):
    project = client.post("/v1/projects", json=NEW | {"appDescription": DESCRIPTION}).json()["id"]
    text = DESCRIPTION.replace("newsletters", "photographs")

    client.patch(f"/v1/projects/{project}", json={"appDescription": text, "tagline": "x"})

    assert len(influencers(client, project)) == 1
    found = {row["phrase"] for row in keywords(client, project)["hashtags"]}
    assert "photographs" in found
    assert "newsletters" not in found


def test_the_same_description_begins_nothing(client, sandbox):
    project = client.post("/v1/projects", json=NEW | {"appDescription": DESCRIPTION}).json()["id"]
    before = keywords(client, project)
    sandbox.set_clock(advance=60_000)

    client.patch(f"/v1/projects/{project}", json={"appDescription": DESCRIPTION})

    assert keywords(client, project) == before


def test_the_target_decides_on_the_first_influencer(client):
    body = NEW | {"appDescription": DESCRIPTION, "targetGender": "male"}

    project = client.post("/v1/projects", json=body).json()["id"]

    assert [each["gender"] for each in influencers(client, project)] == ["male"]


def test_the_seeded_project_has_a_ready_influencer_and_keywords(sandbox, idle_client):
    [first] = influencers(idle_client, sandbox.project)

    assert (first["status"], first["name"] != "") == ("ready", True)
    assert idle_client.get(first["imageUrl"]).headers["Content-Type"] == "image/jpeg"
    assert keywords(idle_client, sandbox.project)["hashtags"]


def test_generated_content_is_voiced_by_the_first_influencer(sandbox, client, create):
    [first] = influencers(client, sandbox.project)
    client.post(f"/v1/projects/{sandbox.project}/influencers")

    made = create()

    container = client.get(f"/v1/content/{made['containerIds'][0]}").json()
    assert container["influencerId"] == first["influencerId"]


def test_content_does_not_wait_for_the_first_influencer(impatient):
    body = NEW | {"appDescription": DESCRIPTION}
    project = impatient.post("/v1/projects", json=body).json()["id"]

    made = impatient.post(
        f"/v1/projects/{project}/content", json={"format": "slideshow-builder", "hook": "x"}
    ).json()

    container = impatient.get(f"/v1/content/{made['containerIds'][0]}").json()
    assert container["influencerId"] is None


def test_a_refresh_is_a_job_and_the_old_keywords_stay_until_it_ends(slow, impatient):
    before = keywords(impatient, slow.project)
    slow.set_clock(advance=1_000)

    accepted = impatient.post(f"/v1/projects/{slow.project}/keywords/refresh", json={}).json()
    running = impatient.get(accepted["locationUrl"]).json()
    meanwhile = keywords(impatient, slow.project)
    slow.set_clock(advance=600_000)

    assert (running["kind"], running["status"]) == ("keyword_refresh", "running")
    assert meanwhile == before
    assert keywords(impatient, slow.project)["refreshedAt"] > before["refreshedAt"]
    assert impatient.get(accepted["locationUrl"]).json()["status"] == "completed"


def test_a_canceled_refresh_changes_nothing(slow, impatient):
    before = keywords(impatient, slow.project)
    accepted = impatient.post(f"/v1/projects/{slow.project}/keywords/refresh").json()

    impatient.post(f"{accepted['locationUrl']}/cancel")
    slow.set_clock(advance=600_000)

    assert keywords(impatient, slow.project) == before


def test_a_refresh_needs_a_description(client):
    project = client.post("/v1/projects", json=NEW).json()["id"]

    answer = client.post(f"/v1/projects/{project}/keywords/refresh", json={})

    assert error_of(answer) == (422, "VALIDATION")
    assert answer.json()["error"]["details"]["missingFields"] == ["appDescription"]


def test_archiving_a_project_ends_what_began(slow, impatient):
    body = NEW | {"appDescription": DESCRIPTION}
    project = impatient.post("/v1/projects", json=body).json()["id"]

    impatient.delete(f"/v1/projects/{project}")
    slow.set_clock(advance=600_000)

    assert [each["status"] for each in influencers(impatient, project)] == ["failed"]
    assert keywords(impatient, project)["refreshedAt"] is None


def test_making_a_described_project_costs_nothing(client):
    client.post("/v1/projects", json=NEW | {"appDescription": DESCRIPTION})

    assert client.get("/v1/credits").json()["balance"] == 100_000
