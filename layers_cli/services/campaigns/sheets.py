"""Opens the sheet of a campaign: its columns, and its rows as a campaign understands them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from layers_cli.campaigns.columns import (
    COLUMNS,
    ColumnError,
    ColumnMap,
    check_has_hooks,
    map_columns,
    texts_of,
)
from layers_cli.campaigns.records import CellProblem
from layers_cli.campaigns.row_checks import (
    LONGEST_NAME,
    RowContent,
    RowRules,
    checked_row,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.file_names import deceives, printable
from layers_cli.formats.text import is_blank
from layers_cli.inputs.spreadsheets import GivenSheet, Sheet, SheetError, SheetRow, open_sheet
from layers_cli.services.jobs.requests import REMIX, SLIDESHOW, checked_dialect

_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".ods", ".jsonl", ".ndjson"})


@dataclass(frozen=True)
class SheetOptions:
    """A sheet, what its columns are called (*mapping*: `hook=Headline`), the *format* by default.

    *name* is the campaign's, where it is not that of the file.
    """

    sheet: GivenSheet
    mapping: tuple[str, ...] = ()
    format: str = SLIDESHOW
    name: str | None = None

    @property
    def columns(self) -> dict[str, str]:
        """Return the sheet's name of a column by ours; raises `UsageError` for what is no pair."""
        pairs = [each.partition("=") for each in self.mapping]
        for ours, sign, theirs in pairs:
            if not sign or not ours or not theirs:
                raise UsageError(
                    f"`{ours}` does not say which column it is",
                    hint="write it as --map hook=Headline",
                    param="map",
                )
        return {ours.strip().lower(): theirs.strip() for ours, _, theirs in pairs}

    @property
    def campaign(self) -> str:
        """Return the campaign's name: the one given, else that of the file without its endings."""
        if self.name is not None:
            return _checked_name(self.name)
        if self.sheet.name == "-":
            raise UsageError(
                "A sheet on standard input has no name, and a campaign needs one",
                hint="add --name NAME",
                param="name",
            )
        path = Path(self.sheet.name)
        while path.suffix.lower() in _ENDINGS and path.stem:
            path = path.with_suffix("")
        return _checked_name(path.name)


def _checked_name(name: str) -> str:
    """Return the *name* of a campaign; raises `UsageError` for what nobody can tell or type."""
    why = None
    if is_blank(name):
        why = "is blank"
    elif len(name) > LONGEST_NAME:
        why = f"has {len(name)} characters, of at most {LONGEST_NAME}"
    elif deceives(name):
        why = f"has characters that nobody sees: `{printable(name)}`"
    if why is not None:
        raise UsageError(f"The campaign's name {why}", hint="add --name NAME", param="name")
    return name


class ReadRow(NamedTuple):
    """A row of the sheet and the texts of its columns."""

    row: SheetRow
    columns: ColumnMap
    texts: Mapping[str, str]

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts of all columns, in the order of the sheet."""
        return self.columns.cells(self.texts)

    @property
    def project(self) -> str:
        """Return the project that the row names, "" if it names none."""
        source = self.columns.sources.get("project")
        return self.texts.get(source, "").strip() if source else ""

    def checked(self, rules: RowRules) -> RowContent:
        """Return what the row asks for, held against *rules*."""
        if self.row.problem:
            reason, _, fix = self.row.problem.partition("; ")
            problem = CellProblem("", reason, fix or "correct the row")
            return RowContent("", "", {}, (problem,))
        flaws: dict[str, str] = {}
        if self.row.flaws:
            ours = {theirs: name for name, theirs in self.columns.sources.items()}
            flaws = {ours[name]: why for name, why in self.row.flaws.items() if name in ours}
        return checked_row(self.columns.asked(self.texts), rules, flaws)


@dataclass(frozen=True)
class CampaignSheet:
    """A sheet that is open: what people call it, and which of its columns is what."""

    called: str
    sheet: Sheet
    columns: ColumnMap

    @property
    def reading(self) -> dict[str, Any]:
        """Return how it was read, as a plan says it."""
        book = self.sheet.book
        return {
            "encoding": self.sheet.encoding.name,
            "delimiter": None if book else self.sheet.delimiter,
            "sheet": book.sheet if book else None,
            "columns": dict(self.columns.sources),
        }

    def rows(self) -> Iterator[ReadRow]:
        """Yield the rows in the order of the sheet."""
        is_json = self.sheet.delimiter is None
        for row in self.sheet.rows():
            texts = texts_of(row.values)
            if is_json:
                row = row._replace(flaws=self._no_texts(row.values))
                texts = {name.lower(): text for name, text in texts.items()}
            yield ReadRow(row, self.columns, texts)

    def _no_texts(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what JSON has where a text is needed: objects, and lists but those of media."""
        media = self.columns.sources.get("media")
        return {
            name.lower(): "is an object or a list, not text; put it in quotes"
            for name, value in values.items()
            if isinstance(value, dict | list)
            and not (isinstance(value, list) and name.lower() == media)
        }


@contextmanager
def opened(context: CommandContext, options: SheetOptions) -> Iterator[CampaignSheet]:
    """Give the sheet that *options* name; says how it is read where that is not plain.

    Raises `UsageError` for a sheet that cannot be read, or is none of a campaign.
    """
    given, called = options.columns, options.sheet.called
    known = [*COLUMNS, *(name.lower() for name in given.values())]
    try:
        with open_sheet(context.inputs, options.sheet, columns=known, param="FILE") as sheet:
            if sheet.note:
                context.feedback.note(f"{called} is {sheet.note}")
            columns = map_columns(sheet.header or _json_columns(sheet), given)
            # A format, even one by default, may do without hooks.
            needed = options.format == SLIDESHOW and "format" not in columns.sources
            check_has_hooks(columns, needed=needed)
            for suggestion in columns.suggestions():
                context.feedback.warn(f"Column {suggestion}")
            yield CampaignSheet(called, sheet, columns)
    except SheetError as exc:
        where = called if exc.line is None else f"{called}, line {exc.line},"
        raise UsageError(
            f"{where} {exc}", hint="see an example: layers campaign init", param="FILE"
        ) from exc
    except ColumnError as exc:
        raise UsageError(f"{called}: {exc}", hint=exc.hint, param="map") from exc


def rules_of(context: CommandContext, options: SheetOptions) -> RowRules:
    """Return what rows are held against; raises `UsageError` for a format that there is not."""
    formats = (SLIDESHOW, REMIX)
    if options.format not in formats:
        raise UsageError(
            f"There is no format `{options.format}`",
            hint=f"choose one of: {', '.join(formats)}",
            param="format",
        )
    dialect = checked_dialect(context.settings.api_dialect.value)
    return RowRules(
        formats, frozenset({SLIDESHOW}), frozenset({REMIX}), options.format, dialect=dialect
    )


def _json_columns(sheet: Sheet) -> Sequence[str]:
    """Return the names in the objects of JSON lines, in the order in which they come up.

    Raises `SheetError` where no line is an object, and for a plan.
    """
    names: dict[str, str] = {}
    wrong: SheetError | None = None
    for row in sheet.rows():
        if row.problem and wrong is None:
            wrong = SheetError(row.problem, row.line)
        if row.values.keys() >= {"plan", "campaign", "sheet"}:
            raise SheetError("is a plan, and no sheet; apply it: layers campaign apply PLAN")
        for name in row.values:
            names.setdefault(name.lower(), name)
    if wrong and not names:
        raise wrong
    return list(names.values())
