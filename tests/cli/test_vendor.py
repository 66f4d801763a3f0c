"""Words of the vendor's own `layers` are handed over to it; all others are ours."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from layers_cli.cli import manifest, vendor

OURS = Path(sys.executable).with_name("layers")
THEIRS = """#!/bin/sh
echo "theirs $0 $*"
cat
echo "said by theirs" >&2
exit 7
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake command is a shell script")


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def theirs(tmp_path):
    """The vendor's command, on PATH behind ours."""
    return script(tmp_path / "vendor" / "layers", THEIRS)


@pytest.fixture
def call(tmp_path):
    """Run a command line with folders on PATH, ours first unless another *program* is named."""

    def run(*argv, folders, program=OURS):
        return subprocess.run(
            [program, *argv],
            input="typed\n",
            capture_output=True,
            text=True,
            env={
                "PATH": os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"]),
                "HOME": str(tmp_path),
            },
            timeout=60,
            check=False,
        )

    return run


@pytest.mark.parametrize("word", sorted(vendor.WORDS))
def test_word_of_theirs_is_handed_over_with_arguments_streams_and_exit_code(call, theirs, word):
    done = call(word, "--flag", "a b", folders=[OURS.parent, theirs.parent])

    assert done.returncode == 7
    assert done.stdout == f"theirs {theirs} {word} --flag a b\ntyped\n"
    first, said = done.stderr.splitlines()
    assert str(theirs) in first
    assert said == "said by theirs"


def test_command_of_ours_stays_ours(call, theirs):
    done = call("config", "path", folders=[theirs.parent, OURS.parent])

    assert done.stdout.endswith("config.toml\n")
    assert not vendor.WORDS & set(manifest.COMMANDS)


def test_layers_cli_hands_nothing_over(call, theirs):
    program = OURS.with_name("layers-cli")

    done = call("setup", folders=[theirs.parent], program=program)

    assert (done.returncode, done.stdout) == (2, "")
    assert "npm install -g @layers/cli" in done.stderr


def test_without_their_command_the_error_says_how_to_get_it(layers):
    people, machines = layers("login"), layers("login", "--json")

    assert (people.code, people.out) == (2, "")
    assert people.err.splitlines()[-1] == (
        "hint: install it: npm install -g @layers/cli; to save an API key for this tool:"
        " layers auth login"
    )
    assert machines.error["code"] == "cli_usage"


@pytest.mark.parametrize("how", ["same", "link", "copy", "another environment's"])
def test_ours_is_never_taken_for_theirs(call, tmp_path, how):
    other = tmp_path / "other" / "layers"
    other.parent.mkdir()
    match how:
        case "same":
            other = OURS
        case "link":
            other.symlink_to(OURS)
        case "copy":
            shutil.copy(OURS, other)
        case _:
            script(other, f"#!/nowhere/python\nfrom {vendor.ENTRY} import main\nmain()\n")

    done = call("setup", folders=[OURS.parent, other.parent])

    assert (done.returncode, done.stdout) == (2, "")
    assert "not installed" in done.stderr


def test_script_that_calls_ours_again_does_not_go_around_in_circles(call, tmp_path):
    wrapper = script(tmp_path / "wrapper" / "layers", f'#!/bin/sh\n"{OURS}" "$@"\n')

    done = call("setup", folders=[wrapper.parent])

    assert done.returncode == 2
    assert "not installed" in done.stderr


def test_scripts_of_ours_are_known_by_their_entry_point():
    project = Path(__file__).parents[2] / "pyproject.toml"
    scripts = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["scripts"]

    assert set(scripts.values()) == {f"{vendor.ENTRY}:main"}
