"""What services tell and ask while they work; `render.output.Output` does it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from layers_cli.render.progress.transfers import TransferDisplay
from layers_cli.render.progress.updates import WatchDisplay

if TYPE_CHECKING:  # most commands ask for no campaign
    from layers_cli.campaigns.store import CampaignCounts
    from layers_cli.render.progress.campaigns import AskingDisplay


class Feedback(Protocol):
    """Takes in progress, and asks questions. Results are returned, never told here."""

    def working(self, text: str) -> None:
        """Take in what is done before the first file moves."""

    def note(self, text: str) -> None:
        """Take in a sentence, such as why a file is sent again."""

    def hint(self, text: str) -> None:
        """Take in a command that goes on with the work."""

    def warn(self, text: str) -> None:
        """Take in something that went wrong and stops nothing."""

    def confirm(self, question: str) -> bool | None:
        """Return the answer to a yes-or-no *question*; None if nobody can be asked."""

    def watching(
        self, total: int, names: Mapping[str, str]
    ) -> AbstractContextManager[WatchDisplay]:
        """Return a display of the progress of *total* containers or jobs, with *names* by id."""

    def asking(self, counts: CampaignCounts) -> AbstractContextManager[AskingDisplay]:
        """Return a display of a campaign whose rows, as in *counts*, are asked for."""

    def transferring(self, files: int, size: int | None) -> AbstractContextManager[TransferDisplay]:
        """Return a display of *files* files and *size* bytes in all, None if that is not known."""
