"""Live bars of file transfers, drawn by Rich. Imported where there is a terminal."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Self, TextIO

from rich.console import RenderableType
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column
from rich.text import Text

from layers_cli.render.console import make_console
from layers_cli.render.progress.bars import MOST_ROWS, WIDEST_BAR
from layers_cli.render.progress.live_drawing import REDRAWS_PER_SECOND
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal

_WIDEST_NAME = 40
_FOR_SIZES = 70  # window width from which there is room for sizes and times


class TransferBars:
    """One line for each file under way and a total below; all of it goes when the work is over.

    *clock* counts seconds; without *auto_refresh* a frame is drawn only when something is told.
    """

    def __init__(
        self,
        files: int,
        size: int | None,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
        auto_refresh: bool = True,
    ) -> None:
        self._files = files
        self._ended = self._failed = 0
        self._ended_bytes = 0.0
        self._progress = _Rows(
            console=make_console(stream, terminal._replace(links=False), environ),
            auto_refresh=auto_refresh,
            refresh_per_second=REDRAWS_PER_SECOND,
            get_time=clock,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._total = self._progress.add_task(self._count(), total=size)
        self._rows: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def moved(self, name: str, done: int, length: int | None) -> None:
        """Show that *done* bytes of the file *name* are there, of *length* if it is known."""
        if name not in self._rows:
            title = clean(PurePath(name).name)
            self._rows[name] = self._progress.add_task(title, total=length, completed=done)
            # What was there before is not progress of this run.
            self._progress.tasks[0].completed += done
        self._progress.update(self._rows[name], completed=done, total=length, stage=None)
        self._update_total()

    def stage(self, name: str, words: str) -> None:
        """Show *words* in the place of the speed."""
        if name in self._rows:
            self._progress.update(self._rows[name], stage=words)
            self._update_total()

    def ended(self, name: str, state: str, size: int | None) -> None:
        """Take the line of *name* away and count it."""
        if name in self._rows:
            self._progress.remove_task(self._rows.pop(name))
        self._ended += 1
        self._failed += state == "failed"
        self._ended_bytes += size or 0
        self._update_total()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the bars."""
        self._progress.console.print(Text.from_ansi(line))

    def _update_total(self) -> None:
        under_way = sum(task.completed for task in self._progress.tasks[1:])
        self._progress.update(
            self._total,
            completed=self._ended_bytes + under_way,
            description=self._count(),
            refresh=not self._progress.live.auto_refresh,
        )

    def _count(self) -> str:
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{self._ended} of {self._files} files{failed}"


class _Rows(Progress):
    """The rows of the files that fit, the total last, with the columns that fit."""

    def refresh(self) -> None:
        """Draw a frame, unless a thread does so anyway."""
        if not self.live.auto_refresh:
            super().refresh()

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the rows as they are now."""
        if not self.tasks:  # Rich asks for a frame before there is one
            return
        total, *files = self.tasks
        room = max(1, min(MOST_ROWS, self.console.height - 2))
        columns: list[ProgressColumn] = [
            _NameColumn(),
            BarColumn(WIDEST_BAR),
            TaskProgressColumn(),
            _SpeedColumn(),
        ]
        if self.console.width >= _FOR_SIZES:
            columns[3:3] = [DownloadColumn()]
            columns += [TimeRemainingColumn(compact=True)]
        self.columns = tuple(columns)
        yield self.make_tasks_table([*files[:room], total])


class _NameColumn(ProgressColumn):
    """The name of a file, cut to what the window leaves."""

    def __init__(self) -> None:
        super().__init__(Column(min_width=8, max_width=_WIDEST_NAME))

    def render(self, task: Task) -> Text:
        return Text(task.description, no_wrap=True, overflow="ellipsis")


class _SpeedColumn(TransferSpeedColumn):
    """The speed, or what is done with a file once all of its bytes have moved."""

    def render(self, task: Task) -> Text:
        return Text(task.fields["stage"]) if task.fields.get("stage") else super().render(task)
