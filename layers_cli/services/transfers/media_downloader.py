"""Saves the media of containers: names, transfers, and a record of where each file comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import ApiError, StatusError
from layers_cli.api.media import strip_credentials
from layers_cli.downloads.container_media import ContainerMedia, parse_container
from layers_cli.downloads.existing import find_existing
from layers_cli.downloads.naming import FileNamer
from layers_cli.downloads.pool import DownloadPool, FileFinished, FileMessage, FileProgress
from layers_cli.downloads.transfer import DownloadRequest, DownloadResult, ProgressCallback, save
from layers_cli.errors.reporting import describe

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.container_media import RemoteFile
    from layers_cli.downloads.options import DownloadOptions
    from layers_cli.ledger.ledger import Ledger
    from layers_cli.ledger.saved_files import SavedFile

# What a store answers once a signed address has run out, or the file has moved.
_DEAD_LINK = frozenset({403, 404, 410})


class MediaDownloader:
    """One run's way to save containers as *options* says."""

    def __init__(self, context: CommandContext, options: DownloadOptions) -> None:
        self._context = context
        self._delivery = options
        self._folder = context.cwd / options.folder
        self._renewed: dict[str, ContainerMedia] = {}
        self._tried_again: set[DownloadRequest] = set()
        self._by_container: dict[str, list[DownloadResult]] = {}
        self.failed: dict[str, Exception] = {}

    @property
    def files(self) -> list[DownloadResult]:
        """Return the files that are there, a container's together and in order."""
        rows = (sorted(each, key=lambda f: f.position) for each in self._by_container.values())
        return [file for files in rows for file in files]

    def save(self, containers: Iterable[ContainerMedia]) -> None:
        """Save the media of the completed ones; what goes wrong with one stops no other.

        `files` are those that are there then, `failed` the first error of each container.
        """
        plan = self._plan()
        once = {each.id: each for each in containers if each.is_completed}
        self._by_container = {name: [] for name in once}  # shown in the order they were asked for
        planned = [(each, self._named(plan, each)) for each in once.values()]
        pool = DownloadPool(self._save_one, self._delivery.jobs)
        self._retries = replace(self._context.retries, on_retry=partial(_tell, pool))
        sizes = [file.media.bytes for _, files in planned for file in files]
        known = sum(size for size in sizes if size) if None not in sizes else None
        for _, files in planned:
            for file in files:
                pool.add(file)
        self._context.run_state.keep_partial_files()
        left = {container.id: (container, len(files)) for container, files in planned}
        with self._context.out.transferring(len(sizes), known) as display:
            ledger = _ledger(self._context) if sizes else None  # opened while the first files come
            for event in pool.events():
                if isinstance(event, FileProgress):
                    display.moved(str(event.request.path), event.done, event.length)
                elif isinstance(event, FileMessage):
                    self._context.out.note(event.text)
                elif again := self._again(event):
                    pool.add(again)
                else:
                    self._take(event)
                    display.ended(str(event.request.path), *_end(event))
                    container, count = left[event.request.container_id]
                    left[container.id] = (container, count - 1)
                    if count == 1:
                        self._record(container, ledger)

    def _plan(self) -> FileNamer:
        return FileNamer(
            self._folder,
            self._delivery.template,
            variant_of=lambda container: _variant(self._known, container.id),
            saved_at=lambda path: (
                self._known.saved_files.at(str(path.absolute())) if self._known else None
            ),
            type_of=self._type_of,
        )

    @property
    def _known(self) -> Ledger | None:
        """Return the ledger if there is one: where nothing is there yet, nobody asks for it."""
        return self._context.known_ledger

    def _named(self, plan: FileNamer, container: ContainerMedia) -> list[DownloadRequest]:
        try:
            return plan.files_of(container)
        except ApiError as exc:  # it was asked for the type of a file
            self.failed[container.id] = exc
            return []

    def _type_of(self, media: RemoteFile) -> str:
        with self._context.media.open(media.url) as answer:
            return answer.content_type

    def _save_one(self, request: DownloadRequest, on_progress: ProgressCallback) -> DownloadResult:
        """Save one file; called by several threads."""
        options = self._delivery
        force = options.overwrite
        there = find_existing(request, self._folder, force=force, skip=options.skip_existing)
        if there is not None:
            return there
        saved = save(
            request,
            self._context.media,
            retries=self._retries,
            force=force,
            on_progress=on_progress,
        )
        self._context.committed()
        return saved

    def _again(self, event: FileFinished) -> DownloadRequest | None:
        """Return the file of *event* with a new address, where its old one has run out."""
        exc, request = event.error, event.request
        if not isinstance(exc, StatusError) or exc.status not in _DEAD_LINK:
            return None
        if request in self._tried_again:
            return None
        try:
            media = self._read_again(request)
        except ApiError as later:
            self.failed.setdefault(request.container_id, later)
            return None
        if media is None or media.url == request.media.url:
            return None
        again = request.at(media)
        self._tried_again.add(again)
        return again

    def _read_again(self, request: DownloadRequest) -> RemoteFile | None:
        """Return what the API says of *request* by now; one read does for all of a container."""
        known = self._renewed.get(request.container_id)
        if known is None or request.media in known.media:
            reply = self._context.api.get_content(request.container_id)
            known = self._renewed[request.container_id] = parse_container(
                reply.data, reply.request_id
            )
        media = known.media
        return media[request.position - 1] if len(media) >= request.position else None

    def _take(self, event: FileFinished) -> None:
        if event.saved is not None:
            self._by_container[event.saved.container_id].append(event.saved)
        elif isinstance(event.error, ApiError | OSError):
            self.failed.setdefault(event.request.container_id, event.error)
        elif event.error is not None:
            raise event.error

    def _record(self, container: ContainerMedia, ledger: Ledger | None) -> None:
        """Write down where the files of *container* come from; that it cannot be stops nothing."""
        from layers_cli.downloads import sidecar
        from layers_cli.ledger.errors import LedgerError

        files = [file for file in self._by_container.get(container.id, ()) if file.sha256]
        if not files:
            return
        files.sort(key=lambda file: file.position)
        server = self._context.scope.server
        try:
            more = _noted(ledger, files, container, server) if ledger else {}
            if not self._delivery.sidecar:
                return
            if sidecar.write(container, files, server=server, more=more) is None:
                self._context.out.warn(
                    f"{container.id}.json is another file: no sidecar was written"
                )
        except (OSError, LedgerError) as exc:
            self._context.out.warn(f"No record of {container.id}: {describe(exc).problem.message}")


