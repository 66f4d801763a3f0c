"""What is drawn anew at one place of the terminal until a run ends. Imported where there is one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Self, TextIO

from rich.console import Group, OverflowMethod
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from layers_cli.render.console import combines, fitted, make_console
from layers_cli.render.terminal import Terminal

REDRAWS_PER_SECOND = 5


class LiveDrawing(ABC):
    """Draws `frame` several times a second, without *auto_refresh* only at `redraw`.

    It goes at the end if *transient*, a result being shown in its place, but stays after an error.
    """

    def __init__(
        self,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        transient: bool = False,
        auto_refresh: bool = True,
    ) -> None:
        self._transient = transient
        self._terminal = terminal
        self._combining = combines(environ)
        self._console = make_console(stream, terminal._replace(links=False), environ)
        self._live = Live(
            console=self._console,
            get_renderable=self.frame,
            auto_refresh=auto_refresh,
            refresh_per_second=REDRAWS_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        # Of a run that is stopped one line stays: how to go on.
        is_stopped = error is not None and not issubclass(error, Exception)
        self._live.transient = is_stopped or (self._transient and error is None)
        self._live.stop()

    @abstractmethod
    def frame(self) -> Group:
        """Draw what is to be seen now."""

    def redraw(self) -> None:
        """Draw a frame, unless a thread does so anyway."""
        if not self._live.auto_refresh:
            self._live.refresh()

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the drawing."""
        self._console.print(Text.from_ansi(line))

    def bar(self, share: float, *, width: int, style: str) -> Text:
        """Return a bar of *width* columns, of which the *share*, 0 to 1, has the *style*."""
        bar = ProgressBar(1.0, share, width=width, style="dim", complete_style=style)
        parts = [part for part in self._console.render(bar) if part.text != "\n"]
        drawn = Text.assemble(*((part.text, part.style or "") for part in parts))
        drawn.pad_right(width - drawn.cell_len)  # without colours the rest of a bar is not drawn
        return drawn

    def fit(self, text: Text, room: int) -> Text:
        """Return *text* cut to *room* columns, as its `overflow` has it."""
        return fitted(text, room, combining=self._combining)

    @property
    def overflow(self) -> OverflowMethod:
        """Return how text that is too long for its place ends."""
        return "ellipsis" if self._terminal.glyphs else "crop"
