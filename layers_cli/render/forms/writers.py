"""Writers of results for programs: JSON, JSON Lines, a template's text, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TextIO

from layers_cli.render.choices import Format
from layers_cli.render.forms.csv import CsvWriter
from layers_cli.render.forms.json import JsonWriter, identities, objects_of
from layers_cli.render.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers_cli.render.choices import Choices
    from layers_cli.render.forms.json import Document, PageDocument
    from layers_cli.render.forms.templates import RowTemplate
    from layers_cli.render.view_types import TableView, View


class ResultWriter(Protocol):
    """Writes one object, or a list page by page."""

    def show(self, document: Document[Any], view: View[Any] | None) -> None:
        """Write one object."""

    def pages(self, pages: Iterable[PageDocument[Any]], view: TableView[Any] | None) -> None:
        """Write a list; memory does not grow with it."""


class JsonDocument:
    """One JSON document, also for a list."""

    def __init__(self, writer: JsonWriter) -> None:
        self._writer = writer

    def show(self, document: Document[Any], view: View[Any] | None) -> None:
        """Write *document*."""
        self._writer.document(document)

    def pages(self, pages: Iterable[PageDocument[Any]], view: TableView[Any] | None) -> None:
        """Write *pages* as one document."""
        self._writer.pages(pages)


class JsonLines:
    """One JSON object a line."""

    def __init__(self, writer: JsonWriter) -> None:
        self._writer = writer

    def show(self, document: Document[Any], view: View[Any] | None) -> None:
        """Write *document* as one line."""
        self._writer.document_line(document)

    def pages(self, pages: Iterable[PageDocument[Any]], view: TableView[Any] | None) -> None:
        """Write each row of *pages* as one line."""
        for page in pages:
            self._writer.page(page)


class TemplateText:
    """The text of a template, filled for each object."""

    def __init__(self, stream: TextIO, template: RowTemplate, *, terminal: bool) -> None:
        self._stream = stream
        self._template = template
        self._clean = _clean_lines if terminal else None

    def show(self, document: Document[Any], view: View[Any] | None) -> None:
        """Write the text for *document*; a list has a text for each item."""
        for row in objects_of(document.data):
            self._stream.write(self._template.filled(row, clean=self._clean))

    def pages(self, pages: Iterable[PageDocument[Any]], view: TableView[Any] | None) -> None:
        """Write the text for each row of *pages*."""
        for page in pages:
            for row in page.rows():
                self._stream.write(self._template.filled(row, clean=self._clean))
            self._stream.flush()


class Ids:
    """The ids alone, one a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, document: Document[Any], view: View[Any] | None) -> None:
        """Write the id of *document*, or those of its items."""
        self._write(document.data, view)

    def pages(self, pages: Iterable[PageDocument[Any]], view: TableView[Any] | None) -> None:
        """Write the ids of all rows."""
        for page in pages:
            self._write(page.rows(), view)
            self._stream.flush()

    def _write(self, data: Any, view: View[Any] | None) -> None:
        rows = data if isinstance(data, list) else [data]
        found = [each for row in rows for each in identities(row, view.identity if view else "id")]
        self._stream.write("".join(f"{clean(each)}\n" for each in found))


def writer_for(
    choices: Choices, stream: TextIO, json: JsonWriter, *, terminal: bool
) -> ResultWriter | None:
    """Return the writer for the chosen format; None if that is the human one."""
    if choices.format is Format.JSON:
        return JsonDocument(json)
    if choices.format is Format.JSONL:
        return JsonLines(json)
    if choices.format is Format.CSV:
        return CsvWriter(stream, choices.fields or choices.columns, terminal=terminal)
    if choices.format is Format.IDS:
        return Ids(stream)
    if choices.template is not None:
        return TemplateText(stream, choices.template, terminal=terminal)
    return None


def _clean_lines(text: str) -> str:
    return clean(text, keep_lines=True)
