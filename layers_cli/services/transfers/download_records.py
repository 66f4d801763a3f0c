"""What is known of earlier downloads, and where new ones are recorded: the ledger and sidecars."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers_cli.api.media import strip_credentials
from layers_cli.context.context import CommandContext
from layers_cli.downloads import sidecar
from layers_cli.downloads.container_media import ContainerMedia
from layers_cli.downloads.requests import DownloadResult
from layers_cli.errors.reporting import describe
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.saved_files import SavedFile


class DownloadRecords:
    """The records of a run's downloads, in the ledger and, if *with_sidecar*, beside the files.

    *warnings* collects what could not be recorded, which stops no download.
    """

    def __init__(self, context: CommandContext, *, with_sidecar: bool) -> None:
        self._context = context
        self._server = context.scope.server
        self._with_sidecar = with_sidecar
        self._has_ledger = True
        self.warnings: list[str] = []

    def variant(self, container_id: str) -> int:
        """Return the number of a container among those requested with the same hook, from 1."""
        ledger = self._context.known_ledger
        found = ledger.intents.find(container_id) if ledger else []
        if ledger is None or not found:
            return 1
        intent = found[0].intent
        same = [each for each in ledger.intents.find(intent.run) if each.intent.hook == intent.hook]
        ids = [name for each in same for name in each.container_ids]
        return ids.index(container_id) + 1 if container_id in ids else 1

    def saved_at(self, path: Path) -> SavedFile | None:
        """Return what was saved at *path* last, if that is known."""
        ledger = self._context.known_ledger
        return ledger.saved_files.at(str(path.absolute())) if ledger else None

    def record(self, container: ContainerMedia, files: Sequence[DownloadResult]) -> None:
        """Record where *files*, in order, of *container* come from."""
        try:
            more = self._record_in_ledger(container, files)
            if not self._with_sidecar:
                return
            if sidecar.write(container, files, server=self._server, more=more) is None:
                self.warnings.append(f"{container.id}.json is another file: no sidecar was written")
        except (OSError, LedgerError) as exc:
            self.warnings.append(f"No record of {container.id}: {describe(exc).problem.message}")

    def _record_in_ledger(
        self, container: ContainerMedia, files: Sequence[DownloadResult]
    ) -> dict[str, Any]:
        """Return what the ledger knows of *container* once *files* are in it."""
        ledger = self._opened()
        if ledger is None:
            return {}
        now = ledger.clock()
        ledger.saved_files.note(_row(file, container, self._server, now) for file in files)
        entries = ledger.intents.find(container.id)
        if not entries:
            return {}
        entry = entries[0]
        known = {"jobId": entry.job_id, "idempotencyKey": entry.key}
        return known | ({"takeOf": entry.intent.take_of} if entry.intent.take_of else {})

    def _opened(self) -> Ledger | None:
        if not self._has_ledger:
            return None
        try:
            return self._context.ledger
        except LedgerError as exc:
            self._has_ledger = False
            self.warnings.append(
                f"{exc}; `layers whence` will know these files by their sidecars only"
            )
            return None


def _row(file: DownloadResult, container: ContainerMedia, server: str, now: float) -> SavedFile:
    project = container.data.get("projectId")
    return SavedFile(
        str(file.path.absolute()),
        str(file.sha256),
        file.bytes,
        file.container_id,
        file.position,
        strip_credentials(file.url),
        server,
        asset_id=file.asset_id,
        project=project if isinstance(project, str) else None,
        format=container.format,
        hook=container.hook,
        saved_at=now,
    )
