"""Settles the shared options that say how results look, and refuses those that exclude each other.

The root's options come first, the command's after them; together they are one set of wishes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from layers_cli.errors.exceptions import UsageError
from layers_cli.render.choices import Choices, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from layers_cli.config.settings import Flags
    from layers_cli.render.forms.templates import RowTemplate

M = TypeVar("M")

_FORMS = {
    "json": Format.JSON,
    "jsonl": Format.JSONL,
    "csv": Format.CSV,
    "template": Format.TEMPLATE,
}
# What chooses parts of the result, and the forms it chooses parts of; the first is implied.
_PARTS = {"fields": ("json", "jsonl", "csv"), "query": ("json", "jsonl")}
_WORDS = {"color": ("auto", "always", "never"), "progress": ("auto", "plain", "none")}
# Whoever gives one of these reads JSON, and gets errors as JSON, also those of the command line.
_JSON_OPTIONS = ("--json", "--jsonl", "--query", "--fields")


def settled(
    choices: Choices, given: Mapping[str, Any], *, read: Callable[[str, str], str]
) -> Choices:
    """Return *choices* with what was *given* in one place of the command line.

    *read* returns the text that an option's value stands for, from the value and the option's name.
    Raises `UsageError` for values that do not exist and for forms that exclude each other.
    """
    changes: dict[str, Any] = {
        name: one_of(name, given[name], values)
        for name, values in _WORDS.items()
        if given.get(name) is not None
    }
    for name in ("verbose", "quiet", "accessible", "no_input"):
        if given.get(name):
            changes[name] = True
    if given.get("no_color"):
        changes["color"] = "never"
    if given.get("fields") is not None:
        changes["fields"] = _names(given["fields"])
    if given.get("query") is not None:
        changes["query"] = _query(given["query"])
    if given.get("template") is not None:
        changes["template"] = _template(read(given["template"], "template"))
    wishes = replace(choices, **changes)
    return replace(wishes, format=_form(choices, wishes, given))


def expecting(choices: Choices, columns: Sequence[str], also: Sequence[str] = ()) -> Choices:
    """Hold the parts that were asked for against the fields of the answer.

    *columns* are those of each object, *also* what an answer of several has. Raises `UsageError`
    for one that no answer has: before anything is sent.
    """
    known = (*columns, *also)
    for name in choices.fields or ():
        _check(name.partition(".")[0], known, "fields")
    if choices.template is not None:
        for name in sorted(choices.template.names):
            _check(name, known, "template")
        choices.template.expect(known)
    return replace(choices, columns=tuple(columns))


def json_is_read(argv: Iterable[str]) -> bool:
    """Whether a command line, read or not, asks for JSON."""
    return any(word.partition("=")[0] in _JSON_OPTIONS for word in argv) and "--csv" not in argv


def _form(before: Choices, wishes: Choices, given: Mapping[str, Any]) -> Format:
    """Return the one form that all wishes so far agree on; raises `UsageError` if they do not."""
    asked = [name for name in _FORMS if given.get(name) not in (None, False)]
    # Fields or a query alone stand for --json until somebody says otherwise.
    implied = before.format is Format.JSON and (before.fields or before.query)
    earlier = [name for name, form in _FORMS.items() if form is before.format and not implied]
    forms = list(dict.fromkeys([*earlier, *asked]))
    if len(forms) > 1:
        raise UsageError(
            f"--{forms[0]} and --{forms[1]} exclude each other", hint="leave one out", param="json"
        )
    parts = [name for name in _PARTS if getattr(wishes, name) is not None]
    if len(parts) > 1:
        raise UsageError(
            "--fields and --query exclude each other",
            hint="a query can choose fields: --query 'items[].{id: id, hook: hook}'",
            param="query",
        )
    for name in parts:
        forms = forms or ["json"]
        if forms[0] not in _PARTS[name]:
            fitting = " or ".join(f"--{form}" for form in _PARTS[name])
            raise UsageError(
                f"--{name} and --{forms[0]} exclude each other",
                hint=f"--{name} goes with {fitting}",
                param=name,
            )
    if forms:
        return _FORMS[forms[0]]
    return Format.IDS if wishes.quiet else Format.HUMAN


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _query(text: str) -> Callable[[Any], Any]:
    from layers_cli.render.forms.queries import compiled

    example = "--query 'items[?status==`failed`].id'; see https://jmespath.org"
    return _made(compiled, text, "query", "JMESPath", example)


def _template(text: str) -> RowTemplate:
    from layers_cli.render.forms.templates import RowTemplate

    example = "--template '{{ id }} {{ hook }}'; see https://jinja.palletsprojects.com"
    return _made(RowTemplate, text, "template", "Jinja template", example)


def _made(make: Callable[[str], M], text: str, name: str, kind: str, example: str) -> M:
    try:
        return make(text)
    except ValueError as exc:
        raise UsageError(
            f"--{name} is no {kind}: {exc}", hint=f"an example: {example}", param=name
        ) from exc


def _check(name: str, known: Sequence[str], param: str) -> None:
    if name not in known:
        raise UsageError(
            f"There is no field `{name}`", hint=f"choose of: {', '.join(known)}", param=param
        )


def one_of(name: str, value: str, values: tuple[str, ...]) -> str:
    """Return *value* if it is one of *values* of the option *name*; raises `UsageError` if not."""
    if value in values:
        return value
    raise UsageError(
        f"`--{name} {value}` does not exist", hint=f"choose one of: {', '.join(values)}", param=name
    )


def program_of(flags: Flags) -> str:
    """Return what the commands we print begin with, so that they mean the same account."""
    if flags.sandbox:
        return "layers --sandbox"
    given = {
        "--profile": flags.profile,
        "--organization": flags.organization,
        "--base-url": flags.base_url,
        "--api-key-file": None if flags.api_key_file == "-" else flags.api_key_file,
    }
    if not any(given.values()):
        return "layers"
    from shlex import quote

    words = [word for name, value in given.items() if value for word in (name, quote(str(value)))]
    return " ".join(["layers", *words])
