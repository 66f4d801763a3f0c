"""Direct upload: announced, put through a signed URL, finalized; nothing else gets in."""

import hashlib
import sys

import httpx
import pytest

from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import announced, error_of, issues, make_client, store_error
from tests.sandbox.media_server import movie, picture


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}/content/uploads"


@pytest.fixture
def finalize(client):
    def _finalize(container_id, caption="as written"):
        url = f"/v1/content/{container_id}/finalize-upload"
        return client.post(url, json={"caption": caption})

    return _finalize


@pytest.fixture
def stored(reserve, put):
    """An upload whose file has been put, and the file."""
    content = picture()
    upload = reserve(announced(content))["uploads"][0]
    put(upload, content)
    return upload, content


def test_a_file_arrives_byte_for_byte(client, reserve, put, finalize):
    content = picture(size=(90, 160))
    session = reserve(announced(content))
    upload = session["uploads"][0]

    stored = put(upload, content)
    container = finalize(upload["containerId"]).json()

    assert (stored.status_code, stored.content) == (200, b"")
    assert stored.headers["ETag"] == f'"{hashlib.md5(content).hexdigest()}"'
    assert session["containerIds"] == [container["id"]]
    assert (container["status"], container["creativeType"]) == ("completed", "uploaded")
    assert (container["caption"], container["adsEnrollment"]) == ("as written", "opted_out")
    assert (container["preview"]["kind"], container["preview"]["aspectRatio"]) == ("image", "9:16")
    assert client.get(container["preview"]["primaryUrl"]).content == content


def test_a_reserved_container_waits_and_shows_nothing(client, reserve):
    container_id = reserve(announced(b"x"))["containerIds"][0]

    container = client.get(f"/v1/content/{container_id}").json()
    progress = client.get(f"/v1/content/{container_id}/progress").json()

    assert (container["status"], container["preview"], container["assets"]) == ("queued", None, [])
    assert (progress["status"], progress["progress"]) == ("queued", 0.0)


def test_each_file_gets_a_container_of_its_own(reserve, put, finalize):
    contents = [picture(), movie()]
    session = reserve(announced(contents[0]), announced(contents[1], "video/mp4", "clip.mp4"))

    for upload, content in zip(session["uploads"], contents, strict=True):
        put(upload, content)
    shown = [finalize(container_id).json() for container_id in session["containerIds"]]

    assert [container["preview"]["kind"] for container in shown] == ["image", "video"]
    assert shown[1]["preview"]["durationMs"] == 2000


def test_a_slideshow_keeps_the_order_of_its_files(reserve, put, finalize):
    contents = [picture(size=(n, n)) for n in (3, 1, 2)]
    session = reserve(*map(announced, contents), grouping="slideshow")

    for upload, content in reversed(list(zip(session["uploads"], contents, strict=True))):
        put(upload, content)
    container = finalize(*session["containerIds"]).json()

    assert container["preview"]["kind"] == "slideshow"
    assert [asset["width"] for asset in container["assets"]] == [3, 1, 2]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"contentType": "image/gif"}, "MEDIA_TYPE_UNSUPPORTED", "files.1.contentType"),
        ({"contentType": "video/webm"}, "MEDIA_TYPE_UNSUPPORTED", "files.1.contentType"),
        ({"contentType": "video/mp4"}, "MEDIA_MIX_FORBIDDEN", "files.1.contentType"),
        ({"sizeBytes": 30 * 2**20 + 1}, "MEDIA_TOO_LARGE", "files.1.sizeBytes"),
    ],
)
def test_a_file_that_could_never_be_finalized_is_rejected_at_once(
    client, path, change, code, field
):
    files = [announced(b"x"), announced(b"x") | change]

    response = client.post(path, json={"files": files, "grouping": "slideshow"})

    assert issues(response) == {field}
    assert response.json()["error"]["details"]["code"] == code


def test_a_single_video_is_no_slideshow(client, path):
    files = [announced(b"x", "video/mp4")]

    response = client.post(path, json={"files": files, "grouping": "slideshow"})

    assert response.json()["error"]["details"]["code"] == "MEDIA_MIX_FORBIDDEN"


@pytest.mark.parametrize(
    "body",
    [
        {"files": [announced(b"x")]},
        {"files": [], "grouping": "per-file"},
        {"files": [announced(b"x")] * 11, "grouping": "per-file"},
        {"files": [announced(b"")], "grouping": "per-file"},
        {"files": [announced(b"x", filename="x" * 513)], "grouping": "per-file"},
        {"files": [announced(b"x") | {"url": "x"}], "grouping": "per-file"},
        {"files": [announced(b"x")], "grouping": "carousel"},
    ],
)
def test_an_invalid_session_reserves_nothing(sandbox, client, path, body):
    assert error_of(client.post(path, json=body)) == (422, "VALIDATION")
    assert client.get(f"/v1/projects/{sandbox.project}/content").json()["items"] == []


