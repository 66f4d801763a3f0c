"""Creating content: both dialects, what is refused, and what is paid."""

import base64
from typing import Any

import pytest

from tests.sandbox.conftest import error_of, issues, make_client
from tests.sandbox.media_server import picture


def test_a_create_answers_with_a_queued_job_and_one_container_per_variant(idle_client, create):
    answer = create(idle_client, variantCount=3)

    assert (answer["status"], answer["stage"]) == ("running", "queued")
    assert len(set(answer["containerIds"])) == 3
    assert answer["locationUrl"] == f"/v1/jobs/{answer['jobId']}"
    for container_id in answer["containerIds"]:
        container = idle_client.get(f"/v1/content/{container_id}").json()
        assert (container["status"], container["preview"], container["assets"]) == (
            "queued",
            None,
            [],
        )


def test_a_finished_container_has_media_captions_and_a_preview(client, create):
    answer = create(hook="wait for it...\nthis changed everything 🧠")

    container = client.get(f"/v1/content/{answer['containerIds'][0]}").json()

    assert container["status"] == "completed"
    assert container["hook"] == "wait for it...\nthis changed everything 🧠"
    assert {caption["platform"] for caption in container["captions"]} == {"tiktok", "instagram"}
    preview = container["preview"]
    assert (preview["kind"], preview["aspectRatio"]) == ("slideshow", "9:16")
    assert preview["imageUrls"] == [asset["url"] for asset in container["assets"]]
    assert preview["primaryUrl"] == preview["thumbnailUrl"] == preview["imageUrls"][0]


def test_an_asset_can_be_read_by_its_id(client, create):
    container_id = create()["containerIds"][0]
    asset = client.get(f"/v1/content/{container_id}").json()["assets"][1]

    alone = client.get(f"/v1/content/{container_id}/assets/{asset['assetId']}").json()

    assert alone == asset | {"containerId": container_id}
    assert error_of(client.get(f"/v1/content/{container_id}/assets/ast_0")) == (404, "NOT_FOUND")


def test_the_same_body_gives_the_same_media_and_variants_differ(client, create):
    first, second = create(variantCount=2), create(variantCount=2)

    def assets(container_id: str) -> Any:
        return client.get(f"/v1/content/{container_id}").json()["assets"]

    assert assets(first["containerIds"][0]) == assets(second["containerIds"][0])
    assert assets(first["containerIds"][0]) != assets(first["containerIds"][1])


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"hook": "x"}, {"format"}),
        ({"format": "slideshow-builder"}, {"hook"}),
        ({"format": "slideshow-builder", "hook": ""}, {"hook"}),
        ({"format": "slideshow-builder", "hook": "x" * 2001}, {"hook"}),
        ({"format": "slideshow-builder", "hook": "x", "variantCount": 0}, {"variantCount"}),
        ({"format": "slideshow-builder", "hook": "x", "variantCount": 11}, {"variantCount"}),
        ({"format": "slideshow-builder", "hook": "x", "variantCount": "2"}, {"variantCount"}),
        ({"format": "slideshow-builder", "hook": "x", "variantCount": True}, {"variantCount"}),
        ({"format": "slideshow-builder", "hook": "x", "id": "cnt_1"}, {"id"}),
        ({"format": "slideshow-builder", "hook": "x", "brief": {}, "no": 1}, {"brief", "no"}),
        ({"format": 7, "hook": None}, {"format", "hook"}),
        ({"format": "slideshow-builder", "hook": "x", "references": 1}, {"references"}),
        (
            {"format": "slideshow-builder", "hook": "x", "references": {"mediaIds": ["med_1"]}},
            {"references.mediaIds.0"},
        ),
    ],
)
def test_an_invalid_body_is_rejected_by_path_and_costs_nothing(sandbox, client, body, paths):
    response = client.post(f"/v1/projects/{sandbox.project}/content", json=body)

    assert issues(response) == paths
    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_a_hook_of_2000_code_points_is_kept_verbatim(client, create):
    hook = " \n" + "🧠" * 1997 + "\u0000"

    container_id = create(hook=hook)["containerIds"][0]

    assert client.get(f"/v1/content/{container_id}").json()["hook"] == hook


