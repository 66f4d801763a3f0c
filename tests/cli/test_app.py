"""The command tree: what its manifest says, the options all commands share, and mistakes in it."""

import io
from functools import cache

import pytest

from layers_cli.cli import manifest
from layers_cli.cli.command import shared_params
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.output_models.json_schema import output_schema
from layers_cli.output_models.models import fields_of
from layers_cli.reference import walk


@cache
def nodes():
    return {path: (command, ctx) for path, command, ctx in walk.tree()}


@pytest.mark.parametrize("path", manifest.COMMANDS)
def test_manifest_has_the_first_line_of_each_help(path):
    command, _ = nodes()[path]

    assert command.help.partition("\n")[0].rstrip(".") == manifest.COMMANDS[path]


@pytest.mark.parametrize("path", manifest.commands())
def test_each_command_shows_an_example_of_itself(path):
    command, _ = nodes()[path]

    assert f"layers {path}" in command.epilog.replace(" --sandbox", "")


@pytest.mark.parametrize("path", manifest.commands())
def test_no_command_takes_a_shared_option_for_itself(path):
    command, ctx = nodes()[path]
    shared = {name for each in shared_params(ctx) for name in (each.name, *each.opts)}
    own = {name for each in command.params for name in (each.name, *each.opts)}

    assert not own & shared


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("generate", "`layers content generate`"),
        ("contnet list", "`layers content`"),
        ("content generat", "`layers content generate`"),
        ("jobs generate", "`layers content generate`"),
        ("approve cnt_1", "`layers content approve`"),
        ("mint", "`layers sandbox keys mint`"),
        ("list", "`layers content list` or `layers jobs list` or `layers posts list`"),
    ],
)
def test_near_miss_is_looked_for_in_the_whole_tree(layers, line, meant):
    result = layers(*line.split())

    assert (result.code, result.out) == (2, "")
    assert f"Did you mean {meant}?" in result.err


def test_what_resembles_no_command_is_only_refused(layers):
    assert "Did you mean" not in layers("xyzzy").err


@pytest.mark.parametrize(
    ("line", "help_command"),
    [
        ("content list --limit 0", "layers content list --help"),
        ("content list --bogus", "layers content list --help"),
        ("content lst", "layers content --help"),
        ("sandbox keys kill", "layers sandbox keys kill --help"),
        ("--bogus", "layers --help"),
    ],
)
def test_usage_error_names_the_help_of_its_own_command(layers, line, help_command):
    people, machines = layers(*line.split()), layers(*line.split(), "--json")

    assert (people.code, people.err.splitlines()[-1]) == (2, f"hint: {help_command}")
    assert machines.error["hint"] == help_command


def test_what_follows_two_dashes_is_no_option(layers):
    result = layers("explain", "-q", "--", "--json")

    assert result.code == ExitCode.NOT_FOUND
    assert "There is no error code `--json`" in result.err


def test_last_of_two_values_counts(layers):
    assert layers("--color", "always", "config", "path", "--color", "never").code == 0


class Unanswered(io.StringIO):
    def read(self, size=-1):
        raise EOFError


def test_end_of_input_at_a_question_is_as_ctrl_c(layers):
    result = layers("content", "view", "-", stdin=Unanswered())

    assert (result.code, result.err.splitlines()[-1]) == (ExitCode.INTERRUPTED, "warning: Stopped")


@pytest.mark.parametrize("path", manifest.commands())
def test_what_a_command_prints_is_described(path):
    """Shapes are named, so that none is loaded for them: a renamed class must be renamed here."""
    description = nodes()[path][0].description

    if description.shape:
        assert fields_of(description.shape)
    if description.prints:
        assert output_schema(path, description.prints)
