"""What is read, or somebody's, is never written over (issue 12, kinds 2, 3 and 10)."""

import json
from pathlib import Path

import pytest

from layers_cli.errors.exit_codes import ExitCode

SHEET = "key,hook\na,Hi\n"
MINE = "what cost me a day\n"
GENERATE = ("content", "generate", "--hook", "hi")


@pytest.fixture
def campaign(layers):
    """A machine with a sheet, its plan, a decisions file, and a file of somebody's."""
    layers.cwd.joinpath("hooks.csv").write_text(SHEET)
    layers.cwd.joinpath("mine.csv").write_text(MINE)
    decision = json.dumps({"id": "cnt_gone", "decision": "approve"})
    layers.cwd.joinpath("d.jsonl").write_text(f"{decision}\n")
    assert layers("campaign", "plan", "hooks.csv").code == 0
    return layers


@pytest.mark.parametrize(
    "words",
    [
        "campaign plan hooks.csv -f -o hooks.csv",
        "campaign plan hooks.csv -f -o ./x/../hooks.csv",
        "campaign apply hooks.plan.jsonl --yes --results hooks.plan.jsonl",
        "campaign apply hooks.plan.jsonl --yes --results hooks.csv",
        "campaign apply hooks.plan.jsonl --yes --results mine.csv",
        "campaign apply hooks.plan.jsonl --yes --results -",
        "campaign apply - --yes",
        "content decide d.jsonl --yes --results d.jsonl",
        "content decide d.jsonl --yes --results mine.csv",
    ],
)
def test_a_file_is_refused_whose_content_would_be_lost_and_nothing_is_paid(campaign, words):
    campaign.cwd.joinpath("x").mkdir()
    before = {path: path.read_bytes() for path in campaign.cwd.iterdir() if path.is_file()}

    result = campaign(*words.split())

    assert result.code == ExitCode.USAGE, result.err
    assert "hint: " in result.err
    assert {path: path.read_bytes() for path in before} == before
    assert not campaign("content", "list", "-q").out


def test_results_are_drawn_again_over_themselves_also_as_a_spreadsheet_saved_them(campaign):
    apply = ("campaign", "apply", "hooks.plan.jsonl", "--yes", "--results", "r.csv")
    assert campaign(*apply).code == 0
    results = campaign.cwd / "r.csv"
    results.write_text(results.read_text(encoding="utf-8-sig").replace(",", ";"))

    assert campaign(*apply).code == 0
    assert campaign("campaign", "report", "hooks", "-o", "r.csv").code == 0
    assert "accepted" in results.read_text(encoding="utf-8-sig")

    for output in ("hooks.plan.jsonl", "mine.csv", "-", "/dev/null"):
        assert campaign("campaign", "report", "hooks", "-o", output).code == ExitCode.USAGE
    merged = campaign("campaign", "report", "--merge", "r.csv", "-o", "r.csv")
    assert "would be lost" in merged.err
    assert (campaign.cwd / "mine.csv").read_text() == MINE


@pytest.mark.parametrize(
    "words",
    [
        "campaign init FILE",
        "campaign plan hooks.csv -o FILE",
        "posts export --ics FILE",
        "gallery --all --link -o FILE",
        "ci init -o FILE",
    ],
)
def test_a_file_may_have_the_longest_name_that_there_is_and_no_longer_one(campaign, words):
    longest = "x" * 251 + ".csv"
    wrote = campaign(*words.replace("FILE", longest).split())
    refused = campaign(*words.replace("FILE", f"x{longest}").split())

    assert (wrote.code, (campaign.cwd / longest).is_file()) == (0, True), wrote.err
    assert refused.code == ExitCode.USAGE, refused.err
    assert ".part" not in refused.err
    assert not [path for path in campaign.cwd.iterdir() if path.suffix == ".part"]


def test_a_hint_about_an_argument_names_no_option(campaign):
    refused = campaign("campaign", "init", "mine.csv")

    assert refused.err.splitlines()[-1] == "hint: choose another file, or add --force"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\u202eabc", "x" * 201])
def test_a_campaign_has_a_name_that_people_can_see_and_type(campaign, name):
    refused = campaign("campaign", "plan", "hooks.csv", "--name", name, "-o", "n.plan.jsonl")

    assert refused.code == ExitCode.USAGE
    assert "\u202e" not in refused.err
    assert not (campaign.cwd / "n.plan.jsonl").exists()


@pytest.mark.parametrize("name", ["-x", "a/b", "two words", "é", "x.jsonl", "😀"])
def test_a_campaign_is_found_by_any_name_that_it_may_have(campaign, name):
    campaign("campaign", "plan", "hooks.csv", "--name", name, "-o", "n.plan.jsonl")
    assert campaign("campaign", "apply", "n.plan.jsonl", "--yes").code == 0

    found = campaign("campaign", "status", "--json", "--", name)

    assert (found.code, found.json["campaign"]) == (0, name), found.err


def test_a_missing_plan_is_told_with_the_near_one(campaign):
    refused = campaign("campaign", "apply", "hook.plan.jsonl", "--yes")

    assert refused.code == ExitCode.USAGE
    assert "does not exist; there is `hooks.plan.jsonl`" in refused.err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has such files")
def test_a_sheet_that_opens_but_cannot_be_read_is_named(layers):
    refused = layers("campaign", "lint", "/proc/self/mem")

    assert refused.code == ExitCode.USAGE
    assert refused.err.startswith("error: /proc/self/mem cannot be read: the disk it is on")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="Windows has no such device")
def test_a_sheet_without_an_end_is_read_no_further_than_sheets_go(layers, monkeypatch):
    monkeypatch.setattr("layers_cli.inputs.input_files._LARGEST_SHEET", 1_000_000)

    assert "larger than 1 MB" in layers("campaign", "lint", "/dev/zero").err


@pytest.mark.parametrize(
    "row",
    [
        '{"hook": "a", "hook": "b"}',
        '{"hook": "a", "variants": NaN}',
        '{"hook": "a", "variants": 1e400}',
        '{"hook": ["a"]}',
        '{"hook": {"text": "a"}}',
    ],
)
def test_a_row_of_json_that_may_mean_two_things_is_not_paid_for(layers, row):
    layers.cwd.joinpath("hooks.jsonl").write_text(f'{row}\n{{"hook": "good"}}\n')

    found = layers("campaign", "lint", "hooks.jsonl", "--json")

    assert (found.json["valid"], found.json["problemCount"]) == (1, 1)
    assert found.json["problems"][0]["row"] == 1


def test_json_lines_of_which_none_is_a_row_say_why(layers):
    layers.cwd.joinpath("hooks.jsonl").write_text('{"hook": "a", "hook": "b"}\n')

    assert "line 1, has `hook` twice" in layers("campaign", "lint", "hooks.jsonl").err


@pytest.mark.parametrize(
    "words", ["posts export --ics -", "campaign init -", "ci init -o -", "gallery --all --serve"]
)
def test_json_is_printed_or_refused_but_no_file_in_its_place(layers, words):
    refused = layers(*words.split(), "--json")

    assert (refused.code, refused.out) == (ExitCode.USAGE, "")
    assert refused.error["hint"]
