"""`layers influencer` and `layers hooks`, and who voices generated content."""

import json

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode


@pytest.fixture
def influencer(layers):
    """The id of an influencer that is ready."""
    return layers("influencer", "create", "--gender", "male", "-q").out.strip()


def test_create_waits_until_it_is_ready_and_shows_it(layers):
    result = layers("influencer", "create", "--age-range", "adult", "--json")

    assert result.code == 0
    assert (result.json["status"], result.json["ageRange"]) == ("ready", "adult")
    assert result.json["imageUrl"].endswith(".jpg")


def test_two_runs_of_create_make_two_influencers(layers):
    first, second = (layers("influencer", "create", "-q").out for _ in range(2))

    assert first != second
    assert {first.strip(), second.strip()} <= set(layers("influencer", "list", "-q").out.split())


def test_create_without_watch_says_how_to_see_it_ready(layers):
    result = layers("influencer", "create", "--no-watch")

    assert result.code == 0
    assert "layers influencer get inf_" in result.err


def test_create_that_is_not_ready_in_time_exits_8_with_what_is_known(layers):
    def never_done(request, send):
        answer = send()
        if not request.url.path.startswith("/v1/jobs/"):
            return answer
        running = json.loads(answer.read()) | {"status": "running"}
        running.pop("finishedAt", None)
        return httpx.Response(200, json=running)

    result = layers.through(never_done)("influencer", "create", "--timeout", "0s", "--json")

    assert result.code == ExitCode.PENDING
    assert result.json["influencerId"].startswith("inf_")
    assert "layers jobs watch job_" in result.err


def test_a_failed_influencer_exits_5(layers):
    def fails(request, send):
        answer = send()
        if not request.url.path.startswith("/v1/influencers/"):
            return answer
        return httpx.Response(200, json=json.loads(answer.read()) | {"status": "failed"})

    assert layers.through(fails)("influencer", "create").code == ExitCode.JOB_FAILED


def test_clone_changes_what_it_is_told_to(layers, influencer):
    result = layers(
        *("influencer", "clone", influencer, "--name", "Leo", "--language", "es", "--json")
    )

    assert result.code == 0
    assert (result.json["name"], result.json["language"]) == ("Leo", "es")
    assert result.json["gender"] == "male"


def test_update_changes_and_clears(layers, influencer):
    result = layers(
        *("influencer", "update", influencer, "--name", "Leo", "--no-age-range", "--json")
    )

    assert (result.json["name"], result.json["ageRange"]) == ("Leo", None)
    for words in ((), ("--age-range", "teen", "--no-age-range")):
        assert layers("influencer", "update", influencer, *words).code == ExitCode.USAGE


def test_delete_asks_and_names_the_whole_id(layers, influencer):
    declined = layers("influencer", "delete", influencer, stdin="n\n", terminal=True)
    unasked = layers("influencer", "delete", influencer)
    agreed = layers("influencer", "delete", influencer, "--yes", "--json")

    assert (declined.code, unasked.code) == (ExitCode.DECLINED, ExitCode.DECLINED)
    assert influencer in declined.err
    assert "--yes" in unasked.err
    [deleted] = agreed.json["items"]
    assert (deleted["influencerId"], deleted["status"]) == (influencer, "deleted")
    missing = layers("influencer", "get", influencer)
    assert missing.code == ExitCode.NOT_FOUND
    assert "layers influencer list" in missing.err


def test_generate_with_an_influencer_goes_over_the_per_format_route(layers, influencer):
    planned = layers(
        *("content", "generate", "--hook", "x", "--influencer", influencer, "--dry-run", "--json")
    )
    made = layers("content", "generate", "--hook", "x", "--influencer", influencer, "--json")

    [request] = planned.json["requests"]
    assert request["path"].endswith("/content/slideshow-builder")
    assert request["body"] == {"hook": "x", "influencerId": influencer}
    [container] = made.json["items"][0]["containers"]
    assert container["influencerId"] == influencer


def test_an_account_is_sent_as_the_api_names_it(layers):
    planned = layers(
        *("content", "generate", "--hook", "x", "--account", "sa_1", "--dry-run", "--json")
    )

    assert planned.json["requests"][0]["body"] == {"hook": "x", "socialAccountId": "sa_1"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "ugc-remix", "--api-dialect", "per-format"), "--influencer or --account"),
        (("--influencer", "inf_1", "--api-dialect", "content"), "--api-dialect per-format"),
        (("--account", "sa_1", "--api-dialect", "content"), "--api-dialect per-format"),
    ],
)
def test_actors_that_do_not_fit_the_route_are_refused_before_anything_is_sent(layers, words, told):
    balance = layers("credits", "--fields", "balance").out

    result = layers("content", "generate", "--hook", "x", *words)

    assert result.code == ExitCode.USAGE
    assert told in result.err
    assert layers("credits", "--fields", "balance").out == balance


def test_a_lost_request_is_sent_again_with_its_influencer(layers, influencer):
    def lost(request, send):
        if request.url.path.endswith("/slideshow-builder"):
            raise httpx.ReadError("gone", request=request)
        return send()

    words = ("content", "generate", "--hook", "x", "--influencer", influencer, "--json")
    assert layers.through(lost)(*words).code == ExitCode.TEMPORARY

    layers("jobs", "resume", "--all")

    [made] = layers("content", "list", "--json").json["items"]
    assert made["influencerId"] == influencer


def test_hooks_are_rows_and_quiet_ones_are_lines(layers):
    rows = layers("hooks", "--json").json["items"]

    assert len(rows) == 20
    assert layers("hooks", "-q").out.splitlines() == [row["hook"] for row in rows]
    assert layers("hooks", "--csv").out.splitlines()[0] == "hook"


def test_a_suggested_hook_can_be_piped_into_generate(layers):
    hook = next(h for h in layers("hooks", "-q").out.splitlines() if "\\n" in h)

    made = layers("content", "generate", "--hook", "-", "--unescape", "--json", stdin=f"{hook}\n")

    [container] = made.json["items"][0]["containers"]
    assert container["hook"] == hook.replace("\\n", "\n")


@pytest.mark.parametrize("odd", [{"jobId": None}, {"jobId": 5}, {"influencerId": ""}])
def test_answer_that_names_no_job_says_how_to_find_it(layers, odd):
    """Issue 12, kind 13."""

    def answer(request, send):
        reply = send()
        if request.method != "POST":
            return reply
        return httpx.Response(202, json={**reply.json(), **odd})

    result = layers.through(answer)("influencer", "create", "--json")

    assert (result.code, result.error["code"]) == (ExitCode.ERROR, "cli_contract")
    assert result.error["submitted"] == "yes"
    assert result.error["resume"].startswith("layers jobs resume ")
