"""Turns rows of containers and jobs into what the page shows. Pure functions."""

import json
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.jobs.progress import ENDED, container_progress, job_progress
from layers_cli.sandbox.store import Row

STAGES = {
    "queued": "Queued",
    "generating_visuals": "Drawing",
    "finalizing": "Finishing",
}
_REVIEWS = {"pending": "Needs review", "approved": "Approved", "rejected": "Rejected"}


@dataclass(frozen=True)
class CardProgress:
    """Progress: the stage in words, percent, and perhaps the seconds left.

    Args:
        percent: `None` if unknown.

    """

    stage: str
    percent: int | None
    eta_seconds: int | None = None


@dataclass(frozen=True)
class Card:
    """One container.

    Args:
        files: the assets; their links are paths on this server.
        review: the approval status in words; `None` if no review is needed.
        progress: the progress until it has ended.
        error: the message of a failed container.
        made_at: milliseconds on the sandbox's clock.

    """

    id: str
    text: str
    format: str
    status: str
    review: str | None
    note: str | None
    reviewable: bool
    files: list[dict[str, Any]]
    progress: CardProgress | None
    error: str | None
    made_at: int


@dataclass(frozen=True)
class RunningJob:
    """One job that has not ended."""

    id: str
    kind: str
    containers: int
    progress: CardProgress


def card(row: Row, *, now: int) -> Card:
    """Show a container at the moment *now* (milliseconds)."""
    completed = row["status"] == "completed"
    return Card(
        id=row["id"],
        text=row["hook"] or row["caption"] or "",
        format=row["format"] or row["creative_type"],
        status=row["status"],
        review=_REVIEWS.get(row["approval_status"]) if completed else None,
        note=row["review_note"],
        reviewable=completed and row["approval_status"] == "pending",
        files=json.loads(row["assets"]) if completed else [],
        progress=None if row["status"] in ENDED else _container_progress(row, now),
        error=json.loads(row["last_error"])["message"] if row["last_error"] else None,
        made_at=row["created_at"],
    )


def running_job(row: Row, containers: list[Row], *, now: int) -> RunningJob:
    """Show a running job; without containers its progress is unknown."""
    return RunningJob(
        row["id"], row["format"] or row["kind"], len(containers), _progress(containers, now)
    )


def _progress(containers: list[Row], now: int) -> CardProgress:
    if not containers:
        return CardProgress("Running", None)
    stage, overall = job_progress(containers, now=now)
    left = [container_progress(row, now=now).eta_seconds for row in containers]
    return CardProgress(
        _words(stage), round(overall * 100), max((s for s in left if s), default=None)
    )


def _container_progress(row: Row, now: int) -> CardProgress:
    progress = container_progress(row, now=now)
    return CardProgress(_words(progress.stage), round(progress.overall * 100), progress.eta_seconds)


def _words(stage: str) -> str:
    return STAGES.get(stage, stage.replace("_", " ").capitalize())