def _tell(pool: DownloadPool, exc: ApiError, seconds: float) -> None:
    status = getattr(exc, "status", None)
    said = f"The server answered {status}" if status else str(exc)
    pool.tell(f"{said}; trying again in {seconds:.1f} s")


def _end(event: FileFinished) -> tuple[str, int | None]:
    if event.saved is None:
        return "failed", None
    return event.saved.state, event.saved.bytes


def _ledger(context: CommandContext) -> Ledger | None:
    from layers_cli.ledger.errors import LedgerError

    try:
        return context.ledger
    except LedgerError as exc:
        context.out.note(
            f"{exc}; `{context.program} whence` will know these files by their sidecars only"
        )
        return None


def _variant(ledger: Ledger | None, container_id: str) -> int:
    """Return the number of a container among those that were asked for with the same hook."""
    found = ledger.intents.find(container_id) if ledger else []
    if ledger is None or not found:
        return 1
    entry = found[0]
    same = [
        each
        for each in ledger.intents.find(entry.intent.run)
        if each.intent.hook == entry.intent.hook
    ]
    ids = [name for each in same for name in each.container_ids]
    return ids.index(container_id) + 1 if container_id in ids else 1


def _noted(
    ledger: Ledger, files: Sequence[DownloadResult], container: ContainerMedia, server: str
) -> dict[str, Any]:
    """Write *files* into the ledger, and return what that knows of their container."""
    ledger.saved_files.note(_row(file, container, server, ledger.clock()) for file in files)
    entries = ledger.intents.find(container.id)
    return {"jobId": entries[0].job_id, "idempotencyKey": entries[0].key} if entries else {}


def _row(file: DownloadResult, container: ContainerMedia, server: str, now: float) -> SavedFile:
    from layers_cli.ledger.saved_files import SavedFile

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
