"""A download ends with a file that is whole and right, or with none."""

import hashlib
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_cli.api.errors import (
    NotFoundError,
    ResponseLostError,
    ServerError,
    WrongFileError,
)
from layers_cli.downloads.errors import FileConflictError
from layers_cli.downloads.partial_file import PartialFile

BODY = random.Random(5).randbytes(1_000_003)
SHA256 = hashlib.sha256(BODY).hexdigest()
OTHER = random.Random(6).randbytes(1_000_003)


def files(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def broken_off(store, saved, at=300_000, **more):
    """Leave a part of the first *at* bytes behind."""
    # The first cut got on, so it is tried again at once; that one ends at its first byte.
    shelf = store.put("/v.mp4", BODY, cuts=[at, 0], **more)
    with pytest.raises(ResponseLostError):
        saved("/v.mp4")
    return shelf


def test_a_file_arrives_whole_with_its_checksum(store, saved, out):
    store.put("/v.mp4", BODY)

    found = saved("/v.mp4", bytes=len(BODY), sha256=SHA256)

    assert (found.state, found.bytes, found.sha256) == ("saved", len(BODY), SHA256)
    assert files(out) == ["file.mp4"]
    assert (out / "file.mp4").read_bytes() == BODY


def test_an_empty_file_is_a_file(store, saved, out):
    store.put("/v.mp4", b"")

    assert saved("/v.mp4").bytes == 0
    assert files(out) == ["file.mp4"]


def test_media_request_has_no_key_and_asks_for_no_compression(store, saved):
    store.put("/v.mp4", BODY)

    saved("/v.mp4")

    [(_, headers)] = store.asked
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"


def test_download_resumes_where_the_connection_was_lost(store, saved, out):
    store.put("/v.mp4", BODY, cuts=[100_000, 400_000, 999_999])

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == BODY
    assert store.ranges("/v.mp4") == [None, "bytes=100000-", "bytes=400000-", "bytes=999999-"]
    assert store.asked[1][1]["if-range"] == store.shelves["/v.mp4"].etag


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, len(BODY) - 1), max_size=6))
def test_download_cut_at_any_byte_ends_byte_identical(store, saved, out, cuts):
    store.put("/v.mp4", BODY, cuts=list(cuts))

    saved("/v.mp4", tries=len(cuts), force=True)

    assert (out / "file.mp4").read_bytes() == BODY
    assert files(out) == ["file.mp4"]


def test_partial_file_of_an_earlier_run_is_resumed(store, saved, out):
    broken_off(store, saved)
    assert files(out) == ["file.mp4.part", "file.mp4.part.json"]
    store.asked.clear()

    saved("/v.mp4")

    assert store.ranges("/v.mp4") == ["bytes=300000-"]
    assert (out / "file.mp4").read_bytes() == BODY
    assert files(out) == ["file.mp4"]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ({}, {}),
        ({}, {"heeds": frozenset({"range"})}),
        ({"etag": 'W/"1"'}, {"etag": 'W/"1"'}),
    ],
    ids=["etag", "if-range ignored", "weak etag"],
)
def test_changed_file_is_not_spliced(store, saved, out, first, later):
    broken_off(store, saved, **first)
    store.put("/v.mp4", OTHER, **later)

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == OTHER


def test_a_changed_file_of_a_server_without_etags_is_not_spliced(store, saved, out):
    broken_off(store, saved, etag=None)
    store.put("/v.mp4", OTHER, etag=None)
    store.asked.clear()

    saved("/v.mp4")

    assert store.ranges("/v.mp4") == [None]
    assert (out / "file.mp4").read_bytes() == OTHER


def test_checksum_allows_resuming_and_detects_a_splice(store, saved, out):
    """Without any validator the checksum decides; where it fails, all is read again."""
    shelf = store.put("/v.mp4", OTHER, etag=None, cuts=[300_000, 0])
    with pytest.raises(ResponseLostError):
        saved("/v.mp4", sha256=SHA256)
    shelf.body = BODY
    store.asked.clear()

    found = saved("/v.mp4", sha256=SHA256)

    assert store.ranges("/v.mp4") == ["bytes=300000-", None]
    assert found.sha256 == SHA256
    assert (out / "file.mp4").read_bytes() == BODY


def test_download_starts_over_if_the_server_ignores_ranges(store, saved, out):
    store.put("/v.mp4", BODY, heeds=frozenset(), cuts=[300_000])

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == BODY


def test_download_without_progress_is_given_up(store, saved, out):
    store.put("/v.mp4", BODY, heeds=frozenset(), cuts=[300_000] * 50)

    with pytest.raises(ResponseLostError):
        saved("/v.mp4", tries=3)

    assert len(store.asked) == 5
    assert "file.mp4" not in files(out)


def test_partial_file_longer_than_the_file_is_discarded(store, saved, out):
    """416: the file became shorter than what is there."""
    broken_off(store, saved)
    shelf = store.put("/v.mp4", BODY[:1000], heeds=frozenset({"range"}))

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == shelf.body


