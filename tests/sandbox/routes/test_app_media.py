"""App media: what a library takes, what it gives to content, and what it forgets."""

import sys

import pytest

from tests.sandbox.conftest import error_of, issues, walk
from tests.sandbox.media_server import movie, picture


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}/app-media"


@pytest.fixture
def add(client, files, path):
    def _add(kind, content, **options):
        body = {"kind": kind, "url": files.put("/medium", content)}
        return client.post(path, json=body, **options)

    return _add


@pytest.fixture
def library(client, path):
    return lambda: client.get(path).json()["items"]


def test_a_new_sandbox_shows_its_logo_and_screenshots(client, library):
    roles = [row["mediaRole"] for row in library()]

    assert sorted(roles) == ["app-screenshot"] * 3 + ["logo"]
    for row in library():
        assert len(client.get(row["url"]).content) == row["sizeBytes"]


@pytest.mark.parametrize(
    ("kind", "role", "content"),
    [
        ("logo", "logo", picture("PNG")),
        ("screenshot", "app-screenshot", picture("WEBP")),
        ("demo-video", "app-demo", movie()),
        ("demo-video", "app-demo", movie("webm")),
        ("end-card", "end-card", picture()),
    ],
)
def test_each_kind_is_stored_in_its_role_byte_for_byte(client, add, library, kind, role, content):
    response = add(kind, content)

    row = response.json()
    assert response.status_code == 201
    assert (row["kind"], row["mediaRole"]) == (kind, role)
    assert row["id"].startswith("med_")
    assert client.get(row["url"]).content == content
    assert library()[0] == row


@pytest.mark.parametrize(("kind", "left"), [("logo", 1), ("end-card", 1), ("screenshot", 5)])
def test_a_new_logo_or_end_card_replaces_the_old_one(add, library, kind, left):
    add(kind, picture(size=(8, 8)))

    newest = add(kind, picture(size=(9, 9))).json()

    rows = [row for row in library() if row["kind"] == kind]
    assert len(rows) == left
    assert rows[0] == newest


def test_a_logo_is_part_of_the_projects_brand(sandbox, client, add):
    logo = add("logo", picture()).json()

    project = client.get(f"/v1/projects/{sandbox.project}").json()

    assert project["brandContext"]["logoUrl"] == logo["url"]


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("logo", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "MEDIA_TYPE_UNSUPPORTED"),
        ("logo", movie(), "MEDIA_TYPE_UNSUPPORTED"),
        ("screenshot", movie("webm"), "MEDIA_TYPE_UNSUPPORTED"),
        ("demo-video", picture(), "MEDIA_TYPE_UNSUPPORTED"),
        ("logo", picture() + b"\0" * 5 * 2**20, "MEDIA_TOO_LARGE"),
        ("screenshot", picture()[:-20], "MEDIA_UNREADABLE"),
        ("demo-video", movie()[:300], "MEDIA_UNREADABLE"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_an_unsuitable_file_is_rejected_and_not_stored(add, library, kind, content, code):
    before = library()

    response = add(kind, content)

    assert issues(response) == {"url"}
    assert response.json()["error"]["details"]["code"] == code
    assert library() == before


def test_the_library_fetches_only_what_uploads_may_fetch(client, path):
    response = client.post(path, json={"kind": "logo", "url": "http://example.com/logo.png"})

    assert issues(response) == {"url"}
    assert response.json()["error"]["details"]["code"] == "MEDIA_URL_FORBIDDEN"


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "logo"}, {"kind": "font", "url": "https://x"}, {"kind": "logo", "url": ""}],
)
def test_a_body_without_kind_or_url_is_rejected(client, path, body):
    assert error_of(client.post(path, json=body)) == (422, "VALIDATION")


def test_media_added_again_with_its_key_are_stored_once(add, library):
    headers = {"Idempotency-Key": "once"}

    first = add("screenshot", picture(), headers=headers)
    again = add("screenshot", picture(), headers=headers)

    assert first.content == again.content
    assert len(library()) == 5


def test_without_video_support_a_demo_is_rejected_with_the_install_command(add, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)

    response = add("demo-video", movie())

    assert error_of(response) == (501, "VIDEO_SUPPORT_MISSING")
    assert response.json()["error"]["details"]["install"] in response.json()["error"]["message"]


def test_deleted_media_are_no_longer_listed_or_found(client, path, add, library):
    media_id = add("screenshot", picture()).json()["id"]

    receipt = client.delete(f"{path}/{media_id}")

    assert receipt.json() == {"id": media_id, "deleted": True}
    assert media_id not in [row["id"] for row in library()]
    assert error_of(client.delete(f"{path}/{media_id}")) == (404, "NOT_FOUND")


def test_an_id_may_come_without_its_prefix(client, path, add):
    media_id = add("screenshot", picture()).json()["id"]

    assert client.delete(f"{path}/{media_id.removeprefix('med_')}").json()["id"] == media_id


@pytest.mark.parametrize(
    ("media_id", "status"),
    [("nope", 422), ("med_", 422), ("med_" + "0" * 26, 404), ("0" * 26, 404)],
)
def test_a_malformed_id_is_422_and_an_unknown_one_404(client, path, media_id, status):
    assert client.delete(f"{path}/{media_id}").status_code == status


def test_the_library_has_pages(client, path, library):
    first, rest = walk(client, path, limit=3)

    assert first + rest == library()


def test_an_archived_project_takes_no_media(sandbox, client, add):
    client.delete(f"/v1/projects/{sandbox.project}")

    assert error_of(add("logo", picture())) == (409, "CONFLICT")
