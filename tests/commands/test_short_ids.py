"""Ids may be shortened, as with docker and git, to what only one that this machine has seen has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.context.known_ids import KnownIds
from layers_cli.errors.exceptions import CommandError

UUIDS = st.uuids(version=4).map(lambda each: f"cnt_{each}")
FIRST, SECOND = (f"cnt_2aa2{n}d18-8b2c-4f3e-a4d5-6e7f8a9b0c1d" for n in "bc")


def known(tmp_path, *names):
    ids = KnownIds(lambda: names, lambda: (), tmp_path / "ids")
    assert ids.save()
    return ids


@given(names=st.lists(UUIDS, min_size=1, max_size=8, unique=True))
def test_what_is_shown_short_is_taken_for_the_same_id(tmp_path_factory, names):
    ids = known(tmp_path_factory.mktemp("seen"), *names)

    shown = [ids.short(name) for name in names]

    assert [ids.whole(each) for each in shown] == names
    assert all(len(short) < len(name) for short, name in zip(shown, names, strict=True))


def test_the_key_of_a_command_is_short_beside_those_of_its_requests(tmp_path):
    key = FIRST.removeprefix("cnt_")
    ids = known(tmp_path, key, f"{key}-1", f"{key}-2", f"{key}-2-v1")

    assert ids.short(key) == key[:8]
    assert ids.whole(key[:8]) == key


def test_an_ambiguous_id_lists_what_it_may_be(tmp_path):
    with pytest.raises(CommandError) as caught:
        known(tmp_path, FIRST, SECOND).whole("cnt_2aa2")

    assert caught.value.problem.details == {"candidates": [FIRST, SECOND]}
    assert FIRST in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["cnt_3", "cnt_", "c", SECOND, "latest", "-", "@file", "cnt_é"])
def test_what_nobody_has_seen_here_and_single_letters_stay_as_they_are(tmp_path, name):
    assert known(tmp_path, FIRST, "cnt_3aa").whole(name) == name


def test_an_id_that_cannot_be_kept_is_shown_whole(tmp_path):
    (tmp_path / "in the way").touch()
    ids = KnownIds(lambda: (), lambda: (FIRST,), tmp_path / "in the way" / "ids")

    assert ids.short(FIRST) == FIRST


def generated(layers, *more):
    return layers("content", "generate", "--hook", "wait", "--json", *more).one


def test_a_short_id_is_taken_in_arguments_options_and_on_stdin(layers, sandbox):
    made = generated(layers)
    name, job = made["containerIds"][0], made["jobId"]

    assert layers("content", "get", name[:10], "--json").json["id"] == name
    assert layers("jobs", "get", job[:-6], "--json").json["jobId"] == job
    assert layers("content", "get", name, "--json", "--project", sandbox.project[:9]).code == 0
    assert layers("content", "download", "-", "-q", stdin=f"{name[:10]}\n").code == 0


def test_a_listed_id_may_be_shortened_by_a_later_run(layers, tmp_path):
    name = generated(layers)["containerIds"][0]
    (tmp_path / "state" / "ledger.db").unlink()
    (tmp_path / "cache" / "ids").unlink()
    layers("content", "list", "--json")

    assert layers("content", "get", name[:12], "-q").out == f"{name}\n"


def test_a_command_that_changes_something_says_which_id_it_took(layers):
    name = generated(layers)["containerIds"][0]

    result = layers("content", "reject", name[:9], "--reason", "too loud")
    assert f"{name[:9]} is {name}" in result.err
    assert name not in layers("content", "progress", name[:9], "--json").err


def test_terminals_show_short_ids_in_tables_and_hints_and_pipes_show_whole_ones(layers):
    name = generated(layers)["containerIds"][0]

    on_terminal = layers("content", "list", terminal=True)
    [short] = re.findall(r"cnt_[0-9a-f-]+", on_terminal.out)
    assert len(short) < len(name)
    assert layers("content", "get", short, "--json").json["id"] == name
    assert name in layers("content", "list").out
    assert name in layers("content", "get", short, terminal=True).out


def test_an_ambiguous_id_on_the_command_line_sends_nothing(layers):
    for each in "ab":
        generated(layers, "--idempotency-key", f"summer-{each}")

    result = layers("jobs", "resume", "summer-", "--json")

    assert result.code == 2
    assert result.error["code"] == "cli_usage"
    assert len(result.error["details"]["candidates"]) == 2


def test_a_short_project_is_taken_in_settings_and_in_the_environment(layers, sandbox):
    layers("project", "list", "--json")
    short = sandbox.project[:9]

    chosen = layers("content", "list", "--json", environ={"LAYERS_PROJECT": short})
    layers("config", "set", "project", short)

    assert chosen.code == 0
    assert layers("config", "get", "project", "-q").out == f"{sandbox.project}\n"
