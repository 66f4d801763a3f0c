"""What the documents say is true: their examples run, their tables are the code's."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import layers_cli
from layers_cli import topics
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.topics.environment import VARIABLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_readme_opens_with_exactly_two_lines_to_copy():
    assert [len(block.strip().splitlines()) for block in BLOCKS[:2]] == [1, 1]
    assert README.index(BLOCKS[1]) < README.index("## ")
    assert "layers --sandbox content generate" in BLOCKS[0]
    assert BLOCKS[1].strip().endswith(".venv/bin/python -m pytest")


def test_every_example_of_the_readme_runs(shell):
    """The first two set up a machine; CI runs the second word for word."""
    with ThreadPoolExecutor(4) as readers:
        for block, done in zip(BLOCKS[2:], readers.map(shell, BLOCKS[2:]), strict=True):
            assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_the_first_command_shows_where_the_pictures_are(shell):
    line = BLOCKS[0].rpartition("&& .venv/bin/")[2]

    done = shell(line)

    pictures = re.findall(r"^(\S+\.jpg)\t", done.stdout, re.MULTILINE)
    assert 4 <= len(pictures) <= 8, done.stdout + done.stderr
    assert all(Path(picture).read_bytes()[:3] == b"\xff\xd8\xff" for picture in pictures)


def test_the_readmes_exit_codes_are_the_codes():
    table = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)

    assert table == [(str(int(code)), code.meaning) for code in ExitCode]


def test_each_variable_of_the_readme_is_one_we_read():
    named = set(re.findall(r"^\| `(LAYERS_\w+)`", README, re.MULTILINE))
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(layers_cli.__file__).parent.rglob("*.py")
    )

    assert named == set(re.findall(r"\bLAYERS_[A-Z_]+\b", source)) - {"LAYERS_PAGER"}


def test_the_readmes_variables_are_those_of_the_help():
    table = dict(re.findall(r"^\| `(LAYERS_\w+)` \| (.+) \|$", README, re.MULTILINE))

    assert table == {name: said for name, said in VARIABLES.items() if name.startswith("LAYERS_")}


def commands_of(topic):
    """The lines that a topic's reader would type, in order."""
    return re.findall(r"^    \$ (.+)$", topics.text(topic), re.MULTILINE)


def test_every_example_of_the_help_topics_runs(shell):
    # One throws its sandbox away and one resumes all there is: each has its own of both.
    apart = "export LAYERS_SANDBOX_DIR=$PWD/sandbox LAYERS_STATE_DIR=$PWD/state"
    scripts = {topic: "\n".join([apart, *commands_of(topic)]) for topic in topics.TOPICS}
    with ThreadPoolExecutor(4) as readers:
        for topic, done in zip(scripts, readers.map(shell, scripts.values()), strict=True):
            assert commands_of(topic), topic
            assert done.returncode == 0, f"{topic}\n{done.stdout}\n{done.stderr}"


def test_no_line_of_a_topic_is_wider_than_a_small_window():
    for topic in topics.TOPICS:
        lines = topics.text(topic).splitlines()
        assert not [line for line in lines if len(line) > 80 and not line.startswith("    $ ")]


def test_the_topics_with_a_table_give_it_to_programs(layers):
    assert layers("help", "environment", "--json").json["items"][0] == {
        "name": "LAYERS_API_KEY",
        "meaning": "the key",
    }
    assert layers("help", "security", "--json").json["topic"] == "security"
    for topic in topics.TOPICS:
        assert layers("help", topic).out.startswith(topics.text(topic))


def test_a_topic_that_is_a_group_too_ends_with_the_groups_help(layers):
    assert layers("help", "sandbox").out.endswith(layers("sandbox", "--help").out)


def test_the_changelog_has_a_place_for_what_comes():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
