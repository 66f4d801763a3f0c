"""Draws results.csv while a campaign goes on, in a hundredth of the time at most."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from layers_cli.campaigns import results_file
from layers_cli.campaigns.records import Campaign
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError

_LEAST_SECONDS = 5.0
_SHARE = 100


@dataclass
class ResultsDrawing:
    """Draws the results of *campaign*, as *store* has them, to its path; None draws nothing.

    A file that cannot be written is a warning, once: what was paid for is in the record.
    """

    context: CommandContext
    store: CampaignStore
    campaign: Campaign
    clock: Callable[[], float] = time.monotonic
    drawn: Path | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._next = self.clock() + _LEAST_SECONDS
        self._warned = False

    def draw_if_due(self) -> None:
        """Draw it if that takes no more than its share of the time."""
        if self.clock() >= self._next:
            self.draw()

    def draw(self) -> None:
        """Draw it now."""
        if self.campaign.results is None:
            return
        begun = self.clock()
        try:
            rows = self.store.rows(self.campaign.name)
            path = Path(self.campaign.results)
            self.drawn = results_file.draw(path, self.campaign.columns, rows)
        except OSError as exc:
            if not self._warned:
                self.context.feedback.warn(f"The results cannot be written: {exc}")
            self._warned = True
        self._next = self.clock() + max(_LEAST_SECONDS, _SHARE * (self.clock() - begun))


def draw_results(
    context: CommandContext, store: CampaignStore, campaign: Campaign, given: str | None
) -> str:
    """Draw the results of *campaign* to the file *given*, or where they go; return the path.

    Raises `UsageError` where neither is known, `OSError` where it cannot be written.
    """
    path = str(context.cwd / given) if given is not None else campaign.results
    if path is None:
        raise UsageError("The results have no file", hint="name one: --output FILE")
    rows = store.rows(campaign.name)
    return str(results_file.draw(Path(path), campaign.columns, rows))
