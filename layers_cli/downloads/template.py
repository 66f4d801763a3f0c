"""Templates for file names, `{created:%Y-%m-%d}/{hook_slug}-{index}.{ext}`, checked before use.

Pure. What comes from the server fills single names and never makes folders of its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from string import Formatter
from typing import NamedTuple, Self

from layers_cli.downloads.safe_names import LONGEST_SLUG, NO_ENDING, safe_name, slug

DEFAULT = "{id}.{ext}"
_NUMBER = re.compile(r"0?[1-9]?")
_LENGTH = re.compile(r"\.[1-9][0-9]{0,2}")
_DAY = "%Y-%m-%d"
_DATE = re.compile(r"(?:%[YmdHMSjy%]|[^%/\ud800-\udfff])+")
_UNSAFE = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')


class TemplateError(ValueError):
    """A template that cannot be used; the text says why."""


class Values(NamedTuple):
    """What the fields of a template stand for, for one file.

    *position* and *variant* begin at 1.
    """

    id: str
    hook: str | None
    format: str | None
    created: datetime | None
    position: int
    variant: int
    ext: str


LONGEST = Values(
    id="cnt_00000000-0000-0000-0000-000000000000",
    hook="w" * LONGEST_SLUG,
    format="slideshow-builder",
    created=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    position=99,
    variant=99,
    ext="jpeg",
)
"""Values for a file with a name as long as they get."""


def _text(of: Callable[[Values], str]) -> Callable[[Values, str], str]:
    return lambda values, spec: of(values)[: int(spec[1:]) if spec else None]


def _number(of: Callable[[Values], int]) -> Callable[[Values, str], str]:
    return lambda values, spec: format(of(values), spec or "02")


def _date(values: Values, spec: str) -> str:
    return values.created.strftime(spec or _DAY) if values.created else "undated"


# Each field: how its format must look, what one looks like, and its text.
_FIELDS: Mapping[str, tuple[re.Pattern[str], str, Callable[[Values, str], str]]] = {
    "id": (_LENGTH, "{id:.12}", _text(lambda values: values.id)),
    "hook_slug": (_LENGTH, "{hook_slug:.30}", _text(lambda values: slug(values.hook))),
    "format": (_LENGTH, "{format:.9}", _text(lambda values: values.format or "unknown")),
    "index": (_NUMBER, "{index:03}", _number(lambda values: values.position)),
    "variant": (_NUMBER, "{variant:1}", _number(lambda values: values.variant)),
    "ext": (_LENGTH, "{ext:.4}", _text(lambda values: values.ext)),
    "created": (_DATE, "{created:%Y-%m-%d}", _date),
}

Segment = tuple[str, str, str]  # literal text, then a field and its format, both empty at the end


class Template(NamedTuple):
    """A template that can be used: the parts of each folder's name, and of the file's last."""

    names: tuple[tuple[Segment, ...], ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read *text*; raises `TemplateError` where it could not name files in a folder."""
        names = [tuple(_parts(name)) for name in _split(text)]
        if not any(field == "ext" for _, field, _ in names[-1]):
            names[-1] = (*names[-1], (".", "ext", ""))
        return cls(tuple(names))

    def has(self, field: str) -> bool:
        """Whether *field* is in it."""
        return any(name == field for parts in self.names for _, name, _ in parts)

    def render(self, values: Values, *, mark: str = "") -> tuple[str, ...]:
        """Return the names of the folders and of the file, each safe; *mark* tells files apart."""
        *folders, file = self.names
        ending = f".{values.ext or NO_ENDING}"
        name = "".join(_filled(file, values))
        stem = name[: -len(ending)] if name.endswith(ending) else name
        behind = ending if name.endswith(ending) else ""
        return (
            *(safe_name("".join(_filled(parts, values))) for parts in folders),
            safe_name(stem, ending=mark + behind),
        )


def _filled(parts: tuple[Segment, ...], values: Values) -> Iterator[str]:
    for literal, field, spec in parts:
        yield literal
        if field:
            yield _FIELDS[field][2](values, spec)


def _split(text: str) -> list[str]:
    """Split *text* at the slashes outside of fields, and refuse what is not a path in a folder."""
    literal = re.sub(r"\{[^{}]*\}", "x", text)
    if not text or literal.startswith("/") or re.match(r"[A-Za-z]:", literal):
        raise TemplateError("it must name files below the folder, without a / in front")
    if _UNSAFE.search(literal):
        raise TemplateError('the characters < > : " \\ | ? * cannot be in the name of a file')
    for name in literal.split("/"):
        if name in ("", ".", ".."):
            raise TemplateError("the folders in it must have names")
        if name[0] in ".-~ " or name[-1] in ". ":
            raise TemplateError(
                "a name must not begin with a dot, dash or space, or end with a dot or space"
            )
    return re.split(r"/(?![^{}]*\})", text)


def _parts(name: str) -> Iterator[Segment]:
    try:
        found = list(Formatter().parse(name))
    except ValueError as exc:
        raise TemplateError(f"its braces do not match: {exc}") from exc
    for literal, field, spec, conversion in found:
        if field is None:
            yield literal, "", ""
            continue
        if field not in _FIELDS or conversion:
            shown = f"{{{field}}}" if not conversion else f"{{{field}!{conversion}}}"
            raise TemplateError(f"there is no field {shown}")
        pattern, example, _ = _FIELDS[field]
        if spec and not pattern.fullmatch(spec):
            raise TemplateError(f"`:{spec}` does not suit {{{field}}}; write it like {example}")
        yield literal, field, spec or ""


def field_list() -> str:
    """Return the fields there are, for a hint."""
    return " ".join(f"{{{field}}}" for field in _FIELDS)
