"""`layers media`: a project's logo, screenshots, demo videos and end cards."""

import pytest

from layers_cli.sandbox.testing import sandbox
from tests.conftest import Layers
from tests.sandbox.media_server import movie, picture, serving
from tests.uploads.conftest import environment


@pytest.fixture
def media(layers):
    """The command with a picture and a clip lying there."""
    (layers.cwd / "logo.png").write_bytes(picture("PNG"))
    (layers.cwd / "demo.mp4").write_bytes(movie())
    return lambda *argv: layers("media", *argv, "--json")


def test_media_is_added_by_url_as_the_api_wants_it(media):
    with serving() as server:
        url = server.put("/logo.png", picture("PNG"), "image/png")
        added = media("add", "logo", url)

    assert (added.code, added.json["kind"]) == (0, "logo")
    assert added.json["id"] in [row["id"] for row in media("list").json["items"]]


@pytest.mark.parametrize(
    ("kind", "name", "role"),
    [("logo", "logo.png", "logo"), ("demo-video", "demo.mp4", "app-demo")],
)
def test_a_file_is_served_to_the_sandbox_for_that_call(media, kind, name, role):
    added = media("add", kind, name)

    assert (added.code, added.json["mediaRole"]) == (0, role)


def test_a_demo_video_makes_ugc_remix_possible(media, layers):
    refused = layers("content", "generate", "--format", "ugc-remix", "--hook", "x", "--json")
    media("add", "demo-video", "demo.mp4")
    made = layers("content", "generate", "--format", "ugc-remix", "--hook", "x", "--json")

    assert (refused.error["code"], made.code) == ("MISSING_APP_DEMO", 0)
    assert "layers media add demo-video" in refused.error["hint"]


def test_the_hosted_api_cannot_reach_a_file_and_the_way_out_is_named(layers):
    (layers.cwd / "logo.png").write_bytes(picture("PNG"))
    hosted = Layers(
        layers.environ | {"LAYERS_BASE_URL": "https://api.example.com"},
        layers.cwd,
        layers.transport,
        [],
    )

    result = hosted("media", "add", "logo", "logo.png", "--json")

    assert (result.code, result.error["code"]) == (2, "cli_needs_url")
    assert "layers media add logo https://" in result.error["hint"]


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("logo", "demo.mp4", "it must be JPEG, PNG or WebP"),
        ("demo-video", "logo.png", "it must be MP4, MOV or WebM"),
        ("logo", "gone.png", "does not exist"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_here(media, kind, name, message):
    result = media("add", kind, name)

    assert result.code == 2
    assert message in result.error["message"]


def test_a_kind_that_does_not_exist_is_refused(media):
    result = media("add", "banner", "logo.png")

    assert (result.code, result.out) == (2, "")
    assert "'logo', 'screenshot', 'demo-video', 'end-card'" in result.error["message"]


def test_media_is_removed(media):
    name = media("add", "screenshot", "logo.png").json["id"]

    removed = media("remove", name)

    assert (removed.code, removed.one) == (0, {"id": name, "deleted": True})
    assert name not in [row["id"] for row in media("list").json["items"]]
    assert media("remove", name).code == 9


def test_people_see_a_table(layers, media):
    media("add", "logo", "logo.png")

    first = layers("media", "list").out.splitlines()[0].split("\t")

    assert first[1:3] == ["logo", "image/png"]


def test_a_file_reaches_a_sandbox_on_a_socket_too(tmp_path):
    (tmp_path / "logo.png").write_bytes(picture("PNG"))
    with sandbox(tmp_path / "sandbox") as served:
        run = Layers(environment(served, tmp_path), tmp_path, served.transport(), [])

        assert run("media", "add", "end-card", "logo.png", "--json").code == 0
