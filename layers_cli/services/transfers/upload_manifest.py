"""Reads the manifest of an upload: a spreadsheet whose rows name files and captions."""

from collections.abc import Mapping
from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.inputs.spreadsheets import GivenSheet, Sheet, SheetError, SheetRow, open_sheet
from layers_cli.uploads.groups import SourceGroup
from layers_cli.uploads.manifest import COLUMNS, group_rows, wrong_columns
from layers_cli.uploads.validation_errors import ValidationIssue


def read_manifest(
    context: CommandContext, name: str, encoding: str | None, tab: str | None
) -> tuple[list[SourceGroup], list[ValidationIssue]]:
    """Return the posts that the manifest *name* lists, and what is wrong with it.

    *encoding* and *tab* are as `GivenSources` has them.
    """
    given = GivenSheet(name, encoding, tab)
    called = given.called
    folder = context.cwd if name == "-" else (context.cwd / name).parent
    try:
        with open_sheet(context.inputs, given, columns=COLUMNS, param="manifest") as sheet:
            if sheet.note:
                context.feedback.note(f"{called} is {sheet.note}")
            if wrong := _wrong_table(sheet):
                return [], [ValidationIssue(called, "manifest", wrong)]
            rows = ((f"{called}, {row.place}", _values(row)) for row in sheet.rows())
            groups, issues = group_rows(rows, folder)
    except SheetError as exc:
        where = called if exc.line is None else f"{called}, line {exc.line}"
        return [], [ValidationIssue(where, "manifest", str(exc))]
    if not groups and not issues:
        issues = [ValidationIssue(called, "manifest", "names no files")]
    return groups, issues


def _values(row: SheetRow) -> Mapping[str, Any] | str:
    """Return the values of *row*, or what is wrong with it."""
    flaws = (f"has a cell `{name}` that {why}" for name, why in row.flaws.items())
    return row.problem or next(flaws, row.values)


def _wrong_table(sheet: Sheet) -> str | None:
    """Return what is wrong with the first row of a table; JSON lines have none."""
    if sheet.delimiter is None:
        return None
    if wrong := wrong_columns(sheet.columns):
        return wrong
    if "source" in sheet.columns:
        return None
    return "does not name its columns in the first line: source,caption,group"
