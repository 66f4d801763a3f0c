"""Saves the media of containers: names, transfers, and a record of where each file comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from layers_cli.api.errors import ApiError, StatusError
from layers_cli.context.context import CommandContext
from layers_cli.downloads.container_media import ContainerMedia, RemoteFile, parse_container
from layers_cli.downloads.existing import find_existing
from layers_cli.downloads.naming import FileNamer
from layers_cli.downloads.options import DownloadOptions
from layers_cli.downloads.pool import DownloadPool, FileFinished, FileMessage, FileProgress
from layers_cli.downloads.requests import DownloadRequest, DownloadResult
from layers_cli.downloads.transfer import ProgressCallback, save
from layers_cli.errors.exceptions import CommandError
from layers_cli.render.progress.transfers import TransferDisplay
from layers_cli.services.transfers.download_records import DownloadRecords
from layers_cli.services.undelivered import no_address_error

# What a store answers once a signed address has run out, or the file has moved.
_DEAD_LINK = frozenset({403, 404, 410})


class DownloadReport(NamedTuple):
    """What came of a download: *failed* has the first error of each container, by its id.

    *files* are those that are there now, a container's together and in order.
    """

    files: tuple[DownloadResult, ...]
    failed: Mapping[str, Exception]
    warnings: tuple[str, ...] = ()


@dataclass
class _Outcome:
    """What has come of one container so far; *missing* files have not ended."""

    container: ContainerMedia
    missing: int = 0
    files: list[DownloadResult] = field(default_factory=list)
    error: Exception | None = None

    @property
    def in_order(self) -> list[DownloadResult]:
        return sorted(self.files, key=lambda file: file.position)


class MediaDownloader:
    """Saves containers' media as *options* say; used once."""

    def __init__(self, context: CommandContext, options: DownloadOptions) -> None:
        self._context = context
        self._options = options
        self._folder = context.cwd / options.folder
        self._media = context.media
        self._records = DownloadRecords(context, with_sidecar=options.sidecar)
        self._renewed: dict[str, ContainerMedia] = {}
        self._retried: set[DownloadRequest] = set()
        self._outcomes: dict[str, _Outcome] = {}
        self._pool = DownloadPool(self._save_one, options.jobs)
        self._retries = context.retries._replace(on_retry=partial(_tell_wait, self._pool))

    def download(self, containers: Iterable[ContainerMedia]) -> DownloadReport:
        """Save the media of the completed *containers*; an error of one stops no other."""
        self._outcomes = {each.id: _Outcome(each) for each in containers if each.is_completed}
        requests = self._requests()
        for request in requests:
            self._pool.add(request)
        with self._context.feedback.transferring(len(requests), _total(requests)) as display:
            for event in self._pool.events():
                self._handle(event, display)
        ended = self._outcomes.values()
        return DownloadReport(
            tuple(file for each in ended for file in each.in_order),
            {each.container.id: each.error for each in ended if each.error is not None},
            tuple(self._records.warnings),
        )

    def _requests(self) -> list[DownloadRequest]:
        namer = FileNamer(
            self._folder,
            self._options.template,
            variant_of=lambda container: self._records.variant(container.id),
            saved_at=self._records.saved_at,
            type_of=self._type_of,
        )
        requests: list[DownloadRequest] = []
        for outcome in self._outcomes.values():
            try:
                files = namer.files_of(outcome.container)
            except (ApiError, OSError, CommandError) as exc:  # storage was asked for a file's type
                outcome.error = exc
                continue
            outcome.missing = len(files)
            if nameless := outcome.container.missing:
                outcome.error = no_address_error(
                    outcome.container.id, nameless, program=self._context.program
                )
            requests += files
        return requests

    def _type_of(self, media: RemoteFile) -> str:
        with self._media.open(media.url) as answer:
            return answer.content_type

    def _save_one(self, request: DownloadRequest, on_progress: ProgressCallback) -> DownloadResult:
        """Save one file; called by several threads."""
        force, skip = self._options.overwrite, self._options.skip_existing
        found = find_existing(request, self._folder, force=force, skip=skip)
        if found is not None:
            return found
        saved = save(
            request, self._media, retries=self._retries, force=force, on_progress=on_progress
        )
        self._context.committed()
        return saved

    def _handle(
        self, event: FileProgress | FileFinished | FileMessage, display: TransferDisplay
    ) -> None:
        if isinstance(event, FileProgress):
            display.moved(str(event.request.path), event.done, event.length)
        elif isinstance(event, FileMessage):
            self._context.feedback.note(event.text)
        elif again := self._with_new_address(event):
            self._pool.add(again)
        else:
            self._finish(event)
            saved = event.saved
            state, size = (saved.state, saved.bytes) if saved else ("failed", None)
            display.ended(str(event.request.path), state, size)

    def _finish(self, event: FileFinished) -> None:
        """Take in how a file ended; the last one of a container completes its record."""
        outcome = self._outcomes[event.request.container_id]
        outcome.missing -= 1
        if event.saved is not None:
            outcome.files.append(event.saved)
        elif isinstance(event.error, Exception):
            outcome.error = outcome.error or event.error
        elif event.error is not None:  # a stop is for all of them
            raise event.error
        hashed = [file for file in outcome.in_order if file.sha256]
        if hashed and not outcome.missing:
            self._records.record(outcome.container, hashed)

    def _with_new_address(self, event: FileFinished) -> DownloadRequest | None:
        """Return the request of *event* with a new address if its old one is dead, once a file."""
        exc, request = event.error, event.request
        if not isinstance(exc, StatusError) or exc.status not in _DEAD_LINK:
            return None
        if request in self._retried:
            return None
        try:
            media = self._read_again(request)
        except ApiError as later:
            outcome = self._outcomes[request.container_id]
            outcome.error = outcome.error or later
            return None
        if media is None or media.url == request.media.url:
            return None
        again = request._replace(media=media)
        self._retried.add(again)
        return again

    def _read_again(self, request: DownloadRequest) -> RemoteFile | None:
        """Return what the API now says of a file; one read serves all files of a container."""
        found = self._renewed.get(request.container_id)
        if found is None or request.media in found.media:
            reply = self._context.api.get_content(request.container_id)
            found = parse_container(reply.data, reply.request_id)
            self._renewed[request.container_id] = found
        media = found.media
        return media[request.position - 1] if len(media) >= request.position else None


def _total(requests: Iterable[DownloadRequest]) -> int | None:
    """Return the bytes of all *requests*; None if one is not known."""
    sizes = [request.media.bytes for request in requests]
    return None if None in sizes else sum(size for size in sizes if size)


def _tell_wait(pool: DownloadPool, exc: ApiError, seconds: float) -> None:
    status = getattr(exc, "status", None)
    reason = f"The server answered {status}" if status else str(exc)
    pool.tell(f"{reason}; trying again in {seconds:.1f} s")
