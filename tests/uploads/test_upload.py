"""`layers upload` of files: what becomes a container, what is shown, what is done once."""

import io
import json

import httpx
import pytest

from tests.conftest import Result
from tests.sandbox.media_server import movie
from tests.uploads.conftest import image, sha256, sums


def test_a_file_becomes_a_completed_container_byte_for_byte(upload):
    path = upload.file("clip one.jpg", image(1, 300_000))

    result = upload("clip one.jpg", "--caption", "Day one", "--json")

    container = result.one
    assert (result.code, container["status"]) == (0, "completed")
    assert (container["creativeType"], container["caption"]) == ("uploaded", "Day one")
    assert container["preview"]["primaryUrl"].startswith("http")
    assert sums(container) == [sha256(path.read_bytes())]


def test_the_plan_is_shown_before_anything_is_sent(upload):
    for number in range(3):
        upload.file(f"day/{number}.jpg", number=number)
    upload.file("clip.mp4", movie())
    upload.file("clip.txt", b"A caption\n")

    result = upload("clip.mp4", "day")

    assert result.code == 0
    head, first, second, *_ = result.err.splitlines()
    assert head.startswith("Uploading 2 posts, ")
    assert first.startswith("  clip.mp4 (video, ")
    assert first.endswith("caption of clip.txt)")
    assert second.startswith("  day/0.jpg and 2 more (slideshow of 3, ")


@pytest.mark.parametrize(
    ("how", "containers"), [(None, [3]), ("post", [3]), ("slideshow", [3]), ("each", [1, 1, 1])]
)
def test_images_are_grouped_as_told(upload, how, containers):
    for number in range(3):
        upload.file(f"{number}.jpg", number=number)

    result = upload("0.jpg", "1.jpg", "2.jpg", *(("--as", how) if how else ()), "--json")

    rows = result.json["items"]
    assert [len(row["assets"]) for row in rows] == containers


def test_slideshow_files_are_sorted_by_their_numbers(upload):
    for number in (10, 9, 1):
        upload.file(f"slides/slide-{number}.jpg", number=number)

    container = upload("slides", "--json").one

    assert sums(container) == [sha256(image(number)) for number in (1, 9, 10)]


def test_quoted_glob_is_expanded(upload):
    upload.file("a/1.jpg", number=1)
    upload.file("b/2.jpg", number=2)

    assert len(upload("*/*.jpg", "--as", "each", "--json").json["items"]) == 2


def test_csv_manifest_gives_groups_and_captions(upload):
    for number in range(3):
        upload.file(f"m/{number}.jpg", number=number)
    upload.file(
        "m/uploads.csv", b'source,caption,group\n0.jpg,"One, two",a\n1.jpg,,a\n2.jpg,Alone,\n'
    )

    rows = upload("--manifest", "m/uploads.csv", "--json").json["items"]

    assert [(row["caption"], len(row["assets"])) for row in rows] == [("One, two", 2), ("Alone", 1)]