def test_without_video_support_a_video_cannot_be_announced(client, path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    body = {"files": [announced(b"x", "video/mp4")], "grouping": "per-file"}

    assert error_of(client.post(path, json=body)) == (501, "VIDEO_SUPPORT_MISSING")


def test_a_session_asked_for_again_with_its_key_has_the_same_urls(reserve):
    headers = {"Idempotency-Key": "once"}

    assert reserve(announced(b"x"), headers=headers) == reserve(announced(b"x"), headers=headers)


def test_finalizing_too_early_names_the_files_that_are_missing(reserve, put, finalize):
    files = [announced(b"four", filename=name) for name in ("a.jpg", "b.jpg", "c.jpg")]
    session = reserve(*files, grouping="slideshow")
    put(session["uploads"][1], b"four")

    response = finalize(*session["containerIds"])

    assert error_of(response) == (409, "UPLOAD_INCOMPLETE")
    missing = response.json()["error"]["details"]["missing"]
    assert [file["filename"] for file in missing] == ["a.jpg", "c.jpg"]


def test_a_file_put_again_replaces_the_one_before(client, reserve, put, finalize):
    good = picture()
    upload = reserve(announced(good))["uploads"][0]
    put(upload, b"x" * len(good))
    refused = finalize(upload["containerId"])

    put(upload, good)

    assert refused.json()["error"]["details"]["code"] == "MEDIA_TYPE_UNSUPPORTED"
    assert finalize(upload["containerId"]).json()["status"] == "completed"


def test_bytes_that_are_not_what_was_announced_are_refused(reserve, put, finalize):
    content = picture("PNG")
    upload = reserve(announced(content))["uploads"][0]
    put(upload, content)

    response = finalize(upload["containerId"])

    assert response.json()["error"]["details"]["code"] == "MEDIA_UNREADABLE"


def test_the_first_caption_wins(stored, finalize):
    upload, _ = stored
    first = finalize(upload["containerId"], "first").json()
    again = finalize(upload["containerId"], "second").json()

    assert first == again
    assert first["caption"] == "first"


def test_a_finalized_upload_url_is_closed(stored, put, finalize):
    upload, content = stored
    finalize(upload["containerId"])

    assert store_error(put(upload, content)) == (403, "AccessDenied")


def test_the_same_bytes_may_be_uploaded_twice(reserve, put, finalize):
    content = picture()
    session = reserve(announced(content), announced(content))
    for upload in session["uploads"]:
        put(upload, content)

    first, second = (finalize(container_id).json() for container_id in session["containerIds"])

    assert first["preview"] == second["preview"]


def test_generated_content_cannot_be_finalized(create, finalize):
    assert issues(finalize(create()["containerIds"][0])) == {"containerId"}


def test_a_session_expires_after_a_day_and_its_files_are_deleted(
    sandbox, client, reserve, put, finalize
):
    upload = reserve(announced(b"four"))["uploads"][0]
    put(upload, b"four")
    sandbox.set_clock(advance=24 * 3_600_000)

    container = client.get(f"/v1/content/{upload['containerId']}").json()

    assert (container["status"], container["lastError"]["code"]) == ("failed", "UPLOAD_EXPIRED")
    assert error_of(finalize(upload["containerId"])) == (409, "CONFLICT")
    assert not list(sandbox.media.rglob("upl_*"))


def test_finished_uploads_outlive_their_session(sandbox, client, stored, finalize):
    upload, content = stored
    container = finalize(upload["containerId"]).json()
    sandbox.set_clock(advance=24 * 3_600_000)

    assert client.get(f"/v1/content/{container['id']}").json() == container
    assert client.get(container["preview"]["primaryUrl"]).content == content
    assert not list(sandbox.media.rglob("upl_*"))


def test_uploads_survive_a_restart_between_put_and_finalize(tmp_path):
    content, folder = picture(), tmp_path / "sandbox"
    sandbox = open_sandbox(folder)
    client = make_client(sandbox)
    body = {"files": [announced(content)], "grouping": "per-file"}
    session = client.post(f"/v1/projects/{sandbox.project}/content/uploads", json=body).json()
    upload = session["uploads"][0]
    httpx.Client(transport=client._transport).put(
        upload["uploadUrl"], content=content, headers=upload["headers"]
    )
    sandbox.close()

    sandbox = open_sandbox(folder)
    response = make_client(sandbox).post(
        f"/v1/content/{upload['containerId']}/finalize-upload", json={"caption": ""}
    )
    sandbox.close()

    assert response.json()["status"] == "completed"


def test_archiving_a_project_cancels_reserved_uploads(sandbox, client, reserve, put, finalize):
    upload = reserve(announced(b"four"))["uploads"][0]

    client.delete(f"/v1/projects/{sandbox.project}")

    container = client.get(f"/v1/content/{upload['containerId']}").json()
    assert container["status"] == "canceled"
    assert store_error(put(upload, b"four")) == (403, "AccessDenied")
    assert error_of(finalize(upload["containerId"])) == (409, "CONFLICT")


def test_a_reserved_upload_is_no_work_for_the_worker(sandbox, reserve, work):
    reserve(announced(b"four"))

    assert sandbox.store.work.open_count() == 0
    assert work() == 0
