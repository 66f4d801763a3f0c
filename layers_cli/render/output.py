"""The one place that writes results, messages and progress.

The result goes to stdout, everything else to stderr; each stream's abilities are judged on their
own (cli-conventions 4a). Rich is imported only to draw on a terminal.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TextIO, TypeVar

from layers_cli.errors.problem import Problem
from layers_cli.render.choices import Choices, Format
from layers_cli.render.forms.json import Document, PageDocument
from layers_cli.render.forms.writers import ResultWriter, json_writer, writer_for
from layers_cli.render.human import HumanWriter
from layers_cli.render.messages import Messages, replace_unknown_characters, utc_now
from layers_cli.render.progress import transfers, updates
from layers_cli.render.progress.transfers import TransferDisplay
from layers_cli.render.progress.updates import WatchDisplay
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal
from layers_cli.render.view_types import TableView, View

__all__ = ["Choices", "Document", "Format", "Output", "PageDocument", "Problem", "utc_now"]

M = TypeVar("M")


class Output(Messages):
    """Writes results to *stdout*, messages and progress to *stderr*."""

    def __init__(
        self,
        *,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        now: Callable[[], datetime] = utc_now,
        stdin: TextIO | None = None,
    ) -> None:
        super().__init__(stderr=stderr, environ=environ, now=now, stdin=stdin)
        self._stdout = stdout
        replace_unknown_characters(stdout)

    def show(self, document: Document[M], view: View[M] | None = None) -> None:
        """Write one object to stdout, in the form that was asked for; without a *view*, as JSON."""
        self._erase_working()
        if self.observer:
            self.observer.shown(document.data)
        if view is not None and self.choices.format is Format.HUMAN:
            self._human.show(document.model, view)
        else:
            self._writer(view).show(document)
        self._stdout.flush()

    def show_pages(
        self, pages: Iterable[PageDocument[M]], view: TableView[M] | None = None
    ) -> None:
        """Write a list to stdout page by page, as `show` does; memory does not grow with it."""
        pages = self._observed(pages)
        if view is not None and self.choices.format is Format.HUMAN:
            self._human.pages((page.for_table() for page in pages), view)
        else:
            self._writer(view).pages(pages)
        self._stdout.flush()

    def line(self, text: str) -> None:
        """Write *text* to stdout as it is: for results that are text, not data."""
        self._erase_working()
        self._stdout.write(text + "\n")
        self._stdout.flush()

    def bytes(self, content: bytes) -> None:
        """Write *content* to stdout as it came; a terminal gets what of it is harmless text."""
        self._erase_working()
        buffer = getattr(self._stdout, "buffer", None)
        if buffer is None or self._stdout_terminal.is_terminal:
            self._stdout.write(clean(content.decode("utf-8", "replace"), keep_lines=True))
        else:
            self._stdout.flush()  # what was written as text comes first
            buffer.write(content)
        self._stdout.flush()

    @contextmanager
    def watching(self, total: int) -> Iterator[WatchDisplay]:
        """Show how *total* containers or jobs come along, until the block ends."""
        self._erase_working()
        pretty = self._stdout_terminal.is_terminal
        events = json_writer(self.choices, self._stdout, terminal=pretty)
        display = updates.choose_display(
            total,
            events=events if self.choices.format is Format.JSONL else None,
            stderr=self._stderr,
            terminal=self._stderr_terminal,
            environ=self._environ,
            mode=self.progress,
            # A result on the same terminal says all that the bars said.
            transient=self._stdout_terminal.is_terminal,
            now=self.now,
        )
        with display as shown, self._drawn_by(shown):
            yield shown

    @contextmanager
    def transferring(self, files: int, size: int | None) -> Iterator[TransferDisplay]:
        """Show how *files* come or go until the block ends; *size* bytes in all, if known."""
        self._erase_working()
        display = transfers.choose_display(
            files,
            size,
            stderr=self._stderr,
            terminal=self._stderr_terminal,
            environ=self._environ,
            mode="none" if self.choices.quiet else self.choices.progress,
            now=self.now,
        )
        with display as shown, self._drawn_by(shown):
            yield shown

    @property
    def terminal(self) -> Terminal:
        """Return what can be shown on stdout."""
        return self._stdout_terminal

    @property
    def encoding(self) -> str:
        """Return the name of stdout's encoding."""
        return getattr(self._stdout, "encoding", None) or "utf-8"

    @property
    def window_stream(self) -> int | None:
        """Return the file descriptor of stdout's terminal; None where it is none."""
        try:
            return self._stdout.fileno() if os.isatty(self._stdout.fileno()) else None
        except (OSError, ValueError):  # not a real file
            return None

    def close_quietly(self) -> bool:
        """Send to nowhere what is left for streams whose readers have gone; whether stderr's has.

        The interpreter flushes both when it ends, and would report the closed pipe then.
        """
        return [_is_closed(each) for each in (self._stdout, self._stderr)][1]

    @property
    def _stdout_terminal(self) -> Terminal:
        return Terminal.of(self._stdout, self._environ, self.choices.color)

    @property
    def _human(self) -> HumanWriter:
        terminal = self._stdout_terminal
        return HumanWriter(
            self._stdout,
            # A setting of the whole machine must not put colours into what scripts parse.
            terminal=replace(terminal, color=terminal.color and self._may_color_stdout),
            environ=self._environ,
            now=self.now,
            note=self.note,
            warn=self.warn,
            program=self.choices.program,
        )

    def _writer(self, view: View[Any] | None) -> ResultWriter:
        terminal = self._stdout_terminal.is_terminal
        return writer_for(self.choices, self._stdout, view, terminal=terminal)

    @property
    def _may_color_stdout(self) -> bool:
        return self._stdout_terminal.is_terminal or self.choices.color == "always"

    def _observed(self, pages: Iterable[PageDocument[M]]) -> Iterator[PageDocument[M]]:
        """Pass *pages* on, telling the observer; the first one may be long in coming."""
        for page in pages:
            self._erase_working()
            if self.observer:
                self.observer.shown({"items": page.rows()})
            yield page
        self._erase_working()


def _is_closed(stream: TextIO) -> bool:
    """Whether *stream* takes nothing any more; the rest of it goes to nowhere then."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return True
    return False
