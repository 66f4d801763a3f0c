"""The live board of a campaign, drawn by Rich. Imported where there is a terminal."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import TextIO

from rich.console import Group
from rich.text import Text

from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import RowState
from layers_cli.campaigns.store import CampaignCounts
from layers_cli.render.console import rich_style
from layers_cli.render.progress.asking_counter import AskingCounter, failure_words
from layers_cli.render.progress.live_drawing import LiveDrawing
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


class AskingBoard(LiveDrawing):
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
        super().__init__(
            stream=stream, terminal=terminal, environ=environ, auto_refresh=auto_refresh
        )

    def row(self, event: RowEvent) -> None:
        """Take in *event*; the next frame shows it."""
        self._counter.row(event)
        self.redraw()

    def totals(self, counts: CampaignCounts, failed: Iterable[RowEvent]) -> None:
        """Take in *counts* of all rows, and those that *failed*; the next frame shows them."""
        self._counter.totals(counts, failed)

    def limited(self, seconds: float) -> None:
        """Take in that the server asks to wait."""
        self._counter.limited(seconds)

    def frame(self) -> Group:
        """Draw the board as it is now."""
        rows, total = self._counter.rows, max(sum(self._counter.rows.values()), 1)
        width = min(_WIDEST_BAR, max(self._console.width - 8, 8))
        asked = rows[RowState.ACCEPTED]
        drawn = self.bar(asked / total, width=width, style="green")
        drawn.append(f"  {asked / total:4.0%}")
        newest = list(self._counter.failures)[-max(1, self._console.height - 5) :]
        failures = [self._line(failure_words(each), _STYLES.get(each.state, "")) for each in newest]
        words = [self._line(line, "") for line in wrap(self._counter.words, self._console.width)]
        return Group(drawn, *words, *failures)

    def _line(self, words: str, style: str) -> Text:
        text = Text(clean(words), rich_style(style, self._terminal), no_wrap=True)
        text.overflow = self.overflow
        return self.fit(text, self._console.width)
