"""Nothing is paid before everything local is known to work (issue 12, kind 10)."""

import builtins
import csv
import io
import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.downloads.template import LONGEST, Template
from layers_cli.inputs.places import unnamable, unwritable
from tests.platforms import not_as_root
from tests.sandbox.media_server import picture

GENERATE = ("content", "generate", "--hook", "hi")


def is_free(layers) -> bool:
    """Whether nothing was made, and so nothing was paid."""
    return not layers("content", "list", "-q").out


@pytest.fixture
def occupied(layers):
    """A folder of the user's with a file in it where a folder would have to be."""
    (layers.cwd / "file").touch()
    (layers.cwd / "out").mkdir()
    (layers.cwd / "out" / "slideshow-builder").touch()
    (layers.cwd / "dangling").symlink_to("nowhere")
    return layers


BAD_PLACES = [
    ["--download", "file"],
    ["--download", "file/inner"],
    ["--download", "dangling"],
    ["--download", "x" * 300],
    ["--download", "/".join(["x" * 200] * 25)],
    ["--download", "/proc/nothing"],
    ["--download", "out", "--name", "{format}/{id}.{ext}"],
    ["--download", "out", "--name", "{bogus}.{ext}"],
    ["--download", "out", "--name", "{created:%Q}.{ext}"],
    ["--download", "out", "--name", "{index:xx}.{ext}"],
    ["--handoff", "missing/job.json"],
    ["--handoff", "file/job.json"],
    ["--handoff", "x" * 300],
    ["--handoff", "out"],
    ["--handoff", "file"],
    ["--handoff", "/proc/job.json"],
    ["--handoff", ""],
    ["--handoff", "/dev/null", "--force"],
    ["--handoff", "dangling"],
]


@pytest.mark.parametrize("more", BAD_PLACES, ids=lambda more: " ".join(more)[:60])
def test_a_place_that_cannot_be_written_is_refused_before_the_call(occupied, more):
    for command in ([*GENERATE, *more], [*GENERATE, *more, "--dry-run"]):
        result = occupied(*command)

        assert (result.code, result.out) == (2, ""), result.err
        assert "/." not in result.err.replace("/...", "")  # no name of a temporary file
    assert is_free(occupied)
    assert sorted(each.name for each in (occupied.cwd / "out").iterdir()) == ["slideshow-builder"]


OPTIONS = [
    ["--max-credits", "nan"],
    ["--max-credits", "inf"],
    ["--no-watch", "--download", "out"],
    ["--no-watch", "--preview"],
    ["--no-watch", "--web"],
    ["--timeout", "soon"],
    ["--fields", "bogus"],
    ["--csv", "--fields", "bogus"],
    ["--template", "{{ bogus }}"],
    ["--template", "{{ jobId | bogus }}"],
    ["--template", "{{ jobId"],
    ["--query", "items["],
]


@pytest.mark.parametrize("more", OPTIONS, ids=" ".join)
def test_options_that_cannot_work_are_refused_before_the_call(layers, more):
    result = layers(*GENERATE, *more)

    assert (result.code, result.out) == (2, ""), result.err
    assert is_free(layers)


def test_pictures_that_cannot_be_drawn_are_refused_before_the_call(layers, monkeypatch):
    real = builtins.__import__

    def without_pillow(name, *more, **given):
        if name == "PIL":
            raise ImportError(name)
        return real(name, *more, **given)

    monkeypatch.setattr(builtins, "__import__", without_pillow)
    result = layers(*GENERATE, "--preview", terminal=True)
    monkeypatch.undo()

    assert result.code == 2
    assert "pip install 'layers-cli[preview]'" in result.err
    assert is_free(layers)


def test_watching_looks_at_the_folder_first(occupied):
    job = occupied(*GENERATE, "--no-watch", "--json").one["jobId"]
    nobody = occupied.raising(AssertionError("nothing is asked"))

    result = nobody("jobs", "watch", job, "--download", "file")

    assert (result.code, result.out) == (2, ""), result.err
    assert "--download DIR" in result.err


def test_looking_at_a_folder_leaves_nothing_behind(tmp_path):
    assert unwritable(tmp_path / "a" / "b") is None
    assert unnamable(tmp_path / "a" / "b") is None
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=300))
def test_any_name_is_judged_and_none_raises(text):
    for judge in (unwritable, unnamable):
        why = judge(Path("/tmp", text.replace("/", "_")))
        assert why is None or why


@not_as_root
def test_a_folder_without_permission_is_named(tmp_path):
    tmp_path.chmod(0o500)
    assert "Permission denied" in (unwritable(tmp_path / "out") or "")


def test_the_longest_name_has_a_value_for_each_field():
    every = "{id}{hook_slug}{format}{index}{variant}{created}.{ext}"

    [name] = Template.of(every).render(LONGEST)
    assert "untitled" not in name
    assert "undated" not in name


# `jobs forget`


