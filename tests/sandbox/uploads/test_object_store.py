"""The store behind signed URLs: it takes what was announced, and nothing else."""

import asyncio

import httpx
import pytest

from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.uploads.object_store import BLOCK
from tests.sandbox.conftest import announced, store_error


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("X-Layers-Size=4", "X-Layers-Size=5"),
        lambda url: url.replace("X-Layers-Expires=", "X-Layers-Expires=9"),
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url: url.partition("?")[0],
        lambda url: url.partition("&X-Layers-Signature")[0],
        lambda url: url + "&X-Layers-Size=x",
        lambda url: url.replace("/store/upl_", "/store/../media/upl_"),
        lambda url: url.replace("/store/upl_", "/store/x/upl_"),
    ],
)
def test_a_url_with_a_wrong_signature_stores_nothing(sandbox, reserve, put, change):
    upload = reserve(announced(b"four"))["uploads"][0]

    response = put(upload | {"uploadUrl": change(upload["uploadUrl"])}, b"four")

    assert response.status_code in (403, 404, 405)
    assert not list(sandbox.media.rglob("upl_*"))


def test_a_url_signed_for_one_file_rejects_another(reserve, put):
    first, second = reserve(announced(b"four"), announced(b"four"))["uploads"]
    url = first["uploadUrl"].replace(first["uploadId"], second["uploadId"])

    assert store_error(put(first | {"uploadUrl": url}, b"four")) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg; charset=utf-8", ""])
def test_an_unsigned_content_type_is_rejected(reserve, put, content_type):
    upload = reserve(announced(b"four"))["uploads"][0]

    response = put(upload, b"four", **{"Content-Type": content_type})

    assert store_error(response) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("content", [b"", b"fou", b"fours"])
def test_an_unsigned_size_is_rejected_before_reading(reserve, put, content):
    upload = reserve(announced(b"four"))["uploads"][0]

    response = put(upload, content)

    assert store_error(response) == (403, "SignatureDoesNotMatch")
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize(
    ("content", "code"), [(b"fou", "IncompleteBody"), (b"fours", "EntityTooLarge")]
)
def test_a_chunked_body_is_counted_against_the_signed_size(sandbox, reserve, put, content, code):
    upload = reserve(announced(b"four"))["uploads"][0]

    response = put(upload, iter([content]))

    assert store_error(response) == (403, code)
    assert not list(sandbox.media.rglob("upl_*"))


def test_an_upload_url_expires_after_fifteen_minutes(sandbox, reserve, put):
    upload = reserve(announced(b"four"))["uploads"][0]
    sandbox.set_clock(advance=15 * 60_000 - 1)
    in_time = put(upload, b"four").status_code
    sandbox.set_clock(advance=1)

    assert in_time == 200
    assert store_error(put(upload, b"four")) == (403, "AccessDenied")


def test_only_put_is_allowed_at_the_store(browser, reserve):
    upload = reserve(announced(b"four"))["uploads"][0]

    assert store_error(browser.get(upload["uploadUrl"])) == (405, "MethodNotAllowed")


def test_pending_uploads_are_not_served(browser, reserve, put):
    upload = reserve(announced(b"four"))["uploads"][0]
    put(upload, b"four")

    for path in (f"/media/.uploads/{upload['uploadId']}", f"/store/{upload['uploadId']}"):
        assert browser.get(path).status_code in (404, 405)


def test_a_large_upload_holds_one_block_in_memory(sandbox, reserve):
    """What the store has read but not yet written never grows past a block and one chunk."""
    chunk, chunks = b"\0" * 65_536, 160
    upload = reserve(announced(chunk * chunks, "image/jpeg"))["uploads"][0]
    folder, unwritten = sandbox.media / ".uploads", []

    async def body():
        for number in range(chunks):
            written = sum(file.stat().st_size for file in folder.glob("*.part"))
            unwritten.append(number * len(chunk) - written)
            yield chunk

    async def scene():
        transport = httpx.ASGITransport(app=create_app(sandbox))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.put(upload["uploadUrl"], content=body(), headers=upload["headers"])

    assert asyncio.run(scene()).status_code == 200
    assert max(unwritten) <= BLOCK + len(chunk)
