"""Plain command lines are read without Typer, and mean what they mean to Typer."""

import io
import re
import shlex
from enum import Enum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal, get_args, get_origin

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_cli.commands.building import build
from layers_cli.commands.declared import REQUIRED, Argument, Option, Parameter, parameters_of
from layers_cli.commands.options import SHARED
from layers_cli.commands.reading import kind_of, read, spellings
from layers_cli.commands.tree import PLACES, Call, Verb, place
from layers_cli.errors.exit_codes import ExitCode

SHARED_PARAMETERS = [Parameter(name, *SHARED[name], None) for name in SHARED]
TEXTS = [
    "x",
    "",
    "=",
    "a=b",
    "--x",
    "-",
    "--",
    "-1",
    "-n",
    "--help",
    "@a",
    "ü…",
    " ",
    "\ud800",
    "5",
]
NUMBERS = ["0", "1", "7", "33", "70000", "-1", " 4 ", "1_0", "٣", "1.5", "1e3", "nan", "x", ""]
PLAIN_TEXTS = ["x", "", "=", "a=b", "-", "@a", "ü…", "content", "5"]


def verbs(found, path):
    if isinstance(found, Verb):
        yield path, found
    else:
        for name, each in found.verbs.items():
            yield from verbs(each, f"{path} {name}")


VERBS = {path: verb for name in PLACES for path, verb in verbs(place(name), name)}


@cache
def root():
    return build()


def typers(argv):
    """What Typer takes *argv* for; None if it is a mistake, or is answered at once."""
    calls: list[Call] = []
    try:
        root().main(args=list(argv), prog_name="layers", standalone_mode=False, obj=calls.append)
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        return None
    return calls[0] if calls else None


def said(call):
    """All of a call, with the types of its values; NaN is as good as NaN."""
    if call is None:
        return None
    parts = (call.at_root, call.at_command, call.own)
    return call.path, call.verb, [sorted((k, repr(v)) for k, v in part.items()) for part in parts]


def values(parameter, *, odd):
    kind, _ = kind_of(parameter.type)
    if get_origin(kind) is Literal:
        known = list(get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        known = [each.value for each in kind]
    elif kind is Path:
        known = [".", "nowhere/at all", "/"]
    elif kind in (int, float):
        low = parameter.declared.min or 0
        known = [str(low), str(low + 1), f" {low}"]
        return st.sampled_from([*known, *NUMBERS] if odd else known)
    else:
        return st.sampled_from(TEXTS if odd else PLAIN_TEXTS)
    return st.sampled_from([*known, known[0].upper(), *TEXTS] if odd else known)


@st.composite
def options_of(draw, parameters, *, odd):
    """The words of some options of *parameters*, each with its value in one of its spellings."""
    words = []
    switches = [
        (each, spelling, const)
        for each in parameters
        if isinstance(each.declared, Option)
        for spelling, const in spellings(each.declared, is_flag=kind_of(each.type)[0] is bool)
    ]
    chosen = st.lists(st.sampled_from(switches), max_size=5)
    for each, spelling, const in draw(chosen):
        if const is not None:
            words.append([spelling + draw(st.sampled_from(["", "", "=true", "q"])) * odd])
            continue
        value = draw(values(each, odd=odd))
        forms = [[spelling, value]]
        forms += [[f"{spelling}={value}"]] if odd or spelling.startswith("--") else []
        forms += [[spelling + value], [spelling]] if odd else []
        words.append(draw(st.sampled_from(forms)))
    return words


@st.composite
def arguments_of(draw, parameters, *, odd):
    """A word for each argument of *parameters*, or several; those that need not be may be missing."""
    words = []
    for each in (each for each in parameters if isinstance(each.declared, Argument)):
        most = 3 if kind_of(each.type)[1] else 1
        least = 1 if each.default is REQUIRED and not odd else 0
        count = draw(st.integers(least, most + odd))
        words += [draw(values(each, odd=odd)) for _ in range(count)]
        if count < most and not odd:
            break  # so that no other argument's word takes its place
    return words


@st.composite
def lines(draw, path, *, odd):
    """A command line of the command *path*: options before it, after it and among its arguments."""
    own = parameters_of(VERBS[path].function)
    options = draw(options_of([*own, *SHARED_PARAMETERS], odd=odd))
    for each in own:
        if not isinstance(each.declared, Option) or each.default is not REQUIRED:
            continue
        if not (odd and draw(st.booleans())):
            options.append([each.declared.names[0], draw(values(each, odd=odd))])
    after = [[word] for word in draw(arguments_of(own, odd=odd))]
    for option in draw(st.permutations(options)):
        after.insert(draw(st.integers(0, len(after))), option)
    before = draw(options_of(SHARED_PARAMETERS, odd=odd and draw(st.booleans())))
    return [*chain.from_iterable(before), *path.split(), *chain.from_iterable(after)]


@pytest.mark.parametrize("path", VERBS)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_plain_line_is_read_as_typer_reads_it(path, data):
    line = data.draw(lines(path, odd=False))

    call = read(line)

    assert call is not None, line
    assert said(call) == said(typers(line)), line


@pytest.mark.parametrize("path", VERBS)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_is_read_of_an_odd_line_is_what_typer_reads(path, data):
    line = data.draw(lines(path, odd=True))

    call = read(line)

    assert call is None or said(call) == said(typers(line)), line


WORDS = [*TEXTS, *PLACES, *(word for path in VERBS for word in path.split())]
SPELLINGS = [
    spelling
    for each in [
        *SHARED_PARAMETERS,
        *(p for v in VERBS.values() for p in parameters_of(v.function)),
    ]
    if isinstance(each.declared, Option)
    for spelling, _ in spellings(each.declared, is_flag=True)
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *SPELLINGS]), max_size=8))
def test_whatever_is_typed_is_read_as_typer_reads_it(line):
    call = read(line)

    assert call is None or said(call) == said(typers(line)), line


