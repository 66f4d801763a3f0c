"""Models of the JSON of takes, decisions and posts, as in `output_models.models`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from layers_cli.api.models import Model


class DecisionOutput(Model):
    """A line of a decisions file: `outcome` is ready, made, already, repeated, blocked, ….

    `field`, `problem` and `fix` say what is wrong with it; `jobId` is that of the new take.
    """

    line: int
    id: str
    decision: str
    outcome: str
    reason: str | None
    new_hook: str | None
    job_id: str | None
    code: str | None
    field: str | None
    problem: str | None
    fix: str | None


class PlannedSlotOutput(Model):
    """One container of `content schedule --dry-run`; times are null for what goes out now."""

    container_id: str
    hook: str | None
    approval_status: str | None
    scheduled_for: datetime | None
    local_time: str | None
    to: list[str]
    targets: list[dict[str, Any]]


class ExportedPostsOutput(Model):
    """A calendar file that `posts export` wrote."""

    path: str
    posts: int


class TakeOutput(Model):
    """A container in the tree of its takes; `takeOf` is the one it tries again."""

    id: str
    take_of: str | None
    depth: int
    hook: str | None
    format: str | None
    status: str
    approval_status: str | None
    reason: str | None
    estimated_credits: float | None
    job_id: str | None
    created_at: datetime | None


class MissingMediaOutput(Model):
    """What a gallery lacks: a container or a file, and why."""

    of: str
    message: str


class GalleryOutput(Model):
    """A gallery that was written, and how much is in it; `pending` waits for a decision."""

    path: str
    bytes: int
    hooks: int
    containers: int
    pending: int
    pictures: int
    missing: list[MissingMediaOutput]