def test_what_is_forgotten_is_resumed_no_more_and_stays_paid(layers, slow):
    job = layers(*GENERATE, "--no-watch", "--json").one
    spent = layers("credits", "--json").json["available"]

    result = layers("jobs", "forget", job["jobId"], "--yes")

    assert result.code == 0
    assert result.out.split("\t")[1] == "forgotten"
    assert "stays spent" in result.err
    assert layers("jobs", "list", "--unfinished", "-q").out == ""
    assert layers("jobs", "resume", "--all").code == 0
    assert layers("credits", "--json").json["available"] == spent
    [row] = layers("jobs", "list", "--json").json["items"]
    assert (row["status"], row["resume"], row["estimatedCredits"]) == ("forgotten", None, 50)


def test_forgetting_asks_and_without_a_terminal_needs_yes(layers, slow):
    job = layers(*GENERATE, "--no-watch", "--json").one["jobId"]

    assert layers("jobs", "forget", job).code == 3
    assert layers("jobs", "forget", job, stdin="n\n", terminal=True).code == 3
    assert layers("jobs", "list", "--unfinished", "--json").json["items"]
    assert layers("jobs", "forget", "--all", stdin="y\n", terminal=True).code == 0
    assert layers("jobs", "list", "--unfinished", "--json").json["items"] == []


def test_a_lost_request_can_be_let_go_and_the_same_command_starts_another(layers, with_faults):
    with_faults({"type": "drop-after"})
    lost = layers("--retries", "0", *GENERATE, "--no-watch", "--json")
    key = lost.error["details"]["idempotencyKey"]
    with_faults()

    assert layers("jobs", "forget", key, "--yes").code == 0
    assert layers(*GENERATE, "--no-watch", "-q").code == 0
    assert len(layers("content", "list", "-q").out.split()) == 2


def test_only_what_was_started_here_can_be_forgotten(layers):
    assert layers("jobs", "forget", "job_gone", "--yes").code == 9
    assert layers("jobs", "forget").code == 2
    assert layers("jobs", "forget", "--all", "--yes").code == 0


def test_an_upload_whose_file_is_gone_can_be_let_go(layers):
    def without_storage(request, send):
        if request.method == "PUT":
            raise httpx.ConnectError("no storage", request=request)
        return send()

    file = layers.cwd / "a.png"
    file.write_bytes(picture("PNG"))
    assert layers.through(without_storage)("--retries", "0", "upload", "a.png").code != 0
    file.unlink()
    assert layers("upload", "--resume").code != 0

    assert layers("jobs", "forget", "--all", "--yes").code == 0
    assert layers("upload", "--resume").code == 0


# Forms


def test_a_dry_run_as_csv_has_price_and_balance(layers):
    [row] = csv.DictReader(io.StringIO(layers(*GENERATE, "--dry-run", "--csv").out))

    assert float(row["estimatedCredits"]) == 50
    assert float(row["balance"]) == float(row["available"]) > 0


@pytest.mark.parametrize("form", ["--fields", "--template"])
def test_a_dry_run_knows_its_own_fields(layers, form):
    given = {"--fields": "estimatedCredits,balance", "--template": "{{ estimatedCredits }}"}

    result = layers(*GENERATE, "--dry-run", form, given[form])

    assert result.code == 0
    assert "50" in result.out


def test_a_result_as_csv_is_the_table_that_people_see(layers):
    rows = list(csv.DictReader(io.StringIO(layers(*GENERATE, "--variants", "2", "--csv").out)))

    assert [row["status"] for row in rows] == ["completed", "completed"]
    assert list(rows[0]) == [
        "id",
        "status",
        "approvalStatus",
        "preview.primaryUrl",
        "lastError",
        "hook",
    ]


def test_fields_of_a_list_may_be_written_as_the_document_has_them(layers):
    layers(*GENERATE, "--no-watch")
    plain = layers("content", "list", "--fields", "id,preview.kind").json

    assert layers("content", "list", "--fields", "items.id,items.preview.kind").json == plain
    assert layers("content", "list", "--fields", "items").json["items"][0]["hook"] == "hi"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("preview.primaryURL", "preview.primaryUrl"),
        ("items.assets.urls", "assets.url"),
        ("hook.x", "hook"),
        ("preview..kind", "preview.kind"),
    ],
)
def test_an_inner_field_that_does_not_exist_is_answered_with_the_near_one(layers, path, near):
    result = layers("content", "list", "--fields", f"id,{path}")

    assert (result.code, result.out, result.error["param"]) == (2, "", "fields")
    assert result.error["hint"].startswith(f"did you mean `{near}`?")


@pytest.mark.parametrize("path", ["platformFit.tiktok", "lastError.reason", "assets.url"])
def test_an_inner_field_that_may_exist_is_taken(layers, path):
    assert layers("content", "list", "--fields", path).code == 0


def test_a_field_that_does_not_exist_is_answered_with_the_near_one(layers):
    result = layers("content", "list", "--fields", "statsu")

    assert (result.code, json.loads(result.err)["error"]["param"]) == (2, "fields")
    assert result.error["hint"].startswith("did you mean `status`?")
    assert "did you mean" not in layers("content", "list", "--fields", "zzz").error["hint"]
