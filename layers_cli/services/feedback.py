"""What services tell and ask while they work; `render.output.Output` does it."""

from contextlib import AbstractContextManager
from typing import Protocol

from layers_cli.render.progress.updates import WatchDisplay
from layers_cli.services.transfers.progress import TransferProgress


class Feedback(TransferProgress, Protocol):
    """Takes in progress, and asks questions. Results are returned, never told here."""

    def hint(self, text: str) -> None:
        """Take in a command that goes on with the work."""

    def warn(self, text: str) -> None:
        """Take in something that went wrong and stops nothing."""

    def confirm(self, question: str) -> bool | None:
        """Return the answer to a yes-or-no *question*; None if nobody can be asked."""

    def watching(self, total: int) -> AbstractContextManager[WatchDisplay]:
        """Return a display of the progress of *total* containers or jobs."""
