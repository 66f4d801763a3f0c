"""Reads decisions on containers, as the gallery exports them or people write them in a sheet.

    {"id": "cnt_…", "decision": "reject", "reason": "Off-brand", "newHook": "…", "reviewer": "…"}

Other fields than these are left alone, unless one looks like a slip of one of them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.formats.near_names import closest_match
from layers_cli.formats.text import LONGEST_HOOK, is_blank
from layers_cli.inputs.input_files import Inputs
from layers_cli.inputs.project_fields import LONGEST_REVIEW
from layers_cli.inputs.spreadsheets import GivenSheet, Sheet, SheetError, SheetRow, open_sheet
from layers_cli.ledger.decisions import APPROVE, REJECT, Decision

FIELDS = ("id", "decision", "reason", "note", "newHook", "reviewer", "at")
KINDS = (APPROVE, REJECT)
LONGEST_NAME = 200  # characters of a reviewer's name
_NAMES = {name.casefold(): name for name in FIELDS}
_COLUMNS = tuple(_NAMES)
_SHORTEST_SLIP = 4  # letters: anything shorter is like `id` or `at` by chance


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field, and how to fix it, for somebody who has the file open."""

    field: str
    reason: str
    fix: str


@dataclass(frozen=True)
class DecisionLine:
    """One line: where it stands, and the *decision*, or the *problem* that it has instead.

    *given* is what it says of the container and the decision, for a report.
    """

    line: int
    given: tuple[str, str]
    decision: Decision | None = None
    problem: FieldProblem | None = None


