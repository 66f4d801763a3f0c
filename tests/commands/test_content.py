"""`layers content` as a user sees it: stdout, stderr, exit code."""

import json
import re

import httpx
import pytest

HOOK = "wait for it...\nthis simple habit changed everything about my mindset 🧠"


@pytest.fixture
def made(layers):
    """One completed container."""
    return layers("content", "generate", "--hook", HOOK, "--json").one["containers"][0]


def review_all(layers):
    assert layers("project", "update", "--review", "review_all").code == 0


def test_generate_makes_a_container_and_shows_it(layers):
    result = layers("content", "generate", "--hook", HOOK)

    assert result.code == 0
    name, status, review, url, hook = result.out.strip().split("\t")
    assert name.startswith("cnt_")
    assert (status, review) == ("completed", "not_required")
    assert url.endswith("slide-01.jpg")
    assert hook == HOOK.replace("\n", r"\n")


def test_generate_as_json_is_the_job_with_its_containers(layers):
    result = layers("content", "generate", "--hook", HOOK, "--variants", "3", "--json")

    assert result.code == 0
    document = result.one
    assert document["status"] == "completed"
    assert document["jobId"].startswith("job_")
    assert [c["id"] for c in document["containers"]] == document["containerIds"]
    assert [c["hook"] for c in document["containers"]] == [HOOK] * 3


def test_generate_several_hooks_is_one_document_with_items(layers):
    result = layers("content", "generate", "--hook", "one", "--hook", "two", "--json")

    assert [item["containers"][0]["hook"] for item in result.json["items"]] == ["one", "two"]


def test_generate_quietly_prints_ids(layers):
    result = layers("content", "generate", "--hook", "hi", "--variants", "2", "-q")

    assert re.fullmatch(r"(cnt_[0-9a-f-]{36}\n){2}", result.out)
    assert result.err == ""


def test_generate_without_waiting_shows_the_answer_and_how_to_go_on(layers):
    result = layers("content", "generate", "--hook", "hi", "--no-watch", "--json")

    assert result.one["stage"] == "queued"
    assert f"layers jobs watch {result.one['jobId']}" in result.err


def test_generate_saves_the_pictures_and_says_where(layers):
    result = layers("content", "generate", "--hook", "hi", "--download", "out", "--json")

    files = result.one["files"]
    assert len(files) == 4
    for file in files:
        path = layers.cwd / file["path"]
        assert path.parent == layers.cwd / "out"
        assert path.read_bytes()[:2] == b"\xff\xd8"
        assert path.stat().st_size == file["bytes"]
    assert not list((layers.cwd / "out").glob("*.part"))


def test_a_second_download_keeps_what_is_there(layers, made):
    first = layers("content", "download", made["id"], "--json")
    second = layers("content", "download", made["id"], "--json")
    forced = layers("content", "download", made["id"], "--force", "--json")

    assert {row["state"] for row in first.json["items"]} == {"saved"}
    assert {row["state"] for row in second.json["items"]} == {"present"}
    assert {row["state"] for row in forced.json["items"]} == {"saved"}


@pytest.mark.parametrize(
    ("given", "stdin", "expected"),
    [
        (["--hook", "-"], "from\nstdin 🧠\n", "from\nstdin 🧠"),
        (["--hook", "-"], "two\n\n", "two\n"),
        (["--hook", "@hook.txt"], "", "from a\nfile"),
        (["--hook", "@@handle says"], "", "@handle says"),
        (["--hook", r"a\nb"], "", r"a\nb"),
        (["--hook", r"a\nb", "--unescape"], "", "a\nb"),
        (["--hook", "--json"], "", "--json"),
        (["--hook=-5 minutes"], "", "-5 minutes"),
        (["--hook", "[red]not markup[/]"], "", "[red]not markup[/]"),
    ],
)
def test_a_hook_reaches_the_api_as_it_was_said(layers, given, stdin, expected):
    (layers.cwd / "hook.txt").write_text("from a\nfile\n", encoding="utf-8")

    result = layers("content", "generate", *given, "--json", stdin=stdin)

    assert result.one["containers"][0]["hook"] == expected


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "needs a hook"),
        (["--hook", ""], "1 to 2000 characters"),
        (["--hook", "x" * 2001], "this one has 2001"),
        (["--hook", "@gone.txt"], "gone.txt does not exist"),
        (["--hook", "@."], ". is a folder"),
        (["--hook", "-", "--hook", "-"], "only once"),
        (["--hook", "hi", "--variants", "0"], "--variants"),
        (["--hook", "hi", "--timeout", "soon"], "not a duration"),
        (["--hook", "hi", "--idempotency-key", "ü"], "printable ASCII"),
        (["--hook", "hi", "--idempotency-key", ""], "printable ASCII"),
        (["--hook", "hi", "--api-dialect", "old"], "is not one of"),
        (["--hook", "hi", "--download", "out", "--no-watch"], "needs the result"),
        (["--hook", "hi", "--fields", "bogus"], "no field `bogus`"),
        (["--hook", "hi", "--color", "sometimes"], "is not one of"),
        (["--hook", "hi", "--bogus"], "No such option"),
        (["extra", "--hook", "hi"], "unexpected extra argument"),
    ],
)
def test_invalid_generate_options_are_refused_before_any_request(layers, sandbox, argv, said):
    result = layers("content", "generate", *argv)
    as_json = layers("content", "generate", *argv, "--json")

    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert (as_json.code, as_json.out) == (2, "")
    assert as_json.error["submitted"] == "no"
    assert layers("content", "list", "--json").json["items"] == []


