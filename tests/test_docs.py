"""The README and the help topics: their examples run and their tables are the code's."""

import re
from pathlib import Path

import pytest

import layers_cli
from layers_cli import topics
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.topics import texts
from layers_cli.topics.environment import VARIABLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_readme_opens_with_two_commands_of_one_line():
    assert [len(block.strip().splitlines()) for block in BLOCKS[:2]] == [1, 1]
    assert README.index(BLOCKS[1]) < README.index("## ")
    assert "layers --sandbox content generate" in BLOCKS[0]
    assert BLOCKS[1].strip().endswith(".venv/bin/python -m pytest")


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS[2:], ids=lambda block: block.splitlines()[-1][:50])
def test_each_example_of_the_readme_runs(shell, block):
    """The first two blocks set up a machine; `.ci/run` takes the second word for word."""
    done = shell(block)

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_the_first_command_prints_the_paths_of_its_pictures(shell):
    line = BLOCKS[0].rpartition("&& .venv/bin/")[2]

    done = shell(line)

    pictures = re.findall(r"^(\S+\.jpg)\t", done.stdout, re.MULTILINE)
    assert 4 <= len(pictures) <= 8, done.stdout + done.stderr
    assert all(Path(picture).read_bytes()[:3] == b"\xff\xd8\xff" for picture in pictures)


def test_the_exit_code_topic_lists_every_code(layers):
    rows = layers("help", "exit-codes", "--json").json["items"]

    assert [(row["code"], row["meaning"]) for row in rows] == [
        (int(code), code.meaning) for code in ExitCode
    ]
    assert all(code.meaning.split(";")[0] in texts.text("exit-codes") for code in ExitCode)


def test_the_environment_topic_lists_every_variable_that_is_read():
    named = {name for name in VARIABLES if name.startswith("LAYERS_")}
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(layers_cli.__file__).parent.rglob("*.py")
    )

    assert named == set(re.findall(r"\bLAYERS_[A-Z_]+\b", source)) - {"LAYERS_PAGER"}
    assert all(name in texts.text("environment") for name in VARIABLES)


def test_the_readme_points_to_topics_that_exist():
    named = set(re.findall(r"`layers help ([a-z-]+)`", README))

    assert named >= set(topics.TOPICS) - {"security"}
    assert named <= set(topics.TOPICS)


def commands_of(topic):
    """The lines that a topic's reader would type, in order."""
    return re.findall(r"^    \$ (.+)$", texts.text(topic), re.MULTILINE)


@pytest.mark.parametrize("topic", topics.TOPICS)
@pytest.mark.slow
def test_each_example_of_a_help_topic_runs(shell, topic):
    commands = commands_of(topic)

    done = shell("\n".join(commands))

    assert commands
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_no_line_of_a_topic_is_wider_than_a_small_window():
    for topic in topics.TOPICS:
        lines = texts.text(topic).splitlines()
        assert not [line for line in lines if len(line) > 80 and not line.startswith("    $ ")]


def test_help_prints_a_topic_and_its_table_as_json(layers):
    assert layers("help", "environment", "--json").json["items"][0] == {
        "name": "LAYERS_API_KEY",
        "meaning": "the API key",
    }
    assert layers("help", "security", "--json").json["topic"] == "security"
    for topic in topics.TOPICS:
        assert layers("help", topic).out.startswith(texts.text(topic))


def test_a_topic_named_like_a_group_ends_with_the_groups_help(layers):
    assert layers("help", "sandbox").out.endswith(layers("sandbox", "--help").out)


def test_the_changelog_has_an_unreleased_section():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