def test_a_422_speaks_of_json_not_of_python(sandbox, client):
    body = {"hook": "", "variantCount": 11, "references": [], "id": "x", "format": None}

    error = client.post(f"/v1/projects/{sandbox.project}/content", json=body).json()["error"]

    assert {issue["path"]: issue["message"] for issue in error["details"]["issues"]} == {
        "format": "must be a string",
        "hook": "must have a length of at least 1",
        "variantCount": "must be at most 10",
        "references": "must be an object",
        "id": "is not a known key",
    }


@pytest.mark.parametrize(
    "format_", ["video-remix", "slideshow-remix", "image", "carousel", "short_form_video", "auto"]
)
def test_unsupported_formats_are_rejected_by_name(sandbox, client, format_):
    response = client.post(
        f"/v1/projects/{sandbox.project}/content", json={"format": format_, "hook": "x"}
    )

    assert error_of(response) == (422, "UNSUPPORTED_FORMAT")
    details = response.json()["error"]["details"]
    assert ("roadmap" in details) == format_.endswith("-remix")


PAGE_PROJECT = "prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39"
PAGE_MEDIUM = "med_01HX9Y6K7EJ4T2ABCDEF"
PAGE_BODY = r"""{
  "format": "slideshow-builder",
  "variantCount": 1,
  "hook": "wait for it...\nthis simple habit changed everything about my mindset 🧠",
  "references": {
    "mediaIds": ["med_01HX9Y6K7EJ4T2ABCDEF"]
  }
}"""


def test_the_example_of_the_content_page_runs_verbatim(client, control):
    picture_ = base64.b64encode(picture("PNG", (90, 160))).decode()
    media = [{"id": PAGE_MEDIUM, "role": "app-screenshot", "content": picture_}]
    project = {"id": PAGE_PROJECT, "name": "Mindset", "appName": "Mindset", "media": media}
    project["appDescription"] = "Small habits, one a day. " * 5
    seeded = control.post("/_sandbox/seed", json={"projects": [project]})
    assert seeded.json()["projects"][0]["mediaIds"] == [PAGE_MEDIUM], seeded.text
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": "7c2f1a3e-0b4c-4a11-9f7e-33c0a2c1bd55",
    }

    made = client.post(f"/v1/projects/{PAGE_PROJECT}/content", content=PAGE_BODY, headers=headers)

    assert made.status_code == 202, made.text
    assert made.json().keys() == {
        "jobId",
        "kind",
        "status",
        "stage",
        "projectId",
        "containerIds",
        "format",
        "locationUrl",
        "startedAt",
    }
    assert made.json()["projectId"] == PAGE_PROJECT
    container = client.get(f"/v1/content/{made.json()['containerIds'][0]}").json()
    assert container["hook"].startswith("wait for it...\nthis simple habit")
    again = control.post("/_sandbox/seed", json={"projects": [{"name": "Two", "media": media}]})
    assert error_of(again) == (409, "CONFLICT")
    gone = client.delete(f"/v1/projects/{PAGE_PROJECT}/app-media/{PAGE_MEDIUM}")
    assert gone.json() == {"id": PAGE_MEDIUM, "deleted": True}


@pytest.mark.parametrize("format_", ["video-remix", "slideshow-remix"])
def test_reserved_routes_are_rejected_with_any_body(sandbox, client, format_):
    response = client.post(f"/v1/projects/{sandbox.project}/content/{format_}", json={"a": 1})

    assert error_of(response) == (422, "UNSUPPORTED_FORMAT")