def test_each_example_of_the_help_is_plain():
    """Or nobody would notice, but by the clock, that Typer reads them again."""
    for path, verb in VERBS.items():
        for example in verb.examples:
            lines = [shlex.split(line) for line in re.findall(r"\blayers ([^|<>&)]*)", example)]
            calls = [read(line) for line in lines]
            assert None not in calls, example
            assert f"layers {path}" in [call.path for call in calls if call], example
            assert list(map(said, calls)) == [said(typers(line)) for line in lines], example


@pytest.mark.parametrize(
    "line",
    [
        "",
        "content",
        "content --json list",
        "contnet list",
        "content list --help",
        "content list -h",
        "--version",
        "content list --limit 0",
        "content list --limit many",
        "content list --limit",
        "content list --json=true",
        "content list --stat completed",
        "content list -qv",
        "content list extra",
        "content list --limit=-1",
        "content get",
        "content reject cnt_1",
        "content generate --hook -v",
        "sandbox logs -n5",
        "sandbox logs -n=5",
        "-q=yes content list",
        "-- content list",
        "sandbox faults use no-such-scenario",
        "completion zsch",
    ],
)
def test_typer_is_asked_where_it_has_something_to_say(line):
    assert read(line.split()) is None


def test_what_follows_two_dashes_is_no_option():
    call = read(["upload", "-q", "--", "--json", "--", "-n"])

    assert call is not None
    assert call.own["sources"] == ["--json", "--", "-n"]
    assert (call.at_command["quiet"], call.at_command["json"]) == (True, None)


class Unanswered(io.StringIO):
    def read(self, size=-1):
        raise EOFError


def interrupted(_):
    raise KeyboardInterrupt


def broken(_):
    raise RuntimeError("something")


def refused(_):
    error = {"code": "NOT_FOUND", "message": "No.", "requestId": "req_1"}
    return httpx.Response(404, json={"error": error})


@pytest.mark.parametrize("answer", [interrupted, broken, refused])
@pytest.mark.parametrize("form", ["-q", "--json"])
def test_a_run_ends_alike_whoever_has_read_its_line(layers, answer, form):
    against = layers.against(answer)

    plain = against("content", "get", "cnt_1", form, "-v")

    assert plain == against("content", "get", "cnt_1", form, "-vv")  # that one is Typer's
    assert plain.code != 0


def test_an_end_that_is_no_error_is_the_same_too(layers):
    plain = layers("sandbox", "status", "-v")

    assert plain == layers("sandbox", "status", "-vv")
    assert plain.code == ExitCode.NOT_FOUND


@pytest.mark.parametrize("verbose", ["-v", "-vv"])
def test_the_end_of_input_at_a_question_is_as_ctrl_c(layers, verbose):
    result = layers("content", "view", "-", verbose, stdin=Unanswered())

    assert (result.code, result.err.splitlines()[-1]) == (ExitCode.INTERRUPTED, "warning: Stopped")
