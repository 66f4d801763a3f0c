"""Hand running jobs over to a later step, perhaps on another machine, by a small file.

It names the jobs and their server. It holds no key and no hook.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.json_text import dumps, loads
from layers_cli.inputs.places import check_free, unnamable, unwritable
from layers_cli.services.batch import checked_id

if TYPE_CHECKING:
    from layers_cli.api.models import Job  # saves pydantic where JSON is printed

VERSION = 1
_MOST_JOBS = 10_000


@contextmanager
def reserved(
    context: CommandContext, given: str | None, *, replace: bool
) -> Iterator[Callable[[Sequence[ApiResponse[Job]]], None]]:
    """Give the function that writes the jobs of replies to the file *given*, if one is.

    A file beside it is made at once, before anything is paid for. Raises as `checked_path` does.
    """
    path = checked_path(context, given, replace=replace)
    if path is None:
        yield lambda _: None
        return
    descriptor, name = mkstemp(dir=path.parent, prefix=".layers-")
    os.close(descriptor)
    part = Path(name)
    try:
        yield lambda replies: _write(path, part, _document(context, replies))
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def checked_path(context: CommandContext, given: str | None, *, replace: bool) -> Path | None:
    """Return the path of the file *given*, if one is, to which a handoff can be written.

    Raises `UsageError` for one that exists, unless *replace* says to overwrite it, and for a folder
    that does not exist or cannot be written.
    """
    if given is None:
        return None
    path = context.cwd / given
    why = unnamable(path) or _missing(path.parent) or unwritable(path.parent)
    if why is not None:
        raise UsageError(
            f"The handoff cannot be written to {path}: {why}",
            hint="choose another file: --handoff FILE",
            param="handoff",
        )
    check_free(path, replace=replace, param="handoff")
    return path


def _missing(folder: Path) -> str | None:
    return None if folder.exists() else f"there is no folder {folder}"


def _write(path: Path, part: Path, document: Mapping[str, Any]) -> None:
    """Write all of *document* or nothing: a later step may read at any moment."""
    with part.open("w", encoding="utf-8") as written:
        written.write(dumps(document, indent=2) + "\n")
        written.flush()
        os.fsync(written.fileno())
    part.replace(path)


def _document(context: CommandContext, replies: Sequence[ApiResponse[Job]]) -> dict[str, Any]:
    kept = ("jobId", "containerIds", "format", "projectId")
    return {
        "version": VERSION,
        "server": context.scope.server,
        "organization": context.settings.organization.value,
        "jobs": [{key: reply.data[key] for key in kept if key in reply.data} for reply in replies],
    }


def jobs_of(context: CommandContext, given: str) -> list[str]:
    """Return the ids of the jobs in the handoff *given*, a path or `-`.

    Raises `CommandError` for one that cannot be read, or that is for another server.
    """
    found = _read(context, given)
    jobs = [checked_id(str(job.get("jobId"))) for job in found["jobs"]]
    here = {"server": context.scope.server, "organization": context.settings.organization.value}
    hints = {"server": "--base-url or --sandbox", "organization": "--organization"}
    for name, value in here.items():
        if found.get(name) != value:
            there = found.get(name) or "none"
            raise _unusable(
                f"its {name} is {there}, this run's is {value or 'none'}",
                f"choose its {name} with {hints[name]}, and use a key for it",
            )
    return jobs


def _read(context: CommandContext, given: str) -> dict[str, Any]:
    try:
        document = loads(context.inputs.file(given, param="FILE"))
    except ValueError:
        raise _unusable("it is not JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), list):
        raise _unusable("it is not what --handoff writes")
    if document.get("version") != VERSION:
        raise _unusable("it was written by another version of layers", "use the same version")
    jobs = document["jobs"]
    if not jobs or len(jobs) > _MOST_JOBS or not all(isinstance(job, dict) for job in jobs):
        raise _unusable("it names no jobs")
    return document


def _unusable(why: str, hint: str | None = None) -> CommandError:
    return CommandError(
        f"The handoff cannot be used: {why}",
        code="cli_handoff",
        exit_code=ExitCode.USAGE,
        hint=hint or "write one: layers content generate --no-watch --handoff FILE",
        param="FILE",
    )
