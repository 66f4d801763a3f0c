"""Another take of a container, and the tree of takes."""

import json

import httpx

from layers_cli.errors.exit_codes import ExitCode

HOSTILE = "<script>x</script> \u202eevil\u202c \u200b{{ 7 * 7 }}"


def made(result) -> list[str]:
    return [each["id"] for job in result.json["items"] for each in job["containers"]]


def generated(layers, *more: str) -> str:
    [name] = made(layers("content", "generate", "--hook", "first", "--json", *more))
    return name


def tree(layers, name: str) -> list[tuple[int, str, str]]:
    items = layers("content", "history", name, "--json").json["items"]
    return [(each["depth"], each["id"], each["hook"]) for each in items]


def again(layers, name: str, hook: str, *more: str) -> list[str]:
    return made(layers("content", "again", name, "--hook", hook, "--json", *more))


def test_takes_of_takes_are_a_tree_whichever_of_them_is_named(layers):
    first = generated(layers)
    second, third = again(layers, first, "second", "--variants", "2")
    [fourth] = again(layers, second, "fourth")

    expected = [
        (0, first, "first"),
        (1, second, "second"),
        (2, fourth, "fourth"),
        (1, third, "second"),
    ]
    for name in (first, second, third, fourth):
        assert tree(layers, name) == expected


def test_a_take_keeps_media_and_format_of_what_was_asked_for(layers):
    accepted: dict[str, object] = {
        "jobId": "job_1",
        "kind": "content_generate",
        "status": "running",
    }
    accepted["containerIds"] = [old := "cnt_1"]
    container = {"id": old, "status": "completed", "format": "slideshow-builder"}
    credits_ = {"estimatedCreditsPerFormat": {"slideshow_builder": 50}}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(202, json=accepted)
        is_price = request.url.path == "/v1/credits"
        return httpx.Response(200, json=credits_ if is_price else container)

    server = layers.against(answer)
    server("content", "generate", "--hook", "x", "--media", "med_1", "--no-watch")

    planned = server("content", "again", old, "--hook", "y", "--dry-run", "--json").json

    [request] = planned["requests"]
    assert request["body"] == {
        "format": "slideshow-builder",
        "variantCount": 1,
        "hook": "y",
        "references": {"mediaIds": ["med_1"]},
    }


def test_uploaded_content_cannot_be_generated_again(layers):
    answer = {"id": "cnt_1", "status": "completed", "creativeType": "uploaded"}
    server = layers.against(lambda _: httpx.Response(200, json=answer))

    result = server("content", "again", "cnt_1", "--hook", "x", "--json")

    assert result.code == ExitCode.USAGE
    assert result.error["code"] == "cli_not_generated"


def test_the_sidecar_names_what_a_take_tries_again_and_links_it_without_the_ledger(layers):
    first = generated(layers)
    [second] = again(layers, first, "second", "--download", ".")

    said = json.loads((layers.cwd / f"{second}.json").read_text())
    assert said["takeOf"] == first
    fresh = {"LAYERS_STATE_DIR": str(layers.cwd / "no ledger")}
    found = layers("content", "history", second, "--json", environ=fresh).json["items"]
    assert [each["id"] for each in found] == [first, second]


def test_a_tree_of_sidecars_that_name_each_other_ends(layers):
    first = generated(layers)
    [second] = again(layers, first, "second", "--download", ".")
    path = layers.cwd / f"{second}.json"
    said = json.loads(path.read_text())
    (layers.cwd / f"{first}.json").write_text(
        json.dumps(said | {"id": first, "takeOf": second}, indent=2)
    )

    assert len(tree(layers, first)) == 2


def test_hooks_that_could_harm_a_terminal_are_inert_in_the_tree(layers):
    [second] = again(layers, generated(layers), HOSTILE)

    shown = layers("content", "history", second, terminal=True).out

    assert "\u202e" not in shown
    assert "<script>x" in shown
    assert tree(layers, second)[1][2] == HOSTILE


def test_the_tree_says_why_a_take_was_rejected_and_what_each_cost(layers):
    layers("project", "update", "--review", "review_all")
    first = generated(layers)
    layers("content", "reject", first, "--reason", "too long")
    again(layers, first, "short")

    rows = layers("content", "history", first, "--json").json["items"]

    assert [each["approvalStatus"] for each in rows] == ["rejected", "pending"]
    assert [each["reason"] for each in rows] == ["too long", None]
    assert [each["estimatedCredits"] for each in rows] == [50, 50]


def test_the_same_take_after_a_lost_answer_is_paid_for_once(layers, with_faults, sandbox):
    first = generated(layers)
    with_faults({"type": "drop-after"})
    lost = layers("content", "again", first, "--hook", "once", "--json")
    with_faults()

    [second] = again(layers, first, "once")

    assert lost.code != 0
    assert [name for _, name, _ in tree(layers, first)] == [first, second]
