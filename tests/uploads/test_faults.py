"""Whatever goes wrong on the way, a file ends as exactly one container, byte for byte."""

import os
import signal
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from layers_cli.ledger.uploads import PostState
from tests.uploads.conftest import image, sha256, sums

SIZE = 3_000_000
# Half of it is more than what the two sockets hold (`RECEIVE_BUFFER`): when one half has arrived,
# the other is not read from the disk completely.
LARGE = 14_000_000
BUSY = ("status", 503, "SlowDown")


@pytest.fixture
def clip(upload):
    return upload.file("clip.jpg", image(1, SIZE))


def is_whole(upload, path):
    [container] = upload.completed
    return sums(container) == [sha256(path.read_bytes())]


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99, 1])
def test_interrupted_put_sends_the_whole_file_again(upload, clip, share):
    upload.storage.faults = [("cut", share)] * 2

    result = upload("clip.jpg")

    assert result.code == 0
    assert is_whole(upload, clip)
    assert len(upload.storage.heads) == 3
    assert upload.api.count("/content/uploads") == 1
    assert "sending the whole file again" in result.err


@pytest.mark.parametrize("fault", [("status", 500, "InternalError"), BUSY, ("lost",)])
def test_failed_put_is_retried(upload, clip, fault):
    upload.storage.faults = [fault]

    assert upload("clip.jpg").code == 0
    assert is_whole(upload, clip)


@pytest.mark.parametrize("fault", [("cut", 0.5), BUSY])
def test_put_that_keeps_failing_can_be_resumed(upload, clip, fault):
    upload.storage.faults = [fault] * 3

    failed = upload("clip.jpg", "--retries", "2", "--json")

    assert (failed.code, failed.out) == (7, ""), failed.err
    assert failed.error["resume"] == "layers upload --resume"
    assert failed.error["safe_to_retry"] is not False
    resumed = upload("--resume", "--json")
    assert resumed.code == 0
    assert is_whole(upload, clip)
    assert len(upload.containers) == 1
    assert upload("--resume", "--json").json["items"] == []


def test_storage_error_text_is_shown(upload, clip):
    upload.storage.faults = [("status", 500, "KaputtError")] * 3

    failed = upload("clip.jpg", "--retries", "2")

    assert "500 KaputtError: because of KaputtError" in failed.err


def test_expired_url_gets_one_new_session(upload, clip):
    upload.storage.faults = [("status", 403, "AccessDenied")]

    result = upload("clip.jpg")

    assert result.code == 0
    assert "AccessDenied" in result.err
    assert "new session" in result.err
    assert is_whole(upload, clip)
    assert upload.api.count("/content/uploads") == 2


def test_second_refusal_fails_with_the_storage_error(upload, clip):
    upload.storage.faults = [("status", 403, "SignatureDoesNotMatch")] * 2

    failed = upload("clip.jpg", "--json")

    assert failed.code == 1
    assert failed.error["code"] == "cli_storage"
    assert "SignatureDoesNotMatch" in failed.error["message"]
    assert upload.completed == []
    assert len(upload.storage.heads) == 2


def test_a_lost_reply_of_finalize_makes_one_container(upload, clip):
    upload.api.finalize = ["lost", "lost"]

    result = upload("clip.jpg", "--json")

    assert result.code == 0
    assert is_whole(upload, clip)


@pytest.mark.parametrize("again", [("clip.jpg",), ("--resume",)])
@pytest.mark.parametrize("fault", ["lost", 500])
def test_finalize_without_an_answer_is_resumed(upload, clip, fault, again):
    upload.api.finalize = [fault] * 5

    failed = upload("clip.jpg", "--json")
    sent = len(upload.storage.heads)
    resumed = upload(*again, "--json")

    assert (failed.code, failed.error["resume"]) == (7, "layers upload --resume")
    assert resumed.code == 0
    assert len(upload.storage.heads) == sent == 1
    assert is_whole(upload, clip)
    assert len(upload.containers) == 1


def incomplete(request: httpx.Request) -> dict[str, Any]:
    return {"error": {"code": "UPLOAD_INCOMPLETE", "message": "m", "details": {"missing": []}}}


def test_incomplete_upload_is_finalized_twice_then_sent_again(upload, clip):
    upload.api.finalize = [incomplete, incomplete]

    result = upload("clip.jpg")

    assert result.code == 0
    assert "sending them again" in result.err
    assert len(upload.storage.heads) == 2
    assert is_whole(upload, clip)
    assert len(upload.containers) == 1


def test_an_upload_that_stays_incomplete_is_an_error(upload, clip):
    upload.api.finalize = [incomplete] * 3

    failed = upload("clip.jpg", "--json")

    assert (failed.code, failed.error["code"]) == (1, "UPLOAD_INCOMPLETE")
    assert upload("--resume").code == 0
    assert is_whole(upload, clip)


def overwrite(path):
    def do():
        stat = path.stat()
        path.write_bytes(image(2, LARGE))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))

    return do


