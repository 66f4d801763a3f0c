"""What goes to stderr: notes, hints, warnings, errors, questions."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Protocol, TextIO

from layers_cli.errors.command_lines import for_account
from layers_cli.errors.problem import Problem
from layers_cli.render.choices import Choices
from layers_cli.render.forms.json import JsonWriter
from layers_cli.render.problem import problem_lines
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal, is_utf8, window_width
from layers_cli.render.theme import paint
from layers_cli.render.view_types import ShortIds

_ERASE_LINE = "\r\x1b[2K"
_LABELS = {"error": "red", "warning": "yellow", "hint": "cyan", "resume": "cyan"}


class ResultObserver(Protocol):
    """Hears of what is shown beside the user: results as JSON, warnings, the error."""

    def shown(self, document: Any) -> None:
        """Hear of a result."""

    def warned(self, text: str) -> None:
        """Hear of a warning."""

    def failed(self, problem: Problem) -> None:
        """Hear of the error that ends the run."""


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


class Messages:
    """Writes messages to *stderr* and reads answers from *stdin*, by default the process's own.

    *choices* and *ids* are set once, at the start; *now* tells the current time.
    """

    def __init__(
        self,
        *,
        stderr: TextIO,
        environ: Mapping[str, str],
        now: Callable[[], datetime] = utc_now,
        stdin: TextIO | None = None,
    ) -> None:
        self.choices = Choices()
        self.now = now
        self.observer: ResultObserver | None = None
        self.ids: ShortIds | None = None
        self._stderr = stderr
        self._stdin = stdin
        self._environ = environ
        # While bars are drawn, messages are written above them.
        self._write_above: Callable[[str], None] | None = None
        self._working = False
        replace_unknown_characters(stderr)

    def working(self, text: str) -> None:
        """Say on a terminal what the run waits for; the next output takes the line's place.

        Call it before any call that may block (cli-conventions 4a).
        """
        terminal = self._stderr_terminal
        if not terminal.live or self.progress == "none" or self._write_above:
            return
        if self.accessible:
            self.note(f"{text}...")
            return
        line = f"{clean(text)}…" if terminal.glyphs else f"{clean(text)}..."
        # A line that wraps could not be erased.
        line = line[: window_width(self._stderr, self._environ) - 1]
        line = paint(line, "dim") if terminal.color else line
        self._stderr.write(f"{_ERASE_LINE}{line}\r")
        self._stderr.flush()
        self._working = True

    def note(self, text: str) -> None:
        """Tell what is going on; silent with `--quiet`."""
        if not self.choices.quiet:
            self._say("", text)

    def hint(self, text: str) -> None:
        """Suggest what to do next; silent with `--quiet`."""
        if not self.choices.quiet:
            self._say("hint", for_account(text, self.choices.program))

    def warn(self, text: str) -> None:
        """Warn, also with `--quiet`."""
        if self.observer:
            self.observer.warned(text)
        self._say("warning", text)

    def fail(self, problem: Problem) -> None:
        """Tell what went wrong, in words or as one JSON object."""
        self._erase_working()
        if self.observer:
            self.observer.failed(problem)
        if self.choices.errors_are_json:
            is_terminal = self._stderr_terminal.is_terminal
            JsonWriter(self._stderr, pretty=is_terminal).line(problem.as_json())
            return
        for label, text in problem_lines(problem):
            self._say(label, text)

    def command(self, text: str) -> None:
        """Write *text*, a line for the CI system that reads the log, as it is."""
        self._erase_working()
        self._stderr.write(text + "\n")
        self._stderr.flush()

    def confirm(self, question: str) -> bool | None:
        """Ask *question* on the terminal; return None where there is nobody to ask."""
        if not self.interactive:
            return None
        self._erase_working()
        self._stderr.write(f"{clean(question)} [y/N] ")
        self._stderr.flush()
        try:
            answer = self._answers.readline()
        except BaseException:  # Ctrl-C: the next message goes on a line of its own
            self._stderr.write("\n")
            raise
        if not answer.endswith("\n"):
            self._stderr.write("\n")  # the input has ended, the cursor is still on the line
        return answer.strip().casefold() in ("y", "yes")

    def ask(self, question: str) -> str | None:
        """Ask *question* on the terminal; return the line of the answer, None for the end of input.

        `interactive` says whether there is somebody to ask.
        """
        self._erase_working()
        self._stderr.write(f"{clean(question)} ")
        self._stderr.flush()
        answer = self._answers.readline()
        return answer.rstrip("\n") if answer else None

    @contextmanager
    def told_to(self, hear: Callable[[str], None]) -> Iterator[None]:
        """Have *hear* take all messages of the block: something else draws on the terminal."""
        self._erase_working()
        before, self._write_above = self._write_above, hear
        try:
            yield
        finally:
            self._write_above = before

    @property
    def interactive(self) -> bool:
        """Whether both stderr and stdin are terminals."""
        return self._stderr_terminal.is_terminal and self._answers.isatty()

    @property
    def progress(self) -> str:
        """Return how progress is shown: auto, plain or none."""
        if self.choices.quiet:
            return "none"
        is_plain = self.accessible and self.choices.progress == "auto"
        return "plain" if is_plain else self.choices.progress

    @property
    def accessible(self) -> bool:
        """Whether a screen reader may be listening: then nothing written is changed later."""
        return self.choices.accessible or self._environ.get("ACCESSIBLE", "0") not in ("", "0")

    @property
    def _answers(self) -> TextIO:
        return self._stdin or sys.stdin

    @property
    def _stderr_terminal(self) -> Terminal:
        return Terminal.of(self._stderr, self._environ, self.choices.color)

    @contextmanager
    def _drawn_by(self, display: object) -> Iterator[None]:
        """Let *display* write the messages of the block, if it draws."""
        self._write_above = getattr(display, "write_above", None)
        try:
            yield
        finally:
            self._write_above = None

    def _erase_working(self) -> None:
        if self._working:
            self._stderr.write(_ERASE_LINE)
            self._stderr.flush()
            self._working = False

    def _say(self, label: str, text: str) -> None:
        """Write one message: the label in colour, the text without."""
        self._erase_working()
        if self.ids and self._stderr_terminal.is_terminal:
            text = self.ids.shorten_commands(text)
        line = clean(text, keep_lines=True)
        if label:
            head = f"{label}:"
            line = f"{paint(head, _LABELS[label]) if self._stderr_terminal.color else head} {line}"
        if self._write_above:
            self._write_above(line)
            return
        self._stderr.write(line + "\n")
        self._stderr.flush()


def replace_unknown_characters(stream: TextIO) -> None:
    """Let *stream* show a replacement for what its encoding lacks (cli-conventions 4h)."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        with suppress(OSError):  # it flushes what nobody reads any more
            reconfigure(errors="backslashreplace" if is_utf8(stream) else "replace")
