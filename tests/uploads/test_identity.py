"""A post is what was uploaded before if all that was asked for is (issue 12, kind 5)."""

import json

import pytest

from tests.uploads.conftest import sums


def states(result):
    assert result.code == 0, result.err
    return [row["state"] for row in result.json["items"]]


def captions(upload):
    return sorted(row["caption"] for row in upload.completed)


@pytest.fixture
def two_captions(upload):
    """One file twice, with two captions."""
    upload.file("a.jpg")
    upload.file("ab.csv", b"source,caption\na.jpg,Caption A\na.jpg,Caption B\n")
    return upload


def test_one_file_with_two_captions_is_two_posts_as_the_dry_run_said(two_captions):
    upload = two_captions
    assert states(upload("--manifest", "ab.csv", "-n", "--json")) == ["new", "new"]
    assert upload.completed == []

    assert upload("--manifest", "ab.csv").code == 0

    assert captions(upload) == ["Caption A", "Caption B"]
    assert len({row["id"] for row in upload.completed}) == 2


def test_two_captions_are_both_recognized_when_it_is_run_again(two_captions):
    upload = two_captions
    upload("--manifest", "ab.csv")

    assert states(upload("--manifest", "ab.csv", "-n", "--json")) == ["present", "present"]
    assert len(upload("--manifest", "ab.csv", "-q").out.split()) == 2

    assert captions(upload) == ["Caption A", "Caption B"]


def test_second_caption_of_a_known_file_is_a_post_beside_the_first(two_captions):
    upload = two_captions
    upload("a.jpg", "--caption", "Caption A")

    assert states(upload("--manifest", "ab.csv", "-n", "--json")) == ["present", "new"]
    assert upload("--manifest", "ab.csv").code == 0

    assert captions(upload) == ["Caption A", "Caption B"]


def test_changed_caption_of_a_known_file_says_how_to_change_it(upload):
    upload.file("a.jpg")
    [name] = upload("a.jpg", "--caption", "Caption A", "-q").out.split()
    way = f"layers content caption {name} 'Caption B'"

    planned = upload("a.jpg", "--caption", "Caption B", "-n", "--json")
    result = upload("a.jpg", "--caption", "Caption B", "--json")

    assert states(planned) == ["other caption"]
    assert planned.json["items"][0]["containerId"] == name
    assert way in planned.err
    assert (result.code, result.error["code"], result.error["submitted"]) == (
        2,
        "cli_other_caption",
        "no",
    )
    assert result.error["hint"] == f"change it: {way}"
    assert captions(upload) == ["Caption A"]


def test_known_file_is_reported_by_the_name_of_this_run(upload):
    upload.file("a/first.jpg")
    upload("a/first.jpg", "--caption", "Caption A")
    upload.file("b/second.jpg")

    for caption, state in (("Caption A", "present"), ("Caption B", "failed")):
        said = upload("b/second.jpg", "--caption", caption).err
        assert f"{state} b/second.jpg" in said
        assert "first.jpg" not in said


def test_caption_that_was_changed_meanwhile_is_present(upload):
    upload.file("a.jpg")
    upload.file("a.txt", b"Caption A")
    [name] = upload("a.jpg", "-q").out.split()
    path = upload.file("a.txt", b"Caption B")
    assert f"content caption {name} @{path}" in upload("a.jpg").err

    upload.layers("content", "caption", name, f"@{path}")

    assert states(upload("a.jpg", "-n", "--json")) == ["present"]
    assert upload("a.jpg", "-q").out.split() == [name]


def test_one_changed_caption_of_several_leaves_the_others_alone(upload):
    for number in (1, 2):
        upload.file(f"{number}.jpg", number=number)
        upload.file(f"{number}.txt", b"old")
    upload("1.jpg", "2.jpg", "--as", "each")
    upload.file("1.txt", b"new")

    result = upload("1.jpg", "2.jpg", "--as", "each", "--json")

    assert result.code == 6
    [failed] = result.error["details"]["failed"]
    assert failed["source"] == "1.jpg"
    assert "layers content caption cnt_" in failed["message"]
    assert len(result.json["items"]) == 1


def test_file_without_a_caption_is_present_whatever_its_caption_is(upload):
    upload.file("a.jpg")
    [name] = upload("a.jpg", "--caption", "Caption A", "-q").out.split()

    assert states(upload("a.jpg", "-n", "--json")) == ["present"]
    assert upload("a.jpg", "-q").out.split() == [name]


def test_groups_that_are_the_same_number_are_one(upload):
    upload.file("a.jpg", number=1)
    upload.file("b.jpg", number=2)
    upload.file("g.jsonl", b'{"source": "a.jpg", "group": 0}\n{"source": "b.jpg", "group": 0.0}\n')

    [row] = upload("--manifest", "g.jsonl", "-n", "--json").json["items"]

    assert len(row["files"]) == 2


@pytest.mark.parametrize("group", [(0, 1), ("0", "1"), (0, "x"), (0.0, 1.5), (False, True)])
def test_groups_may_be_any_value(upload, group):
    for number, name in enumerate("abcd"):
        upload.file(f"{name}.jpg", number=number)
    rows = [{"source": f"{name}.jpg", "group": group[name > "b"]} for name in "abcd"]
    upload.file("g.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows).encode())

    assert [len(r["files"]) for r in upload("--manifest", "g.jsonl", "-n", "--json").json["items"]]
    assert upload("--manifest", "g.jsonl").code == 0

    assert sorted(len(sums(row)) for row in upload.completed) == [2, 2]


def test_dry_run_shows_repeats_and_what_is_begun_and_present(upload):
    for number, name in enumerate(("there", "begun", "new")):
        upload.file(f"{name}.jpg", number=number)
    upload.file("twin.jpg", number=2)
    upload("there.jpg")
    upload.storage.faults.append(("status", 400, "InvalidDigest"))
    assert upload("begun.jpg").code == 1

    names = ("there.jpg", "begun.jpg", "new.jpg", "twin.jpg")
    planned = upload(*names, "--as", "each", "-n", "--json")

    assert states(planned) == ["present", "begun", "new", "repeat"]
    assert len(upload.completed) == 1
    assert upload(*names, "--as", "each").code == 0
    assert len(upload.completed) == 3


def test_dry_run_with_again_shows_all_as_new(upload):
    upload.file("a.jpg")
    upload("a.jpg")

    for option in ("--again", "--force-new"):
        assert states(upload("a.jpg", "-n", option, "--json")) == ["new"]


def test_dry_run_refuses_what_the_run_refuses(upload):
    upload.file("a.jpg")

    planned, run = (
        upload("a.jpg", "--idempotency-key", "k", *more, "--json") for more in (["-n"], [])
    )

    assert (planned.code, planned.error) == (run.code, run.error) == (2, run.error)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("it's", """'it'"'"'s'"""),
        ("@home", "@@home"),
        ("-5 %", "-- '-5 %'"),
        ("-", "TEXT"),
        ("two\nlines", "TEXT"),
        ("x" * 300, "TEXT"),
    ],
)
def test_command_that_changes_the_caption_gives_it_as_it_is(upload, caption, words):
    upload.file("a.jpg")
    upload.file("m.jsonl", json.dumps({"source": "a.jpg", "caption": caption}).encode())
    [name] = upload("a.jpg", "--caption", "old", "-q").out.split()

    result = upload("--manifest", "m.jsonl", "--json")

    assert result.error["hint"] == f"change it: layers content caption {name} {words}"