def test_a_file_that_is_no_text_is_refused(layers):
    (layers.cwd / "hook.txt").write_bytes(b"one\r\ncaf\xe9")

    result = layers("content", "generate", "--hook", "@hook.txt")

    assert (result.code, result.out) == (2, "")
    assert "hook.txt, line 2: byte 9 (0xE9) is not UTF-8" in result.err


def test_get_shows_everything_known(layers, made):
    result = layers("content", "get", made["id"])

    assert result.code == 0
    fields = dict(line.split("\t", 1) for line in result.out.splitlines() if "\t" in line)
    assert fields["Hook:"] == HOOK.replace("\n", "\\n")
    assert fields["Status:"] == "completed"


def test_get_as_json_is_the_answer_itself(layers, made):
    assert layers("content", "get", made["id"], "--json").json == made


def test_fields_keeps_those_named(layers, made):
    result = layers("content", "get", made["id"], "--fields", "id,preview.kind")

    assert result.json == {"id": made["id"], "preview": {"kind": "slideshow"}}


def test_list_is_newest_first_and_tab_separated_off_a_terminal(layers):
    for hook in ("one", "two", "three"):
        layers("content", "generate", "--hook", hook)

    rows = [line.split("\t") for line in layers("content", "list").out.splitlines()]

    assert [row[4] for row in rows] == ["three", "two", "one"]


def test_list_filters(layers):
    review_all(layers)
    layers("content", "generate", "--hook", "waits")
    waits = layers("content", "list", "-q").out.strip()

    assert layers("content", "list", "--approval", "pending", "-q").out.strip() == waits
    assert layers("content", "list", "--approval", "approved", "-q").out == ""
    assert layers("content", "list", "--status", "failed", "--status", "queued", "-q").out == ""
    assert layers("content", "list", "--status", "completed", "-q").out.strip() == waits
    assert layers("content", "list", "--format", "ugc-remix", "-q").out == ""
    assert layers("content", "list", "--creative-type", "uploaded", "-q").out == ""
    assert layers("content", "list", "--since", "1h", "-q").out.strip() == waits
    assert layers("content", "list", "--until", "2020-01-01", "-q").out == ""


def test_list_walks_over_pages(layers):
    for number in range(5):
        layers("content", "generate", "--hook", f"h{number}", "--no-watch")

    two = layers("content", "list", "--limit", "2", "--json").json
    rest = layers("content", "list", "--cursor", two["nextCursor"], "--all", "--jsonl").out

    hooks = [row["hook"] for row in two["items"]]
    hooks += [json.loads(line)["hook"] for line in rest.splitlines()]
    assert hooks == ["h4", "h3", "h2", "h1", "h0"]


def test_progress_of_a_container(layers, made):
    result = layers("content", "progress", made["id"], "--json")

    assert (result.json["status"], result.json["containerId"]) == ("completed", made["id"])


def test_approve_and_reject(layers):
    review_all(layers)
    ids = layers("content", "generate", "--hook", "hi", "--variants", "3", "-q").out.split()

    approved = layers("content", "approve", ids[0], "--note", "Love it", "--json")
    rejected = layers("content", "reject", ids[1], ids[2], "--reason", "Off-brand", "--json")

    assert approved.one["approvalStatus"] == "approved"
    assert [row["approvalStatus"] for row in rejected.json["items"]] == ["rejected"] * 2