@pytest.mark.parametrize(
    ("field", "code"),
    [("appName", "MISSING_APP_NAME"), ("appDescription", "MISSING_APP_DESCRIPTION")],
)
def test_a_slideshow_needs_app_name_and_description(sandbox, client, field, code):
    client.patch(f"/v1/projects/{sandbox.project}", json={field: None})

    response = client.post(
        f"/v1/projects/{sandbox.project}/content", json={"format": "slideshow-builder", "hook": "x"}
    )

    assert error_of(response) == (422, code)


def test_a_remix_needs_an_app_demo_in_either_dialect(sandbox, client):
    base = f"/v1/projects/{sandbox.project}/content"

    in_body = client.post(base, json={"format": "ugc-remix", "hook": "x"})
    by_route = client.post(f"{base}/ugc-remix", json={"influencerId": "inf_1"})

    assert error_of(in_body) == error_of(by_route) == (422, "MISSING_APP_DEMO")
    assert by_route.json()["error"]["details"] == {"code": "MISSING_APP_DEMO"}


def test_the_per_format_call_makes_one_slideshow(sandbox, client):
    base = f"/v1/projects/{sandbox.project}/content/slideshow-builder"

    response = client.post(base, json={"hook": "x"})

    assert response.status_code == 202
    assert len(response.json()["containerIds"]) == 1
    assert issues(client.post(base, json={"hook": "x", "variantCount": 2})) == {"variantCount"}
    assert issues(client.post(base, json={"hook": "x", "influencerId": "inf_1"})) == {
        "influencerId"
    }


def test_too_few_credits_reject_the_whole_call(sandbox, client, create):
    balance = client.get("/v1/credits").json()["balance"]
    sandbox.store.credits.add(
        sandbox.organization, "adjustment", 60 - balance, now=sandbox.clock.now()
    )

    response = client.post(
        f"/v1/projects/{sandbox.project}/content",
        json={"format": "slideshow-builder", "hook": "x", "variantCount": 2},
    )

    assert error_of(response) == (402, "BILLING_EXHAUSTED")
    assert response.json()["error"]["details"] == {"required": 100, "available": 60}
    assert client.get(f"/v1/projects/{sandbox.project}/content").json()["items"] == []
    create()
    assert client.get("/v1/credits").json()["available"] == 10


def test_referenced_media_change_the_pictures(sandbox, client, create):
    media_id = sandbox.store.projects.media(sandbox.project, role="app-screenshot")[0]["id"]

    plain = create()["containerIds"][0]
    referring = create(references={"mediaIds": [media_id]})["containerIds"][0]

    def first(container_id: str) -> Any:
        return client.get(f"/v1/content/{container_id}").json()["assets"][0]["assetId"]

    assert first(plain) != first(referring)


def test_checks_run_in_the_documented_order(sandbox, client):
    """Not found comes before the body, the body before preconditions, those before credits."""
    nowhere = "/v1/projects/prj_00000000-0000-4000-8000-000000000000/content"
    project = f"/v1/projects/{sandbox.project}"
    here = f"{project}/content"
    client.patch(project, json={"appName": None})
    sandbox.store.credits.add(sandbox.organization, "adjustment", -100_000, now=sandbox.clock.now())
    bad, good = {"format": "slideshow-builder"}, {"format": "slideshow-builder", "hook": "x"}
    powerless = make_client(sandbox, key=sandbox.mint_key("content:read"))

    assert error_of(powerless.post(nowhere, json=bad)) == (403, "FORBIDDEN_SCOPE")
    assert error_of(client.post(nowhere, json=bad)) == (404, "NOT_FOUND")
    assert error_of(client.post(here, json=bad)) == (422, "VALIDATION")
    assert error_of(client.post(here, json=good)) == (422, "MISSING_APP_NAME")
    client.patch(project, json={"appName": "InboxZen"})
    assert error_of(client.post(here, json=good)) == (402, "BILLING_EXHAUSTED")
