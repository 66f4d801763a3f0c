"""Checks a row of a sheet by what is known without asking anybody (content page, api-core 1.6)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from layers_cli.campaigns.records import CellProblem
from layers_cli.formats.near_names import closest_match
from layers_cli.formats.text import LONGEST_HOOK, is_blank, is_plain_word

LONGEST_NAME = 200  # characters of a `key`
_WORDS = re.compile(r"[\s,;]+")
_COUNT = re.compile(r"0*([1-9][0-9]{0,4})(?:\.0+)?")
# Errors of formulas as text: Excel's, and LibreOffice's numbered ones.
_FORMULA_ERROR = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ERROR!)|Err:[0-9]{3}"
)
# What Excel takes for a number or a day, and writes back as another text: 007, 1e5, 12 digits.
_NUMBER_TO_EXCEL = re.compile(
    r"0[0-9]+|[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]{12,}"
    r"|[0-9]{1,2}[-/.][A-Za-z]{3}|[A-Za-z]{3}[-/.][0-9]{2}"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# UTF-8 in the letters that Windows-1252 has for its bytes: `Ã¶`, `â€¦`.
_MOJIBAKE = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")


@dataclass(frozen=True)
class RowRules:
    """What rows are held against.

    *formats* can be asked for, *hook_needed* are those that do without no hook. What a row leaves
    out is *format* and *project*; "" for the latter where nobody says. *dialect* is how content
    is created: only the routes per format take an influencer, and one media id (api-rest 15).
    """

    formats: tuple[str, ...]
    hook_needed: frozenset[str]
    influencer_needed: frozenset[str]
    format: str
    project: str = ""
    dialect: str = "auto"


class RowContent(NamedTuple):
    """What a row asks for, and what is wrong with it; *warnings* do not stop it."""

    name: str
    project: str
    body: Mapping[str, Any]
    problems: tuple[CellProblem, ...] = ()
    warnings: tuple[CellProblem, ...] = ()


def asked_row(values: Mapping[str, str], rules: RowRules) -> RowContent:
    """Return what the *values* of a row, by column, ask for, unchecked."""
    get = values.get
    variants = get("variants", "").strip()
    count = _COUNT.fullmatch(variants) if variants else None
    body: dict[str, Any] = {
        "format": get("format", "").strip() or rules.format,
        "variants": int(count[1]) if count else 1,
    }
    if hook := get("hook", ""):
        body["hook"] = hook
    if (cell := get("media")) and (media := [word for word in _WORDS.split(cell) if word]):
        body["media"] = media
    if influencer := get("influencer", "").strip():
        body["influencer"] = influencer
    return RowContent(get("key", "").strip(), get("project", "").strip() or rules.project, body)


def checked_row(
    values: Mapping[str, str], rules: RowRules, flaws: Mapping[str, str] | None = None
) -> RowContent:
    """Return what the *values* of a row ask for, checked; *flaws* say why some have none."""
    content = asked_row(values, rules)
    problems = [*_problems(values, content.body, rules)]
    if flaws:
        problems = [each for each in problems if each.column not in flaws]
        problems = [CellProblem(name, *_halves(why)) for name, why in flaws.items()] + problems
    warnings = tuple(_warnings(content.name, content.body.get("hook", "")))
    if not problems and not warnings:
        return content
    return content._replace(problems=tuple(problems), warnings=warnings)


def _halves(why: str) -> tuple[str, str]:
    reason, _, fix = why.partition("; ")
    return reason, fix or "correct the cell"


def _problems(
    values: Mapping[str, str], body: Mapping[str, Any], rules: RowRules
) -> Iterator[CellProblem]:
    if _is_suspect("\n".join(values.values())):
        yield from _errors(values)
    format_, hook = body["format"], body.get("hook", "")
    if format_ not in rules.formats:
        near = closest_match(format_, rules.formats) or rules.format
        yield CellProblem("format", f"there is no format `{format_[:40]}`", f"write {near}")
    if hook:
        yield from _hook_problems(hook)
    elif format_ in rules.hook_needed:
        yield CellProblem("hook", "is empty", "write it, or delete the row")
    variants = values.get("variants", "").strip()
    if variants and not _COUNT.fullmatch(variants):
        yield CellProblem("variants", f"`{variants[:20]}` is no number from 1 on", "write 1")
    if "media" in body or "influencer" in body or rules.dialect == "per-format":
        yield from _reference_problems(body, rules)
    key = values.get("key", "").strip()
    if len(key) > LONGEST_NAME or not key.isprintable():
        is_long = len(key) > LONGEST_NAME
        wrong = f"has {len(key)} characters" if is_long else "has characters that nobody sees"
        yield CellProblem("key", wrong, f"use one line of at most {LONGEST_NAME} characters")


def _is_suspect(text: str) -> bool:
    """Whether *text* may have an error of a formula or what no text has; most rows have neither."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return "\0" in text or "#" in text or "Err:" in text


def _errors(values: Mapping[str, str]) -> Iterator[CellProblem]:
    for name, text in values.items():
        if found := _FORMULA_ERROR.match(text):
            fix = "correct it in the sheet"
            yield CellProblem(name, f"is the error {found[0]} of a formula", fix)
        if _SURROGATE.search(text):
            yield CellProblem(name, "has half of a character", "write it again")
        if "\0" in text:
            yield CellProblem(name, "has a character that no text has (NUL)", "write it again")


def _hook_problems(hook: str) -> Iterator[CellProblem]:
    if is_blank(hook):
        yield CellProblem("hook", "has no visible characters", "write it, or empty the cell")
    if len(hook) > LONGEST_HOOK:
        fix = f"shorten it to {LONGEST_HOOK}"
        yield CellProblem("hook", f"has {len(hook)} characters", fix)
    if "\ufffd" in hook:
        fix = "export the sheet again as CSV UTF-8, or say --encoding"
        yield CellProblem("hook", "has characters that were lost (\ufffd)", fix)


def _reference_problems(body: Mapping[str, Any], rules: RowRules) -> Iterator[CellProblem]:
    media, influencer = body.get("media", ()), body.get("influencer", "")
    for column, word in [*(("media", each) for each in media), ("influencer", influencer)]:
        if word and not is_plain_word(word):
            yield CellProblem(column, f"`{word[:40]}` is not an id", "write the ids")
    if influencer and rules.dialect == "content":
        fix = "empty the cell, or use --api-dialect per-format"
        yield CellProblem("influencer", "is not taken by the dialect `content`", fix)
    if influencer and len(media) > 1:
        yield CellProblem("media", "has several ids beside an influencer", "leave one of them")
    is_alone = rules.dialect == "per-format" and not influencer
    if is_alone and body["format"] in rules.influencer_needed:
        yield CellProblem("influencer", f"is empty, and {body['format']} needs one", "fill it in")


def _warnings(key: str, hook: str) -> Iterator[CellProblem]:
    if _NUMBER_TO_EXCEL.fullmatch(key):
        fix = f"put letters before it: row-{key}"
        yield CellProblem("key", f"`{key}` is a number to Excel, which may change it", fix)
    if _is_mojibake(hook):
        fix = "import the sheet again as UTF-8"
        yield CellProblem("hook", "looks like UTF-8 that was read as Windows-1252", fix)


def _is_mojibake(text: str) -> bool:
    """Whether *text* was UTF-8 that some program has read as Windows-1252 and saved."""
    if text.isascii() or not _MOJIBAKE.search(text):
        return False
    try:
        return text.encode("cp1252").decode() != text
    except UnicodeError:
        return False