def test_jsonl_manifest_gives_groups_and_captions(upload):
    for number in range(3):
        upload.file(f"{number}.jpg", number=number)
    lines = [{"source": ["0.jpg", "1.jpg"], "caption": "x\ny"}, {"source": "2.jpg"}]
    upload.file("uploads.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())

    rows = upload("--manifest", "uploads.jsonl", "--json").json["items"]

    assert [(row["caption"], len(row["assets"])) for row in rows] == [("x\ny", 2), ("", 1)]


def test_file_names_are_read_from_standard_input(upload):
    upload.file("a.jpg", number=1)
    upload.file("b.jpg", number=2)

    result = upload("-", "--as", "each", "-q", stdin="a.jpg\nb.jpg\n")

    assert len(result.out.split()) == 2


def test_media_is_read_from_standard_input(upload):
    content = image(5, 400_000)

    result = upload("-", "--json", stdin=io.TextIOWrapper(io.BytesIO(content)))

    assert sums(result.one) == [sha256(content)]


def test_file_uploaded_before_is_not_uploaded_again(upload):
    upload.file("a.jpg")
    first = upload("a.jpg", "--json").one
    upload.file("copy/b.jpg")

    again = upload("copy/b.jpg", "--json")

    assert again.one["id"] == first["id"]
    assert f"already uploaded as {first['id']}" in again.err
    assert "--again" in again.err
    assert len(upload.containers) == len(upload.storage.heads) == 1


def test_text_file_named_beside_its_media_is_a_caption(upload):
    upload.file("a.jpg")
    upload.file("a.txt", b"words")

    assert upload("a.jpg", "a.txt", "--json").one["caption"] == "words"


def test_idempotency_key_is_for_urls_only(upload):
    upload.file("a.jpg")

    assert upload("a.jpg", "--idempotency-key", "k").code == 2


def test_whence_knows_the_container_that_a_file_was_uploaded_to(upload):
    for number in range(2):
        upload.file(f"{number}.jpg", number=number)
    made = upload("0.jpg", "1.jpg", "--json").one

    found = upload.layers("whence", "1.jpg", "--json").json["items"]

    assert [(row["containerId"], row["position"], row["knownBy"]) for row in found] == [
        (made["id"], 2, "upload")
    ]


def test_again_option_uploads_a_known_file_again(upload):
    upload.file("a.jpg")

    ids = [upload("a.jpg", "-q").out, upload("a.jpg", "-q", "--again").out]

    assert len(set(ids)) == len(upload.completed) == 2


def test_the_same_bytes_in_one_run_are_uploaded_once(upload):
    upload.file("a.jpg")
    upload.file("b.jpg")

    result = upload("a.jpg", "b.jpg", "--as", "each", "-q")

    assert len(result.out.split()) == 2
    assert len(upload.completed) == 1


def test_changed_file_is_a_new_upload(upload):
    upload.file("a.jpg", image(1, 5000))
    upload("a.jpg")
    upload.file("a.jpg", image(2, 5000))

    assert upload("a.jpg").code == 0
    assert len(upload.completed) == 2


def test_deleted_container_is_uploaded_again(upload):
    upload.file("a.jpg")
    upload("a.jpg")
    gone = httpx.Response(404, json={"error": {"code": "NOT_FOUND", "message": "m"}})
    upload.api.reads.append(gone)

    again = upload("a.jpg", "--json")

    assert again.code == 0
    assert len(upload.completed) == 2


def test_four_files_are_sent_at_a_time(upload):
    for number in range(12):
        upload.file(f"{number}.jpg", image(number, 2_000_000))

    assert upload(*(f"{number}.jpg" for number in range(10)), "--as", "slideshow").code == 0

    assert 1 < upload.storage.most_at_once <= 4


def test_files_are_sent_one_at_a_time_on_request(upload):
    for number in range(4):
        upload.file(f"{number}.jpg", image(number, 2_000_000))

    assert upload("0.jpg", "1.jpg", "2.jpg", "3.jpg", "--as", "each", "--jobs", "1").code == 0

    assert upload.storage.most_at_once == 1


def test_a_dry_run_sends_nothing(upload):
    upload.file("a.jpg")

    result = upload("a.jpg", "--dry-run", "--json")

    assert [post["kind"] for post in result.json["items"]] == ["image"]
    assert (upload.api.asked, upload.storage.heads) == ([], [])


def test_progress_off_a_terminal_is_a_line_per_file(upload):
    upload.file("a.jpg", number=1)
    upload.file("b.jpg", number=2)

    result: Result = upload("a.jpg", "b.jpg", "--as", "each")

    lines = [line.split(maxsplit=2) for line in result.err.splitlines()[-2:]]
    assert [count for _, count, _ in lines] == ["1/2", "2/2"]
    assert {words for _, _, words in lines} == {
        f"uploaded a.jpg {len(image(1))} B",
        f"uploaded b.jpg {len(image(2))} B",
    }


def test_no_signed_url_is_kept(upload, tmp_path):
    upload.file("a.jpg")
    upload("a.jpg")

    for file in (tmp_path / "state").iterdir():
        assert b"X-Layers-Signature" not in file.read_bytes()


def test_jobs_list_has_a_line_for_the_upload(upload):
    upload.file("a.jpg")
    upload("a.jpg", "--caption", "hello")

    [row] = upload.layers("jobs", "list", "--json").json["items"]

    assert (row["kind"], row["hook"], row["containers"]) == ("session", "hello", 1)


def test_the_caption_of_an_upload_can_be_changed(upload):
    upload.file("a.jpg")
    name = upload("a.jpg", "-q").out.strip()
    upload.file("text.txt", b"zwei\nZeilen\n")

    changed = upload.layers("content", "caption", name, "@text.txt", "--json")

    assert (changed.code, changed.json["caption"]) == (0, "zwei\nZeilen")
    assert upload.layers("content", "caption", name, "x" * 2201).code == 2


def test_zero_is_a_group(upload):
    """Groups 0 and 1 are two slideshows: what is falsy is a value."""
    for number, name in enumerate("abcd"):
        upload.file(f"{name}.jpg", number=number)
    rows = zip("abcd", (0, 0, 1, 1), strict=True)
    lines = "\n".join(f'{{"source": "{name}.jpg", "group": {group}}}' for name, group in rows)
    upload.file("g.jsonl", lines.encode())

    result = upload("--manifest", "g.jsonl", "-n", "--json")

    assert [len(each["files"]) for each in result.json["items"]] == [2, 2]
