"""Live bars of files on their way, drawn by Rich. Imported only where there is one to draw on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TextIO

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column
from rich.text import Text

from .screen import Screen
from .terminal import Terminal
from .text import clean, counted, cut
from .transfers import Key

_REDRAWS_PER_SECOND = 5
_NAME = 28
_BAR = 24
_NARROW = 80  # cells; below, there is no room for the speed, and little for names and bars


class _TimeOrStage(ProgressColumn):
    """How long it will take, or what is done once all bytes have left."""

    def __init__(self) -> None:
        super().__init__(table_column=Column(no_wrap=True))
        self._left = TimeRemainingColumn(compact=True)

    def render(self, task: Task) -> Text:
        """Draw it."""
        stage = task.fields.get("stage")
        return Text(stage) if stage else self._left.render(task)


class TransferBars:
    """One bar for each file under way: bytes, speed, time left or stage; and one for all of them.

    What has ended makes room: at most as many are shown as are sent at a time. The bars go at the
    end; the result says what there is.
    """

    def __init__(
        self,
        files: int,
        size: int,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        auto_refresh: bool = True,
    ) -> None:
        self._terminal = terminal
        self._screen = Screen(stream, terminal, environ)
        self._tasks: dict[Key, TaskID] = {}
        self._sent: dict[Key, int] = {}
        self._lock = Lock()
        narrow = self._screen.width < _NARROW
        self._longest_name = _NAME // 3 if narrow else _NAME
        plain = {} if terminal.color else {"style": "", "complete_style": "", "finished_style": ""}
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(_BAR // 3 if narrow else _BAR, **plain),  # type: ignore[arg-type]  # three styles, or none
            DownloadColumn(table_column=Column(no_wrap=True)),
            *([] if narrow else [TransferSpeedColumn(table_column=Column(no_wrap=True))]),
            _TimeOrStage(),
            console=self._screen.console,
            transient=True,
            auto_refresh=auto_refresh,
            refresh_per_second=_REDRAWS_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._all = (
            self._progress.add_task(counted(files, "file"), total=size) if files > 1 else None
        )

    def __enter__(self) -> TransferBars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the bars."""
        self._screen.console.print(Text.from_ansi(line))

    def begin(self, key: Key, name: str, size: int) -> None:
        """Show a bar; one that was there begins anew, and its bytes count once."""
        with self._lock:
            self._count(key, 0)
            if key in self._tasks:
                self._progress.reset(self._tasks[key], total=size, stage=None)
                return
            shown = cut(clean(name.rpartition("/")[2] or name), self._longest_name)
            self._tasks[key] = self._progress.add_task(shown, total=size, stage=None)

    def sent(self, key: Key, count: int) -> None:
        """Move the bar on."""
        with self._lock:
            self._count(key, count)
            self._progress.update(self._tasks[key], completed=count)

    def stage(self, key: Key, words: str) -> None:
        """Say what is done after the last byte."""
        with self._lock:
            if key in self._tasks:
                self._progress.update(self._tasks[key], stage=words)

    def end(self, keys: Sequence[Key], name: str, words: str) -> None:
        """Take the bars of a post away."""
        with self._lock:
            for key in keys:
                if key in self._tasks:
                    self._progress.remove_task(self._tasks.pop(key))

    def _count(self, key: Key, count: int) -> None:
        more = count - self._sent.get(key, 0)
        self._sent[key] = count
        if self._all is not None:
            self._progress.advance(self._all, more)
