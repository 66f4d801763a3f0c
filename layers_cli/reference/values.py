"""What can be given to options and arguments whose type does not say it.

The API may add values to these sets, so the options take any text; a shell offers the known ones.
"""

from __future__ import annotations

from layers_cli.reference.model import CONTAINERS, FILES, FOLDERS, JOBS, PATHS, PROJECTS, WORKS

STATUSES = ("queued", "processing", "completed", "failed", "canceled")
FORMATS = ("slideshow-builder", "ugc-remix")

# By the name of the parameter; the command's path before it where the name alone says too little.
VALUES: dict[str, tuple[str, ...]] = {
    "content generate format": FORMATS,
    "content list format": FORMATS,
    "content list status": STATUSES,
    "creative_type": ("generated", "uploaded"),
    "approval": ("not_required", "pending", "approved", "rejected"),
    "review": ("auto_approve", "review_first_n", "review_all"),
    "api_dialect": ("auto", "content", "per-format"),
    "color": ("auto", "always", "never"),
    "progress": ("auto", "plain", "none"),
}

KINDS: dict[str, str] = {
    "container_id": CONTAINERS,
    "container_ids": CONTAINERS,
    "job_id": JOBS,
    "job_ids": JOBS,
    "jobs watch ids": WORKS,
    "project": PROJECTS,
    "project_id": PROJECTS,
    "help words": PATHS,
}

# By what stands for the value in the help.
METAVARS: dict[str, str] = {
    "DIR": FOLDERS,
    "FOLDER": FOLDERS,
    "FILE": FILES,
    "FILE...": FILES,
    "PATH": FILES,
    "PATH...": FILES,
}


def values_of(path: str, name: str) -> tuple[str, ...]:
    """Return the known values of the parameter *name* of the command *path*."""
    return VALUES.get(f"{path} {name}", VALUES.get(name, ()))


def kind_of(path: str, name: str, metavar: str) -> str:
    """Return what kind of thing to offer for the parameter *name* of the command *path*."""
    by_name = KINDS.get(f"{path} {name}", KINDS.get(name, ""))
    return by_name or METAVARS.get(metavar, "")
