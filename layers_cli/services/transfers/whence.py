"""Finds the containers that have a file, by its content: offline, from what was recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import file_digest
from pathlib import Path
from typing import Any

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.downloads import sidecar
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.file_names import find_named, printable
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.uploads import PostRecord
from layers_cli.uploads.files import opened
from layers_cli.uploads.validation_errors import InvalidSourceError


@dataclass(frozen=True)
class FileOrigin:
    """One container that has the file as its *position*th; *known_by* is what says so."""

    container_id: str
    path: str
    known_by: str
    position: int | None = None
    asset_id: str | None = None
    project: str | None = None
    format: str | None = None
    hook: str | None = None
    server: str | None = None
    url: str | None = None


# What a saved file's record tells under the same names.
_RECORDED = [each.name for each in fields(FileOrigin) if each.name != "known_by"]


def find_origins(context: CommandContext, name: str) -> ListPage[FileOrigin]:
    """Return the containers that have the file *name*, each once.

    Raises `UsageError` if it is not a file, and `CommandError` if nothing is known of it.
    """
    path = find_named(context.cwd / name)
    sha256 = _digest(path, name)
    ledger = context.known_ledger
    origins = [*(_in_ledger(ledger, sha256) if ledger else ()), *_in_sidecars(path, sha256)]
    if not origins:
        raise CommandError(
            f"The origin of {name} is unknown (SHA-256 {sha256})",
            code="cli_unknown_file",
            exit_code=ExitCode.NOT_FOUND,
            hint="a file is known if it is unchanged and was downloaded or uploaded here, or if it"
            " has a sidecar beside it",
            submitted="no",
        )
    # Of one container, the later records say more.
    once = list({each.container_id: each for each in origins}.values())
    return ListPage([_row(each, name, sha256) for each in once], once)


def _digest(path: Path, name: str) -> str:
    """Return the SHA-256 of the file *path*; raises `UsageError` if it cannot be read."""
    try:
        with opened(path, printable(name)) as file:
            # `opened` does not buffer, and such files can read into memory.
            return file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except InvalidSourceError as exc:
        raise UsageError(str(exc), param="FILE") from exc


def _in_ledger(ledger: Ledger, sha256: str) -> Iterator[FileOrigin]:
    for post in ledger.uploads.with_content(sha256):
        yield _of_upload(post, sha256)
    for file in ledger.saved_files.with_content(sha256):
        values = {name: getattr(file, name) for name in _RECORDED}
        yield FileOrigin(**values, known_by="ledger")


def _in_sidecars(path: Path, sha256: str) -> Iterator[FileOrigin]:
    for document in sidecar.near(path):
        for row in document["files"]:
            if isinstance(row, Mapping) and row.get("sha256") == sha256:
                yield _of_sidecar(document, row)


def _of_upload(post: PostRecord, sha256: str) -> FileOrigin:
    file = next(file for file in post.files if file.sha256 == sha256)
    return FileOrigin(
        str(post.container_id),
        file.path,
        "upload",
        position=file.place + 1,
        project=post.project,
        server=post.server,
    )


def _of_sidecar(document: Mapping[str, Any], row: Mapping[str, Any]) -> FileOrigin:
    position = row.get("position")
    return FileOrigin(
        str(document.get("id")),
        str(row.get("path")),
        "sidecar",
        position if isinstance(position, int) else None,
        _text(row.get("assetId")),
        _text(document.get("projectId")),
        _text(document.get("format")),
        _text(document.get("hook")),
        _text(document.get("server")),
        _text(row.get("url")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _row(source: FileOrigin, name: str, sha256: str) -> dict[str, Any]:
    return {
        "file": name,
        "sha256": sha256,
        "containerId": source.container_id,
        "position": source.position,
        "assetId": source.asset_id,
        "projectId": source.project,
        "format": source.format,
        "hook": source.hook,
        "server": source.server,
        "url": source.url,
        "savedAs": source.path,
        "knownBy": source.known_by,
    }
