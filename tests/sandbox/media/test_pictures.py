"""Pictures of strangers: shown as they were meant, or refused with a reason."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.media.pictures import (
    check_picture,
    open_picture,
)
from layers_cli.sandbox.media.slideshow.designs import draw_slide
from layers_cli.sandbox.media.slideshow.planning import plan_slideshow
from tests.sandbox.media.hooks import bare_brand


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises *width* x *height* pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT" + b"\x35\xaf\x06\x1e"


def jpeg_bytes(tmp_path: Path) -> bytes:
    path = tmp_path / "whole.jpg"
    Image.effect_noise((400, 300), 80).save(path)
    return path.read_bytes()


HOSTILE = {
    "empty": b"",
    "text": b"not a picture",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "video": b"\x00\x00\x00\x18ftypmp42" + bytes(64),
    "bomb": png_claiming(50_000, 50_000),
    "large": png_claiming(13_000, 13_000),
    "header only": png_claiming(40, 40),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_by_name(kind, tmp_path):
    path = tmp_path / f"{kind}.png"
    path.write_bytes(HOSTILE[kind])

    with pytest.raises(MediaUnreadableError, match=rf"{kind}\.png: "):
        open_picture(path)


def test_a_truncated_picture_is_refused(tmp_path):
    path = tmp_path / "cut.jpg"
    path.write_bytes(jpeg_bytes(tmp_path)[:6000])

    with pytest.raises(MediaUnreadableError, match=r"cut\.jpg: damaged"):
        open_picture(path)


def test_a_format_that_is_a_picture_but_not_of_the_web_is_refused(tmp_path):
    path = tmp_path / "scan.tiff"
    Image.new("RGB", (20, 20)).save(path)

    with pytest.raises(MediaUnreadableError, match=r"scan\.tiff: not a picture"):
        check_picture(path)


def test_a_missing_picture_is_named_before_anything_is_drawn(tmp_path):
    brand = bare_brand(screenshots=(tmp_path / "gone.png",))

    with pytest.raises(MediaUnreadableError, match=r"gone\.png: no such file"):
        plan_slideshow("hook", brand, seed="a")


def test_a_damaged_picture_fails_the_slide_and_nothing_else(tmp_path):
    path = tmp_path / "cut.jpg"
    path.write_bytes(jpeg_bytes(tmp_path)[:6000])

    slides = plan_slideshow("hook", bare_brand(photos=(path,)), seed="a")

    shown = next(slide for slide in slides if slide.picture == path)
    with pytest.raises(MediaUnreadableError):
        draw_slide(shown)


@pytest.mark.parametrize(
    ("mode", "color", "suffix", "expected"),
    [
        ("I;16", 40_000, "png", (155, 155, 155)),
        ("L", 77, "jpg", (77, 77, 77)),
        ("1", 1, "png", (255, 255, 255)),
        ("CMYK", (10, 20, 200, 0), "jpg", (245, 235, 55)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(mode, color, suffix, expected, tmp_path):
    path = tmp_path / f"picture.{suffix}"
    Image.new(mode, (32, 32), color).save(path)

    picture = open_picture(path)

    assert picture.mode == "RGB"
    assert picture.getpixel((16, 16)) == pytest.approx(expected, abs=2)


def test_a_photo_is_turned_as_its_camera_was(tmp_path):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(path, exif=exif)

    assert open_picture(path).size == (20, 40)


def test_a_large_picture_is_made_smaller(tmp_path):
    path = tmp_path / "wide.png"
    Image.new("L", (6000, 30)).save(path)

    assert open_picture(path).size == (4096, 20)
    assert check_picture(path) == (6000, 30)


def test_a_file_that_changed_is_read_again(tmp_path):
    path = tmp_path / "logo.png"
    for size in (10, 20):
        Image.new("RGB", (size, size)).save(path)
        assert open_picture(path).size == (size, size)
