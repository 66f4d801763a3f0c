"""Types are told by content: only a known brand with a video track is a video (issue 12, kind 4)."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.filetypes.detection import HEAD_BYTES, detect, detect_head
from tests.filetypes.files import (
    box,
    case,
    ftyp,
    long_box,
    matroska,
    moov,
    picture,
    png_with,
    track,
)

VIDE, SOUN = b"vide", b"soun"
MDAT = box(b"mdat", bytes(20_000))


def found(content: bytes):
    return detect(io.BytesIO(content))


VIDEOS = {
    "case wide.mov": (case("wide.mov"), "video/quicktime"),
    "isom": (ftyp(b"isom", b"iso2", b"mp41") + moov(SOUN, VIDE) + MDAT, "video/mp4"),
    "index at the end": (ftyp(b"mp42") + MDAT + moov(VIDE), "video/mp4"),
    "data of 64-bit size": (ftyp(b"mp42") + long_box(b"mdat", bytes(50)) + moov(VIDE), "video/mp4"),
    "brands of 64-bit size": (long_box(b"ftyp", b"isom" + bytes(4)) + moov(VIDE), "video/mp4"),
    "data of open size": (ftyp(b"mp42") + moov(VIDE) + bytes(4) + b"mdat" + bytes(99), "video/mp4"),
    "unknown brand, known friend": (ftyp(b"ACME", b"iso6") + moov(VIDE), "video/mp4"),
    "unknown brand, QuickTime": (ftyp(b"ACME", b"qt  ") + moov(VIDE), "video/quicktime"),
    "brand with NULs": (ftyp(b"qt\0\0") + moov(VIDE), "video/quicktime"),
    "3GP of a phone": (ftyp(b"3gp4", b"isom") + moov(VIDE), "video/mp4"),
    "iTunes video": (ftyp(b"M4V ", b"M4A ", b"isom") + moov(VIDE), "video/mp4"),
    "fragments": (ftyp(b"iso5", b"dash") + moov(VIDE) + box(b"moof", bytes(9)), "video/mp4"),
    "free before brands": (box(b"free", bytes(9)) + ftyp(b"isom") + moov(VIDE), "video/mp4"),
    "skip first": (box(b"skip", b"") + MDAT + moov(VIDE), "video/quicktime"),
    "data first": (MDAT + moov(VIDE), "video/quicktime"),
    "wide first": (box(b"wide") + MDAT + moov(VIDE), "video/quicktime"),
    "index first": (moov(VIDE) + MDAT, "video/quicktime"),
    "preview first": (box(b"pnot", bytes(12)) + MDAT + moov(VIDE), "video/quicktime"),
    "packed index": (
        box(b"moov", box(b"cmov", box(b"cmvd", bytes(4), zlib.compress(moov(VIDE))))),
        "video/quicktime",
    ),
    "WebM": (matroska(b"webm", 2, 1), "video/webm"),
    "WebM of a browser": (matroska(b"webm", 1, is_open=True), "video/webm"),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_is_known_by_brand_and_track(name):
    content, mime = VIDEOS[name]

    assert (found(content).mime, found(content).flaw) == (mime, None)
    head = detect_head(content[:HEAD_BYTES])
    assert head is not None
    assert head.mime in ("video/mp4", "video/quicktime", "video/webm")


NO_VIDEOS = {
    "case real-animated.avif": (case("real-animated.avif"), "an AVIF picture"),
    "AVIF": (ftyp(b"avif", b"mif1", b"miaf") + box(b"meta"), "an AVIF picture"),
    "AVIF with a video track": (ftyp(b"avis", b"iso8", b"isom") + moov(VIDE), "an AVIF picture"),
    "HEIC": (ftyp(b"heic", b"mif1", b"heic") + box(b"meta"), "a HEIC picture"),
    "HEIC sequence": (ftyp(b"hevc", b"msf1", b"iso8") + moov(b"pict"), "a HEIC picture"),
    "HEIF": (ftyp(b"mif1", b"heic") + box(b"meta"), "a HEIC picture"),
    "unknown brand, a still": (ftyp(b"ACME", b"mif1", b"isom") + moov(VIDE), "a HEIF picture"),
    "Canon raw": (ftyp(b"crx ", b"crx ", b"isom") + moov(VIDE, VIDE), "a Canon raw picture"),
    "M4A": (ftyp(b"M4A ", b"mp42", b"isom") + moov(SOUN), "a sound file"),
    "audio book with pictures": (ftyp(b"M4B ", b"mp42") + moov(SOUN, VIDE), "a sound file"),
    "Matroska": (matroska(b"matroska", 1), "a Matroska video"),
    "Matroska that speaks of webm": (matroska(b"matroska\0webm", 1), "a Matroska video"),
    "AVI": (b"RIFF\x40\0\0\0AVI LIST", "an AVI video"),
    "WAV": (b"RIFF\x40\0\0\0WAVEfmt ", "a sound file"),
    "GIF": (b"GIF89a" + bytes(20), "a GIF"),
    "JPEG XL": (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
    "SVG": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg/>", "an SVG"),
    "page": (b"\n <!DOCTYPE html><p>", "a web page"),
    "junk before a JPEG": (b"\r\n" + picture("JPEG"), "a JPEG behind other bytes"),
}


@pytest.mark.parametrize("name", NO_VIDEOS)
def test_what_is_no_video_is_called_what_it_is(name):
    content, words = NO_VIDEOS[name]

    assert (found(content).mime, found(content).words) == (None, words)
    assert detect_head(content[:HEAD_BYTES]) == found(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\x18",
        ftyp(b"ACME", b"ABCD") + moov(VIDE),
        b"<!--ftypmp42" + moov(VIDE),
        b"the free lunch.jpg\n",
        b"pic skip.jpg\nftyp\n",
        box(b"blob", bytes(40)) + moov(VIDE),
        b"\x1a\x45\xdf\xa3",
        b"RIFF\x10\0\0\0NONE",
    ],
)
def test_unknown_content_has_no_type(content):
    assert found(content) is None
    assert detect_head(content[:HEAD_BYTES]) is None


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (ftyp(b"isom") + moov(SOUN), "has no video track"),
        (ftyp(b"isom") + moov(), "has no video track"),
        (moov(b"text"), "has no video track"),
        (matroska(b"webm", 2), "has no video track"),
        (matroska(b"webm", 1)[:90], "has no video track"),
        (ftyp(b"isom") + MDAT, "has no index"),
        ((ftyp(b"isom") + MDAT + moov(VIDE))[:9_000], "has no index"),
        # A box of size 0 goes on to the end of the file.
        (bytes(4) + b"ftypisom" + bytes(4) + moov(VIDE), "has no index"),
        (box(b"styp", b"msdh", bytes(4)) + box(b"moof", bytes(9)) + MDAT, "has no index"),
        (box(b"moov", box(b"cmov", box(b"cmvd", bytes(4), b"no zlib"))), "has no video track"),
    ],
)
def test_a_file_without_a_video_track_is_no_video(content, flaw):
    """Sound alone, fragments without a head, files whose camera was switched off."""
    assert found(content).flaw.startswith(flaw)


def test_animated_pictures_are_pictures():
    apng = png_with(b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\0\0\0\0")
    webp = picture("WEBP", save_all=True, append_images=[])

    assert (found(apng).mime, found(webp).mime) == ("image/png", "image/webp")


BEGINNINGS = st.sampled_from(
    [ftyp(b"isom"), ftyp(b"ACME", b"isom"), box(b"wide"), b"\x1a\x45\xdf\xa3\x81", b"RIFF", b""]
)
PARTS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([track(VIDE), moov(VIDE), moov(SOUN), b"\0\0\0\1mdat", b"\0\0\0\0", MDAT]),
)


@given(BEGINNINGS, st.lists(PARTS, max_size=6))
def test_any_bytes_have_a_type_or_none(begin, parts):
    content = begin + b"".join(parts)
    whole, head = found(content), detect_head(content[:HEAD_BYTES])

    if whole is not None and whole.mime and whole.mime.startswith("video/") and not whole.flaw:
        assert b"vide" in content or b"\x83" in content
        assert head is not None
