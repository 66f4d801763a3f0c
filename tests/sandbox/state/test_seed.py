"""A seeded sandbox: all of it in place and in every state, or none of it."""

import base64
import io
import json

import pytest
from PIL import Image

from layers_cli.sandbox.server.worker import Worker
from tests.sandbox.conftest import error_of, issues, make_client
from tests.sandbox.media_server import movie, picture

SEED = "/_sandbox/seed"

PROJECTS = """
credits: 500
keys:
  - scopes: [content:read, jobs:read]
projects:
  - id: prj_00000000-0000-4000-8000-000000000001
    name: Coffee Club
    appName: Coffee Club
    policy: {policy: review_first_n, firstN: 3}
    containers:
      - {hook: "Wait for it 🥐", status: completed, approvalStatus: pending, count: 2, age: 2d}
      - {status: failed, error: {code: RENDER_FAILED, message: Out of paint}}
      - {status: canceled}
      - {status: queued}
      - {status: processing}
      - {status: completed, approvalStatus: rejected, reason: Off brand}
      - {creativeType: uploaded, caption: "From our own camera"}
  - name: Tea Club
    archived: true
    media: []
"""


def import_seed(control, seed):
    return control.post(SEED, content=seed if isinstance(seed, str) else json.dumps(seed))


def test_containers_are_seeded_in_every_state(sandbox, client, control):
    receipt = import_seed(control, PROJECTS)

    assert receipt.status_code == 201, receipt.text
    made, archived = receipt.json()["projects"]
    assert made["id"] == "prj_00000000-0000-4000-8000-000000000001"
    assert len(made["mediaIds"]) == 4
    states = [client.get(f"/v1/content/{each}").json() for each in made["containerIds"]]
    assert [(each["status"], each["approvalStatus"]) for each in states] == [
        ("completed", "pending"),
        ("completed", "pending"),
        ("failed", "not_required"),
        ("canceled", "not_required"),
        ("queued", "not_required"),
        ("processing", "not_required"),
        ("completed", "rejected"),
        ("completed", "not_required"),
    ]
    assert states[0]["hook"] == "Wait for it 🥐"
    assert states[0]["createdAt"] < states[2]["createdAt"]
    assert states[2]["lastError"]["message"] == "Out of paint"
    assert states[7]["caption"] == "From our own camera"
    assert client.get("/v1/credits").json()["balance"] == 500
    policy = client.get(f"/v1/projects/{made['id']}/content-review-policy").json()
    assert (policy["policy"], policy["firstN"], policy["pendingCount"]) == ("review_first_n", 3, 2)
    assert client.get(f"/v1/projects/{archived['id']}").json()["status"] == "archived"


def test_seeded_accounts_can_be_posted_to(client, control):
    accounts = [
        {"platform": "tiktok", "handle": "@coffee.club"},
        {"platform": "instagram", "handle": "@coffee.club", "status": "reauth_required"},
    ]
    project = {"name": "Coffee Club", "accounts": accounts, "containers": [{}]}
    [made] = import_seed(control, {"projects": [project]}).json()["projects"]
    path = f"/v1/projects/{made['id']}/social-accounts"

    items = client.get(path).json()["items"]
    assert [item["socialAccountId"] for item in items] == made["socialAccountIds"][::-1]
    assert [item["status"] for item in items] == ["reauth_required", "connected"]
    body = {"targets": [{"socialAccountId": made["socialAccountIds"][0]}]}
    response = client.post(f"/v1/content/{made['containerIds'][0]}/publish", json=body)
    assert response.status_code == 201


def test_assets_of_completed_containers_can_be_downloaded(client, control):
    container = import_seed(control, PROJECTS).json()["projects"][0]["containerIds"][0]

    shown = client.get(f"/v1/content/{container}").json()

    assert shown["preview"]["kind"] == "slideshow"
    for asset in shown["assets"]:
        assert len(client.get(asset["url"]).content) == asset["sizeBytes"]


def test_jobs_of_seeded_containers_have_the_same_status(sandbox, client, control):
    containers = import_seed(control, PROJECTS).json()["projects"][0]["containerIds"]

    jobs = [client.get(f"/v1/content/{each}/progress").json()["jobId"] for each in containers[:6]]
    statuses = [client.get(f"/v1/jobs/{job}").json()["status"] for job in jobs]

    assert statuses == ["completed", "completed", "failed", "canceled", "running", "running"]


def test_seeded_jobs_keep_running_and_can_be_canceled(sandbox, client, control):
    queued = import_seed(control, PROJECTS).json()["projects"][0]["containerIds"][4]
    sandbox.set_clock(advance=10 * 24 * 3_600_000)

    Worker(sandbox).run_until_idle()

    assert client.get(f"/v1/content/{queued}").json()["status"] == "queued"
    job = client.get(f"/v1/content/{queued}/progress").json()["jobId"]
    assert client.post(f"/v1/jobs/{job}/cancel").status_code == 202


def test_seeded_containers_cost_nothing_and_verify_holds(control):
    import_seed(control, PROJECTS)

    assert control.get("/_sandbox/ledger").json()["billed"] == 0
    assert control.post("/_sandbox/verify").json()["passed"]


def test_a_seeded_key_works_with_its_scopes(sandbox, control):
    key = import_seed(control, PROJECTS).json()["keys"][0]["key"]

    with make_client(sandbox, key=key) as client:
        assert client.get("/v1/whoami").json()["scopes"] == ["content:read", "jobs:read"]


