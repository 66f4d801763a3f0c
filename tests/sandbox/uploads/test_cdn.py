"""Media files of finished content, at public addresses as on a CDN."""

import pytest


@pytest.fixture
def url(client, create) -> str:
    found: str = client.get(f"/v1/content/{create()['containerIds'][0]}").json()["preview"][
        "primaryUrl"
    ]
    return found


def test_a_media_file_is_immutable_and_public(client, url):
    del client.headers["Authorization"]

    response = client.get(url)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]
    tag = response.headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_a_range_of_a_file_is_served(client, url):
    whole = client.get(url).content

    middle = client.get(url, headers={"Range": "bytes=3-7"})
    rest = client.get(url, headers={"Range": f"bytes={len(whole) - 2}-"})
    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})

    assert (middle.status_code, middle.content) == (206, whole[3:8])
    assert middle.headers["Content-Range"] == f"bytes 3-7/{len(whole)}"
    assert rest.content == whole[-2:]
    assert beyond.status_code == 416


def test_unfinished_files_are_not_served(sandbox, client, url):
    folder = sandbox.media / "content"
    (folder / ".slide-01.jpg.1.part").write_bytes(b"half")

    for path in ("content/.slide-01.jpg.1.part", ".incoming-x/0", "content"):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_symlink_out_of_the_folder_is_not_followed(sandbox, client):
    (sandbox.media / "out").symlink_to(sandbox.data / "sandbox.db")

    assert client.get("/media/out").status_code == 404
