"""Takes one post through its steps: session, PUT of each file, finalize (api-core 3.3, 3.4).

Each step is noted before the next begins and can be repeated: the session by its key, a PUT by
sending the file whole, the finalize by its nature. A post ends as one container, whenever and
however often its process dies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError, ConflictError, InvalidError, NotFoundError, StorageError
from layers_cli.api.responses import ApiResponse
from layers_cli.api.storage import SignedPut, Storage
from layers_cli.api.uploads import UploadFile, UploadSlot
from layers_cli.context.context import CommandContext
from layers_cli.formats.file_names import printable
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import MARGIN_SECONDS, WINDOW_SECONDS
from layers_cli.ledger.uploads import FileRecord, PostRecord
from layers_cli.services.transfers.progress import ThreadSafeProgress
from layers_cli.services.transfers.threads import in_threads
from layers_cli.uploads.files import MediaFile
from layers_cli.uploads.hashing_reader import ChangedError, HashingReader

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

SECOND_LOOK_SECONDS = 1.0  # how long the API may need to see what storage has


class SessionExpiredError(Exception):
    """The session accepts no more files; *cause* is the server's error, if there was one."""

    def __init__(self, cause: ApiError | None, words: str) -> None:
        super().__init__(words)
        self.cause = cause


class UploadTools(NamedTuple):
    """What one thread works with. *semaphore* bounds how many files are sent at a time."""

    context: CommandContext
    api: LayersClient
    storage: Storage
    ledger: Ledger
    shown: ThreadSafeProgress
    semaphore: AbstractContextManager[object]
    is_stopped: Callable[[], bool]


def upload_post(post: PostRecord, tools: UploadTools) -> ApiResponse[Container]:
    """Do what is missing of *post* and return its container.

    Raises `ApiError` where a later run may fare better, and the same, or `ChangedError`, where
    none can: the ledger then has the post as refused.
    """
    try:
        return _with_one_renewal(post, tools)
    except (InvalidError, ChangedError) as exc:
        tools.ledger.uploads.refuse(post.id, getattr(exc, "code", "cli_changed"))
        raise


def _with_one_renewal(post: PostRecord, tools: UploadTools) -> ApiResponse[Container]:
    try:
        return PostUpload(post, tools).run()
    except SessionExpiredError as over:
        name = name_of(post, tools.context.cwd)
        tools.context.feedback.note(f"{name}: {over}; continuing with a new session")
    try:
        return PostUpload(tools.ledger.uploads.renew(post.id), tools).run()
    except SessionExpiredError as again:
        raise again.cause or again from again


class PostUpload:
    """The steps of one post within one session."""

    def __init__(self, post: PostRecord, tools: UploadTools) -> None:
        self._post = post
        self._tools = tools
        self._context = tools.context
        self._uploads = tools.ledger.uploads
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
        self._context.feedback.note(
            f"{name}: the API misses files that storage has; sending them again"
        )
        self._uploads.missing(self._post.id)
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
        """Send *files* at once; raises the first error after the last of them has ended."""
        self._reserve()
        failed: Exception | None = None
        for file, result in in_threads(files, len(files), nullcontext, self._put, Event()):
            if isinstance(result, Exception):
                failed = failed or result
            else:
                self._uploads.stored(self._post.id, file.place, result)
        if failed is not None:
            raise failed

    def _reserve(self) -> None:
        """Request the session, or its first answer again: the key is the same."""
        post = self._post
        if post.session_at is not None and not self._can_be_replayed(post.session_at):
            raise SessionExpiredError(None, "its upload session is over")
        self._uploads.reserving(post.id)
        self._places = self._tools.api.reserve_uploads(
            post.project,
            [UploadFile(file.name, file.content_type, file.size) for file in post.files],
            grouping=post.grouping,
            key=post.session_key,
            hook=post.caption,
        )
        container_id = self._places[0].container_id
        if container_id != post.container_id:
            self._uploads.reserved(post.id, container_id)
            self._post = replace(post, container_id=container_id)

    def _can_be_replayed(self, since: float) -> bool:
        age = self._context.clock() - since
        fresh = age < WINDOW_SECONDS - MARGIN_SECONDS
        return fresh and self._post.credential == self._context.scope.credential

    def _put(self, _: None, file: FileRecord) -> str:
        """Send one file, whole each time, and return its checksum."""
        tools, media = self._tools, media_of(file, self._context.cwd)
        place = self._places[file.place]
        target = SignedPut(place.url, place.headers, file.size)

        def on_progress(sent: int) -> None:
            tools.shown.moved(media.shown, sent, file.size)

        def once() -> str:
            on_progress(0)
            reading = HashingReader(media, is_stopped=tools.is_stopped, on_progress=on_progress)
            self._tools.storage.put(
                target, reading, whole=lambda: tools.shown.stage(media.shown, "verifying")
            )
            return reading.sha256

        def on_retry(exc: ApiError, seconds: float) -> None:
            tools.context.feedback.note(
                f"{media.shown}: {exc}; sending the whole file again in {seconds:.1f} s, since a"
                " signed upload cannot continue midway"
            )

        with tools.semaphore:
            try:
                retries = self._context.retries._replace(on_retry=on_retry)
                sha256 = retries.run(once, repeatable=True)
            except StorageError as exc:
                if exc.status == 403:
                    raise SessionExpiredError(exc, str(exc)) from exc
                raise
        self._context.committed()
        if file.sha256 not in (None, sha256):
            raise ChangedError(media.shown)
        return sha256

    def _finalized(self) -> ApiResponse[Container]:
        post, tools = self._post, self._tools
        assert post.container_id is not None  # made by the session
        for file in post.files:
            tools.shown.stage(media_of(file, self._context.cwd).shown, "finalizing")
        try:
            reply = tools.api.finalize_upload(
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
        self._uploads.finish(post.id)
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
