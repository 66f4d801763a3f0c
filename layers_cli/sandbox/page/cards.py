"""Turns rows of containers and jobs into what the page shows. Pure functions."""

import json
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.jobs.progress import ENDED, container_progress, job_progress
from layers_cli.sandbox.rendering.renderer import shown_hook
from layers_cli.sandbox.store import Row

THUMBNAILS = "/page/thumbnails"
"""The path below which the page has small pictures, named as their media are below `/media`."""

STAGES = {
    "queued": "Queued",
    "generating_visuals": "Drawing",
    "finalizing": "Finishing",
}
_WIDTH, _HEIGHT = 1080, 1920  # of media whose size is unknown
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
class CardFile:
    """One file of a container; its links are paths on this server.

    Args:
        small: the thumbnail of a picture or of a video's poster; `None` if there is none.
        width: in pixels, as *height*.

    """

    kind: str
    url: str
    small: str | None
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    """One container.

    Args:
        text: the hook, or the caption of content that has none.
        caption: what the first platform's caption adds to *text*; empty if nothing.
        review: the approval status in words; `None` if no review is needed.
        progress: the progress until it has ended.
        error: the message of a failed container.
        made_at: milliseconds on the sandbox's clock.

    """

    id: str
    text: str
    caption: str
    format: str
    status: str
    review: str | None
    note: str | None
    reviewable: bool
    files: list[CardFile]
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
        text=(text := shown_hook(row["hook"] or "") or row["caption"] or ""),
        caption=_caption(row, text) if completed else "",
        format=row["format"] or row["creative_type"],
        status=row["status"],
        review=_REVIEWS.get(row["approval_status"]) if completed else None,
        note=row["review_note"],
        reviewable=completed and row["approval_status"] == "pending",
        files=card_files(row) if completed else [],
        progress=None if row["status"] in ENDED else _container_progress(row, now),
        error=json.loads(row["last_error"])["message"] if row["last_error"] else None,
        made_at=row["created_at"],
    )


def _caption(row: Row, text: str) -> str:
    captions = json.loads(row["captions"])
    first = str(captions[0]["text"]) if captions else row["caption"] or ""
    # A generated caption begins with the hook, which is on the card already.
    return first.removeprefix(text).strip()


def card_files(row: Row) -> list[CardFile]:
    """Return the files of a completed container."""
    return [_file(asset) for asset in json.loads(row["assets"])]


def _file(asset: dict[str, Any]) -> CardFile:
    return CardFile(
        asset["kind"],
        asset["url"],
        _small(asset),
        asset.get("width") or _WIDTH,
        asset.get("height") or _HEIGHT,
    )


def _small(asset: dict[str, Any]) -> str | None:
    """Return the path of a thumbnail, which changes with the file that it shows."""
    if not (shown := asset.get("thumbnailUrl")):
        return None
    return f"{THUMBNAILS}{shown.removeprefix('/media')}?v={asset['checksumSha256'][:12]}"


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
