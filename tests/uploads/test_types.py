"""What is uploaded is judged alike by client and sandbox (issue 12, kind 4)."""

import pytest

from tests.filetypes.files import case, ftyp, moov, picture
from tests.uploads.conftest import image


def refusals(result):
    assert result.code == 2
    return {each["source"]: each["message"] for each in result.error["details"]["refused"]}


@pytest.mark.parametrize("name", ["0.avif", "z.avif", "0.mp4", "z.jpg"])
def test_the_animated_avif_is_refused_as_what_it_is(upload, name):
    upload.file("clips/a.avif", case("real-animated.avif"))
    upload.file(name, case("real-animated.avif"))

    assert set(refusals(upload("clips", name, "-n", "--json")).values()) == {
        "is an AVIF picture; it must be JPEG, PNG, WebP, MP4 or MOV"
    }


def test_a_stranger_never_changes_how_slides_are_grouped(upload):
    for number in (1, 2, 3):
        upload.file(f"slides/{number}.jpg", image(number))
    before = upload("slides", "-n", "--json").json

    for name, content in {"0.avif": case("real-animated.avif"), "9.mov": ftyp(b"ACME")}.items():
        stranger = upload.file(f"slides/{name}", content)
        assert list(refusals(upload("slides", "-n", "--json"))) == [f"slides/{name}"]
        stranger.unlink()
    upload.file("slides/notes.pdf", b"%PDF-1.7")

    assert upload("slides", "-n", "--json").json == before


def test_sound_and_cut_off_videos_are_refused_before_they_are_sent(upload):
    upload.file("sound.mp4", ftyp(b"isom") + moov(b"soun"))
    upload.file("cut.mp4", ftyp(b"isom") + bytes(4))

    said = refusals(upload("sound.mp4", "cut.mp4", "--as", "each", "--json"))

    assert said["sound.mp4"] == "has no video track"
    assert said["cut.mp4"].startswith("has no index of its pictures")


def test_the_cases_are_taken_by_client_and_sandbox(upload):
    names = ("wide.mov", "ztxt-2mb.png", "orient-ascii.jpg", "orient6.jpg", "gray16grad.png")
    for name in names:
        upload.file(name, case(name))
    upload.file("photo.jpg", picture("JPEG", mode="L", size=(8160, 6144), quality=20))

    result = upload(*names, "photo.jpg", "--as", "each", "--json")

    assert result.code == 0
    sizes = {(each["assets"][0]["width"], each["assets"][0]["height"]) for each in upload.completed}
    assert sizes >= {(8160, 6144), (192, 108), (108, 192)}
    assert len(upload.completed) == len(names) + 1
