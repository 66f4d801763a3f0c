"""Results for people: drawn on a terminal, plain lines elsewhere, and a summary of what waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO, TypeVar, cast

from layers_cli.errors.command_lines import command_line
from layers_cli.render.sanitize import one_line
from layers_cli.render.terminal import Terminal, window_width
from layers_cli.render.theme import paint
from layers_cli.render.view_types import (
    EMPTY,
    Cell,
    Column,
    DetailView,
    ShortIds,
    Summary,
    TableView,
    View,
    cells_of,
)

M = TypeVar("M")
_MOST_IDS_IN_SUMMARY = 5


class HumanWriter:
    """Writes objects and lists to *stream*, with Rich only if *terminal* is one.

    *note* gets the summary of what waits for the user, *warn* what falls short; *program* is what
    suggested commands begin with, and *ids* shortens those in tables.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        terminal: Terminal,
        environ: Mapping[str, str],
        now: Callable[[], datetime],
        note: Callable[[str], None],
        warn: Callable[[str], None],
        program: str = "layers",
        ids: ShortIds | None = None,
    ) -> None:
        self._stream = stream
        self._terminal = terminal
        self._environ = environ
        self._now = now
        self._note = note
        self._warn = warn
        self._program = program
        self._ids = ids

    def show(self, model: M, view: View[M]) -> None:
        """Write one object, or the rows that *model* is a list of."""
        if isinstance(view, TableView):
            is_many = type(model) in (list, tuple)  # a row may be a named tuple
            self.pages([cast("Sequence[M]", model) if is_many else [model]], view)
            return
        if self._terminal.is_terminal:
            from layers_cli.render.details import DetailDrawer  # plain lines need no Rich

            drawer = DetailDrawer(self._stream, self._terminal, self._environ, self._ids)
            drawer.draw(view, model, self._now())
        else:
            self._write(detail_lines(view, model, self._now(), color=self._terminal.color))
        self._stream.flush()
        self._after(view, model)

    def pages(self, pages: Iterable[Sequence[M]], view: TableView[M]) -> None:
        """Write a list page by page, and then the summary of what waits in it."""
        draw = self._drawer(view)
        counter = SummaryCounter(view.summary)
        for rows in pages:
            if rows:
                draw(rows, self._now())
                counter.add(rows)
            self._stream.flush()
        if not counter.rows:
            self._note(view.empty)
        self._summarize(counter)

    def _drawer(self, view: TableView[Any]) -> Callable[[Sequence[Any], datetime], None]:
        if self._terminal.is_terminal:
            from layers_cli.render.tables import TableDrawer  # plain lines need no Rich

            return TableDrawer(self._stream, self._terminal, self._environ, view, self._ids).page
        color = self._terminal.color
        return lambda rows, now: self._write(
            row_line(view.columns, row, now, color=color) for row in rows
        )

    def _write(self, lines: Iterable[str]) -> None:
        self._stream.writelines(f"{line}\n" for line in lines)

    def _after(self, view: DetailView[M], model: M) -> None:
        """Say what of *model* falls short or waits for the user."""
        if view.notice and (notice := view.notice(model)):
            self._warn(notice)
        self._summarize(SummaryCounter(view.summary, [model]))
        if view.part:
            self._summarize(SummaryCounter(view.part.view.summary, view.part.rows(model)))

    def _summarize(self, counter: "SummaryCounter") -> None:
        if not self._terminal.is_terminal:
            return
        window = window_width(self._stream, self._environ)
        if words := counter.words(self._program, room=window, ids=self._ids):
            self._note(words)


class SummaryCounter:
    """Counts rows and remembers the first that wait for the user."""

    def __init__(self, summary: Summary[Any] | None, rows: Iterable[Any] = ()) -> None:
        self.rows = 0
        self._summary = summary
        self._waiting = 0
        self._ids: list[str] = []
        self.add(rows)

    def add(self, rows: Iterable[Any]) -> None:
        """Count *rows*."""
        for row in rows:
            self.rows += 1
            waiting = self._summary.waiting(row) if self._summary else None
            if waiting:
                self._waiting += 1
                if len(self._ids) < _MOST_IDS_IN_SUMMARY:
                    self._ids.append(waiting)

    def words(
        self, program: str, *, room: int | None = None, ids: ShortIds | None = None
    ) -> str | None:
        """Return the summary with a command to copy, its *ids* short; None if nothing waits.

        It names as many of them as there is *room* for, in cells, and one at least.
        """
        if not self._summary or not self._waiting:
            return None
        named = [ids.shorten(each) if ids else each for each in self._ids]
        words = self._worded(self._summary, named, program)
        while room is not None and len(words) > room and len(named) > 1:
            named.pop()
            words = self._worded(self._summary, named, program)
        return words

    def _worded(self, summary: Summary[Any], ids: Sequence[str], program: str) -> str:
        number = f" {len(ids)}" if len(ids) > 1 else ""
        first = f", the first{number}" if self._waiting > len(ids) else ""
        command = command_line(*summary.command.split(), *ids, program=program)
        return f"{self._waiting} {summary.words}{first}: {command}"


def row_line(
    columns: tuple[Column[Any], ...], row: Any, now: datetime, *, color: bool = False
) -> str:
    """Return *row* as tab-separated values without line feed: nothing cut, nothing decorated."""
    return "\t".join(_value(column.cell(row, now), color=color) for column in columns)


def detail_lines(
    view: DetailView[Any], model: Any, now: datetime, *, color: bool = False
) -> Iterator[str]:
    """Yield *model* as `Label:<TAB>value` lines, or the rows inside it.

    A label with several values is repeated, one without any has an empty one unless it is rare.
    """
    if view.part is not None:
        for row in view.part.rows(model):
            yield row_line(view.part.view.columns, row, now, color=color)
        return
    if view.title is not None:
        title = view.title(model, now)
        # An id is a value like the others; any other title is a sentence.
        yield ("ID:\t" if title.whole else "") + _value(title, color=False)
    for field in view.fields:
        found = cells_of(field, model, now)
        if field.is_rare and all(cell is EMPTY for cell in found):
            continue
        for cell in found or (Cell(""),):
            yield f"{field.label}:\t{_value(cell, color=color)}"


def _value(cell: Cell, *, color: bool) -> str:
    text = one_line(cell.for_programs)
    return paint(text, cell.style) if color and cell.icon else text
