"""The ledger: what was asked for on this machine, so that nothing is paid for twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layers_cli.ledger.database import Database
from layers_cli.ledger.decisions import Decisions
from layers_cli.ledger.intents import Intents
from layers_cli.ledger.owner import process_has_exited, this_process
from layers_cli.ledger.saved_files import SavedFiles
from layers_cli.ledger.schema import STEPS
from layers_cli.ledger.takes import Takes
from layers_cli.ledger.uploads import Uploads

if TYPE_CHECKING:
    from layers_cli.ledger.campaigns.store import LedgerCampaigns


class Ledger:
    """The SQLite file at *path*, with its `intents`, `uploads`, `decisions`, `saved_files`.

    *clock* gives seconds since 1970; *owner* names the process that writes, *process_has_exited*
    tells whether an owner has exited, *committed* is called after each durable step. Everything
    raises `LedgerError` where the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        owner: str | None = None,
        process_has_exited: Callable[[str], bool] = process_has_exited,
        steps: Sequence[str] = STEPS,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self._database = Database(path, steps, committed)
        owner = owner or this_process()
        self.intents = Intents(self._database, clock, owner, process_has_exited)
        self.uploads = Uploads(self._database, clock, owner, process_has_exited)
        self.decisions = Decisions(self._database, clock, owner, process_has_exited)
        self.saved_files = SavedFiles(self._database)
        self.takes = Takes(self._database)

    def ids(self) -> set[str]:
        """Return the ids of all that was started, uploaded, decided or saved here."""
        tables = (self.intents, self.uploads, self.decisions, self.saved_files)
        return {name for table in tables for name in table.ids() if name}

    def campaigns(self, server: str, profile: str) -> LedgerCampaigns:
        """Return the campaigns of *profile* at *server*."""
        from layers_cli.ledger.campaigns.store import LedgerCampaigns  # other commands have none

        return LedgerCampaigns(
            self._database, self.clock, self.intents.process_has_exited, server, profile
        )

    def close(self) -> None:
        """Close the file."""
        self._database.close()