@pytest.mark.parametrize(
    "change",
    [
        overwrite,
        lambda path: lambda: os.truncate(path, LARGE // 2),
        lambda path: lambda: path.write_bytes(image(1, LARGE) + b"more"),
    ],
    ids=["overwritten", "cut short", "grown"],
)
def test_a_file_that_changes_meanwhile_is_not_finalized(upload, change):
    clip = upload.file("clip.jpg", image(1, LARGE))
    changed = threading.Event()
    upload.storage.faults = [lambda: [step() for step in (change(clip), changed.set)]]

    failed = upload("clip.jpg", "--json")

    assert (failed.code, failed.error["code"]) == (1, "cli_changed")
    assert upload.completed == []
    assert upload.posts == []
    # It is another file now, and the same command uploads that one.
    assert changed.wait(30)
    done = upload("clip.jpg", "--json")
    assert done.code == 0, done.err
    assert sums(done.one) == [sha256(clip.read_bytes())]


def test_a_file_that_vanishes_before_its_turn_fails_alone(upload):
    first = upload.file("a.jpg", image(1, SIZE))
    second = upload.file("b.jpg", image(2, SIZE))
    upload.storage.faults = [second.unlink]

    result = upload("a.jpg", "b.jpg", "--as", "each", "--jobs", "1", "--json")

    assert result.code == 6
    [failed] = result.error["details"]["failed"]
    assert (failed["source"], failed["code"]) == ("b.jpg", "cli_changed")
    assert is_whole(upload, first)
    assert [row["id"] for row in result.json["items"]] == [upload.completed[0]["id"]]


def test_one_bad_file_does_not_stop_the_rest(upload):
    for number in range(5):
        upload.file(f"{number}.jpg", image(number, 50_000))
    names = [f"{number}.jpg" for number in range(5)]
    upload.storage.faults = [("status", 400, "BadDigest")]

    result = upload(*names, "--as", "each", "--json")

    assert result.code == 6
    assert len(result.json["items"]) == len(upload.completed) == 4
    assert result.error["resume"] == "layers upload --resume"
    resumed = upload(*names, "--as", "each", "--json")
    assert resumed.code == 0
    assert len(resumed.json["items"]) == len(upload.completed) == 5


def test_expired_session_is_replaced_on_resume(upload, clip):
    upload.storage.faults = [("cut", 0.5)] * 5
    upload("clip.jpg")
    upload.served.advance(25 * 3600)
    now = upload.layers.now
    later = replace(upload.layers, now=lambda: now() + timedelta(hours=25))

    resumed = later("upload", "--resume", "--json")

    assert resumed.code == 0
    assert is_whole(upload, clip)


def test_new_caption_replaces_that_of_an_unfinished_upload(upload, clip):
    upload.api.finalize = [500] * 5
    upload("clip.jpg", "--caption", "one")

    resumed = upload("clip.jpg", "--caption", "two", "--json")

    assert (resumed.one["caption"], len(upload.containers)) == ("two", 1)


def test_moved_file_continues_its_upload(upload, clip):
    upload.api.finalize = [500] * 5
    upload("clip.jpg")
    clip.rename(clip.with_name("moved.jpg"))

    assert upload("moved.jpg", "--json").code == 0
    assert len(upload.containers) == 1


def test_a_refused_file_is_not_tried_again(upload):
    upload.file("broken.jpg", b"\xff\xd8\xff" + b"\0" * 500)

    failed = upload("broken.jpg", "--json")

    assert failed.code == 1
    assert failed.error["details"]["code"] == "MEDIA_UNREADABLE"
    assert failed.error["resume"] is None
    assert upload("--resume", "--json").json["items"] == []


def test_rejected_key_stops_the_whole_upload(upload):
    for number in range(3):
        upload.file(f"{number}.jpg", number=number)
    bad = {"LAYERS_API_KEY": "lp_test_x_nobody"}

    failed = upload("0.jpg", "1.jpg", "2.jpg", "--as", "each", "--json", environ=bad)

    assert failed.code == 4


@pytest.mark.parametrize("line", [("resume", "--all"), ("list", "--unfinished")])
def test_jobs_commands_point_to_unfinished_uploads(upload, clip, line):
    upload.storage.faults = [("cut", 0.5)] * 5
    upload("clip.jpg")

    result = upload.layers("jobs", *line)

    assert "layers upload --resume" in result.err
    assert [post.state for post in upload.posts] == [PostState.OPEN]
    assert upload("--resume", "--json").one["status"] == "completed"


def test_ctrl_c_prints_the_resume_command(upload):
    clip = upload.file("clip.jpg", image(1, LARGE))
    upload.storage.faults = [lambda: os.kill(os.getpid(), signal.SIGINT)]

    stopped = upload("clip.jpg")
    resumed = upload("--resume", "--json")

    assert stopped.code == 130
    assert "layers upload --resume" in stopped.err
    assert resumed.code == 0
    assert is_whole(upload, clip)
    assert len(upload.containers) == 1


def test_unreadable_session_is_a_contract_error(upload, clip):
    broken = upload.layers.against(lambda _: httpx.Response(201, json={"uploads": [{}]}))

    failed = broken("upload", "clip.jpg", "--json")

    assert (failed.code, failed.error["code"]) == (1, "cli_contract")
    assert failed.error["resume"] == "layers upload --resume"


def put_rules(served, *rules):
    headers = {"X-Sandbox-Token": served.state.control_token}
    url = f"{served.base_url}/_sandbox/faults"
    httpx.put(url, json={"rules": rules}, headers=headers).raise_for_status()


def test_an_error_of_the_account_begins_no_further_post(upload):
    for number in range(4):
        upload.file(f"{number}.jpg", number=number)
    match = {"method": "POST", "path": "/v1/projects/*/content/uploads"}
    effect = {"type": "status", "status": 402, "code": "BILLING_EXHAUSTED"}
    put_rules(upload.served, {"every": 2, "match": match, "effect": effect})
    words = ("0.jpg", "1.jpg", "2.jpg", "3.jpg", "--as", "each", "--jobs", "1", "--json")

    first = upload(*words)
    failed = first.error["details"]["failed"]

    assert (first.code, len(first.json["items"]), len(upload.completed)) == (6, 1, 1)
    assert [row["source"] for row in failed] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [row["code"] for row in failed][1:] == ["cli_not_sent", "cli_not_sent"]

    put_rules(upload.served)
    assert upload(*words).code == 0
    assert len(upload.completed) == 4
