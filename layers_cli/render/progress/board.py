"""The live board of a campaign, drawn by Rich. Imported where there is a terminal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from textwrap import wrap
from typing import Self, TextIO

from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.store import CampaignCounts
from layers_cli.render.console import combines, fitted, make_console, rich_style
from layers_cli.render.progress.asking_counter import AskingCounter, failure_words
from layers_cli.render.progress.bars import REDRAWS_PER_SECOND
from layers_cli.render.sanitize import clean
from layers_cli.render.terminal import Terminal

_WIDEST_BAR = 40
_STYLES = {
    RowState.ACCEPTED: "green",
    RowState.REFUSED: "red",
    RowState.INVALID: "red",
    RowState.HELD: "yellow",
    RowState.UNKNOWN: "yellow",
}


class AskingBoard:
    """A bar, the counts by state with rate and spend below it, then the newest failures."""

    def __init__(
        self,
        counter: AskingCounter,
        *,
        stream: TextIO,
        terminal: Terminal,
        environ: Mapping[str, str],
        auto_refresh: bool = True,
    ) -> None:
        self._counter = counter
        self._terminal = terminal
        self._combining = combines(environ)
        self._console = make_console(stream, replace(terminal, links=False), environ)
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
        self._live.transient = error is not None and not issubclass(error, Exception)
        self._live.stop()

    def row(self, event: RowEvent) -> None:
        """Take in *event*; the next frame shows it."""
        self._counter.row(event)
        if not self._live.auto_refresh:
            self._live.refresh()

    def totals(self, counts: CampaignCounts, failed: Iterable[RowEvent]) -> None:
        """Take in *counts* of all rows, and those that *failed*; the next frame shows them."""
        self._counter.totals(counts, failed)

    def limited(self, seconds: float) -> None:
        """Take in that the server asks to wait."""
        self._counter.limited(seconds)

    def write_above(self, line: str) -> None:
        """Write *line*, which may hold colours, above the board."""
        self._console.print(Text.from_ansi(line))

    def frame(self) -> Group:
        """Draw the board as it is now."""
        rows, total = self._counter.rows, max(sum(self._counter.rows.values()), 1)
        width = min(_WIDEST_BAR, max(self._console.width - 8, 8))
        asked = rows[RowState.ACCEPTED]
        bar = ProgressBar(total, asked, width=width, style="dim", complete_style="green")
        drawn = Text.assemble(
            *(
                (part.text, part.style or "")
                for part in self._console.render(bar)
                if part.text != "\n"
            )
        )
        drawn.pad_right(width - drawn.cell_len)
        drawn.append(f"  {asked / total:4.0%}")
        newest = list(self._counter.failures)[-max(1, self._console.height - 5) :]
        failures = [self._line(failure_words(each), _STYLES.get(each.state, "")) for each in newest]
        words = [self._line(line, "") for line in wrap(self._counter.words, self._console.width)]
        return Group(drawn, *words, *failures)

    def _line(self, words: str, style: str) -> Text:
        text = Text(clean(words), rich_style(style, self._terminal), no_wrap=True)
        text.overflow = "ellipsis" if self._terminal.glyphs else "crop"
        return fitted(text, self._console.width, combining=self._combining)
