"""Pictures where they are asked for and can be seen; addresses where not."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.conftest import Layers, Result
from tests.render.pictures.decoding import from_kitty

CDN = "https://media.example"
WINDOW = {"COLUMNS": "100", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def jpeg(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (108, 192), color).save(buffer, "JPEG")
    return buffer.getvalue()


FILES: dict[str, bytes] = {f"/{color}.jpg": jpeg(color) for color in ("red", "green", "blue")}


def container(name: str, *urls: str, **preview: Any) -> dict[str, Any]:
    return {
        "id": name,
        "status": "completed",
        "preview": {
            "kind": "slideshow",
            "imageUrls": list(urls),
            "primaryUrl": urls[0] if urls else None,
            **preview,
        },
        "assets": [],
    }


SLIDES = [f"{CDN}/{color}.jpg" for color in ("red", "green", "blue")]
CONTAINERS = {
    "cnt_1": container("cnt_1", *SLIDES),
    "cnt_video": container(
        "cnt_video", kind="video", videoUrl=f"{CDN}/a.mp4", thumbnailUrl=SLIDES[0]
    ),
    "cnt_odd": container("cnt_odd", "https://["),
    "cnt_new": {"id": "cnt_new", "status": "queued", "assets": []},
}


class Server:
    """Containers and their media; it remembers what was asked for, and with which key."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.media: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "media.example":
            assert "authorization" not in request.headers
            self.media.append(request.url.path)
            found = self.files.get(request.url.path)
            return httpx.Response(404) if found is None else httpx.Response(200, content=found)
        found_container = CONTAINERS.get(request.url.path.rpartition("/")[2])
        return httpx.Response(200, json=found_container) if found_container else httpx.Response(404)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def screen(server: Server, tmp_path: Path) -> Callable[..., Result]:
    """Run `layers` on a terminal, or in a pipe."""
    environ = {
        "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
        "LAYERS_STATE_DIR": str(tmp_path / "state"),
        "LAYERS_CACHE_DIR": str(tmp_path / "cache"),
        "LAYERS_API_KEY": "k",
        "LAYERS_PROJECT": "prj_1",
        **WINDOW,
    }
    layers = Layers(environ, tmp_path, httpx.MockTransport(server), [])
    return lambda *argv, **how: layers(*argv, **{"terminal": True, **how})


def test_slides_are_drawn_on_a_terminal(screen):
    result = screen("content", "view", "cnt_1")

    assert result.code == 0
    assert result.out.startswith("cnt_1\n\x1b[0;38;2;254;0;0")
    assert "▀" in result.out
    assert result.out.splitlines()[-1].split("  ")[0] == "slide 1 of 3"


def test_off_a_terminal_there_are_addresses_and_nothing_is_fetched(screen, server):
    result = screen("content", "view", "cnt_1", terminal=False)

    assert result.out.splitlines() == [
        f"cnt_1\tslide {n} of 3\t{url}" for n, url in enumerate(SLIDES, 1)
    ]
    assert server.media == []


@pytest.mark.parametrize("how", [["--json"], ["--jsonl"], ["-q"]])
def test_programs_get_addresses_even_on_a_terminal(screen, server, how):
    result = screen("content", "view", "cnt_1", *how)

    assert SLIDES[2] in result.out
    assert "\x1b" not in result.out
    assert server.media == []


def test_content_get_draws_no_pictures_without_preview(screen, server):
    result = screen("content", "get", "cnt_1")

    assert "▀" not in result.out
    assert server.media == []


def test_preview_draws_below_the_result(screen):
    result = screen("content", "get", "cnt_1", "--preview")

    assert result.out.index("completed") < result.out.index("▀")


def test_preview_leaves_a_json_document_alone(screen, server):
    result = screen("content", "get", "cnt_1", "--preview", "--json")

    assert result.json["id"] == "cnt_1"
    assert server.media == []


def test_preview_in_a_pipe_gives_addresses(screen):
    result = screen("content", "get", "cnt_1", "--preview", terminal=False)

    assert result.out.splitlines()[-1] == f"cnt_1\tslide 3 of 3\t{SLIDES[2]}"


def test_web_opens_the_browser(screen, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)

    screen("content", "get", "cnt_1", "--web")

    assert opened == [SLIDES[0]]


def test_a_video_shows_its_poster_frame(screen, server):
    result = screen("content", "view", "cnt_video")

    assert "poster frame" in result.out
    assert server.media == ["/red.jpg"]


def test_posters_of_several_stand_side_by_side(screen):
    result = screen("content", "view", "cnt_video", "cnt_video", "cnt_video")

    assert result.code == 0
    twice = screen("content", "view", "cnt_video", "cnt_1")
    assert "poster frame" in twice.out


def test_kitty_gets_pixels(screen):
    result = screen("content", "view", "cnt_1", environ={"KITTY_WINDOW_ID": "1"})

    controls, image = from_kitty(result.out)
    assert controls["a"] == "T"
    assert image.getpixel((0, 0)) == (254, 0, 0, 255)


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_without_colours_it_draws_with_letters(screen, environ):
    result = screen("content", "view", "cnt_1", environ=environ)

    assert result.code == 0
    assert "▀" not in result.out
    assert result.out.isascii()


def test_a_screen_reader_gets_addresses(screen):
    assert SLIDES[0] in screen("content", "view", "cnt_1", environ={"ACCESSIBLE": "1"}).out


def test_view_of_an_unfinished_container_suggests_jobs_watch(screen):
    result = screen("content", "view", "cnt_new", "--json", terminal=False)

    assert (result.code, result.out) == (2, "")
    assert "jobs watch cnt_new" in result.error["hint"]


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it unfolds into gigabytes."""
    small = io.BytesIO()
    Image.new("L", (1, 1)).save(small, "PNG")
    data = bytearray(small.getvalue())
    data[16:24] = side.to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(), "pixels"),
        (bomb(8_000), "pixels"),
        (bomb(10_000), "pixels"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (FILES["/red.jpg"][:300], "damaged"),
        (b"\xff" * (30 * 2**20 + 1), "larger"),
        (None, "Not Found"),
    ],
)
def test_undecodable_picture_does_not_hide_the_others(screen, server, data, why):
    server.files["/green.jpg"] = data

    result = screen("content", "view", "cnt_1")

    assert result.code == 0
    assert why in result.err
    assert "slide 2 of 3: not" in result.out
    assert "slide 3 of 3" in result.out


def test_thumbnails_are_fetched_once(screen, server):
    first = screen("content", "view", "cnt_1")
    count = len(server.media)

    again = screen("content", "view", "cnt_1")

    assert len(server.media) == count == 3
    assert again.out.splitlines()[-1] == first.out.splitlines()[-1]


def test_picture_whose_address_is_no_url_is_told_and_shown_by_a_sign(screen):
    result = screen("content", "view", "cnt_odd")

    assert "Traceback" not in result.err
    assert "https://[" in result.err


def test_a_damaged_thumbnail_is_fetched_anew(screen, server, tmp_path):
    screen("content", "view", "cnt_1")
    for kept in (tmp_path / "cache").rglob("*.png"):
        kept.write_bytes(b"no picture")

    assert screen("content", "view", "cnt_1").code == 0
    assert len(server.media) == 6


def test_unwritable_thumbnail_cache_does_not_stop_view(screen, tmp_path):
    (tmp_path / "cache").write_text("a file")

    assert screen("content", "view", "cnt_1").code == 0
