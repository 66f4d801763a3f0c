"""Upload by URL: what arrives, what is refused, and that nothing is half done."""

import asyncio
import sys

import httpx
import pytest

from layers_cli.sandbox.server.app import create_app
from tests.sandbox.conftest import error_of, issues
from tests.sandbox.media_server import huge_png, movie, picture


@pytest.fixture
def upload(sandbox, client):
    def _upload(*urls: str, caption: str = "", **options: dict[str, str]) -> httpx.Response:
        body = {"media": [{"url": url} for url in urls], "caption": caption}
        response: httpx.Response = client.post(
            f"/v1/projects/{sandbox.project}/content/upload", json=body, **options
        )
        return response

    return _upload


def code(response: httpx.Response) -> tuple[str, str]:
    """Return the code and the path of an upload's refusal."""
    assert error_of(response) == (422, "VALIDATION")
    details = response.json()["error"]["details"]
    return details["code"], details["issues"][0]["path"]


@pytest.mark.parametrize(
    ("format_", "mime_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_a_picture_arrives_byte_for_byte(files, client, upload, format_, mime_type):
    content = picture(format_, (90, 160))

    response = upload(files.put("/x", content), caption="as written ✓")

    container = response.json()
    assert response.status_code == 201
    assert (container["creativeType"], container["status"]) == ("uploaded", "completed")
    assert (container["adsEnrollment"], container["caption"]) == ("opted_out", "as written ✓")
    assert (container["format"], container["hook"]) == (None, None)
    assert (container["preview"]["kind"], container["preview"]["aspectRatio"]) == ("image", "9:16")
    assert container["assets"][0]["mimeType"] == mime_type
    assert client.get(container["preview"]["primaryUrl"]).content == content
    assert client.get(f"/v1/content/{container['id']}").json() == container


def test_the_same_picture_twice_has_two_asset_ids(files, client, upload):
    url = files.put("/x", picture(size=(90, 160)))

    twice, again = upload(url, url).json(), upload(url).json()

    ids = {asset["assetId"] for each in (twice, again) for asset in each["assets"]}
    assert len(ids) == 3
    for asset in twice["assets"]:
        read = client.get(f"/v1/content/{twice['id']}/assets/{asset['assetId']}").json()
        assert read["assetId"] == asset["assetId"]


def test_an_upload_says_what_platforms_it_fits(files, client, create, upload):
    """Ours: that uploads carry `platformFit` is documented, its shape is not."""
    upright = upload(files.put("/x", picture("JPEG", (90, 160)))).json()["platformFit"]
    square = upload(files.put("/y", picture("PNG", (90, 90)))).json()["platformFit"]
    generated = client.get(f"/v1/content/{create()['containerIds'][0]}").json()

    assert upright == {name: {"fits": True, "issues": []} for name in ("tiktok", "instagram")}
    for fit in square.values():
        assert not fit["fits"]
        assert [issue["code"] for issue in fit["issues"]] == ["IMAGE_TYPE", "ASPECT_RATIO"]
    assert generated["platformFit"] is None


def test_several_pictures_make_a_slideshow_in_their_order(files, upload):
    urls = [files.put(f"/{n}", picture(size=(n, n))) for n in range(1, 11)]

    preview = upload(*urls).json()["preview"]

    assert preview["kind"] == "slideshow"
    assert len(set(preview["imageUrls"])) == 10


def test_a_rotated_picture_has_its_displayed_size(files, upload):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6

    asset = upload(files.put("/turned", picture(size=(16, 9), exif=exif))).json()["assets"][0]

    assert (asset["width"], asset["height"]) == (9, 16)


@pytest.mark.parametrize(
    ("format_", "mime_type"), [("mp4", "video/mp4"), ("mov", "video/quicktime")]
)
def test_a_video_arrives_with_size_and_duration(files, upload, format_, mime_type):
    container = upload(files.put("/v", movie(format_))).json()

    asset, preview = container["assets"][0], container["preview"]
    assert (asset["mimeType"], asset["durationMs"]) == (mime_type, 2000)
    assert (asset["width"], asset["height"]) == (72, 128)
    assert (preview["kind"], preview["imageUrls"]) == ("video", [])
    assert preview["videoUrl"] == preview["primaryUrl"] == asset["url"]
    assert asset["url"].endswith(f".{format_}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "MEDIA_TYPE_UNSUPPORTED"),
        (b"GIF89a" + b"\0" * 20, "MEDIA_TYPE_UNSUPPORTED"),
        (b"<!doctype html><title>x</title>", "MEDIA_TYPE_UNSUPPORTED"),
        (movie()[:8] + b"heic" + movie()[12:], "MEDIA_TYPE_UNSUPPORTED"),
        (movie("webm"), "MEDIA_TYPE_UNSUPPORTED"),
        (picture()[:-20], "MEDIA_UNREADABLE"),
        (picture("PNG")[:40], "MEDIA_UNREADABLE"),
        (b"\xff\xd8\xff" + b"\0" * 100, "MEDIA_UNREADABLE"),
        (huge_png(), "MEDIA_UNREADABLE"),
        (movie()[:200], "MEDIA_UNREADABLE"),
        (movie()[:16], "MEDIA_UNREADABLE"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_unsuitable_content_is_rejected_by_its_bytes(files, upload, content, expected):
    response = upload(files.put("/good", picture()), files.put("/bad", content))

    assert code(response) == (expected, "media.1.url")


def test_bytes_that_contradict_their_header_are_refused(files, upload):
    assert code(upload(files.put("/x", picture(), "image/png"))) == (
        "MEDIA_UNREADABLE",
        "media.0.url",
    )


@pytest.mark.parametrize(("make", "megabytes"), [(picture, 30), (movie, 100)])
def test_a_picture_over_30_mb_or_a_video_over_100_mb_is_rejected(files, upload, make, megabytes):
    url = files.put("/large", make() + b"\0" * (megabytes * 2**20))

    assert code(upload(url)) == ("MEDIA_TOO_LARGE", "media.0.url")


def test_without_video_support_a_video_is_rejected_with_the_install_command(
    files, client, upload, monkeypatch
):
    monkeypatch.setitem(sys.modules, "av", None)

    response = upload(files.put("/v", movie()))

    assert error_of(response) == (501, "VIDEO_SUPPORT_MISSING")
    assert "pip install 'layers-cli[sandbox-video]'" in response.json()["error"]["message"]


def test_a_video_among_other_files_is_rejected(files, upload):
    response = upload(files.put("/p", picture()), files.put("/v", movie()))

    assert code(response) == ("MEDIA_MIX_FORBIDDEN", "media.1.url")


def test_one_bad_file_rejects_the_whole_upload(sandbox, files, client, upload):
    before = set(sandbox.media.rglob("*"))

    response = upload(files.put("/p", picture(size=(31, 31))), files.url("/missing"))

    assert code(response) == ("MEDIA_FETCH_FAILED", "media.1.url")
    assert client.get(f"/v1/projects/{sandbox.project}/content").json()["items"] == []
    assert set(sandbox.media.rglob("*")) == before


def test_an_upload_made_again_with_its_key_is_one_upload(sandbox, files, client, upload):
    url = files.put("/once", picture())
    headers = {"Idempotency-Key": "once"}

    first, again = upload(url, headers=headers), upload(url, headers=headers)

    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert files.asked.count("/once") == 1
    assert len(client.get(f"/v1/projects/{sandbox.project}/content").json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"caption": ""},
        {"media": [], "caption": ""},
        {"media": [{"url": "http://127.0.0.1/"}]},
        {"media": [{"url": "http://127.0.0.1/"}] * 11, "caption": ""},
        {"media": [{"url": "http://127.0.0.1/", "name": "x"}], "caption": ""},
        {"media": [{"url": "http://127.0.0.1/"}], "caption": "x" * 2201},
    ],
)
def test_an_invalid_upload_fetches_nothing(sandbox, files, client, body):
    asked = len(files.asked)

    response = client.post(f"/v1/projects/{sandbox.project}/content/upload", json=body)

    assert error_of(response) == (422, "VALIDATION")
    assert len(files.asked) == asked


def test_uploads_are_pending_where_the_policy_requires_review(sandbox, files, client, upload):
    client.patch(
        f"/v1/projects/{sandbox.project}/content-review-policy", json={"policy": "review_all"}
    )

    assert upload(files.put("/x", picture())).json()["approvalStatus"] == "pending"


def test_uploads_cost_nothing(files, client, upload):
    upload(files.put("/x", picture()))

    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_the_caption_of_uploaded_content_can_be_changed(client, files, upload):
    container = upload(files.put("/x", picture()), caption="first").json()

    changed = client.patch(f"/v1/content/{container['id']}", json={"caption": ""}).json()

    assert changed == container | {"caption": "", "updatedAt": changed["updatedAt"]}
    assert client.get(f"/v1/content/{container['id']}").json() == changed


def test_generated_content_has_no_caption_to_change(client, create):
    container = create()["containerIds"][0]

    response = client.patch(f"/v1/content/{container}", json={"caption": "mine"})

    assert issues(response) == {"caption"}


@pytest.mark.parametrize("body", [{}, {"caption": "x" * 2201}, {"caption": None}, {"text": ""}])
def test_a_caption_is_checked_before_it_is_changed(client, files, upload, body):
    container = upload(files.put("/x", picture()), caption="first").json()

    response = client.patch(f"/v1/content/{container['id']}", json=body)

    assert error_of(response) == (422, "VALIDATION")
    assert client.get(f"/v1/content/{container['id']}").json() == container


def test_strict_fetch_rejects_loopback_urls(sandbox, files, upload):
    sandbox.settings.loopback_fetch = False
    asked = len(files.asked)

    assert code(upload(files.put("/x", picture())))[0] == "MEDIA_URL_FORBIDDEN"
    assert len(files.asked) == asked


def test_a_running_upload_blocks_its_key_but_no_other_request(sandbox, files):
    """One upload waits for a slow server; meanwhile the sandbox answers whoever asks."""
    body = {"media": [{"url": files.put("/gated/x", picture())}], "caption": ""}
    path = f"/v1/projects/{sandbox.project}/content/upload"
    headers = {"Authorization": f"Bearer {sandbox.key}", "Idempotency-Key": "k"}

    async def scene() -> tuple[httpx.Response, ...]:
        transport = httpx.ASGITransport(app=create_app(sandbox))
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            first = asyncio.create_task(client.post(path, json=body, headers=headers))
            while "/gated/x" not in files.asked:
                await asyncio.sleep(0.001)
            second = await client.post(path, json=body, headers=headers)
            other = await client.get("/v1/whoami", headers=headers)
            files.gate.set()
            return await first, second, other, await client.post(path, json=body, headers=headers)

    first, second, other, again = asyncio.run(scene())

    assert (first.status_code, other.status_code) == (201, 200)
    assert error_of(second) == (409, "CONFLICT")
    assert second.json()["error"]["details"] == {"subcode": "IDEMPOTENCY_IN_FLIGHT"}
    assert second.headers["Retry-After"] == "1"
    assert again.content == first.content


def test_a_project_archived_during_an_upload_gets_no_container(sandbox, files, client):
    files.gate.clear()
    body = {"media": [{"url": files.put("/gated/y", picture())}], "caption": ""}
    headers = {"Authorization": f"Bearer {sandbox.key}"}

    async def scene() -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(sandbox))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://sandbox", headers=headers
        ) as client:
            path = f"/v1/projects/{sandbox.project}"
            upload = asyncio.create_task(client.post(f"{path}/content/upload", json=body))
            while "/gated/y" not in files.asked:
                await asyncio.sleep(0.001)
            await client.delete(path)
            files.gate.set()
            return await upload

    assert error_of(asyncio.run(scene())) == (409, "CONFLICT")
    assert client.get(f"/v1/projects/{sandbox.project}/content").json()["items"] == []
