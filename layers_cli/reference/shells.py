"""Writes the completion script of each shell: its text in `scripts/`, filled with the tree."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from layers_cli.completion.scripts import FILES
from layers_cli.reference.model import CommandReference, Option, Reference
from layers_cli.topics import TOPICS

SCRIPTS = Path(__file__).parent / "scripts"
_WORD = re.compile(r"[A-Za-z0-9._/@:*-]+")

Named = tuple[str, str]
"""A word to offer, and what it means."""


class Entry(NamedTuple):
    """What can follow one command.

    *takes* has ` --name=OFFER ` for each option with a value, *arguments* an offer for each
    argument, with `*` if it may be repeated: words and kinds of `model.py` with commas between, or
    nothing. *alone* is a group, which has no shared options.
    """

    path: str
    commands: tuple[Named, ...]
    options: tuple[Named, ...]
    takes: str
    arguments: tuple[str, ...]
    alone: bool


class ShellFormat(NamedTuple):
    """How a shell writes an entry, a list of words with meanings, and the words alone."""

    entry: Callable[[Entry], str]
    named: Callable[[Iterable[Named]], str]
    topics: Callable[[Iterable[Named]], str]


def script(shell: str, reference: Reference) -> str:
    """Return the completion script for *shell*, one of `FILES`."""
    writer = SHELLS[shell]
    summaries = {command.path: command.summary for command in reference.commands}
    entries = [_entry(command, summaries) for command in reference.commands]
    parts = {
        "TABLE": "\n".join(writer.entry(entry) for entry in entries),
        "SHARED": writer.named(_named(reference.shared)),
        "SHARED_TAKES": _takes(reference.shared),
        "TOPICS": writer.topics(TOPICS.items()),
    }
    text = (SCRIPTS / FILES[shell]).read_text(encoding="utf-8")
    return re.sub(r"@(TABLE|SHARED|SHARED_TAKES|TOPICS)@", lambda found: parts[found[1]], text)


def _entry(command: CommandReference, summaries: Mapping[str, str]) -> Entry:
    return Entry(
        path=command.path,
        commands=tuple(
            (name, summaries[f"{command.path} {name}".strip()]) for name in command.commands
        ),
        options=tuple(_named(command.options)),
        takes=_takes(command.options),
        arguments=tuple(
            _offer(argument.values, argument.offer) + "*" * argument.repeated
            for argument in command.arguments
        ),
        alone=bool(command.commands and command.path),
    )


def _named(options: Iterable[Option]) -> Iterator[Named]:
    return ((name, option.help) for option in options for name in option.names)


def _takes(options: Iterable[Option]) -> str:
    return "".join(
        f"{name}={_offer(option.values, option.offer)} "
        for option in options
        if option.metavar
        for name in option.names
    )


def _offer(values: tuple[str, ...], offer: str) -> str:
    """Return the one word that says what to offer; no shell needs quotes for it."""
    return ",".join(word for word in values if _WORD.fullmatch(word)) or offer


def _quoted(text: str) -> str:
    """Quote *text* for bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _bash(entry: Entry) -> str:
    lines = [f"        {_quoted(entry.path)})"]
    if entry.commands:
        lines.append(f"commands='{' '.join(name for name, _ in entry.commands)}'")
    if entry.options:
        lines.append(f"options+=' {' '.join(name for name, _ in entry.options)}'")
    return _ended([*lines, *_words(entry, "'{}'")], "            ", "            ;;")


def _words(entry: Entry, quoted: str) -> Iterator[str]:
    """Yield what bash and zsh write alike."""
    if entry.takes:
        yield "takes+=" + quoted.format(entry.takes)
    if entry.arguments:
        yield "arguments=" + quoted.format(" ".join(each or "-" for each in entry.arguments))
    if entry.alone:
        yield "shared="


def _ended(lines: list[str], margin: str, end: str) -> str:
    head, *body = lines
    return "\n".join([head, *(f"{margin}{line}" for line in body), end])


def _zsh(entry: Entry) -> str:
    lines = [f"    ({_quoted(entry.path)})"]
    for name, offered in (("commands=", entry.commands), ("options+=", entry.options)):
        if offered:
            lines += [f"{name}(", *_zsh_pairs(offered), ")"]
    return _ended([*lines, *_words(entry, "'{}'")], "      ", "      ;;")


def _zsh_pairs(offered: Iterable[Named]) -> list[str]:
    return [_quoted(f"{name.replace(':', chr(92) + ':')}:{text}") for name, text in offered]


def _fish(entry: Entry) -> str:
    lines = [f"        case {_fish_quoted(entry.path)}"]
    if entry.commands:
        lines.append("set commands \\\n" + _fish_pairs(entry.commands, " " * 16))
    if entry.options:
        lines.append("set options $options \\\n" + _fish_pairs(entry.options, " " * 16))
    if entry.takes:
        lines.append(f'set takes "$takes"{_fish_quoted(entry.takes)}')
    if entry.arguments:
        kinds = " ".join(_fish_quoted(each or "-") for each in entry.arguments)
        lines.append(f"set arguments {kinds}")
    if entry.alone:
        lines.append("set shared")
    if len(lines) == 1:
        lines.append("true")
    return "\n".join([lines[0], *(f"            {line}" for line in lines[1:])])


def _fish_pairs(offered: Iterable[Named], margin: str) -> str:
    return " \\\n".join(
        f"{margin}{_fish_quoted(name)}\\t{_fish_quoted(text)}" for name, text in offered
    )


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _powershell(entry: Entry) -> str:
    arguments = ", ".join(_powershell_quoted(each or "-") for each in entry.arguments)
    return (
        f"        {_powershell_quoted(entry.path)} = @{{\n"
        f"            Commands = @(\n{_powershell_pairs(entry.commands, ' ' * 16)}\n            )\n"
        f"            Options = @(\n{_powershell_pairs(entry.options, ' ' * 16)}\n            )\n"
        f"            Takes = {_powershell_quoted(' ' + entry.takes)}\n"
        f"            Arguments = @({arguments})\n"
        f"            Alone = ${str(entry.alone).lower()}\n"
        "        }"
    )


def _powershell_pairs(offered: Iterable[Named], margin: str) -> str:
    return "\n".join(f"{margin}{_powershell_quoted(f'{name}	{text}')}" for name, text in offered)


def _powershell_quoted(text: str) -> str:
    # PowerShell takes typographic single quotes for the plain one.
    return "'" + re.sub("(['\u2018-\u201b])", r"\1\1", text) + "'"


def _indented(pairs: Iterable[str], margin: str) -> str:
    return "\n".join(f"{margin}{pair}" for pair in pairs)


SHELLS: Mapping[str, ShellFormat] = {
    "bash": ShellFormat(
        _bash,
        lambda named: " ".join(name for name, _ in named),
        lambda topics: " ".join(name for name, _ in topics),
    ),
    "zsh": ShellFormat(
        _zsh,
        lambda named: _indented(_zsh_pairs(named), " " * 6),
        lambda topics: _indented(_zsh_pairs(topics), " " * 8),
    ),
    "fish": ShellFormat(
        _fish,
        lambda named: _fish_pairs(named, " " * 12),
        lambda topics: _fish_pairs(topics, " " * 16),
    ),
    "powershell": ShellFormat(
        _powershell,
        lambda named: _powershell_pairs(named, " " * 8),
        lambda topics: _powershell_pairs(topics, " " * 8),
    ),
}
