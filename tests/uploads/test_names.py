"""What a file may be called, and which names people take for the same (issue 12, kind 2)."""

import os
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layers_cli.formats.file_names import deceives, find_named, name_key, near_names, printable
from layers_cli.uploads.files import inspect
from layers_cli.uploads.source_scan import SourceScan
from layers_cli.uploads.validation_errors import InvalidSourceError
from tests.uploads.conftest import image

case_sensitive = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems take the names for one"
)
SCREENSHOT = "Screenshot 2026-11-20 at 3.45.12\u202fPM.png"
FAMILY = "family \U0001f468\u200d\U0001f469\u200d\U0001f467.jpg"
NAMES = [
    SCREENSHOT,
    FAMILY,
    "caf\u00e9.jpg",
    "cafe\u0301.jpg",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.jpg",  # Persian writes with a non-joiner
    "\u30b9\u30af\u30ea\u30fc\u30f3\u3000\u30b7\u30e7\u30c3\u30c8.jpg",  # an ideographic space
    "no\u00a0break.jpg",
    "soft\u00adhyphen.jpg",
    "\ue000 private.jpg",
    "\U0001fae9 newer than this Python.jpg",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_are_taken(layers, name):
    (layers.cwd / name).write_bytes(image())

    planned = layers("upload", name, "-n", "--json")

    assert planned.code == 0, planned.err
    [file] = planned.json["items"][0]["files"]
    assert Path(file["path"]).name == name


def test_names_of_all_scripts_are_uploaded(upload):
    """The sandbox takes them, too: one rule on both sides."""
    for number, name in enumerate(NAMES):
        upload.file(name, number=number)

    result = upload(*NAMES, "--as", "each", "-q")

    assert (result.code, len(result.out.split())) == (0, len(NAMES)), result.err


@pytest.mark.parametrize(
    "name",
    ["a\nb.jpg", "a\x1b[31m.jpg", "a\x85b.jpg", "a\u2028b.jpg"]
    + [f"a{mark}b.jpg" for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069"],
)
def test_names_that_steer_or_turn_text_are_refused(layers, name):
    (layers.cwd / name).write_bytes(image())

    result = layers("upload", name, "-n")

    assert result.code == 2
    assert "text-reversing character in its name; rename it" in result.err
    assert printable(name) in result.err
    assert name not in result.err


def test_name_typed_with_an_ordinary_space_finds_the_screenshot(layers):
    (layers.cwd / SCREENSHOT).write_bytes(image())

    result = layers("upload", SCREENSHOT.replace("\u202f", " "), "-n", "--json")

    assert result.code == 0, result.err
    assert Path(result.json["items"][0]["files"][0]["path"]).name == SCREENSHOT


def test_app_media_is_found_and_taken_under_such_a_name(layers):
    (layers.cwd / SCREENSHOT).write_bytes(b"GIF89a")

    result = layers("media", "add", "screenshot", SCREENSHOT.replace("\u202f", " "))

    assert "is a GIF" in result.err


def test_texts_are_found_and_listed_in_the_same_way(layers):
    (layers.cwd / "a.jpg").write_bytes(image())
    (layers.cwd / "Caf\u00e9 text.txt").write_text("The caption")

    for option in (
        ["--caption", "@cafe\u0301\u202ftext.txt"],
        ["--caption-file", "CAF\u00c9 text.txt"],
    ):
        result = layers("upload", "a.jpg", *option, "-n", "--json")
        assert result.json["items"][0]["caption"] == "The caption", result.err
    missing = layers("upload", "a.jpg", "--caption-file", "Caf\u00e9 texts.txt", "-n").err
    assert "does not exist; there is `Caf\u00e9 text.txt`" in missing


def test_origin_is_found_and_listed_in_the_same_way(layers):
    (layers.cwd / "holiday.jpg").write_bytes(image())

    assert "SHA-256" in layers("whence", "Holiday.JPG").err
    assert "there is `holiday.jpg`" in layers("whence", "holidays.jpg").err


def test_missing_file_lists_the_near_names(layers):
    for name in ("holiday-final.jpg", "holiday-finals.jpg", "other.jpg"):
        (layers.cwd / name).write_bytes(image())

    result = layers("upload", "holliday-final.jpg", "-n")

    assert result.code == 2
    assert "does not exist; there is `holiday-final.jpg` or `holiday-finals.jpg`" in result.err


def test_missing_file_lists_no_name_that_is_not_near(layers):
    (layers.cwd / "good.jpg").write_bytes(image())

    assert "gone.jpg does not exist\n" in layers("upload", "gone.jpg", "-n").err


@case_sensitive
def test_name_that_two_files_may_mean_is_refused_with_both(layers):
    for name in ("IMG.jpg", "img.jpg"):
        (layers.cwd / name).write_bytes(image())

    assert "there is `IMG.jpg` or `img.jpg`" in layers("upload", "Img.jpg", "-n").err
    assert layers("upload", "img.jpg", "-n").code == 0


@pytest.mark.parametrize(
    ("media", "text"),
    [
        ("cafe\u0301.jpg", "caf\u00e9.txt"),
        ("caf\u00e9.jpg", "cafe\u0301.txt"),
        ("IMG_1.JPG", "IMG_1.TXT"),
        ("IMG_1.JPG", "img_1.txt"),
        ("a\u202fb.jpg", "a b.txt"),
        ("STRASSE.jpg", "stra\u00dfe.txt"),
    ],
)
def test_caption_beside_a_file_is_found_by_normal_form_and_case(layers, media, text):
    (layers.cwd / "f").mkdir()
    (layers.cwd / "f" / media).write_bytes(image())
    (layers.cwd / "f" / text).write_text("The caption", encoding="utf-8")

    for words in (["f"], [f"f/{media}"], [f"f/{media}", f"f/{text}"]):
        planned = layers("upload", *words, "-n", "--json")
        assert [post["caption"] for post in planned.json["items"]] == ["The caption"], words
        assert "belongs to no post" not in planned.err


@case_sensitive
def test_caption_of_the_very_name_goes_before_one_that_is_alike(layers):
    for name in ("a.txt", "A.TXT"):
        (layers.cwd / name).write_text(name)
    for name in ("a.jpg", "A.JPG"):
        (layers.cwd / name).write_bytes(image())

    rows = layers("upload", "a.jpg", "A.JPG", "--as", "each", "-n", "--json").json["items"]

    assert [row["caption"] for row in rows] == ["a.txt", "A.TXT"]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("2026-11-01_UTC.txt", ["2026-11-01_UTC_1.jpg", "2026-11-01_UTC_2.jpg"]),
        ("Set.TXT", ["set (1).jpg", "set (2).jpg"]),
        ("slide.txt", ["slide1.jpg", "slide2.jpg"]),
        ("trip.txt", ["trip-01.jpg", "trip-02.jpg"]),
    ],
)
def test_one_text_serves_a_numbered_set(layers, text, files):
    for number, name in enumerate(files):
        (layers.cwd / name).write_bytes(image(number))
    (layers.cwd / text).write_text("The caption")

    for words in (["."], files):
        [row] = layers("upload", *words, "-n", "--json").json["items"]
        assert (row["caption"], row["captionFrom"]) == ("The caption", text)


