"""Takes one post through its steps: session, PUT of each file, finalize (api-core 3.3, 3.4).

Each step is noted before the next begins and can be repeated: the session by its key, a PUT by
sending the file whole, the finalize by its nature. A post ends as one container, whenever and
however often its process dies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError, ConflictError, InvalidError, NotFoundError, StorageError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.retries import Retries
from layers_cli.api.storage import SignedPut, Storage
from layers_cli.api.uploads import UploadFile, UploadSlot
from layers_cli.ledger.records import MARGIN_SECONDS, WINDOW_SECONDS
from layers_cli.ledger.uploads import FileRecord, PostRecord, Uploads
from layers_cli.services.transfers.progress import ThreadSafeProgress
from layers_cli.services.transfers.threads import all_at_once
from layers_cli.uploads.files import MediaFile
from layers_cli.uploads.hashing_reader import ChangedError, HashingReader
from layers_cli.uploads.validation_errors import printable

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

SECOND_LOOK_SECONDS = 1.0  # how long the API may need to see what storage has


class SessionExpiredError(Exception):
    """The session accepts no more files; *cause* is the server's error, if there was one."""

    def __init__(self, cause: ApiError | None, words: str) -> None:
        super().__init__(words)
        self.cause = cause


@dataclass(frozen=True)
class UploadContext:
    """What one thread sends with. *semaphore* bounds how many files are sent at a time.

    *credential* marks the API key: a server knows a session again only together with it.
    """

    api: LayersClient
    records: Uploads
    storage: Storage
    retries: Retries
    credential: str
    semaphore: AbstractContextManager[object]
    is_stopped: Callable[[], bool]
    committed: Callable[[], None]
    pause: Callable[[float], None]
    clock: Callable[[], float]
    note: Callable[[str], None]
    cwd: Path
    shown: ThreadSafeProgress


def upload_post(post: PostRecord, upload: UploadContext) -> ApiResponse[Container]:
    """Do what is missing of *post* and return its container.

    Raises `ApiError` where a later run may fare better, and the same, or `ChangedError`, where
    none can: the ledger then has the post as refused.
    """
    try:
        return _with_one_renewal(post, upload)
    except (InvalidError, ChangedError) as exc:
        upload.records.refuse(post.id, getattr(exc, "code", "cli_changed"))
        raise


def _with_one_renewal(post: PostRecord, upload: UploadContext) -> ApiResponse[Container]:
    try:
        return PostUpload(post, upload).run()
    except SessionExpiredError as over:
        upload.note(f"{name_of(post, upload.cwd)}: {over}; continuing with a new session")
        post = upload.records.renew(post.id)
    try:
        return PostUpload(post, upload).run()
    except SessionExpiredError as again:
        raise again.cause or again from again


