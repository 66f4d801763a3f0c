"""What an error says to do helps in this very case (issue 12, kind 11)."""

import io
import shlex
from dataclasses import replace

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.printed_commands import commands_in, options_of, read
from tests.sandbox.media_server import picture
from tests.scenarios.matrix_calls import GONE

GENERATE = ("content", "generate", "--hook", "hi")


def hint_of(result) -> str:
    """The hint of a failed run; every command in it can be called as it stands."""
    lines = [line for line in result.err.splitlines() if line.startswith("hint: ")]
    hint = str(lines[-1]).removeprefix("hint: ")
    for line in commands_in(hint):
        read(line)
        assert len(options_of(line)) == len(set(options_of(line)))
        assert "ID" not in shlex.split(line)
    return hint


NOT_FOUND = {
    "jobs watch job_gone": "layers jobs list",
    "jobs get job_gone": "layers jobs list",
    "jobs cancel job_gone": "layers jobs list",
    "jobs resume job_gone": "layers jobs list",
    "jobs forget job_gone --yes": "layers jobs list",
    f"content get {GONE}": "layers content list",
    f"content view {GONE}": "layers content list",
    f"content open {GONE}": "layers content list",
    f"content progress {GONE}": "layers content list",
    f"content approve {GONE}": "layers content list",
    f"content reject {GONE} --reason no": "layers content list",
    f"content caption {GONE} hi": "layers content list",
    f"content download {GONE}": "layers content list",
    "content list --project prj_gone": "layers project list",
    "media list --project prj_gone": "layers project list",
    "project get prj_gone": "layers project list",
    "project use prj_gone": "layers project list",
    "media remove med_gone": "layers media list --project",
    f"media remove med_{GONE[4:]}": "layers media list --project",
    "content generate --hook hi --media med_gone --no-watch": "layers media list --project",
    "explain NO_SUCH_CODE": "layers explain",
    "config get nonsense": "choose one of: profile",
    "config set projct x": "did you mean `project`?",
    "config unset projct": "did you mean `project`?",
    "config set profile wrok": "layers auth login --profile wrok",
    "whoami --profile wrok": "layers auth login --profile wrok",
    "api GET /v1/nothing": "layers api --help",
}


@pytest.mark.parametrize("words", NOT_FOUND)
def test_what_is_not_found_exits_with_9_and_names_where_it_would_be(layers, words):
    result = layers(*words.split())

    assert (result.code, result.out) == (9, ""), result.err
    assert NOT_FOUND[words] in hint_of(result)


def test_a_profile_that_is_nearly_there_is_suggested(layers):
    layers("config", "set", "project", "prj_1", "--profile", "work")

    assert "did you mean `work`?" in hint_of(layers("content", "list", "--profile", "wrok"))
    assert "did you mean" not in hint_of(layers("content", "list", "--profile", "zzz"))
    assert "did you mean `work`?" in hint_of(
        layers("content", "list", environ={"LAYERS_PROFILE": "WORK"})
    )


REFUSED = [
    *(["content", "list", "--status", "done"], ["content", "list", "--approval", "yes"]),
    *(["content", "list", "--format", "reel"], ["content", "list", "--creative-type", "made"]),
    ["project", "create", "--name", "Another", "--timezone", "Mars/Olympus"],
    ["project", "create", "--name", "Another", "--timezone", "europe/berlin "],
    ["project", "create", "--name", "Another", "--language", "not a locale"],
    ["project", "create", "--name", "ab"],
    ["project", "create", "--name", "Another", "--app-description", "short"],
    ["project", "update", "--timezone", ""],
    ["project", "update", "--name", ""],
    ["project", "update", "--tagline", 81 * "x"],
    ["project", "update", "--review", "sometimes"],
    ["content", "reject", GONE, "--reason", 1025 * "x"],
    ["content", "approve", GONE, "--note", 1025 * "x"],
    ["media", "add", "poster", "a.png"],
]


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: " ".join(words)[:60])
def test_a_value_that_the_api_would_refuse_is_refused_here(layers, words):
    result = layers.raising(AssertionError("nothing is asked"))(*words)

    assert (result.code, result.out) == (2, ""), result.err


def test_a_time_zone_that_is_nearly_right_is_suggested(layers):
    result = layers("project", "create", "--name", "Another", "--timezone", "Europe/Berln")

    assert hint_of(result) == "did you mean Europe/Berlin?"


def test_a_key_of_the_environment_is_not_answered_with_a_login(layers):
    result = layers("content", "list", environ={"LAYERS_API_KEY": "lp_test_wrong"})

    assert result.code == 4
    assert hint_of(result).endswith("unset LAYERS_API_KEY")
    assert "login" not in result.err


def test_a_key_of_a_file_and_of_a_command_are_named(layers):
    without = {"LAYERS_API_KEY": ""}
    (layers.cwd / "k").write_text("lp_test_wrong")

    assert "--api-key-file" in hint_of(
        layers("content", "list", "--api-key-file", str(layers.cwd / "k"), environ=without)
    )
    layers("config", "set", "api_key_command", "echo wrong")
    assert "api_key_command" in hint_of(layers("content", "list", environ=without))


def test_a_key_in_the_place_of_its_file_is_not_shown(layers, sandbox):
    result = layers("content", "list", "--api-key-file", sandbox.key)

    assert result.code in (2, 4)
    assert sandbox.key not in result.err


def test_a_review_that_is_refused_names_the_container(layers):
    name = layers(*GENERATE, "-q").out.strip()

    for words in (["approve", name], ["reject", name, "--reason", "no"]):
        result = layers("content", *words)
        assert result.code == 1
        assert f"layers content get {name}" in hint_of(result)


