"""Hands jobs that run over to a later step, perhaps on another machine, by a small file.

It names the jobs and the server that has them. No key is in it, and no hook.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import PartialSubmissionError
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.batch import checked_id
from layers_cli.services.jobs.wait import place as place_orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers_cli.api.models import Job
    from layers_cli.api.order import GenerationRequest
    from layers_cli.api.responses import ApiResponse
    from layers_cli.context.context import CommandContext

VERSION = 1
_LONGEST = 1_000_000  # characters
_MOST_JOBS = 10_000


@dataclass(frozen=True)
class HandoffFile:
    """Where a handoff goes: *part* lies beside *path* already, so that writing cannot fail late."""

    path: Path
    part: Path


def checked_path(context: CommandContext, given: str | None, *, force: bool) -> HandoffFile | None:
    """Return the file to write, before anything is paid for; None where none was asked for.

    Raises `UsageError` for a file that is there and not to be replaced, `OSError` for a folder
    that cannot be written.
    """
    if given is None:
        return None
    path = context.cwd / given
    if path.is_dir() or (path.exists() and not force):
        raise UsageError(
            f"{path} exists already", hint="choose another name, or add --force", param="handoff"
        )
    descriptor, part = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    return HandoffFile(path, path.with_name(os.path.basename(part)))  # noqa: PTH119 - a name alone


def place(
    context: CommandContext,
    orders: Sequence[GenerationRequest],
    *,
    dialect: str | None,
    file: HandoffFile | None,
) -> list[ApiResponse[Job]]:
    """Place *orders* as `waiting.place` does, and write which jobs those are to *file*.

    Jobs that were started before one was refused are in it too.
    """
    if file is None:
        return place_orders(context, orders, dialect=dialect)
    try:
        replies = place_orders(context, orders, dialect=dialect)
        _write(context, file, replies)
    except PartialSubmissionError as exc:
        _write(context, file, exc.accepted)
        raise
    finally:
        with suppress(OSError):
            file.part.unlink(missing_ok=True)
    context.out.hint(f"to collect it later: {context.program} jobs collect {file.path}")
    return replies


def jobs_of(context: CommandContext, given: str) -> list[str]:
    """Return the ids of the jobs in the handoff *given*, a path or `-`.

    Raises `CommandError` for one that cannot be read, or that is for another server.
    """
    document = _read(context, given)
    jobs = [checked_id(str(job.get("jobId"))) for job in document["jobs"]]
    here = {"server": context.scope.server, "organization": context.settings.organization.value}
    hints = {"server": "--base-url or --sandbox", "organization": "--organization"}
    for name, value in here.items():
        if document.get(name) != value:
            there = document.get(name) or "none"
            raise _unusable(
                f"its {name} is {there}, and this run's is {value or 'none'}",
                f"name the one it is for with {hints[name]}, and use that one's key",
            )
    return jobs


def _write(context: CommandContext, file: HandoffFile, replies: Sequence[ApiResponse[Job]]) -> None:
    """Put the whole file in its place, or none: a later step may look at any moment."""
    kept = ("jobId", "containerIds", "format", "projectId")
    document = {
        "version": VERSION,
        "server": context.scope.server,
        "organization": context.settings.organization.value,
        "jobs": [{key: reply.data[key] for key in kept if key in reply.data} for reply in replies],
    }
    with file.part.open("w", encoding="utf-8") as written:
        json.dump(document, written, indent=2)
        written.write("\n")
        written.flush()
        os.fsync(written.fileno())
    file.part.replace(file.path)


def _read(context: CommandContext, given: str) -> dict[str, Any]:
    if given == "-":
        text = context.stdin.read(_LONGEST)
    else:
        with (context.cwd / given).open(encoding="utf-8-sig", errors="replace") as file:
            text = file.read(_LONGEST)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
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