class _BadFieldError(ValueError):
    def __init__(self, field: str, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.problem = FieldProblem(field, reason, fix)


def read_decisions(
    inputs: Inputs, name: str, *, whole: Callable[[str], str] = str
) -> tuple[list[DecisionLine], str | None]:
    """Return the lines of the file *name*, and how it was read where that is not plain UTF-8.

    *whole* returns the id that a short one stands for. Raises `UsageError` for what is no list of
    decisions at all.
    """
    given = GivenSheet(name)
    try:
        with open_sheet(inputs, given, columns=_COLUMNS, param="FILE") as sheet:
            _check_columns(sheet, given.called)
            lines = [_line(row, whole) for row in sheet.rows()]
            note = sheet.note
    except SheetError as exc:
        where = given.called if exc.line is None else f"{given.called}, line {exc.line}"
        raise _unreadable(f"{where} {exc}") from exc
    if not lines:
        raise _unreadable(f"{given.called} has no decisions")
    return list(_without_contradictions(lines)), note and f"{given.called} is {note}"


def _unreadable(what: str) -> UsageError:
    return UsageError(
        what,
        hint='write a line for each: {"id": "cnt_…", "decision": "approve"},'
        " or export them from a gallery",
        param="FILE",
    )


def _check_columns(sheet: Sheet, name: str) -> None:
    missing = {"id", "decision"} - {each.casefold() for each in sheet.columns}
    if sheet.delimiter is not None and missing:
        wanted = " and ".join(sorted(missing, reverse=True))
        raise _unreadable(f"{name} does not name the columns {wanted} in its first line")


def _line(row: SheetRow, whole: Callable[[str], str]) -> DecisionLine:
    if row.problem is not None:
        problem = FieldProblem("line", f"it {row.problem}", "correct it")
        return DecisionLine(row.line, ("", ""), problem=problem)
    values = {_NAMES.get(name.strip().casefold(), name): each for name, each in row.values.items()}
    given = (_shown(values.get("id")), _shown(values.get("decision")))
    try:
        for name, why in row.flaws.items():
            raise _BadFieldError(name, f"it {why}", "correct it")
        return DecisionLine(row.line, given, _decision(values, whole))
    except _BadFieldError as exc:
        return DecisionLine(row.line, given, problem=exc.problem)
    except CommandError as exc:  # a short id that may be one of several
        hint = exc.problem.hint or "write the whole id"
        return DecisionLine(row.line, given, problem=FieldProblem("id", str(exc), hint))


def _shown(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _decision(values: Mapping[str, Any], whole: Callable[[str], str]) -> Decision:
    _check_names(values)
    name = _checked_id(_text(values, "id"))
    kind = _kind(_text(values, "decision"))
    texts = {each: _text(values, each) for each in ("reason", "note", "newHook", "reviewer")}
    _check_texts(kind, texts)
    return Decision(
        whole(name),
        kind,
        reason=texts["reason"],
        note=texts["note"],
        new_hook=texts["newHook"],
        reviewer=texts["reviewer"],
        at=_time(_text(values, "at")),
    )


def _check_names(values: Mapping[str, Any]) -> None:
    for name in values:
        meant = closest_match(name, FIELDS) if len(name) >= _SHORTEST_SLIP else None
        if name not in FIELDS and meant is not None and meant not in values:
            raise _BadFieldError(name, "there is no such field", f"did you mean {meant}?")


def _text(values: Mapping[str, Any], name: str) -> str | None:
    """Return the text of a field; None for one that is not there, or blank."""
    value = values.get(name)
    if value is None or (isinstance(value, str) and is_blank(value)):
        return None
    if not isinstance(value, str):
        raise _BadFieldError(name, "it is not text", "put it in quotes")
    if any("\ud800" <= each <= "\udfff" for each in value):
        raise _BadFieldError(name, "it has half of a character in it", "type it again")
    return value


def _checked_id(value: str | None) -> str:
    name = (value or "").strip()
    if not name:
        raise _BadFieldError("id", "there is none", "write the container's id: cnt_…")
    if any(c.isspace() or not c.isprintable() for c in name) or not name.strip("."):
        raise _BadFieldError("id", "it is not an id", "write the container's id: cnt_…")
    return name


def _kind(value: str | None) -> str:
    kind = (value or "").strip().casefold()
    if kind in KINDS:
        return kind
    reason = f"`{kind}` is no decision" if kind else "there is none"
    raise _BadFieldError("decision", reason, f"write {closest_match(kind, KINDS) or _EITHER}")


_EITHER = "approve or reject"


def _check_texts(kind: str, texts: Mapping[str, str | None]) -> None:
    _check_length("reason", texts["reason"], LONGEST_REVIEW)
    _check_length("note", texts["note"], LONGEST_REVIEW)
    _check_length("newHook", texts["newHook"], LONGEST_HOOK)
    _check_length("reviewer", texts["reviewer"], LONGEST_NAME)
    if kind == REJECT and texts["reason"] is None:
        raise _BadFieldError(
            "reason", "a rejection has one", f"write why, in 1 to {LONGEST_REVIEW} characters"
        )
    if kind == APPROVE and texts["reason"] is not None:
        raise _BadFieldError("reason", "an approval has none", "move it to note, or reject")
    if kind == APPROVE and texts["newHook"] is not None:
        raise _BadFieldError("newHook", "only a rejection has one", "leave it out, or reject")


def _check_length(field: str, text: str | None, most: int) -> None:
    if text is not None and len(text) > most:
        raise _BadFieldError(
            field, f"it has {len(text)} characters", f"shorten it to {most} characters"
        )


def _time(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        fix = "write 2026-04-18T12:00:00Z, or leave it out"
        raise _BadFieldError("at", "it is not a time", fix) from None
    return value.strip()


def _without_contradictions(lines: list[DecisionLine]) -> Iterator[DecisionLine]:
    """Yield *lines*, with a problem for those that decide a container in different ways."""
    found: dict[str, set[Decision]] = {}
    places: dict[str, list[int]] = {}
    for each in lines:
        if each.decision is not None:
            what = each.decision
            alike = Decision(what.container_id, what.kind, what.reason, what.note, what.new_hook)
            found.setdefault(what.container_id, set()).add(alike)
            places.setdefault(what.container_id, []).append(each.line)
    for each in lines:
        name = each.decision.container_id if each.decision else ""
        if len(found.get(name, ())) < 2:
            yield each
            continue
        others = ", ".join(str(line) for line in places[name] if line != each.line)
        reason = f"it is decided differently in line {others}"
        problem = FieldProblem("decision", reason, "keep one of them")
        yield DecisionLine(each.line, each.given, problem=problem)
