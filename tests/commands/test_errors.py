"""Every error path of the content page: exit code, a sentence, the fix, the request id."""

import socket

import httpx
import pytest

FORMATS = ["image", "carousel", "short_form_video", "video-remix", "slideshow-remix", "poem"]
LONG = "An app that does one thing and does it well, for people who have no time to lose. " * 2


def test_unknown_format_is_refused_with_the_way_to_send_it_all_the_same(layers):
    result = layers("content", "generate", "--hook", "hi", "--format", "poem")

    assert (result.code, result.out) == (2, "")
    assert "'slideshow-builder', 'ugc-remix'" in result.err
    assert result.err.splitlines()[-1].startswith("hint: layers content generate --help; ")
    assert result.err.splitlines()[-1].endswith("layers api --help")


@pytest.mark.parametrize("format", FORMATS)
def test_format_that_the_api_does_not_support_is_its_error(layers, format):
    path = "/v1/projects/{project}/content"
    argv = ("api", "POST", path, "-f", f"format={format}", "-f", "hook=hi", "--yes")
    people, machines = layers(*argv), layers(*argv, "--json")

    assert (people.code, people.out) == (1, "")
    assert "cannot make this format" in people.err
    assert "layers content generate --format slideshow-builder" in people.err.splitlines()[-1]
    assert machines.error["code"] == "UNSUPPORTED_FORMAT"
    assert machines.error["request_id"] in machines.err
    assert machines.error["submitted"] == "no"


@pytest.mark.parametrize(
    ("fields", "format", "code", "fix"),
    [
        ([], "slideshow-builder", "MISSING_APP_NAME", "--app-name"),
        (["--app-name", "Inbox"], "slideshow-builder", "MISSING_APP_DESCRIPTION", "--app-desc"),
        (
            ["--app-name", "Inbox", "--app-description", LONG],
            "ugc-remix",
            "MISSING_APP_DEMO",
            "app demo",
        ),
    ],
)
def test_missing_precondition_names_the_option_that_fixes_it(layers, fields, format, code, fix):
    project = layers("project", "create", "--name", "Bare", *fields, "-q").out.strip()

    result = layers("content", "generate", "--hook", "hi", "--format", format, "--project", project)
    error = layers(
        "content", "generate", "--hook", "hi", "--format", format, "--project", project, "--json"
    ).error

    assert (result.code, result.out) == (1, "")
    assert fix in result.err.splitlines()[-1]
    assert f"Request id: {error['request_id'][:4]}" in result.err
    assert (error["code"], error["submitted"]) == (code, "no")


def test_generate_without_a_chosen_project_names_project_use(layers):
    layers("project", "create", "--name", "Second")

    result = layers("content", "generate", "--hook", "hi", environ={"LAYERS_PROJECT": ""})

    assert (result.code, result.out) == (2, "")
    assert "layers project use ID" in result.err
    assert layers("content", "list", "-q").out == ""


def test_the_only_project_needs_no_choice(layers, sandbox):
    result = layers("content", "list", "--json", environ={"LAYERS_PROJECT": ""})

    assert (result.code, result.json["items"]) == (0, [])
    assert sandbox.project in result.err


def test_an_organization_without_a_project_says_how_to_make_one(layers):
    empty = httpx.Response(200, json={"items": [], "nextCursor": None})

    result = layers.against(lambda _: empty)("content", "list", environ={"LAYERS_PROJECT": ""})

    assert (result.code, result.out) == (2, "")
    assert "layers project create" in result.err


def test_unknown_project_exits_with_9_and_submits_nothing(layers):
    gone = "prj_00000000-0000-4000-8000-000000000000"

    result = layers("content", "generate", "--hook", "hi", "--project", gone, "--json")

    assert (result.code, result.out) == (9, "")
    assert (result.error["code"], result.error["submitted"]) == ("NOT_FOUND", "no")


def test_review_of_a_container_that_needs_none_is_a_conflict(layers):
    name = layers("content", "generate", "--hook", "hi", "-q").out.strip()

    result = layers("content", "approve", name, "--json")

    assert result.code == 1
    assert result.error["code"] == "CONFLICT"
    assert result.error["details"]["approvalStatus"] == "not_required"


