"""What the page fetches beside its HTML: small pictures of media, and fonts."""

import io
import re
from pathlib import Path

import httpx
import pytest
from PIL import Image

from layers_cli.sandbox.page.files import FONTS
from layers_cli.sandbox.page.thumbnails import SIZE, thumbnail
from layers_cli.sandbox.testing import in_process_transport

STYLES = FONTS.parent.parent / "page" / "assets" / "fonts.css"
FACE = re.compile(r'@font-face \{ .*?url\("/page/fonts/([^"]+)"\).*? unicode-range: ([^;]+);')
LETTERS = {
    "Arabic": "انتظر",
    "Armenian": "Իմ",
    "Bengali": "আমার",
    "CJK": "受信トレイ、三天「받은」！",
    "Devanagari": "बसतीन।",
    "Ethiopic": "መልእክ",
    "Georgian": "ჩემი",
    "Gujarati": "ત્રણ",
    "Gurmukhi": "ਤਿੰਨ",
    "Hebrew": "תיבת",
    "Kannada": "ಮೂರು",
    "Khmer": "ក្នុង",
    "Lao": "ສາມ",
    "Malayalam": "മൂന്ന്",
    "Math": "𝗯𝗼𝗹𝗱",
    "Myanmar": "သုံး",
    "Sinhala": "තුනක්",
    "Tamil": "மூன்று",
    "Telugu": "మూడు",
    "Thai": "แค่สาม",
    "ColorEmoji": "🔥✨👍🏽",
}


@pytest.fixture
def visitor(sandbox):
    """Somebody on this machine, without a key."""
    with httpx.Client(
        transport=in_process_transport(sandbox), base_url="http://127.0.0.1:8000"
    ) as visitor:
        yield visitor


@pytest.fixture
def slide(sandbox) -> Path:
    """A picture of a slide's size, with a lot in it."""
    path = sandbox.media / "content" / "slide-01.jpg"
    path.parent.mkdir()
    Image.effect_noise((1080, 1920), 30).save(path, "JPEG", quality=90)
    return Path(path)


def test_a_thumbnail_is_the_picture_in_a_fraction_of_its_bytes(visitor, slide):
    small = visitor.get("/page/thumbnails/content/slide-01.jpg")

    assert small.status_code == 200
    assert Image.open(io.BytesIO(small.content)).size == SIZE
    assert len(small.content) * 10 < slide.stat().st_size


def test_a_browser_keeps_a_thumbnail_for_good(visitor, slide):
    first = visitor.get("/page/thumbnails/content/slide-01.jpg")
    again = visitor.get(
        "/page/thumbnails/content/slide-01.jpg", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert "immutable" in first.headers["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_thumbnail_is_drawn_once_and_lies_beside_its_picture(slide):
    drawn = thumbnail(slide)
    made_at = drawn.stat().st_mtime_ns

    assert drawn.parent == slide.parent
    assert (thumbnail(slide), drawn.stat().st_mtime_ns) == (drawn, made_at)


def test_the_cdn_does_not_serve_thumbnails(visitor, slide):
    drawn = thumbnail(slide)

    assert visitor.get(f"/media/content/{drawn.name}").status_code == 404
    assert visitor.get(f"/page/thumbnails/content/{drawn.name}").status_code == 404


def test_what_cannot_be_drawn_is_shown_as_it_is(visitor, slide):
    slide.write_bytes(b"no picture")

    answer = visitor.get("/page/thumbnails/content/slide-01.jpg")

    assert (answer.status_code, answer.headers["Location"]) == (307, "/media/content/slide-01.jpg")


def test_on_a_full_disk_the_picture_itself_is_shown(visitor, slide, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    answer = visitor.get("/page/thumbnails/content/slide-01.jpg")

    assert answer.headers["Location"] == "/media/content/slide-01.jpg"
    assert [file.name for file in slide.parent.iterdir()] == ["slide-01.jpg"]


@pytest.mark.parametrize(
    "path",
    [
        "content",
        "missing.jpg",
        "..%2fsandbox.db",
        "%2e%2e/sandbox.db",
        ".incoming-1/0",
        "a%00",
        "a" * 300,
    ],
)
def test_only_media_have_thumbnails(visitor, slide, path):
    assert visitor.get(f"/page/thumbnails/{path}").status_code == 404


@pytest.mark.parametrize("name", ["nope.ttf", "..%2fbrand.py"])
def test_only_fonts_are_served_as_fonts(visitor, name):
    assert visitor.get(f"/page/fonts/{name}").status_code == 404


def faces() -> list[tuple[str, list[range]]]:
    """File and letters of each face that is for some letters only."""
    return [(name, ranges(letters)) for name, letters in FACE.findall(STYLES.read_text("utf-8"))]


def ranges(letters: str) -> list[range]:
    pairs = [part.strip().removeprefix("U+").split("-") for part in letters.split(",")]
    return [range(int(pair[0], 16), int(pair[-1], 16) + 1) for pair in pairs]


@pytest.mark.parametrize("script", LETTERS)
def test_each_letter_of_a_script_is_in_the_range_of_its_font(script):
    own = [letters for name, letters in faces() if script in name]

    for letter in LETTERS[script]:
        assert any(ord(letter) in span for face in own for span in face), letter


def test_no_font_of_a_script_that_slides_are_set_in_is_left_out(visitor):
    named = {name for name, _ in faces()}
    on_disk = {path.name for path in FONTS.glob("NotoSans?*-Bold*")} - {"NotoSansSymbols-Bold.ttf"}

    assert {name for name in on_disk if name != "NotoSans-Bold.ttf"} <= named
    assert len(LETTERS) == len(named)
    for name in named:
        answer = visitor.head(f"/page/fonts/{name}")
        assert answer.status_code == 200
        assert "max-age" in answer.headers["Cache-Control"]
