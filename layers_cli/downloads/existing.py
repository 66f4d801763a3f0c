"""What is at a path before a file is saved there: the same file, another one, or a way out."""

import os
from pathlib import Path

from layers_cli.downloads.errors import FileConflictError
from layers_cli.downloads.partial_file import clear, digest_of
from layers_cli.downloads.requests import DownloadRequest, DownloadResult


def find_existing(
    request: DownloadRequest, folder: Path, *, force: bool, skip: bool
) -> DownloadResult | None:
    """Return *request* if it lies in *folder* already; None if it is to be saved.

    With *force* a file of its name is replaced, with *skip* it is kept without a look. Raises
    `FileConflictError` for another file of that name, and for a path that leads out of the folder.
    """
    path = request.path
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise FileConflictError(f"{path} leads out of {folder} through a link", "remove the link")
    if path.is_dir():
        raise FileConflictError(f"{path} is a folder", "choose other names with --name")
    if force or not os.path.lexists(path):
        return None
    if skip:
        return request.as_found("skipped", path.lstat().st_size, None)
    found = _same_file(request)
    if found is None:
        raise FileConflictError(f"{path} already exists and is a different file")
    clear(path)
    return found


def _same_file(request: DownloadRequest) -> DownloadResult | None:
    """Return *request* if what is there has the length and checksum it should have."""
    media, path = request.media, request.path
    try:
        size = path.stat().st_size
    except OSError:  # a link that leads nowhere
        return None
    if media.bytes not in (None, size):
        return None
    sha256 = digest_of(path)
    expected = media.sha256 or request.earlier or sha256
    return request.as_found("present", size, sha256) if sha256 == expected else None