class PostUpload:
    """The steps of one post within one session."""

    def __init__(self, post: PostRecord, upload: UploadContext) -> None:
        self._post = post
        self._context = upload
        self._places: list[UploadSlot] = []

    def run(self) -> ApiResponse[Container]:
        """Reserve, send and finalize, as far as that is not done yet."""
        missing = [file for file in self._post.files if not file.stored]
        if missing or self._post.container_id is None:
            self._send(missing)
        try:
            return self._finalized()
        except ConflictError as exc:
            if exc.code != "UPLOAD_INCOMPLETE":
                raise
        self._context.pause(SECOND_LOOK_SECONDS)
        try:
            return self._finalized()
        except ConflictError as exc:
            if exc.code != "UPLOAD_INCOMPLETE":
                raise
            lost = self._lost(exc)
        name = name_of(self._post, self._context.cwd)
        self._context.note(f"{name}: the API misses files that storage has; sending them again")
        self._context.records.missing(self._post.id)
        self._send(lost)
        return self._finalized()

    def _lost(self, exc: ConflictError) -> Sequence[FileRecord]:
        """Return the files that the API says it misses; all where it does not say which."""
        named = exc.details.get("missing")
        rows = named if isinstance(named, list) else []
        ids = {row.get("uploadId") for row in rows if isinstance(row, dict)}
        pairs = zip(self._post.files, self._places, strict=False)
        return [file for file, place in pairs if place.upload_id in ids] or self._post.files

    def _send(self, files: Sequence[FileRecord]) -> None:
        self._reserve()
        jobs = [(file, self._places[file.place]) for file in files]
        for (file, _), sha256 in all_at_once(lambda job: self._put(*job), jobs):
            self._context.records.stored(self._post.id, file.place, sha256)

    def _reserve(self) -> None:
        """Request the session, or its first answer again: the key is the same."""
        post, upload = self._post, self._context
        if post.session_at is not None and not self._can_be_replayed(post.session_at):
            raise SessionExpiredError(None, "its upload session is over")
        upload.records.reserving(post.id)
        self._places = upload.api.reserve_uploads(
            post.project,
            [UploadFile(file.name, file.content_type, file.size) for file in post.files],
            grouping=post.grouping,
            key=post.session_key,
            hook=post.caption,
        )
        container_id = self._places[0].container_id
        if container_id != post.container_id:
            upload.records.reserved(post.id, container_id)
            self._post = replace(post, container_id=container_id)

    def _can_be_replayed(self, since: float) -> bool:
        age = self._context.clock() - since
        fresh = age < WINDOW_SECONDS - MARGIN_SECONDS
        return fresh and self._post.credential == self._context.credential

    def _put(self, file: FileRecord, place: UploadSlot) -> str:
        """Send one file, whole each time, and return its checksum."""
        upload, media = self._context, media_of(file, self._context.cwd)
        name = media.shown

        def on_progress(sent: int) -> None:
            upload.shown.moved(name, sent, file.size)

        def once() -> str:
            on_progress(0)
            reading = HashingReader(media, is_stopped=upload.is_stopped, on_progress=on_progress)
            target = SignedPut(place.url, place.headers, file.size)
            upload.storage.put(target, reading, whole=lambda: upload.shown.stage(name, "verifying"))
            return reading.sha256

        retries = replace(
            upload.retries, on_retry=lambda exc, seconds: self._tell(media, exc, seconds)
        )
        with upload.semaphore:
            try:
                sha256 = retries.run(once, repeatable=True)
            except StorageError as exc:
                if exc.status == 403:
                    raise SessionExpiredError(exc, str(exc)) from exc
                raise
        upload.committed()
        if file.sha256 not in (None, sha256):
            raise ChangedError(media.shown)
        return sha256

    def _tell(self, media: MediaFile, exc: ApiError, seconds: float) -> None:
        self._context.note(
            f"{media.shown}: {exc}; sending the whole file again in {seconds:.1f} s, since a"
            " signed upload cannot continue midway"
        )

    def _finalized(self) -> ApiResponse[Container]:
        post, upload = self._post, self._context
        assert post.container_id is not None  # made by the session
        for file in post.files:
            upload.shown.stage(media_of(file, upload.cwd).shown, "finalizing")
        try:
            reply = upload.api.finalize_upload(
                post.container_id,
                caption=post.caption,
                project_id=post.project,
                key=post.finalize_key,
            )
        except NotFoundError as exc:
            raise SessionExpiredError(exc, "the API no longer knows its container") from exc
        except ConflictError as exc:
            if exc.details.get("status") in ("failed", "canceled"):
                status = exc.details["status"]
                raise SessionExpiredError(exc, f"its container is {status}") from exc
            raise
        upload.records.finish(post.id)
        return reply


def media_of(file: FileRecord, cwd: Path) -> MediaFile:
    """Return the file on the disk that *file* remembers; *cwd* is where people stand."""
    path = Path(file.path)
    return MediaFile(path, _near(path, cwd), file.name, file.content_type, file.size, file.mtime_ns)


def _near(path: Path, cwd: Path) -> str:
    return printable(path.relative_to(cwd) if path.is_relative_to(cwd) else path)


def name_of(post: PostRecord, cwd: Path) -> str:
    """Return what people who stand in *cwd* know *post* by."""
    more = len(post.files) - 1
    return _near(Path(post.files[0].path), cwd) + (f" and {more} more" if more else "")
