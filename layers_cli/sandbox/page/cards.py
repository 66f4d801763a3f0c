"""Containers and jobs as the page shows them. Pure: rows and the time in, words and numbers out."""

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
class Bar:
    """How far something is: a stage in words, whole percent, and perhaps the seconds left.

    Args:
        percent: `None` where nobody can tell.

    """

    stage: str
    percent: int | None
    eta_seconds: int | None = None


@dataclass(frozen=True)
class Card:
    """One container.

    Args:
        files: the assets as the store keeps them; links are paths on this server.
        review: the approval status in words, or `None` where nobody has to decide.
        bar: there while it is being made.
        error: why it failed.
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
    bar: Bar | None
    error: str | None
    made_at: int


@dataclass(frozen=True)
class RunningJob:
    """One job that has not ended."""

    id: str
    kind: str
    containers: int
    bar: Bar


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
        bar=None if row["status"] in ENDED else _container_bar(row, now),
        error=json.loads(row["last_error"])["message"] if row["last_error"] else None,
        made_at=row["created_at"],
    )


def running_job(row: Row, containers: list[Row], *, now: int) -> RunningJob:
    """Show a running job; how far one without containers is, only its end will say."""
    return RunningJob(
        row["id"], row["format"] or row["kind"], len(containers), _bar(containers, now)
    )


def _bar(containers: list[Row], now: int) -> Bar:
    if not containers:
        return Bar("Running", None)
    stage, overall = job_progress(containers, now=now)
    left = [container_progress(row, now=now).eta_seconds for row in containers]
    return Bar(_words(stage), round(overall * 100), max((s for s in left if s), default=None))


def _container_bar(row: Row, now: int) -> Bar:
    progress = container_progress(row, now=now)
    return Bar(_words(progress.stage), round(progress.overall * 100), progress.eta_seconds)


def _words(stage: str) -> str:
    return STAGES.get(stage, stage.replace("_", " ").capitalize())
