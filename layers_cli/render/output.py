"""The one place that writes to stdout and stderr.

The result goes to stdout, everything else to stderr; each stream's abilities are judged on their
own (cli-conventions 4a). Rich is loaded only to draw on a terminal.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TextIO, TypeVar

from layers_cli.errors.problem import Problem
from layers_cli.render.choices import Choices, Format
from layers_cli.render.forms.json import Document, JsonWriter, PageDocument
from layers_cli.render.forms.writers import JsonDocument, ResultWriter, writer_for
from layers_cli.render.problem import problem_lines
from layers_cli.render.terminal import Terminal, is_utf8, window_width
from layers_cli.render.text import clean
from layers_cli.render.theme import paint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from layers_cli.render.human import HumanWriter
    from layers_cli.render.progress.transfers import TransferDisplay
    from layers_cli.render.progress.updates import WatchDisplay
    from layers_cli.render.view_types import TableView, View

__all__ = ["Choices", "Document", "Format", "Output", "PageDocument", "Problem"]

M = TypeVar("M")


class ResultObserver(Protocol):
    """Somebody who is told what is shown: results as JSON has them, warnings, the error."""

    def shown(self, document: Any) -> None:
        """Hear of a result."""

    def warned(self, text: str) -> None:
        """Hear of a warning."""

    def failed(self, problem: Problem) -> None:
        """Hear of what the run failed with."""


_ERASE_LINE = "\r\x1b[2K"
_LABELS = {"error": "red", "warning": "yellow", "hint": "cyan", "resume": "cyan"}


def utc_now() -> datetime:
    """Return the time it is, in UTC."""
    return datetime.now(UTC)


class Output:
    """Writes results, messages and progress to two streams; *choices* is set once, at the start.

    *now* tells the time that relative times are measured from; *stdin*, where answers come from, is
    the process's own unless given.
    """

    def __init__(
        self,
        *,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        now: Callable[[], datetime] = utc_now,
        stdin: TextIO | None = None,
    ) -> None:
        self.choices = Choices()
        self.now = now
        self._stdout = stdout
        self._stderr = stderr
        self._stdin = stdin
        self._environ = environ
        # While bars are drawn, what is written between them goes through them.
        self._live: Callable[[str], None] | None = None
        self._working = False
        # Who is told, beside the user, what is shown.
        self.observer: ResultObserver | None = None
        for stream in (stdout, stderr):
            _never_fail_on_a_character(stream)

    def working(self, text: str) -> None:
        """Say on a terminal what is being waited for; whatever is written next takes its place.

        Something is to be seen before any call that may block (cli-conventions 4a).
        """
        if not self._stderr_terminal.live or self.progress == "none":
            return
        if self.accessible:
            self.note(f"{text}...")
            return
        line = f"{clean(text)}…" if self._stderr_terminal.glyphs else f"{clean(text)}..."
        # A line that wraps could not be taken away whole.
        line = line[: window_width(self._stderr, self._environ) - 1]
        line = paint(line, "dim") if self._stderr_terminal.color else line
        self._stderr.write(f"{_ERASE_LINE}{line}\r")
        self._stderr.flush()
        self._working = True

    def show(self, document: Document[M], view: View[M] | None = None) -> None:
        """Write one object to stdout, in the form that was asked for; without a *view*, as JSON."""
        self._settle()
        if self.observer:
            self.observer.shown(document.data)
        writer = self._writer
        if writer is None and view is not None:
            self._human.show(document.model, view)
        else:
            (writer or JsonDocument(self._json)).show(document, view)
        self._stdout.flush()

    def show_pages(
        self, pages: Iterable[PageDocument[M]], view: TableView[M] | None = None
    ) -> None:
        """Write a list to stdout page by page, as `show` does; memory does not grow with it."""
        pages = self._settled(pages)
        writer = self._writer
        if writer is None and view is not None:
            self._human.pages((page.for_table() for page in pages), view)
        else:
            (writer or JsonDocument(self._json)).pages(pages, view)
        self._stdout.flush()

    def line(self, text: str) -> None:
        """Write *text* to stdout as it is: for results that are text, not data."""
        self._settle()
        self._stdout.write(text + "\n")
        self._stdout.flush()

    def bytes(self, content: bytes) -> None:
        """Write *content* to stdout as it came; a terminal gets what of it is harmless text."""
        self._settle()
        buffer = getattr(self._stdout, "buffer", None)
        if buffer is None or self._stdout_terminal.is_terminal:
            self._stdout.write(clean(content.decode("utf-8", "replace"), keep_lines=True))
        else:
            self._stdout.flush()  # what was written as text comes first
            buffer.write(content)
        self._stdout.flush()

    def note(self, text: str) -> None:
        """Tell on stderr what is going on; silent with `--quiet`."""
        if not self.choices.quiet:
            self._say("", text)

    def hint(self, text: str) -> None:
        """Suggest on stderr what to do next; silent with `--quiet`."""
        if not self.choices.quiet:
            self._say("hint", text)

    def warn(self, text: str) -> None:
        """Warn on stderr, also with `--quiet`."""
        if self.observer:
            self.observer.warned(text)
        self._say("warning", text)

    def fail(self, problem: Problem) -> None:
        """Tell on stderr what went wrong: in words, or as one JSON object."""
        self._settle()
        if self.observer:
            self.observer.failed(problem)
        if self.choices.errors_are_json:
            is_terminal = self._stderr_terminal.is_terminal
            JsonWriter(self._stderr, pretty=is_terminal).line(problem.as_json())
            return
        for label, text in problem_lines(problem):
            self._say(label, text)

    @contextmanager
    def watching(self, total: int) -> Iterator[WatchDisplay]:
        """Show how *total* containers or jobs come along, until the block ends."""
        self._settle()
        from layers_cli.render.progress.updates import choose_display

        display = choose_display(
            total,
            events=self._json if self.choices.format is Format.JSONL else None,
            stderr=self._stderr,
            terminal=self._stderr_terminal,
            environ=self._environ,
            mode=self.progress,
            # Where the result goes to the same terminal, it says all that the bars said.
            transient=self._stdout_terminal.is_terminal,
            now=self.now,
        )
        with display as shown, self._drawn_by(shown):
            yield shown

    @contextmanager
    def transferring(self, files: int, size: int | None) -> Iterator[TransferDisplay]:
        """Show how *files* come or go until the block ends; *size* bytes in all, if known."""
        self._settle()
        from layers_cli.render.progress.transfers import choose_display

        display = choose_display(
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

    @contextmanager
    def _drawn_by(self, display: object) -> Iterator[None]:
        """Let *display* write what is told meanwhile, if it draws."""
        self._live = getattr(display, "write_above", None)
        try:
            yield
        finally:
            self._live = None

    @property
    def progress(self) -> str:
        """Return how progress is shown: auto, plain or none."""
        if self.choices.quiet:
            return "none"
        is_plain = self.accessible and self.choices.progress == "auto"
        return "plain" if is_plain else self.choices.progress

    @property
    def accessible(self) -> bool:
        """Whether a screen reader may be listening: then nothing that was written changes."""
        return self.choices.accessible or self._environ.get("ACCESSIBLE", "0") not in ("", "0")

    def confirm(self, question: str) -> bool | None:
        """Ask *question* on the terminal; None where nobody can be asked."""
        if self.choices.no_input or not self.interactive:
            return None
        self._settle()
        self._stderr.write(f"{clean(question)} [y/N] ")
        self._stderr.flush()
        try:
            answer = self._answers.readline()
        except BaseException:  # Ctrl-C, and what is said of it goes on a line of its own
            self._stderr.write("\n")
            raise
        if not answer.endswith("\n"):
            self._stderr.write("\n")  # the input ended, and the cursor still stands on the line
        return answer.strip().casefold() in ("y", "yes")

    @property
    def interactive(self) -> bool:
        """Whether somebody sits there: stderr is a terminal, and stdin too."""
        return self._stderr_terminal.is_terminal and self._answers.isatty()

    @property
    def terminal(self) -> Terminal:
        """Return what can be shown on stdout."""
        return self._stdout_terminal

    def command(self, text: str) -> None:
        """Write *text*, a line for the program that reads our log, to stderr as it is."""
        self._settle()
        self._stderr.write(text + "\n")
        self._stderr.flush()

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

    def close_quietly(self, *, stderr: bool = False) -> None:
        """Send what is left for stdout, or for *stderr* too, to nowhere: its reader has gone.

        The interpreter flushes both when it ends, and would report the closed pipe then.
        """
        for stream in (self._stdout, self._stderr) if stderr else (self._stdout,):
            try:
                descriptor = stream.fileno()
            except (OSError, ValueError):  # not a real file
                continue
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)

    @property
    def _answers(self) -> TextIO:
        return self._stdin or sys.stdin

    @property
    def _stdout_terminal(self) -> Terminal:
        return Terminal.of(self._stdout, self._environ, self.choices.color)

    @property
    def _stderr_terminal(self) -> Terminal:
        return Terminal.of(self._stderr, self._environ, self.choices.color)

    @property
    def _human(self) -> HumanWriter:
        from layers_cli.render.human import HumanWriter

        terminal = self._stdout_terminal
        return HumanWriter(
            self._stdout,
            # What is set for a whole machine must not put colours into what scripts cut up.
            terminal=replace(terminal, color=terminal.color and self._may_color_stdout),
            environ=self._environ,
            now=self.now,
            note=self.note,
            warn=self.warn,
            program=self.choices.program,
        )

    @property
    def _json(self) -> JsonWriter:
        return JsonWriter(
            self._stdout,
            fields=self.choices.fields,
            query=self.choices.query,
            pretty=self._stdout_terminal.is_terminal,
        )

    @property
    def _writer(self) -> ResultWriter | None:
        terminal = self._stdout_terminal.is_terminal
        return writer_for(self.choices, self._stdout, self._json, terminal=terminal)

    @property
    def _may_color_stdout(self) -> bool:
        return self._stdout_terminal.is_terminal or self.choices.color == "always"

    def _settle(self) -> None:
        """Take away what `working` wrote."""
        if self._working:
            self._stderr.write(_ERASE_LINE)
            self._stderr.flush()
            self._working = False

    def _settled(self, pages: Iterable[PageDocument[M]]) -> Iterator[PageDocument[M]]:
        """Pass *pages* on; the first one may be long in coming."""
        for page in pages:
            self._settle()
            if self.observer:
                self.observer.shown({"items": page.rows()})
            yield page
        self._settle()

    def _say(self, label: str, text: str) -> None:
        """Write one message to stderr: a label with colour, the text without."""
        self._settle()
        line = clean(text, keep_lines=True)
        if label:
            head = f"{label}:"
            line = f"{paint(head, _LABELS[label]) if self._stderr_terminal.color else head} {line}"
        if self._live:
            self._live(line)
            return
        self._stderr.write(line + "\n")
        self._stderr.flush()


def _never_fail_on_a_character(stream: TextIO) -> None:
    """Let *stream* show a replacement for what its encoding lacks (cli-conventions 4h)."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace" if is_utf8(stream) else "replace")
