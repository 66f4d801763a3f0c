"""The one place that writes results, messages and progress.

The result goes to stdout, everything else to stderr; each stream's abilities are judged on their
own (cli-conventions 4a). Rich is imported only to draw on a terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

from layers_cli.errors.exceptions import UnwrittenError
from layers_cli.errors.problem import Problem
from layers_cli.render.choices import Choices, Format
from layers_cli.render.forms.json import Document, PageDocument, identities, objects_of
from layers_cli.render.forms.writers import ResultWriter, json_writer, writer_for
from layers_cli.render.human import HumanWriter
from layers_cli.render.messages import Messages, replace_unknown_characters, utc_now
from layers_cli.render.progress import transfers, updates
from layers_cli.render.progress.transfers import TransferDisplay
from layers_cli.render.progress.updates import WatchDisplay
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import MessageStream, Terminal, send_to_nowhere, window_width
from layers_cli.render.view_types import DetailView, TableView, View

if TYPE_CHECKING:
    from layers_cli.campaigns.store import CampaignCounts
    from layers_cli.render.progress.campaigns import AskingDisplay

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
        messages = MessageStream(stderr, result=stdout)
        super().__init__(stderr=cast("TextIO", messages), environ=environ, now=now, stdin=stdin)
        self._stdout = stdout
        self._messages = messages
        self._shown: Document[Any] | PageDocument[Any] | None = None
        self._shown_as: View[Any] | None = None
        self._listed, self._cursor = 0, cast("str | None", None)
        replace_unknown_characters(stdout)

    def show(self, document: Document[M], view: View[M] | None = None) -> None:
        """Write one object to stdout, in the form that was asked for; without a *view*, as JSON."""
        self._erase_working()
        if self.observer:
            self.observer.shown(document.data)
        self._shown, self._shown_as = document, view
        with self._writing():
            if view is not None and self.choices.format is Format.HUMAN:
                self._human.show(document.model, view)
            else:
                self._writer(view).show(document)

    def show_pages(
        self, pages: Iterable[PageDocument[M]], view: TableView[M] | None = None
    ) -> None:
        """Write a list to stdout page by page, as `show` does; memory does not grow with it."""
        pages = self._observed(pages)
        self._shown, self._shown_as = None, view
        self._listed, self._cursor = 0, None
        with self._writing():
            if view is not None and self.choices.format is Format.HUMAN:
                self._human.pages((page.for_table() for page in pages), view)
            else:
                self._writer(view).pages(pages)
        if self._cursor and self.choices.format is not Format.JSON:  # which has the cursor
            self.note(f"{self._listed} shown, and there is more; --all shows the rest")

    def show_rows(self, page: PageDocument[Any], whole: Document[M], view: DetailView[M]) -> None:
        """Write the rows of *page* to stdout, which people see as a *whole*."""
        if self.choices.format is Format.HUMAN:
            self.show(whole, view)
            return
        self._shown_as = view
        with self._writing():
            self._writer(view).pages(self._observed([page]))

    def line(self, text: str) -> None:
        """Write *text* to stdout: for results that are text, not data.

        A terminal gets what of it is harmless, as it may be a server's; `drawing` is ours.
        """
        is_terminal = self._stdout_terminal.is_terminal
        self.drawing(clean(text, keep_lines=True) if is_terminal else text)

    def drawing(self, text: str) -> None:
        """Write *text* to stdout as it is, with the escape sequences that draw it."""
        self._erase_working()
        with self._writing():
            self._stdout.write(text + "\n")

    def bytes(self, content: bytes) -> None:
        """Write *content* to stdout as it came; a terminal gets what of it is harmless text."""
        self._erase_working()
        buffer = getattr(self._stdout, "buffer", None)
        with self._writing():
            if buffer is None or self._stdout_terminal.is_terminal:
                self._stdout.write(clean(content.decode("utf-8", "replace"), keep_lines=True))
            else:
                self._stdout.flush()  # what was written as text comes first
                buffer.write(content)

    @contextmanager
    def watching(
        self, total: int, names: Mapping[str, str] | None = None
    ) -> Iterator[WatchDisplay]:
        """Show how *total* containers or jobs come along, until the block ends.

        *names* has what people call them, by id.
        """
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
            name=lambda name: (names or {}).get(name) or self._short(name),
            now=self.now,
        )
        with display as shown, self._drawn_by(shown):
            yield shown

    @contextmanager
    def asking(self, counts: CampaignCounts) -> Iterator[AskingDisplay]:
        """Show how rows of a campaign, as in *counts*, are asked for, until the block ends."""
        from layers_cli.render.progress import campaigns  # saves the store of campaigns

        self._erase_working()
        pretty = self._stdout_terminal.is_terminal
        events = json_writer(self.choices, self._stdout, terminal=pretty)
        display = campaigns.choose_display(
            counts,
            events=events if self.choices.format is Format.JSONL else None,
            stderr=self._stderr,
            terminal=self._stderr_terminal,
            environ=self._environ,
            mode=self.progress,
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
    def window(self) -> int:
        """Return the width in cells of the window that shows stdout."""
        return window_width(self._stdout, self._environ)

    @property
    def encoding(self) -> str:
        """Return the name of stdout's encoding."""
        return getattr(self._stdout, "encoding", None) or "utf-8"

    @property
    def window_stream(self) -> int | None:
        """Return the file descriptor of stdout's terminal; None if it is not a terminal."""
        try:
            return self._stdout.fileno() if os.isatty(self._stdout.fileno()) else None
        except (OSError, ValueError):  # not a real file
            return None

    @property
    def can_be_taken_over(self) -> bool:
        """Whether there is a terminal to draw on and to read from, whatever stdout is."""
        return self._stderr_terminal.is_terminal and (
            self.interactive or (not self.accessible and self.terminal.is_terminal)
        )

    def close_quietly(self) -> bool:
        """Discard what is left for streams that take nothing; return whether stderr is one."""
        try:
            self._stdout.flush()
        except OSError:
            send_to_nowhere(self._stdout)
        try:
            self._messages.flush()
        except BrokenPipeError:
            send_to_nowhere(self._messages.stream)
            return True
        return self._messages.is_lost

    @property
    def shown_ids(self) -> list[str]:
        """Return the ids in the result that was shown last; none of a list as the API has it."""
        if self._shown is None:
            return []
        path = self._shown_as.identity if self._shown_as else "id"
        return [each for row in objects_of(self._shown.data) for each in identities(row, path)]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Flush stdout after the block; raises `UnwrittenError` if the result cannot be written.

        A reader who is gone is not an error: `BrokenPipeError` passes.
        """
        try:
            yield
            self._stdout.flush()
        except OSError as exc:
            if isinstance(exc, BrokenPipeError) or exc.errno is None or exc.filename is not None:
                raise  # the end of a pipe, the network, a file
            send_to_nowhere(self._stdout)
            raise UnwrittenError(exc, self.shown_ids) from exc

    def _short(self, name: str) -> str:
        return self.ids.shorten(name) if self.ids else name

    @property
    def _stdout_terminal(self) -> Terminal:
        return Terminal.of(self._stdout, self._environ, self.choices.color)

    @property
    def _human(self) -> HumanWriter:
        terminal = self._stdout_terminal
        return HumanWriter(
            self._stdout,
            # A setting of the whole machine must not put colours into what scripts parse.
            terminal=terminal._replace(color=terminal.color and self._may_color_stdout),
            environ=self._environ,
            now=self.now,
            note=self.note,
            warn=self.warn,
            program=self.choices.program,
            ids=self.ids,
        )

    def _writer(self, view: View[Any] | None) -> ResultWriter:
        terminal = self._stdout_terminal.is_terminal
        return writer_for(self.choices, self._stdout, view, terminal=terminal)

    @property
    def _may_color_stdout(self) -> bool:
        return self._stdout_terminal.is_terminal or self.choices.color == "always"

    def _length(self, page: PageDocument[Any]) -> int:
        """Return the number of rows in *page*, read as they are shown."""
        is_table = self.choices.format is Format.HUMAN
        if self._shown_as is None or self.choices.format is Format.JSON:  # nobody asks
            return 0
        return len(page.for_table() if is_table else page.raw_rows())

    def _observed(self, pages: Iterable[PageDocument[M]]) -> Iterator[PageDocument[M]]:
        """Pass *pages* on, telling the observer; the first one may be long in coming."""
        for page in pages:
            self._erase_working()
            if self.observer:
                self.observer.shown({"items": page.rows()})
            self._shown = page if page.raw is None else None
            self._listed += self._length(page)
            self._cursor = page.next_cursor
            yield page
        self._erase_working()
