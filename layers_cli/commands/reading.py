"""Reads plain command lines as Typer would, and without it: its import takes longer than they do.

What is not plain is left to Typer: help, mistakes, and what is seldom seen, such as several short
options in one word. Both go by the same declarations; a test holds one against the other.
"""

from __future__ import annotations

import os
from collections import deque
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union, get_args, get_origin

from layers_cli.commands.declared import REQUIRED, Argument, Option, Parameter, parameters_of
from layers_cli.commands.options import SHARED
from layers_cli.commands.tree import PLACES, Call, Verb, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class _UnsureError(Exception):
    """Typer shall read this one."""


_Switches: TypeAlias = "Mapping[str, tuple[str, bool | None]]"
"""The parameter that each spelling of an option is for, and the value, None if that follows."""


def read(words: Sequence[str]) -> Call | None:
    """Return what the command line *words* asks for; None where only Typer can tell."""
    left = deque(words)
    shared = [Parameter(name, *SHARED[name], None) for name in SHARED]
    try:
        at_root = _values(shared, _options(left, _switches(shared)))
        path, verb = _verb(left)
        own = parameters_of(verb.function)
        plain: list[str] = []
        given = _options(left, _switches([*own, *shared]), plain)
        given |= _arguments(plain, [each for each in own if isinstance(each.declared, Argument)])
        return Call(verb, path, at_root, _values(shared, given), _values(own, given))
    except _UnsureError:
        return None


def _verb(words: deque[str]) -> tuple[str, Verb]:
    """Take the names of the command off *words*; return its path and the command."""
    path, found = "layers", None
    while not isinstance(found, Verb):
        known = found.verbs if found else PLACES
        if not words or words[0] not in known:
            raise _UnsureError
        name = words.popleft()
        found = found.verbs[name] if found else place(name)
        path = f"{path} {name}"
    return path, found


def _switches(parameters: Iterable[Parameter]) -> _Switches:
    """Return what each spelling stands for; one that is declared twice is the later one's."""
    return {
        spelling: (each.name, const)
        for each in parameters
        if isinstance(each.declared, Option)
        for spelling, const in spellings(each.declared, is_flag=kind_of(each.type)[0] is bool)
    }


def spellings(option: Option, *, is_flag: bool) -> Iterator[tuple[str, bool | None]]:
    """Yield each spelling of *option* and the value it stands for; None if the value follows."""
    for names in option.names:
        on, _, off = names.partition("/")
        if on.strip():
            yield on.strip(), is_flag or None
        if off:
            yield off.strip(), False


def _options(
    words: deque[str], switches: _Switches, plain: list[str] | None = None
) -> dict[str, list[Any]]:
    """Take the options off *words* and return what was given for each, in order.

    Other words go to *plain*; without it, the first of them is the end.
    """
    found: dict[str, list[Any]] = {}
    while words and (plain is not None or _is_option(words[0])):
        word = words.popleft()
        if plain is not None and not _is_option(word):
            plain.append(word)
        elif plain is not None and word == "--":
            plain.extend(words)
            words.clear()
        else:
            name, value = _given(word, words, switches)
            found.setdefault(name, []).append(value)
    return found


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _given(word: str, words: deque[str], switches: _Switches) -> tuple[str, bool | str]:
    """Return the name of the parameter that the option *word* is for, and its value."""
    spelling, equals, value = word.partition("=")
    if spelling not in switches:
        raise _UnsureError
    name, const = switches[spelling]
    if equals and (const is not None or not word.startswith("--")):
        raise _UnsureError
    if const is not None:
        return name, const
    if not equals:
        if not words or _is_option(words[0]):
            raise _UnsureError
        value = words.popleft()
    return name, value


def _arguments(words: list[str], arguments: Sequence[Parameter]) -> dict[str, list[str]]:
    """Return which of *words* are for each of *arguments*; the last may take all that are left."""
    found = {}
    for number, each in enumerate(arguments, 1):
        takes_all = kind_of(each.type)[1]
        if takes_all and number < len(arguments):
            raise _UnsureError
        found[each.name], words = (words, []) if takes_all else (words[:1], words[1:])
    if words:
        raise _UnsureError
    return found


def _values(parameters: Iterable[Parameter], given: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {each.name: _value(each, given.get(each.name)) for each in parameters}


def _value(parameter: Parameter, given: list[Any] | None) -> Any:
    """Return the parameter's value; of several that are given, the last counts."""
    if not given:
        if parameter.default is REQUIRED:
            raise _UnsureError
        return parameter.default
    kind, is_list = kind_of(parameter.type)
    if is_list:
        return [_converted(each, kind, parameter.declared) for each in given]
    return _converted(given[-1], kind, parameter.declared)


def kind_of(type: Any) -> tuple[Any, bool]:
    """Return what *type* is without `None` and `list`, and whether it is a list."""
    if get_origin(type) in (Union, UnionType):
        [type] = (each for each in get_args(type) if each is not NoneType)
    if get_origin(type) is list:
        return get_args(type)[0], True
    return type, False


def _converted(given: Any, kind: Any, declared: Option | Argument) -> Any:
    """Return the text *given* as what it stands for."""
    if kind is str or (kind is bool and isinstance(given, bool)):
        return given
    if kind in (int, float):
        return _number(given, kind, declared)
    if kind is Path:
        return _path(given)
    if get_origin(kind) is Literal:
        return _one_of({each: each for each in get_args(kind)}, given)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of({each.value: each for each in kind}, given)
    raise _UnsureError


def _number(text: str, kind: Any, declared: Option | Argument) -> Any:
    try:
        number = kind(text)
    except ValueError:
        raise _UnsureError from None
    too_small = declared.min is not None and number < declared.min
    if too_small or (declared.max is not None and number > declared.max):
        raise _UnsureError
    return number


def _path(text: str) -> Path:
    """Return *text* as a path; one that is there must be readable."""
    path = Path(text)
    try:
        path.stat()
    except OSError:
        return path
    except ValueError:
        raise _UnsureError from None
    if not os.access(path, os.R_OK):
        raise _UnsureError
    return path


def _one_of(known: Mapping[str, Any], text: str) -> Any:
    if text not in known:
        raise _UnsureError
    return known[text]
