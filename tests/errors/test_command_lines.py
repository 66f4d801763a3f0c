"""Commands that we print can be run as they are (issue 12, kinds 11 and 18)."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers_cli
from layers_cli.config.settings import Flags
from layers_cli.context.output_options import program_with
from layers_cli.errors import hints
from layers_cli.errors.command_lines import command_line, for_account
from layers_cli.errors.error_table import API_ERRORS, HINTS
from layers_cli.services.explanations import explanations
from tests.printed_commands import commands_in, options_of, read

PACKAGE = Path(layers_cli.__file__).parent
KEY = "lp_live_ABCDEFGHIJKLMNOP_" + 43 * "s"


# Names of commands, and texts in which what is filled in must be one of a few words.
NO_LINES = {
    *("layers --sandbox", "layers completion", "layers whence"),
    *("layers auth x", "layers sandbox x", "layers completion x", "layers completion SHELL"),
    "layers media add x https://HOST/FILE",
    *("layers accounts connect x", "layers campaign plan", "layers campaign migrate'"),
}


def literals(tree: ast.AST) -> Iterator[str]:
    """Each text in *tree* that is no docstring; what is filled in is `x`."""
    nodes = list(ast.walk(tree))
    inner = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    unseen = inner | {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in unseen:
            yield str(node.value)


def printed() -> list[str]:
    """Every command that stands in a text of the package."""
    sources = (
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if "sandbox" not in path.relative_to(PACKAGE).parts[:1]
    )
    texts = [
        text
        for source in sources
        if re.search("layers(?!_cli)", source)  # where that stands nowhere, no command does
        for text in literals(ast.parse(source))
    ]
    texts += [each.fix for each in explanations().values()]
    found = {line for text in texts for line in commands_in(text) if "{" not in line}
    return sorted(found - NO_LINES)


def test_each_command_in_a_text_is_one_of_ours():
    """One test for all: each process would read the package to know how many there are."""
    lines = printed()

    assert len(lines) > 100
    for line in lines:
        read(line)


CASES = [
    ("POST", "/v1/content/cnt_1/approve"),
    ("GET", "/v1/jobs/job_1"),
    ("GET", "/gateway/v1/projects/prj_1/content?limit=3"),
    ("DELETE", "/v1/projects/prj_1/app-media/med_1"),
    ("GET", "/v1/whoami"),
]
ORIGINS = (
    *("LAYERS_API_KEY", "--api-key-file", "the sandbox", "the prompt", None),
    *("c.toml [profiles.x] api_key_command", "c.toml [profiles.x] api_key_keyring"),
)


@pytest.mark.parametrize(("method", "path"), CASES)
@pytest.mark.parametrize(
    "hint", sorted({*HINTS.values(), *(r.hint or "" for r in API_ERRORS.values())})
)
def test_each_hint_of_the_table_is_filled_in_and_can_be_run(method, path, hint):
    for origin in ORIGINS:
        names = {
            "help": "layers content list --help",
            "another_key": hints.another_key(origin),
            "address": hints.address_of(origin),
        }
        filled = hints.filled(hint, path, None, names)

        assert "{" not in filled
        for line in commands_in(filled):
            read(line)


def test_a_wrong_key_of_the_environment_is_not_answered_with_a_login():
    assert "auth login" not in hints.another_key("LAYERS_API_KEY")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_words_of_a_printed_command_come_back_from_a_shell(words):
    assert shlex.split(command_line(*words)) == ["layers", *words]


names = st.sampled_from(["work", "a b", "it's", 'say "hi"'])
flags = st.builds(
    Flags,
    profile=st.none() | names,
    sandbox=st.booleans(),
    organization=st.none() | names,
    api_key_file=st.none() | st.sampled_from(["k", "-", KEY]),
    base_url=st.none()
    | st.sampled_from(["https://h", "https://u:secret@h", f"https://h/?k={KEY}"]),
)
LINES = (
    *("layers content list", "layers auth login --profile work", "layers jobs resume --all"),
    *("layers --sandbox content list", "layers config get base_url --base-url=https://h"),
)


@given(flags, st.sampled_from(LINES))
def test_no_option_stands_twice_in_a_printed_command_and_no_secret_at_all(given_flags, line):
    text = for_account(f"try this: {line}; then `{line}`", program_with(given_flags))

    assert KEY not in text
    assert "secret" not in text
    for each in commands_in(text):
        options = options_of(each)
        assert len(options) == len(set(options))
        assert {"--sandbox", "--profile"} - set(options)
    assert for_account(text, program_with(given_flags)) == text


def test_a_command_without_options_gets_those_of_the_account_and_keeps_its_words():
    program = program_with(Flags(profile="work", base_url="https://gateway.example"))

    assert for_account("see: layers jobs list --limit 3", program) == (
        "see: layers --profile work --base-url https://gateway.example jobs list --limit 3"
    )
    assert for_account("see: layers sandbox status", program) == "see: layers sandbox status"