def answering(status, body=None, headers=None):
    def answer(_: httpx.Request) -> httpx.Response:
        headers_given = {"x-request-id": "req_7", **(headers or {})}
        if isinstance(body, dict):
            return httpx.Response(status, json=body, headers=headers_given)
        return httpx.Response(status, text=body or "", headers=headers_given)

    return answer


def envelope(code):
    return {"error": {"code": code, "message": "Said so.", "requestId": "req_7"}}


@pytest.mark.parametrize(
    ("status", "body", "exit_code", "code", "submitted"),
    [
        (401, envelope("UNAUTHENTICATED"), 4, "UNAUTHENTICATED", "no"),
        (402, envelope("BILLING_EXHAUSTED"), 1, "BILLING_EXHAUSTED", "no"),
        (403, envelope("FORBIDDEN_SCOPE"), 4, "FORBIDDEN_SCOPE", "no"),
        (409, envelope("CONFLICT"), 1, "CONFLICT", "no"),
        (422, envelope("VALIDATION"), 1, "VALIDATION", "no"),
        (422, envelope("NEVER_HEARD_OF"), 1, "NEVER_HEARD_OF", "no"),
        (429, envelope("RATE_LIMITED"), 7, "RATE_LIMITED", "no"),
        (500, envelope("INTERNAL"), 7, "INTERNAL", "unknown"),
        (502, "<html>Bad gateway</html>", 7, "HTTP_502", "unknown"),
        (503, envelope("KILL_SWITCH"), 4, "KILL_SWITCH", "no"),
        (503, "", 7, "HTTP_503", "unknown"),
        (200, "<html>Welcome</html>", 1, "cli_contract", "unknown"),
        (202, '{"jobId": "job_', 1, "cli_contract", "unknown"),
        (302, "", 1, "cli_contract", "unknown"),
    ],
)
def test_refused_create_call_says_cause_fix_request_id_and_what_was_submitted(
    layers, status, body, exit_code, code, submitted
):
    """One sentence what, the way out, the request id, and what happened to the money."""
    server = layers.against(answering(status, body, {"location": "https://elsewhere.example.com"}))

    argv = ("content", "generate", "--hook", "hi", "--idempotency-key", "k9")
    people, machines = server(*argv), server(*argv, "--json")

    assert (people.code, people.out) == (exit_code, "")
    assert "req_7" in people.err
    assert "Traceback" not in people.err
    error = machines.error
    assert (error["code"], error["submitted"]) == (code, submitted)
    assert error["request_id"] == "req_7"
    assert error["hint"]
    if submitted == "unknown":
        assert "--idempotency-key k9" in people.err.splitlines()[-1]
        assert error["safe_to_retry"] is True


def test_refused_connection_is_reported_as_not_submitted(layers):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    real = type(layers)(layers.environ, layers.cwd, None, [])  # the real network

    argv = ("content", "generate", "--hook", "hi", "--base-url", f"http://127.0.0.1:{port}")
    result = real(*argv, "--json")

    assert (result.code, result.out) == (7, "")
    assert result.error["submitted"] == "no"
    assert result.error["code"] == "cli_connect"


def test_unexpected_error_prints_no_traceback(layers):
    broken = layers.raising(RuntimeError("a bug"))

    result, shown = broken("whoami"), broken("whoami", "--debug")

    assert result.code == 1
    assert "--debug" in result.err
    assert "Traceback" not in result.err
    assert shown.code == 1


def test_incomplete_202_response_still_names_its_job(layers):
    odd = httpx.Response(202, json={"jobId": "job_1"})

    result = layers.against(lambda _: odd)("content", "generate", "--hook", "hi", "--json")

    assert result.code == 1
    assert result.error["resume"] == "layers jobs watch job_1"
    assert result.error["submitted"] == "yes"


def test_a_data_folder_that_cannot_be_used_is_an_error_of_ours(layers, tmp_path):
    (tmp_path / "file").write_text("")
    taken = {"LAYERS_SANDBOX_DIR": str(tmp_path / "file")}

    result = layers("--sandbox", "whoami", "--json", environ=taken)

    assert (result.code, result.out) == (2, "")
    assert result.error["code"].startswith("cli_sandbox")
    assert result.error["submitted"] == "no"
