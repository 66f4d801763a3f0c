"""A picture is judged by its pixels; odd data beside them is ignored (issue 12, kind 4)."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from layers_cli.filetypes.essentials import essentials, orientation
from layers_cli.filetypes.pictures import MAX_PIXELS, PictureError, check, decode, size
from tests.filetypes.files import case, chunk, exif, jpeg_with, picture, png_with, segment

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BOX = (480, 854)
BOMB = zlib.compress(bytes(4 * 2**20))  # four times what Pillow unpacks of a text


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def jpeg_turned(value: bytes, **how) -> bytes:
    return jpeg_with(segment(0xE1, exif(value, **how)))


ODD = {
    "case ztxt-2mb.png": case("ztxt-2mb.png"),
    "case orient-ascii.jpg": case("orient-ascii.jpg"),
    "zTXt bomb": png_with(chunk(b"zTXt", b"Comment\0\0" + BOMB)),
    "iTXt bomb": png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + BOMB)),
    "iCCP bomb": png_with(chunk(b"iCCP", b"icc\0\0" + BOMB)),
    "many texts": png_with(*[chunk(b"tEXt", b"k\0" + bytes([65]) * 2**20)] * 3),
    "text behind the pixels": png_with(chunk(b"zTXt", b"k\0\0" + BOMB), before=b"IEND"),
    "text with a wrong checksum": png_with(chunk(b"tEXt", b"k\0v")[:-1] + b"?"),
    "damaged profile": png_with(chunk(b"iCCP", b"icc\0\0no zlib")),
    "short chunks": png_with(*(chunk(name, b"") for name in (b"gAMA", b"pHYs", b"cHRM", b"sRGB"))),
    "damaged Exif in PNG": png_with(chunk(b"eXIf", b"MM\0*\xff\xff\xff\xff")),
    "animation that is none": png_with(chunk(b"acTL", b"\0")),
    "markup in a text": png_with(chunk(b"tEXt", b"XML\0<svg><script>x</script></svg>")),
    "Exif of nothing": jpeg_with(segment(0xE1, b"Exif\0\0")),
    "Exif that leads in a circle": jpeg_with(segment(0xE1, b"Exif\0\0II*\0\0\0\0\0")),
    "Exif of text": jpeg_turned(b"six\0", kind=2, count=4),
    "orientation 0": jpeg_turned(struct.pack("<HH", 0, 0)),
    "orientation 9": jpeg_turned(struct.pack("<HH", 9, 0)),
    "orientation 65535": jpeg_turned(struct.pack("<HH", 65535, 0)),
    "orientation of a fraction": jpeg_turned(struct.pack("<I", 6), kind=5),
    "orientation of an unknown type": jpeg_turned(struct.pack("<I", 6), kind=99),
    "profile of rubbish": jpeg_with(segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(999))),
    "index of rubbish": jpeg_with(segment(0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff" + bytes(90))),
    "Photoshop of rubbish": jpeg_with(segment(0xED, b"Photoshop 3.0\x008BIM\xff\xff\xff")),
    "comment of a page": jpeg_with(segment(0xFE, b"<!DOCTYPE html><script>x</script>")),
    "packet": jpeg_with(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<svg>")),
    "fill bytes": jpeg_with(b"\xff\xff" + segment(0xFE, b"x")),
    "video behind it": picture("JPEG") + b"\0\0\0\x18ftypmp42" + bytes(999),
    "two pictures": picture("JPEG") + picture("JPEG"),
    "zeros behind it": picture("PNG") + bytes(5000),
    "half an archive behind it": picture("JPEG") + b"PK\5\6" + bytes(30),
}


@pytest.mark.parametrize("name", ODD)
def test_metadata_never_condemns_a_picture(name):
    content = ODD[name]
    width, height = check(content, FORMATS)

    assert (width > height) == (not name.startswith("case"))
    assert decode(content, FORMATS, BOX).size == (width, height)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("number", range(1, 9))
def test_a_picture_is_seen_as_its_camera_was_held(kind, order, number):
    given_exif = exif(struct.pack(f"{order}HH", number, 0), order=order)
    image = Image.new("RGB", (40, 20), "black")
    image.paste("red", (0, 0, 10, 10))
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=95, exif=given_exif)
    content = buffer.getvalue()
    seen = decode(content, FORMATS, BOX)

    corners = [(4, 4), (-5, 4), (-5, -5), (4, -5)]
    red = [pixel(seen, x % seen.width, y % seen.height)[0] > 128 for x, y in corners]
    assert seen.size == size(content, FORMATS) == check(content, FORMATS)
    assert seen.size == ((20, 40) if number >= 5 else (40, 20))
    assert red.index(True) == {1: 0, 2: 1, 3: 2, 4: 3, 5: 0, 6: 1, 7: 2, 8: 3}[number]


def test_the_case_orient6_is_turned_as_the_api_says_its_size_is():
    seen = decode(case("orient6.jpg"), FORMATS, BOX)

    assert seen.size == size(case("orient6.jpg"), FORMATS) == (192, 108)


def test_the_case_gray16grad_is_a_gradient():
    seen = decode(case("gray16grad.png"), FORMATS, BOX)
    levels = [pixel(seen, x, 90)[0] for x in range(0, seen.width, 9)]

    assert levels == sorted(levels)
    assert len(set(levels)) == len(levels)


@pytest.mark.parametrize(
    ("mode", "color", "kind", "expected"),
    [
        ("I;16", 25_700, "PNG", (100, 100, 100)),
        ("I;16", 200, "PNG", (0, 0, 0)),
        ("L", 77, "JPEG", (77, 77, 77)),
        ("LA", (77, 10), "PNG", (77, 77, 77, 10)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("CMYK", (10, 20, 200, 0), "JPEG", (245, 235, 55)),
        ("RGBA", (1, 2, 3, 4), "WEBP", (1, 2, 3, 4)),
    ],
)
@pytest.mark.parametrize("side", [32, 4000])
def test_every_kind_of_pixel_is_seen_as_it_is(mode, color, kind, expected, side):
    buffer = io.BytesIO()
    how = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    Image.new(mode, (side, 32), color).save(buffer, kind, **how)
    seen = decode(buffer.getvalue(), FORMATS, (480, 4))

    assert seen.getpixel((2, 1)) == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("transparency", [0, b"\0\xff\x80"])
def test_a_palette_keeps_its_transparency(transparency):
    image = Image.new("P", (30, 30), 0)
    image.putpalette([200, 0, 0, 0, 200, 0, 0, 0, 200])
    image.paste(1, (15, 0, 30, 30))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", transparency=transparency)
    seen = decode(buffer.getvalue(), FORMATS, BOX)

    assert pixel(seen, 2, 2)[3] == 0
    assert seen.getpixel((28, 2)) == (0, 200, 0, 255)


@pytest.mark.parametrize(("mode", "levels"), [("RGB", (9, 9, 9)), ("L", 9), ("I;16", 40_000)])
def test_a_transparent_colour_is_no_obstacle(mode, levels):
    buffer = io.BytesIO()
    Image.new(mode, (30, 30), levels).save(buffer, "PNG", transparency=levels)

    assert decode(buffer.getvalue(), FORMATS, BOX).size == (30, 30)


def test_a_photo_of_8160_x_6144_is_taken():
    """50 megapixels, as phones write them."""
    buffer = io.BytesIO()
    Image.new("L", (8160, 6144), 99).save(buffer, "JPEG", quality=30)
    content = buffer.getvalue()

    assert check(content, FORMATS) == (8160, 6144)
    assert decode(content, FORMATS, BOX).size == (480, 361)


def claiming(width: int, height: int, *, length: int = 50_000) -> bytes:
    """A PNG that says to be *width* x *height* pixels, with pixels of *length* bytes."""
    content = picture("PNG")
    head = struct.pack(">II", width, height) + content[24:29]
    return content[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", bytes(length)) + content[-12:]


def test_a_photo_of_200_megapixels_is_within_the_bound():
    assert size(claiming(16_384, 12_288), FORMATS) == (16_384, 12_288)
    assert MAX_PIXELS > 16_384 * 12_288


@pytest.mark.parametrize("side", [16_385, 60_000])
def test_a_decompression_bomb_is_refused_by_its_head(side):
    with pytest.raises(PictureError, match="too large"):
        check(claiming(side, side), FORMATS)


def test_a_picture_of_more_pixels_than_its_bytes_can_hold_is_refused_by_its_head():
    with pytest.raises(PictureError, match=r"bytes cannot hold 8000 x 8000 pixels"):
        size(claiming(8000, 8000, length=100), FORMATS)


@pytest.mark.parametrize(("mode", "kind"), [("1", "PNG"), ("L", "JPEG"), ("L", "GIF")])
def test_an_empty_page_of_any_size_is_no_bomb(mode, kind):
    buffer = io.BytesIO()
    Image.new(mode, (5000, 5000)).save(buffer, kind, optimize=True)

    assert check(buffer.getvalue(), FORMATS) == (5000, 5000)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(kind):
    content = picture(kind, size=(400, 300))

    for part in (content[: len(content) // 2], content[:30], content[:2]):
        with pytest.raises(PictureError, match=r"damaged|not a picture"):
            check(part, FORMATS)


@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_any_bytes_are_a_picture_or_a_picture_error(noise, kind, data):
    content = picture(kind)
    at = data.draw(st.integers(0, len(content)))
    broken = content[:at] + noise + content[at + len(noise) :]

    found = essentials(broken)
    assert 0 <= found.end <= len(broken)
    assert 1 <= found.orientation <= 8
    with contextlib.suppress(PictureError):
        assert min(check(broken, FORMATS)) > 0


@given(st.binary(max_size=80))
def test_any_exif_has_an_orientation(noise):
    assert 1 <= orientation(b"Exif\0\0" + noise) <= 8
    assert 1 <= orientation(b"II*\0\x08\0\0\0" + noise) <= 8


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.binary(max_size=300))
def test_what_follows_a_picture_is_no_part_of_it(kind, tail):
    content = picture(kind)

    assert essentials(content + tail).end == len(content)
    assert essentials(content + tail).pixels == essentials(content).pixels