def test_text_that_belongs_to_nothing_is_named(layers):
    for number, name in enumerate(("set_1.jpg", "set_2.jpg", "other.jpg")):
        (layers.cwd / name).write_bytes(image(number))
    (layers.cwd / "set.txt").write_text("of a set that is none, with --as each")
    (layers.cwd / "notes.TXT").write_text("notes")
    (layers.cwd / "other.txt").write_text("The caption")

    for more in (["-n"], ["-n", "--json"]):
        result = layers("upload", ".", "--as", "each", *more)
        said = [line for line in result.err.splitlines() if "belongs to no post" in line]
        assert [line.partition(" ")[0] for line in said] == ["notes.TXT", "set.txt"]


def test_text_named_by_hand_that_serves_nothing_is_named(layers):
    for number in (1, 2):
        (layers.cwd / f"set_{number}.jpg").write_bytes(image(number))
    (layers.cwd / "set.txt").write_text("The caption")

    result = layers("upload", "set_1.jpg", "set_2.jpg", "set.txt", "--as", "each", "-n")

    assert "set.txt belongs to no post, and is left out" in result.err


@given(st.text(max_size=20))
def test_no_name_is_shown_with_what_deceives(name):
    assert not deceives(printable(name))


@given(st.text(max_size=20))
def test_name_keys_do_not_depend_on_the_normal_form(name):
    forms = {name_key(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}

    assert len(forms) == 1


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=20))
def test_any_name_is_taken_or_refused_with_its_reason(name):
    assume(not set(name) & set("/\0") and name not in (".", ".."))
    assume(len(name.encode(errors="surrogatepass")) < 200)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.jpg")
        try:
            path.write_bytes(image())
        except (OSError, UnicodeEncodeError):
            assume(False)
        found = SourceScan(Path(folder)).take([path.name])
        assert [source.path for group in found.groups for source in group.sources] == [path]
        issue = None
        try:
            inspect(path)
        except InvalidSourceError as exc:
            issue = exc.issue
        assert issue is None or issue.code == "name"
        assert deceives(path.name) == (issue is not None and "text-reversing" in issue.message)


@given(st.lists(st.text(max_size=8), max_size=4))
def test_what_is_written_exactly_is_found_exactly(parts):
    path = Path("/", *parts)

    assert find_named(path) == path or os.path.lexists(find_named(path))
    assert len(near_names(path)) <= 3
