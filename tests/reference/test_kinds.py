"""Completion offers each kind of id that commands take, and remembers what it offers."""

import re
from pathlib import Path

import pytest

from layers_cli.completion.cache import Seen
from layers_cli.reference import model, walk

COMPLETIONS = Path(__file__).parents[2] / "completions"
ANSWERS = {
    "Container": {"id": "cnt_1"},
    "Job": {"jobId": "job_1"},
    "Project": {"id": "prj_1"},
    "Influencer": {"influencerId": "inf_1"},
    "Webhook": {"id": "whe_1"},
    "ScheduledPost": {"id": "sp_1"},
    "SocialAccount": {"socialAccountId": "sa_1", "handle": "@zen"},
    "Campaign": {"name": "autumn"},
    "Tracks": {"tracks": [{"id": "7301"}]},
}


@pytest.fixture(scope="module")
def nodes():
    return list(walk.tree())


def test_each_kind_of_id_that_is_offered_is_remembered(tmp_path):
    table = (COMPLETIONS / "layers.bash").read_text(encoding="utf-8")
    kinds = set(re.findall(r"[=' ,](@[a-z]+)", table))
    seen = Seen()
    for shape, data in ANSWERS.items():
        seen.note(shape, data)
    seen.save(tmp_path, place="")

    assert {model.ACCOUNTS, model.CAMPAIGNS, model.POSTS} <= kinds
    of_shells = {model.FILES, model.FOLDERS, model.PATHS}
    assert kinds - of_shells == {f"@{file.name}" for file in tmp_path.iterdir()}


def test_every_rule_of_what_is_offered_has_a_parameter(nodes):
    parameters = [
        (path, each.name, str(each.make_metavar(ctx=ctx)))
        for path, command, ctx in nodes
        for each in command.params
    ]

    used = {walk.offer_key(*parameter) for parameter in parameters}
    assert set(walk.OFFERS) - used == set()


def test_every_command_that_takes_a_campaign_offers_the_names_of_those_there_are(nodes):
    commands = [each for each in walk.reference(nodes).commands if each.path.startswith("campaign")]
    offers = {
        each.path: argument.offer.split(",")
        for each in commands
        for argument in each.arguments
        if argument.help.startswith("The campaign")
    }

    assert {"campaign status", "campaign report", "campaign forget"} <= set(offers)
    assert [path for path, words in offers.items() if model.CAMPAIGNS not in words] == []