API_CODES = {
    "APPROVAL_REQUIRED": (403, "layers content approve cnt_7"),
    "CONTENT_REJECTED": (409, "layers content generate"),
    "CONFLICT": (409, "layers content get cnt_7"),
    "MISSING_APP_NAME": (422, "layers project update ID --app-name"),
}


@pytest.mark.parametrize("code", API_CODES)
def test_codes_of_the_api_are_answered_with_the_ids_of_the_request(layers, code):
    status, way = API_CODES[code]
    body = {"error": {"code": code, "message": "No.", "requestId": "req_1"}}
    server = layers.against(lambda _: httpx.Response(status, json=body))

    result = server("content", "approve", "cnt_7")

    assert way in result.err


def test_what_a_project_lacks_is_set_in_that_project(layers):
    project = layers.environ["LAYERS_PROJECT"]
    result = layers("content", "generate", "--format", "ugc-remix", "--hook", "hi")

    assert f"media add demo-video URL --project {project}" in hint_of(result)


@pytest.mark.parametrize(
    "words", [["content", "view"], ["content", "open"], ["content", "download"]]
)
def test_a_container_that_failed_is_not_waited_for(layers, with_faults, words):
    with_faults({"type": "fail-containers", "count": 1})
    [name] = layers(*GENERATE, "--json").one["containerIds"]

    result = layers(*words, name)

    assert hint_of(result) == f"see why: layers content get {name}"


def test_a_job_that_has_ended_is_not_waited_for(layers):
    job = layers(*GENERATE, "--no-watch", "--json").one["jobId"]
    layers("jobs", "watch", job)

    assert "it has ended" in hint_of(layers("jobs", "cancel", job))


def test_a_wrong_file_for_media_is_answered_with_what_media_may_be(layers):
    (layers.cwd / "a.txt").write_text("no picture")

    for name in ("a.txt", "missing.png"):
        result = layers("media", "add", "logo", name)
        assert result.code == 2
        assert "layers media add --help" in hint_of(result)


def test_a_job_of_another_server_is_resumed_there(layers):
    job = layers(*GENERATE, "--no-watch", "--json").one["jobId"]
    elsewhere = {"LAYERS_BASE_URL": "https://api.example.com"}

    hint = hint_of(layers("jobs", "resume", job, environ=elsewhere))

    assert "layers --base-url http://127.0.0.1 jobs resume" in hint


def test_media_from_standard_input_is_called_that(layers):
    stdin = io.TextIOWrapper(io.BytesIO(b"\x89PNG\r\n\x1a\nbroken"))

    result = layers("upload", "-", stdin=stdin)

    assert result.code != 0
    assert "standard input" in result.err
    assert "layers-stdin-" not in result.err + result.out


def test_a_plan_has_no_name_of_a_temporary_file(layers):
    stdin = io.TextIOWrapper(io.BytesIO(picture("PNG")))

    result = layers("upload", "-", "-n", "--json", stdin=stdin)

    assert result.json["items"][0]["files"][0]["path"] == "-"


def test_keys_and_paths_in_printed_commands_are_quoted(layers, slow):
    key, path = "it's; one", "a b's.json"

    result = layers(*GENERATE, "--no-watch", "--idempotency-key", key, "--handoff", path)
    [collect] = [line for line in commands_in(result.err) if "collect" in line]
    assert shlex.split(collect)[-1] == str(layers.cwd / path)

    listed = layers("jobs", "list", "--json").json["items"][0]
    assert listed["resume"] is None or shlex.split(listed["resume"])


def test_options_of_the_account_stand_once_in_every_command(layers):
    account = ["--base-url", layers.environ["LAYERS_BASE_URL"], "--profile", "default"]
    layers("config", "set", "project", layers.environ["LAYERS_PROJECT"])

    for words in (["content", "get", GONE], ["jobs", "watch", "job_gone"], ["project", "get", "x"]):
        hint = hint_of(layers(*account, *words, *account))
        assert hint.count("--base-url") == hint.count("--profile") == 1
    started = layers(*account, *GENERATE, "--no-watch", environ={})
    assert started.err.count("--base-url") == 1


def test_an_id_of_the_server_cannot_put_words_into_a_command(layers):
    wicked = "job_1; rm -rf ~"
    body = {"jobId": wicked, "status": "queued", "containerIds": ["cnt_1"]}
    server = replace(
        layers, transport=httpx.MockTransport(lambda _: httpx.Response(202, json=body))
    )

    result = server(*GENERATE, "--no-watch")

    assert shlex.quote(wicked) in result.err


@pytest.mark.parametrize(
    ("argv", "way"),
    [
        (("content", "get", "job_1"), "it is a job's id: layers jobs get job_1"),
        (("content", "approve", "prj_1"), "it is a project's id: layers project get prj_1"),
        (("jobs", "get", "cnt_1"), "it is a container's id: layers content get cnt_1"),
        (("jobs", "watch", "inf_1"), "it is an influencer's id: layers influencer get inf_1"),
        (("project", "get", "cnt_1"), "it is a container's id: layers content get cnt_1"),
        (("jobs", "get", "job_1"), "see what exists: layers jobs list"),
    ],
)
def test_an_id_of_another_kind_leads_to_the_command_that_takes_it(layers, argv, way):
    result = layers(*argv, "--json")

    assert (result.code, result.error["hint"]) == (ExitCode.NOT_FOUND, way)
