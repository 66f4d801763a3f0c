"""`ugc-remix`: what unlocks it, what it is made from, and the video that comes of it."""

import sys

import pytest

from layers_cli.sandbox.rendering.remix import RemixRenderer
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, issues, make_client
from tests.sandbox.media_server import movie, picture


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}/content"


@pytest.fixture
def add(sandbox, client, files):
    def _add(kind, content):
        body = {"kind": kind, "url": files.put("/medium", content)}
        response = client.post(f"/v1/projects/{sandbox.project}/app-media", json=body)
        assert response.status_code == 201, response.text
        return response.json()["id"]

    return _add


def order(*media_ids, **changes):
    body = {"format": "ugc-remix", "hook": "wait for it...", **changes}
    return body | {"references": {"mediaIds": list(media_ids)}}


def test_a_demo_unlocks_the_remix_and_its_deletion_locks_it_again(sandbox, client, path, add):
    locked = client.post(path, json=order())
    demo = add("demo-video", movie())
    unlocked = client.post(path, json=order())
    client.delete(f"/v1/projects/{sandbox.project}/app-media/{demo}")

    assert error_of(locked) == (422, "MISSING_APP_DEMO")
    assert unlocked.status_code == 202
    assert error_of(client.post(path, json=order())) == (422, "MISSING_APP_DEMO")


def test_a_remix_is_a_video_with_a_poster(client, path, add):
    add("demo-video", movie())

    made = client.post(path, json=order(variantCount=2)).json()

    containers = [client.get(f"/v1/content/{each}").json() for each in made["containerIds"]]
    preview = containers[0]["preview"]
    assert preview["kind"] == "video"
    assert preview["videoUrl"] == preview["primaryUrl"] == containers[0]["assets"][0]["url"]
    assert (preview["durationMs"], preview["aspectRatio"]) == (2000, "9:16")
    assert client.get(preview["thumbnailUrl"]).content[:3] == b"\xff\xd8\xff"
    assert containers[0]["preview"]["videoUrl"] != containers[1]["preview"]["videoUrl"]
    assert client.get("/v1/credits").json()["balance"] == 100_000 - 2 * 120


def test_a_remix_by_its_own_route_needs_no_hook(client, sandbox, path, add):
    demo = add("demo-video", movie())
    made = client.post(f"/v1/projects/{sandbox.project}/influencers").json()["influencerId"]

    job = client.post(f"{path}/ugc-remix", json={"influencerId": made, "mediaId": demo}).json()

    container = client.get(f"/v1/content/{job['containerIds'][0]}").json()
    assert (container["hook"], container["influencerId"]) == (None, made)
    assert container["status"] == "completed"


def test_a_remix_is_made_from_a_demo_alone(sandbox, client, path, add):
    add("demo-video", movie())
    shot = add("screenshot", picture())
    made = client.post(f"/v1/projects/{sandbox.project}/influencers").json()["influencerId"]

    in_body = client.post(path, json=order(shot))
    by_route = client.post(f"{path}/ugc-remix", json={"influencerId": made, "mediaId": shot})

    assert issues(in_body) == {"references.mediaIds.0"}
    assert issues(by_route) == {"mediaId"}


def test_a_slideshow_takes_pictures_alone(client, path, add):
    demo, shot = add("demo-video", movie()), add("screenshot", picture())

    response = client.post(path, json=order(shot, demo, format="slideshow-builder"))

    assert issues(response) == {"references.mediaIds.1"}
    assert demo in response.json()["error"]["message"]


def test_unknown_media_are_rejected_by_name_and_not_billed(client, path, add):
    shot = add("screenshot", picture())
    unknown = "med_01HX9Y6K7EJ4T2ABCDEF"

    response = client.post(path, json=order(shot, unknown, format="slideshow-builder"))

    assert issues(response) == {"references.mediaIds.1"}
    assert unknown in response.json()["error"]["message"]
    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_referenced_pictures_change_the_slideshow(client, path, add):
    shot = add("screenshot", picture())
    urls = []
    for media_ids in ((), (shot,)):
        job = client.post(path, json=order(*media_ids, format="slideshow-builder")).json()
        container = client.get(f"/v1/content/{job['containerIds'][0]}").json()
        urls.append(container["preview"]["primaryUrl"])

    assert urls[0] != urls[1]


def test_without_video_support_a_remix_is_rejected_with_the_install_command(
    client, path, add, monkeypatch
):
    """A project without a demo hears of that first, as it would from the API."""
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "av", None)
        assert error_of(client.post(path, json=order())) == (422, "MISSING_APP_DEMO")
    add("demo-video", movie())
    monkeypatch.setitem(sys.modules, "av", None)

    response = client.post(path, json=order())

    assert error_of(response) == (501, "VIDEO_SUPPORT_MISSING")
    assert "pip install 'layers-cli[sandbox-video]'" in response.json()["error"]["message"]


def test_the_real_renderer_makes_a_video_of_the_demo(tmp_path, files):
    """Small, or it would take seconds; the engine's own tests look at the pictures."""
    import av

    sandbox = open_sandbox(tmp_path)
    sandbox.renderers = {"ugc-remix": RemixRenderer(tmp_path / "reactions", shrink=8)}
    client = make_client(sandbox)
    body = {"kind": "demo-video", "url": files.put("/demo", movie(size=(144, 256)))}
    client.post(f"/v1/projects/{sandbox.project}/app-media", json=body)

    job = client.post(f"/v1/projects/{sandbox.project}/content", json=order(hook="POV 😀")).json()
    container = client.get(f"/v1/content/{job['containerIds'][0]}").json()

    asset = container["assets"][0]
    with av.open(str(sandbox.media / asset["url"].partition("/media/")[2])) as film:
        video = film.streams.video[0]
        assert (video.width, video.height) == (asset["width"], asset["height"])
        assert abs((film.duration or 0) / 1000 - asset["durationMs"]) < 100
        assert film.streams.audio
    assert container["captions"][0]["text"].startswith("POV 😀")
    sandbox.close()
