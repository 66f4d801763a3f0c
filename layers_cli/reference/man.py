"""Writes the manual pages: one for `layers`, one for each command or group below it.

In the man macros that every system knows (mandoc's man(7)).
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from layers_cli import __version__
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.reference.model import Argument, CommandReference, Option, Reference
from layers_cli.topics import TOPICS
from layers_cli.topics.environment import VARIABLES

REVISED = "2026-11-27"
"""The date on the pages; the day of the release they go with."""

_FILLER = textwrap.TextWrapper(76, break_long_words=False, break_on_hyphens=False)
_ESCAPES = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}


def pages(reference: Reference) -> dict[str, str]:
    """Return the text of each page by its file's name."""
    root, *others = reference.commands
    tops = [command for command in others if " " not in command.path]
    found = {"layers.1": _root_page(root, tops, reference)}
    for top in tops:
        below = [each for each in others if each.path.startswith(f"{top.path} ")]
        found[f"layers-{top.path}.1"] = _page(top, below, tops)
    return found


def _root_page(
    root: CommandReference, tops: Iterable[CommandReference], reference: Reference
) -> str:
    commands = [(f"layers {top.path}", f"{top.summary}. See layers-{top.path}(1).") for top in tops]
    codes = [(str(int(code)), f"{code.meaning}. Run it again: {code.rerun}.") for code in ExitCode]
    topics = [(f"layers help {name}", f"{summary}.") for name, summary in TOPICS.items()]
    options = reference.options_of(root)
    return _joined(
        _head("layers", root),
        _section("Commands", _terms(commands)),
        _section("Options", ["Every command takes these too, but for the first."]),
        _terms((_option_names(option), option.help) for option in options),
        _section("Environment", _terms(VARIABLES.items())),
        _section("Exit status", _terms(codes)),
        _section("Examples", _examples(["layers --sandbox content generate --hook 'Hello'"])),
        _section("Topics", _terms(topics)),
        _see_also(f"layers-{top.path}" for top in tops),
    )


def _page(
    top: CommandReference, below: Iterable[CommandReference], tops: Iterable[CommandReference]
) -> str:
    if not below:
        return _joined(
            _head(f"layers-{top.path}", top),
            _section("Options", _parameters(top)),
            _section("Examples", _examples(top.examples)),
            _see_also(["layers"]),
        )
    return _joined(
        _head(f"layers-{top.path}", top),
        [".SH COMMANDS"],
        *(_subsection(command) for command in below if not command.commands),
        _see_also(["layers"]),
    )


def _head(name: str, command: CommandReference) -> list[str]:
    return [
        '.\\" Written by `python -m layers_cli.reference`; not to be edited.',
        f'.TH {name.upper()} 1 {REVISED} "layers {__version__}"',
        *_section("Name", _filled(f"{_escaped(name)} \\- {_escaped(_lowered(command.summary))}")),
        *_section("Synopsis", [_bold(command.usage)]),
        *_section("Description", _paragraphs(command.description)),
    ]


def _subsection(command: CommandReference) -> list[str]:
    return [
        f'.SS "layers {_escaped(command.path)}"',
        *_paragraphs(command.description),
        ".PP",
        _bold(command.usage),
        *_parameters(command),
        *([".PP", "Examples:", *_examples(command.examples)] if command.examples else []),
    ]


def _parameters(command: CommandReference) -> list[str]:
    arguments = [(argument.metavar, _with_values(argument)) for argument in command.arguments]
    options = [(_option_names(option), _with_values(option)) for option in command.options]
    said = [f"It takes the options of {_reference('layers')} too."]
    return [*_terms([*arguments, *options]), ".PP", *said]


def _with_values(given: Argument | Option) -> str:
    unsaid = not all(value in given.help for value in given.values)
    return f"{given.help} One of: {', '.join(given.values)}." if unsaid else given.help


def _option_names(option: Option) -> str:
    return ", ".join(option.names) + (f" {option.metavar}" if option.metavar else "")


def _section(name: str, lines: Iterable[str]) -> list[str]:
    kept = list(lines)
    return [f".SH {name.upper()}", *kept] if kept else []


def _terms(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, text in pairs for line in (".TP", _bold(name), *_filled(_escaped(text)))]


def _examples(lines: Iterable[str]) -> list[str]:
    """Keep example lines as they are typed."""
    shown = [_guarded(_escaped(line)) for line in lines]
    return [".PP", ".RS 4", ".nf", *shown, ".fi", ".RE"] if shown else []


def _see_also(names: Iterable[str]) -> list[str]:
    return [".SH SEE ALSO", ",\n".join(_reference(name) for name in names)]


def _reference(name: str) -> str:
    return f"\\fB{_escaped(name)}\\fR(1)"


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        yield from _filled(_escaped(paragraph))


def _filled(escaped: str) -> list[str]:
    """Break a paragraph into lines that an editor shows whole."""
    return [_guarded(line) for line in _FILLER.wrap(escaped)]


def _bold(text: str) -> str:
    return f"\\fB{_escaped(text)}\\fR"


def _guarded(line: str) -> str:
    """Keep *line* from being read as a request."""
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _escaped(text: str) -> str:
    plain = "".join(_ESCAPES.get(character, character) for character in text)
    return re.sub(r"[^\x20-\x7e]", lambda found: f"\\[u{ord(found[0]):04X}]", plain)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _joined(*parts: Iterable[str]) -> str:
    lines = [line for part in parts for line in part]
    # A heading begins a paragraph by itself.
    kept = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if not (line == ".PP" and before.startswith((".SH", ".SS")))
    ]
    return "\n".join(kept) + "\n"