def test_complete_partial_file_is_only_renamed(store, saved, out):
    broken_off(store, saved)
    with (out / "file.mp4.part").open("ab") as part:
        part.write(BODY[300_000:])
    store.asked.clear()

    saved("/v.mp4", bytes=len(BODY))

    assert store.asked == []
    assert (out / "file.mp4").read_bytes() == BODY


def test_unrequested_range_is_rejected(store, saved, out):
    broken_off(store, saved)
    store.shelves["/v.mp4"].says = {"Content-Range": f"bytes 7-{len(BODY) - 1}/{len(BODY)}"}

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == BODY


def test_compressed_response_is_decompressed(store, saved, out):
    store.put("/v.mp4", BODY, packed=True)

    saved("/v.mp4", bytes=len(BODY), sha256=SHA256)

    assert (out / "file.mp4").read_bytes() == BODY


def test_partial_compressed_response_is_never_resumed(store, saved, out):
    store.put("/v.mp4", BODY, packed=True, cuts=[300_000])

    saved("/v.mp4", tries=1)

    assert (out / "file.mp4").read_bytes() == BODY


@pytest.mark.parametrize("known", [{"bytes": len(BODY) + 1}, {"sha256": "0" * 64}])
def test_file_that_differs_from_the_announced_one_is_not_kept(store, saved, out, known):
    store.put("/v.mp4", BODY)

    with pytest.raises(WrongFileError):
        saved("/v.mp4", **known)

    assert files(out) == []
    assert store.ranges("/v.mp4") == [None, None]


def test_web_page_in_place_of_a_video_is_rejected(store, saved, out):
    store.put(
        "/v.mp4", b"<h1>Log in to the hotel's network</h1>", says={"Content-Type": "text/html"}
    )

    with pytest.raises(WrongFileError, match="web page"):
        saved("/v.mp4", mime_type="video/mp4")

    assert files(out) == []


def test_wrong_content_length_is_a_lost_response(store, saved, out):
    says = {"Content-Length": str(len(BODY) + 5), "Connection": "close"}
    store.put("/v.mp4", BODY, says=says, cuts=[len(BODY)])

    with pytest.raises(ResponseLostError):
        saved("/v.mp4")

    assert "file.mp4" not in files(out)


@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (503, ServerError)])
def test_refused_download_leaves_no_files(store, saved, out, status, error):
    store.put("/v.mp4", BODY, status=status)

    with pytest.raises(error):
        saved("/v.mp4", tries=1)

    assert files(out) == []
    assert len(store.asked) == (2 if status == 503 else 1)


def test_full_disk_is_reported_and_the_partial_file_resumed(store, saved, out):
    """A file-size limit answers as a full disk does, in the middle of a block."""
    resource = pytest.importorskip("resource", reason="Windows has no limits on files")
    store.put("/v.mp4", BODY)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            saved("/v.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (out / "file.mp4.part").stat().st_size == 500_000

    saved("/v.mp4")

    assert (out / "file.mp4").read_bytes() == BODY
    assert store.ranges("/v.mp4") == [None, "bytes=500000-"]


def test_two_processes_never_write_to_one_partial_file(store, saved, out):
    store.put("/v.mp4", BODY)
    out.mkdir()

    with PartialFile(out / "file.mp4") as held:
        with pytest.raises(FileConflictError, match="another process"):
            saved("/v.mp4")
        held.write(b"x")

    assert (out / "file.mp4.part").read_bytes() == b"x"


def test_file_created_during_the_download_is_not_replaced(store, saved, out):
    store.put("/v.mp4", BODY)
    out.mkdir()

    with pytest.raises(FileConflictError):
        saved("/v.mp4", on_progress=lambda done, length: (out / "file.mp4").write_bytes(b"mine"))

    assert (out / "file.mp4").read_bytes() == b"mine"


def test_symlink_in_place_of_the_partial_file_is_not_followed(store, saved, out, tmp_path):
    store.put("/v.mp4", BODY)
    out.mkdir()
    (tmp_path / "precious").write_bytes(b"mine")
    (out / "file.mp4.part").symlink_to(tmp_path / "precious")

    with pytest.raises(OSError, match="link"):
        saved("/v.mp4")

    assert (tmp_path / "precious").read_bytes() == b"mine"


def test_note_never_holds_the_signature_of_a_url(store, saved, out):
    store.put("/v.mp4?X-Amz-Signature=secret", BODY, cuts=[300_000, 0])
    with pytest.raises(ResponseLostError) as caught:
        saved("/v.mp4?X-Amz-Signature=secret")

    assert "secret" not in (out / "file.mp4.part.json").read_text()
    assert "secret" not in str(caught.value)


def test_progress_starts_at_the_size_of_the_partial_file(store, saved, out):
    broken_off(store, saved)
    seen = []

    saved("/v.mp4", on_progress=lambda done, length: seen.append((done, length)))

    assert seen[0][0] > 300_000
    assert seen[-1] == (len(BODY), len(BODY))
    assert seen == sorted(seen)


def test_note_beside_a_partial_file_names_its_origin(store, saved, out):
    shelf = broken_off(store, saved)

    note = json.loads((out / "file.mp4.part.json").read_text())

    assert note == {"source": store.url("/v.mp4"), "validator": shelf.etag, "length": len(BODY)}
    assert (out / "file.mp4.part").stat().st_size == 300_000
