"""The cost guard: what a command would cost is known, and limits are kept, before it is sent."""

import httpx
import pytest

GENERATE = ("content", "generate", "--hook", "hi", "--no-watch")


def asked(layers):
    """How many containers there are."""
    return len(layers("content", "list", "--json").json["items"])


def test_a_dry_run_shows_request_price_and_balance_and_sends_nothing(layers, tmp_path):
    result = layers(*GENERATE, "--variants", "3", "--dry-run", "--json")

    assert result.code == 0
    document = result.json
    assert document["dryRun"] is True
    assert document["requests"][0]["body"] == {
        "format": "slideshow-builder",
        "variantCount": 3,
        "hook": "hi",
    }
    assert document["requests"][0]["path"].endswith("/content")
    assert (document["containers"], document["estimatedCredits"]) == (3, 150)
    assert document["available"] == document["balance"] == 100_000
    assert document["isCovered"] is True
    assert document["notChecked"]
    assert asked(layers) == 0
    assert not (tmp_path / "state").exists()


def test_a_dry_run_tells_people_the_same(layers):
    result = layers(*GENERATE, "-n")

    assert "Dry run: nothing was sent" in result.out
    assert "Estimate:\t50" in result.out
    assert "Available:\t100000" in result.out
    assert "Not checked:\t" in result.out


def test_a_dry_run_shows_each_call_of_the_other_dialect(layers):
    dialect = ("--api-dialect", "per-format")

    result = layers(*GENERATE, "--variants", "2", *dialect, "--dry-run", "--json")

    assert len(result.json["requests"]) == 2
    assert result.json["estimatedCredits"] == 100


@pytest.mark.parametrize(("most", "code"), [("149", 3), ("150", 0)])
def test_max_credits_refuses_a_higher_price(layers, most, code):
    result = layers(*GENERATE, "--variants", "3", "--max-credits", most, "--yes", "--json")

    assert result.code == code
    assert asked(layers) == (3 if code == 0 else 0)
    if code:
        assert result.error["code"] == "cli_over_limit"
        assert result.error["submitted"] == "no"
        assert "150" in result.error["message"]


def test_unknown_price_is_refused_under_a_limit(layers):
    without_prices = layers.against(lambda _: httpx.Response(200, json={"available": 500}))

    result = without_prices(*GENERATE, "--max-credits", "5", "--json")

    assert (result.code, result.error["code"]) == (3, "cli_cost_unknown")


def test_price_above_confirm_above_is_refused_without_input(layers):
    above = {"LAYERS_CONFIRM_ABOVE": "100"}

    small = layers(*GENERATE, "--variants", "2", environ=above)
    large = layers(*GENERATE, "--variants", "3", "--json", environ=above)
    agreed = layers(*GENERATE, "--variants", "3", "--yes", environ=above)

    assert small.code == 0
    assert (large.code, large.error["code"]) == (3, "cli_no_input")
    assert "--yes" in large.error["hint"]
    assert agreed.code == 0
    assert asked(layers) == 5


def test_confirm_above_can_be_saved_in_the_settings(layers):
    assert layers("config", "set", "confirm_above", "10").code == 0
    assert layers("config", "get", "confirm_above").out == "10\n"

    assert layers(*GENERATE).code == 3
    assert layers("config", "set", "confirm_above", "much").code == 2


def test_the_daily_budget_counts_what_was_started(layers):
    budget = {"LAYERS_BUDGET_DAILY": "120"}

    first = layers(*GENERATE, "--variants", "2", environ=budget)
    second = layers(*GENERATE, "--yes", "--json", environ=budget)

    assert first.code == 0
    assert (second.code, second.error["code"]) == (3, "cli_budget")
    assert second.error["submitted"] == "no"
    assert "this machine's daily budget" in second.error["message"]
    assert asked(layers) == 2


def test_price_is_not_read_without_limits(layers):
    seen: list[str] = []

    def watched(request, send):
        seen.append(request.url.path)
        return send()

    layers.through(watched)(*GENERATE)

    assert seen == [f"/v1/projects/{layers.environ['LAYERS_PROJECT']}/content"]