def test_media_are_read_from_files_and_from_base64(sandbox, client, control, tmp_path):
    (tmp_path / "shot.png").write_bytes(picture("PNG"))
    media = [
        {"role": "app-screenshot", "file": str(tmp_path / "shot.png")},
        {"role": "app-demo", "content": base64.b64encode(movie()).decode()},
    ]
    containers = [{"format": "ugc-remix"}, {"format": "slideshow-builder"}]

    receipt = import_seed(
        control, {"projects": [{"name": "Own", "media": media, "containers": containers}]}
    )

    assert receipt.status_code == 201, receipt.text
    video, slides = [
        client.get(f"/v1/content/{each}").json()["preview"]
        for each in receipt.json()["projects"][0]["containerIds"]
    ]
    assert video["kind"] == "video"
    assert client.get(video["videoUrl"]).content == movie()
    assert len(slides["imageUrls"]) == 1


def test_the_same_picture_twice_is_two_media_and_two_assets(client, control):
    medium = {"role": "app-screenshot", "content": base64.b64encode(picture("PNG")).decode()}
    project = {"name": "Twice", "media": [medium, medium], "containers": [{"count": 2}]}

    receipt = import_seed(control, {"projects": [project]})

    assert receipt.status_code == 201, receipt.text
    made = receipt.json()["projects"][0]
    assert len(set(made["mediaIds"])) == 2
    shown = [client.get(f"/v1/content/{each}").json()["assets"] for each in made["containerIds"]]
    assert len({asset["assetId"] for assets in shown for asset in assets}) == 4


def test_seeded_media_say_type_and_size(sandbox, client, control):
    clip = base64.b64encode(movie()).decode()
    media = [{"role": "app-demo", "content": clip}]
    own = import_seed(control, {"projects": [{"name": "Own", "media": media}]}).json()["projects"]

    demo = client.get(f"/v1/projects/{sandbox.project}/app-media").json()["items"]
    (video,) = client.get(f"/v1/projects/{own[0]['id']}/app-media").json()["items"]

    for row in demo:
        content = client.get(row["url"]).content
        with Image.open(io.BytesIO(content)) as opened:
            assert (row["width"], row["height"]) == opened.size
        assert (row["mimeType"], row["sizeBytes"]) == ("image/webp", len(content))
    assert (video["mimeType"], video["sizeBytes"]) == ("video/mp4", len(movie()))
    assert video["width"] > 0
    assert video["durationMs"] > 0


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("projects: [{name: Ok}, {nmae: x}]", "projects.1.nmae"),
        ("projects: [{name: Own, containers: [{status: done}]}]", "projects.0.containers.0.status"),
        ("projects: [{name: Own, containers: [{error: {}}]}]", "projects.0.containers.0"),
        ("projects: [{name: Own, containers: [{age: soon}]}]", "projects.0.containers.0.age"),
        ("projects: [{name: Own, media: [{role: logo}]}]", "projects.0.media.0"),
        ("projects: [{name: Own, media: [{role: logo, file: a.png}]}]", "projects.0.media.0.file"),
        ("projects: [{name: Own, media: [{role: logo, file: /nope}]}]", "projects.0.media.0.file"),
        (
            "projects: [{name: Own, media: [{role: logo, content: '%'}]}]",
            "projects.0.media.0.content",
        ),
        ("projects: [{name: Own, media: [{role: logo, content: AAAA}]}]", "projects.0.media.0"),
        ("projects: [{name: Own, media: [], containers: [{}]}]", "projects.0.containers.0"),
        ("projects: [{name: Own, containers: [{format: ugc-remix}]}]", "projects.0.containers.0"),
        ("keys: [{scopes: [1]}]", "keys.0.scopes.0"),
        ("credits: lots", "credits"),
        ("- a list", ""),
        ("{", ""),
        ("a: &a [1]\nb: *a", ""),
        ("[" * 100 + "]" * 100, ""),
        ("a: !!python/object/apply:os.system [id]", ""),
    ],
)
def test_an_invalid_seed_is_rejected_by_path_and_changes_nothing(sandbox, control, given, path):
    before = sandbox.store.projects.count()

    assert path in issues(import_seed(control, given))
    assert sandbox.store.projects.count() == before


def test_a_seed_that_fails_halfway_changes_nothing(sandbox, client, control):
    project = {"id": "prj_00000000-0000-4000-8000-000000000001", "name": "Twice"}
    before = sandbox.store.projects.count()

    response = import_seed(control, {"credits": 7, "projects": [project, project]})

    assert error_of(response) == (409, "CONFLICT")
    assert sandbox.store.projects.count() == before
    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_times_in_yaml_stay_text():
    from layers_cli.sandbox.core.yaml import parse_yaml

    assert parse_yaml(b"at: 2026-04-18T12:00:00Z") == {"at": "2026-04-18T12:00:00Z"}


def test_the_timezone_is_optional_and_seeds_add_up(client, control):
    import_seed(control, {"projects": [{"name": "One"}]})
    import_seed(control, {"projects": [{"name": "Two", "timezone": "Europe/Berlin"}]})

    names = {row["name"] for row in client.get("/v1/projects").json()["items"]}

    assert {"One", "Two"} < names