def test_ids_come_from_stdin_too(layers):
    review_all(layers)
    ids = layers("content", "generate", "--hook", "hi", "--variants", "2", "-q").out

    result = layers("content", "approve", "-", "-q", stdin=ids)

    assert result.out == ids


def test_reject_without_a_reason_is_a_usage_error(layers, made):
    result = layers("content", "reject", made["id"])

    assert (result.code, result.out) == (2, "")
    assert "--reason" in result.err


def test_failure_of_one_id_keeps_the_results_of_the_others(layers):
    review_all(layers)
    good = layers("content", "generate", "--hook", "hi", "-q").out.strip()

    result = layers("content", "approve", good, "cnt_gone", "--json")

    assert result.code == 6
    assert [row["id"] for row in result.json["items"]] == [good]
    assert result.error["details"]["failed"][0]["id"] == "cnt_gone"


def test_a_container_without_media_cannot_be_saved(layers, sandbox):
    sandbox.settings.generation_seconds = 3600
    started = layers("content", "generate", "--hook", "hi", "--no-watch", "--json").one

    result = layers("content", "download", started["containerIds"][0])

    assert result.code == 2
    assert "it has no media to save" in result.err


@pytest.mark.parametrize("name", ["", "..", "a b", "x\ny", "\x1b[31m"])
def test_invalid_id_is_a_usage_error(layers, name):
    result = layers("content", "get", name)

    assert (result.code, result.out) == (2, "")
    assert "is not an id" in result.err
    assert "\x1b" not in result.err


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """What the browser was asked to open."""
    urls: list[str] = []

    def browser(url: str) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    return urls


def test_content_open_prints_the_url_and_opens_the_browser(layers, made, opened):
    environ = {"CI": ""}
    result = layers("content", "open", made["id"], terminal=True, environ=environ)
    document = layers("content", "open", made["id"], "--json", terminal=True, environ=environ)

    assert result.out.strip() == opened[0] == made["preview"]["imageUrls"][0]
    assert document.json["opened"] is True


@pytest.mark.parametrize(
    ("terminal", "ci"), [(False, ""), (True, "true")], ids=["pipe", "continuous integration"]
)
@pytest.mark.parametrize("argv", [["open"], ["get", "--web"]], ids=" ".join)
def test_where_nobody_looks_no_browser_opens(layers, made, opened, argv, terminal, ci):
    result = layers("content", *argv, made["id"], terminal=terminal, environ={"CI": ci})

    assert (result.code, opened) == (0, [])
    assert made["preview"]["imageUrls"][0] in result.out


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "ms-msdt:/id", "-x", " https://a.example"]
)
@pytest.mark.parametrize("argv", [["open"], ["get", "--web"]], ids=" ".join)
def test_no_program_is_started_with_what_is_no_web_address(layers, opened, url, argv):
    """Hostile answers: the server says what the address is."""
    odd = {"id": "cnt_1", "status": "completed", "preview": {"primaryUrl": url}}
    run = layers.against(lambda _: httpx.Response(200, json=odd))

    result = run("content", *argv, "cnt_1", terminal=True, environ={"CI": ""})

    assert (result.code, opened) == (0, [])
    assert "is not a web address, and is not opened" in result.err


@pytest.mark.parametrize("argv", [["--template", "{{ url }}!\n"], ["--csv", "--fields", "url"]])
def test_content_open_prints_what_was_asked_for(layers, made, argv):
    lines = layers("content", "open", made["id"], *argv).out.splitlines()

    url = made["preview"]["imageUrls"][0]
    assert lines == ([f"{url}!"] if argv[0] == "--template" else ["url", url])


def test_content_open_says_that_no_browser_is_there(layers, made, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: False)

    result = layers("content", "open", made["id"], terminal=True, environ={"CI": ""})

    assert result.code == 0
    assert f"No browser opens {result.out}" in result.err


def test_the_per_format_call_makes_one_job_per_variant(layers):
    argv = ("--variants", "2", "--api-dialect", "per-format", "--json")
    result = layers("content", "generate", "--hook", "hi", *argv)

    jobs = result.json["items"]
    assert len({job["jobId"] for job in jobs}) == 2
    assert [job["containers"][0]["status"] for job in jobs] == ["completed"] * 2
