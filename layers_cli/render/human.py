"""Results for people: drawn on a terminal, plain lines elsewhere, and what waits for somebody."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from layers_cli.render.view_types import DetailView, Summary, TableView, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from layers_cli.render.screen import Screen
    from layers_cli.render.terminal import Terminal

M = TypeVar("M")
_MOST_IDS_IN_SUMMARY = 5


class HumanWriter:
    """Writes objects and lists to *stream*; what should be done about them goes to *note*.

    *warn* gets what falls short; *program* is what the commands we suggest begin with. Rich is
    imported only if *terminal* is one.
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
    ) -> None:
        self._stream = stream
        self._terminal = terminal
        self._environ = environ
        self._now = now
        self._note = note
        self._warn = warn
        self._program = program

    def show(self, model: M, view: View[M]) -> None:
        """Write one object, or the rows that *model* is a list of."""
        if isinstance(view, TableView):
            self.pages([model if isinstance(model, (list, tuple)) else [model]], view)
            return
        if self._terminal.is_terminal:
            self._screen.detail(view, model, self._now())
        else:
            from layers_cli.render.plain import detail_lines

            lines = detail_lines(view, model, self._now(), color=self._terminal.color)
            self._stream.writelines(f"{line}\n" for line in lines)
        self._stream.flush()
        self._after(view, model)

    def pages(self, pages: Iterable[Sequence[M]], view: TableView[M]) -> None:
        """Write a list page by page, and then what waits in it."""
        draw = self._drawer(view)
        counter = SummaryCounter(view.summary)
        for rows in pages:
            if rows:
                draw(rows, self._now())
                counter.add(rows)
            self._stream.flush()
        if not counter.rows:
            self._note(view.empty)
        self._tell(counter)

    @cached_property
    def _screen(self) -> Screen:
        from layers_cli.render.screen import Screen

        return Screen(self._stream, self._terminal, self._environ)

    def _drawer(self, view: TableView[Any]) -> Callable[[Sequence[Any], datetime], None]:
        if self._terminal.is_terminal:
            from layers_cli.render.table import TableDrawer
            from layers_cli.render.terminal import window_width

            window = window_width(self._stream, self._environ)
            return TableDrawer(self._stream, self._terminal, window, view).page
        from layers_cli.render.plain import row_line

        def write(rows: Sequence[Any], now: datetime) -> None:
            lines = (row_line(view.columns, row, now, color=self._terminal.color) for row in rows)
            self._stream.writelines(f"{line}\n" for line in lines)

        return write

    def _after(self, view: DetailView[M], model: M) -> None:
        """Say what of *model* falls short or waits for somebody."""
        if view.notice and (notice := view.notice(model)):
            self._warn(notice)
        counter = SummaryCounter(view.summary)
        counter.add([model])
        self._tell(counter)
        if view.part:
            counter = SummaryCounter(view.part.view.summary)
            counter.add(view.part.rows(model))
            self._tell(counter)

    def _tell(self, counter: SummaryCounter) -> None:
        if self._terminal.is_terminal and (words := counter.words(self._program)):
            self._note(words)


class SummaryCounter:
    """Counts rows and remembers the first that wait for somebody."""

    def __init__(self, summary: Summary[Any] | None) -> None:
        self.rows = 0
        self._legend = summary
        self._waiting = 0
        self._ids: list[str] = []

    def add(self, rows: Iterable[Any]) -> None:
        """Take *rows* into account."""
        for row in rows:
            self.rows += 1
            waiting = self._legend.waiting(row) if self._legend else None
            if waiting:
                self._waiting += 1
                if len(self._ids) < _MOST_IDS_IN_SUMMARY:
                    self._ids.append(waiting)

    def words(self, program: str) -> str | None:
        """Return the summary, with a command to copy; None if nothing waits."""
        if not self._legend or not self._waiting:
            return None
        first = f", the first {len(self._ids)}" if self._waiting > len(self._ids) else ""
        ids = " ".join(self._ids)
        return (
            f"{self._waiting} {self._legend.words}{first}: {program} {self._legend.command} {ids}"
        )
