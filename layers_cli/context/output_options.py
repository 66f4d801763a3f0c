"""Merges the options that say how results look, and refuses those that cannot be combined.

The options before the command's name are merged first, then those after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from layers_cli.config.settings import Flags
from layers_cli.config.values import has_secret
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.near_names import closest_match
from layers_cli.render.choices import Choices, Format

if TYPE_CHECKING:
    from layers_cli.render.forms.templates import RowTemplate

M = TypeVar("M")
MANY = "[]"  # behind a name in `prints`: a list of these

_FORMS = {
    "json": Format.JSON,
    "jsonl": Format.JSONL,
    "csv": Format.CSV,
    "template": Format.TEMPLATE,
}
# What chooses parts of the result, and the forms it chooses parts of; the first is implied.
_PARTS = {"fields": ("json", "jsonl", "csv"), "query": ("json", "jsonl")}
# With one of these, errors are JSON too, also those of the command line itself.
_JSON_OPTIONS = ("--json", "--jsonl", "--query", "--fields")


def merge(
    choices: Choices, given: Mapping[str, Any], *, read: Callable[[str, str], str]
) -> Choices:
    """Return *choices* with the options *given* in one place of the command line.

    *read* returns the text that an option's value stands for, from the value and the option's name.
    Raises `UsageError` for options that cannot be combined, and for a wrong query or template.
    """
    changes: dict[str, Any] = {
        name: given[name] for name in ("color", "progress") if given.get(name) is not None
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
    merged = choices._replace(**changes)
    return merged._replace(format=_form(choices, merged, given))


def check_fields(choices: Choices, prints: Sequence[str]) -> Choices:
    """Return *choices* if a result has the fields they name, before anything is sent.

    *prints* are the names of what the command prints, see `json_schema.output_schema`. Raises
    `UsageError` for a field that no result has.
    """
    if not prints or not (choices.fields or choices.template or choices.wants_columns):
        return choices
    from layers_cli.output_models.models import fields_of  # saves pydantic without --fields

    shapes = {name: fields_of(name) for name in (each.removesuffix(MANY) for each in prints)}
    is_list = any(each.endswith(MANY) for each in prints)
    checked = with_shapes(choices, list(shapes.values()), is_list=is_list)
    for path in checked.fields or ():
        _check_inner(path, shapes)
    return checked


def with_shapes(choices: Choices, shapes: Sequence[Sequence[str]], *, is_list: bool) -> Choices:
    """Return *choices* that know the *shapes* of objects: the fields of each; and of an *is_list*.

    Raises `UsageError` for a field in `--fields` or `--template` that none of them has.
    """
    known = tuple(dict.fromkeys(name for shape in shapes for name in shape))
    fields = choices.fields
    if is_list and fields:
        fields = _of_items(fields)
    for name in fields or ():
        _check(name.partition(".")[0], known, "fields")
    if choices.template is not None:
        for name in sorted(choices.template.names):
            _check(name, known, "template")
        choices.template.expect(known)
    return choices._replace(fields=fields, shapes=tuple(map(tuple, shapes)))


def _of_items(fields: Sequence[str]) -> tuple[str, ...] | None:
    """Return *fields* of a list's items: a document has them in `items`, beside `nextCursor`."""
    if "items" in fields:
        return None
    return tuple(name.removeprefix("items.") for name in fields if name != "nextCursor") or None


def wants_json(argv: Iterable[str]) -> bool:
    """Tell whether a command line asks for JSON, even if it cannot be parsed."""
    return any(word.partition("=")[0] in _JSON_OPTIONS for word in argv) and "--csv" not in argv


def _form(before: Choices, merged: Choices, given: Mapping[str, Any]) -> Format:
    """Return the one form that all options agree on; raises `UsageError` if they do not."""
    asked = [name for name in _FORMS if given.get(name) not in (None, False)]
    # Fields or a query alone imply --json, until another form is named.
    implied = before.format is Format.JSON and (before.fields or before.query)
    earlier = [name for name, form in _FORMS.items() if form is before.format and not implied]
    forms = list(dict.fromkeys([*earlier, *asked]))
    if len(forms) > 1:
        raise UsageError(
            f"--{forms[0]} and --{forms[1]} cannot be combined", hint="leave one out", param="json"
        )
    parts = [name for name in _PARTS if getattr(merged, name) is not None]
    if len(parts) > 1:
        raise UsageError(
            "--fields and --query cannot be combined",
            hint="a query can choose fields: --query 'items[].{id: id, hook: hook}'",
            param="query",
        )
    for name in parts:
        forms = forms or ["json"]
        if forms[0] not in _PARTS[name]:
            fitting = " or ".join(f"--{form}" for form in _PARTS[name])
            raise UsageError(
                f"--{name} and --{forms[0]} cannot be combined",
                hint=f"--{name} goes with {fitting}",
                param=name,
            )
    if forms:
        return _FORMS[forms[0]]
    return Format.IDS if merged.quiet else Format.HUMAN


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _query(text: str) -> Callable[[Any], Any]:
    from layers_cli.render.forms.queries import compiled  # saves jmespath without --query

    example = "--query 'items[?status==`failed`].id'; see https://jmespath.org"
    return _parsed(compiled, text, "query", "JMESPath", example)


def _template(text: str) -> RowTemplate:
    from layers_cli.render.forms.templates import RowTemplate  # saves jinja2 without --template

    example = "--template '{{ id }} {{ hook }}'; see https://jinja.palletsprojects.com"
    return _parsed(RowTemplate, text, "template", "Jinja template", example)


def _parsed(parse: Callable[[str], M], text: str, name: str, kind: str, example: str) -> M:
    try:
        return parse(text)
    except ValueError as exc:
        raise UsageError(
            f"--{name} is not a {kind}: {exc}", hint=f"an example: {example}", param=name
        ) from exc


def _check(name: str, known: Sequence[str], param: str) -> None:
    if name not in known:
        near = closest_match(name, known)
        meant = f"did you mean `{near}`? " if near else ""
        raise UsageError(
            f"There is no field `{name}`",
            hint=f"{meant}choose from: {', '.join(known)}",
            param=param,
        )


def _check_inner(path: str, shapes: Mapping[str, Sequence[str]]) -> None:
    """Raise `UsageError` if *path* leads to nothing in each of *shapes* that has its beginning."""
    outer, dot, _ = path.partition(".")
    if not dot:
        return
    from layers_cli.output_models.inner_fields import paths_instead  # saves pydantic, as above

    found = [paths_instead(name, path) for name, fields in shapes.items() if outer in fields]
    if None not in found:
        _check(path, [each for paths in found for each in paths or ()], "fields")


def one_of(name: str, value: str, values: tuple[str, ...]) -> str:
    """Return *value* if it is one of *values* of the option *name*; raises `UsageError` if not."""
    if value in values:
        return value
    raise UsageError(
        f"`--{name} {value}` does not exist", hint=f"choose one of: {', '.join(values)}", param=name
    )


def program_with(flags: Flags) -> str:
    """Return what the commands in hints begin with, so that they use the same account.

    What may hold a secret, by mistake, is left out.
    """
    if flags.sandbox:
        return "layers --sandbox"
    given = {
        "--profile": flags.profile,
        "--organization": flags.organization,
        "--base-url": flags.base_url,
        "--api-key-file": None if flags.api_key_file == "-" else flags.api_key_file,
    }
    kept = {name: value for name, value in given.items() if value and not has_secret(value)}
    return command_line(*(word for option in kept.items() for word in option))
