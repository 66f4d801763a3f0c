"""Writers of results for programs: JSON, JSON Lines, a template's text, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TextIO

from layers_cli.render.choices import Format
from layers_cli.render.forms.csv import CsvWriter
from layers_cli.render.forms.json import JsonLines, JsonWriter, identities, objects_of
from layers_cli.render.sanitize import clean
from layers_cli.render.view_types import DetailView, TableView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers_cli.render.choices import Choices
    from layers_cli.render.forms.json import Document, PageDocument
    from layers_cli.render.forms.templates import RowTemplate
    from layers_cli.render.view_types import Identity, View


class ResultWriter(Protocol):
    """Writes one object, or a list page by page."""

    def show(self, document: Document[Any]) -> None:
        """Write one object."""

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write a list; memory does not grow with it."""


class TemplateText:
    """The text of a template, filled for each object."""

    def __init__(self, stream: TextIO, template: RowTemplate, *, terminal: bool) -> None:
        self._stream = stream
        self._template = template
        self._clean = _clean_lines if terminal else None

    def show(self, document: Document[Any]) -> None:
        """Write the text for *document*; a list has a text for each item."""
        for row in objects_of(document.data):
            self._stream.write(self._template.filled(row, clean=self._clean))

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write the text for each row of *pages*."""
        for page in pages:
            for row in page.rows():
                self._stream.write(self._template.filled(row, clean=self._clean))
            self._stream.flush()


class Ids:
    """The ids alone, one a line; *path* is where they stand in a row."""

    def __init__(self, stream: TextIO, path: Identity) -> None:
        self._stream = stream
        self._path = path

    def show(self, document: Document[Any]) -> None:
        """Write the id of *document*, or those of its items."""
        self._write(document.data)

    def pages(self, pages: Iterable[PageDocument[Any]]) -> None:
        """Write the ids of all rows."""
        for page in pages:
            self._write(page.rows())
            self._stream.flush()

    def _write(self, data: Any) -> None:
        rows = data if isinstance(data, list) else [data]
        found = [each for row in rows for each in identities(row, self._path)]
        self._stream.write("".join(f"{clean(each)}\n" for each in found))


def writer_for(
    choices: Choices, stream: TextIO, view: View[Any] | None, *, terminal: bool
) -> ResultWriter:
    """Return the writer for the chosen format; that of JSON where people have no *view*."""
    if choices.format is Format.CSV:
        return _csv_writer(choices, stream, view, terminal=terminal)
    if choices.format is Format.IDS:
        return Ids(stream, view.identity if view else "id")
    if choices.template is not None:
        return TemplateText(stream, choices.template, terminal=terminal)
    return json_writer(choices, stream, terminal=terminal)


def _csv_writer(
    choices: Choices, stream: TextIO, view: View[Any] | None, *, terminal: bool
) -> CsvWriter:
    """Return the writer of the fields that were named, or of the table that people see."""
    if choices.fields:
        return CsvWriter(stream, choices.fields, terminal=terminal)
    part = view.part if isinstance(view, DetailView) else None
    table = view if isinstance(view, TableView) else part.view if part else None
    return CsvWriter(
        stream,
        table.fields if table else (),
        shapes=choices.shapes,
        part=part.path if part else None,
        terminal=terminal,
    )


def json_writer(choices: Choices, stream: TextIO, *, terminal: bool) -> JsonWriter:
    """Return the writer of JSON, with a line a row where JSON Lines are chosen."""
    kind = JsonLines if choices.format is Format.JSONL else JsonWriter
    return kind(stream, fields=choices.fields, query=choices.query, pretty=terminal)


def _clean_lines(text: str) -> str:
    return clean(text, keep_lines=True)
