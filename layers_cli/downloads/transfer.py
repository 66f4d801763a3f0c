"""Saves one file: resumes a partial one, verifies length and checksum, and renames it last.

Pure of the terminal and of the API: it knows a source of media and a folder.
"""

import hashlib
import os
from collections.abc import Callable

from layers_cli.api.errors import NetworkError, ResponseLostError, WrongFileError
from layers_cli.api.media import MediaSource, strip_credentials
from layers_cli.api.retries import Retries
from layers_cli.downloads.container_media import RemoteFile
from layers_cli.downloads.errors import FileConflictError
from layers_cli.downloads.partial_file import Origin, PartialFile
from layers_cli.downloads.requests import DownloadRequest, DownloadResult

# A try that brought this much more than all before it is not counted as a failed one.
WORTH_BYTES = 64 * 1024

ProgressCallback = Callable[[int, "int | None"], None]


def save(
    request: DownloadRequest,
    source: MediaSource,
    *,
    retries: Retries,
    force: bool = False,
    on_progress: ProgressCallback = lambda done, length: None,
) -> DownloadResult:
    """Save *request* and return it; *retries* says how often a failed read is tried again.

    *on_progress* is called after each block with the bytes there are, and with the length if it is
    known. A part left by an earlier run is continued.

    Raises `ApiError` if the file cannot be read whole, `WrongFileError` if it is not the announced
    one, `FileConflictError` if the name was taken meanwhile and *force* is not set, `OSError` if it
    cannot be written. What has arrived by then is kept, unless it is wrong.
    """
    request.path.parent.mkdir(parents=True, exist_ok=True)
    with PartialFile(request.path) as part:
        try:
            sha256 = _checked(request.media, source, part, retries, on_progress)
        except WrongFileError:
            # A part of an earlier run may be to blame, or a cache on the way: again from scratch.
            part.restart()
            sha256 = _checked(request.media, source, part, retries, on_progress)
        if not force and os.path.lexists(request.path):
            raise FileConflictError(f"{request.path} appeared during the download")
        size = part.size
        part.finish()
    return request.as_found("saved", size, sha256)


def _checked(
    media: RemoteFile,
    source: MediaSource,
    part: PartialFile,
    retries: Retries,
    on_progress: ProgressCallback,
) -> str:
    """Fill *part*, and return its checksum if that and the length are those announced."""
    best = part.size

    def fill() -> str | None:
        """Return the checksum, or None for a try that broke off and yet got on."""
        nonlocal best
        try:
            return _filled(media, source, part, on_progress)
        except NetworkError:
            gained, best = part.size - best, max(best, part.size)
            if gained < WORTH_BYTES:
                raise
            return None

    sha256 = None
    while sha256 is None:
        sha256 = retries.run(fill, repeatable=True)
    wrong, name = None, strip_credentials(media.url)
    if media.bytes not in (None, part.size):
        wrong = f"{name} has {part.size} bytes, and the API announced {media.bytes}"
    elif media.sha256 not in (None, sha256):
        wrong = f"{name} does not have the checksum that the API announced"
    if wrong:
        part.restart()
        raise WrongFileError(wrong)
    return sha256


def _filled(
    media: RemoteFile, source: MediaSource, part: PartialFile, on_progress: ProgressCallback
) -> str:
    """Read what is missing of *part*, and return the checksum of all of it."""
    start, validator = _left_off(media, part)
    if start and start == media.bytes:
        return part.digest().hexdigest()  # all that was missing is its name
    with source.open(media.url, start=start, validator=validator) as answer:
        digest = part.digest() if answer.start else None
        if digest is None:
            part.begin(Origin(_identity(media), answer.validator, answer.length))
        digest, done = digest or hashlib.sha256(), answer.start
        for block in answer.blocks:
            digest.update(block)
            part.write(block)
            done += len(block)
            on_progress(done, answer.length)
    if answer.length not in (None, done):
        raise ResponseLostError(
            f"{strip_credentials(media.url)} ended after {done} of {answer.length} bytes"
        )
    return digest.hexdigest()


def _left_off(media: RemoteFile, part: PartialFile) -> tuple[int, str | None]:
    """Return the offset and the version to resume from; 0 if the rest might not fit.

    With a checksum the result can be verified; without one it takes a validator.
    """
    origin, size = part.origin, part.size
    if origin is None or origin.source != _identity(media):
        return 0, None
    announced = media.bytes if media.bytes is not None else origin.length
    if announced is not None and size > announced:
        return 0, None
    if origin.validator is None and media.sha256 is None:
        return 0, None
    return size, origin.validator


def _identity(media: RemoteFile) -> str:
    """Return what a file is known by in a later run: what signs its address may have changed."""
    return media.sha256 or strip_credentials(media.url)
