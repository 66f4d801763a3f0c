"""Cells of containers and jobs: media, captions, failure reasons.

Fields of the preview: content page, "Reading a container".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import plain_cell, present, url_cell
from layers_cli.render.text import byte_count, counted, duration
from layers_cli.render.view_types import EMPTY, Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers_cli.api.models import Container, Failure, Job, Preview, Progress

_ENDED_BADLY = ("failed", "canceled")


def waits_for_review(container: Container) -> str | None:
    """Return the id of *container* if it is completed and pending approval."""
    waits = container.approval_status == "pending" and container.status == "completed"
    return container.id if waits else None


def preview_url(container: Container) -> str | None:
    """Return the URL of the video or the first slide."""
    preview = container.preview
    return (preview.video_url or preview.primary_url) if preview else None


def media_cell(container: Container) -> Cell:
    """Show the kind of media: `slideshow, 3 slides, 9:16`."""
    preview = container.preview
    return Cell(_media_words(preview), plain=preview.kind or "") if preview else EMPTY


def preview_cells(container: Container) -> Sequence[Cell]:
    """Show the URLs of all slides or of the video, in order."""
    preview = container.preview
    if preview and preview.image_urls:
        return present(*map(url_cell, preview.image_urls))
    return present(url_cell(preview_url(container)))


def caption_cells(container: Container) -> Sequence[Cell]:
    """Show the caption of each platform, or the one for all."""
    if container.captions:
        return [
            Cell(": ".join(part for part in (caption.platform, caption.text) if part))
            for caption in container.captions
        ]
    return present(plain_cell(container.caption))


def asset_cell(container: Container) -> Cell:
    """Show number and size of the files: `3 files, 1080×1920, 1.2 MB`."""
    assets = container.assets
    if not assets:
        return EMPTY
    frames = dict.fromkeys(f"{each.width}×{each.height}" for each in assets if each.width)
    total = sum(asset.size_bytes or 0 for asset in assets)
    parts = [counted(len(assets), "file"), *frames, byte_count(total) if total else ""]
    return Cell(", ".join(part for part in parts if part), plain=str(len(assets)))


def container_reason(container: Container) -> Cell:
    """Show why *container* failed or was canceled."""
    if container.status not in _ENDED_BADLY:
        return EMPTY
    return _reason_cell(container.last_error)


def job_reason(job: Job | Progress) -> Cell:
    """Show why *job*, or a container of which this is the progress, failed or was canceled."""
    return _reason_cell(job.error) if job.status in _ENDED_BADLY else EMPTY


def result_cell(container: Container) -> Cell:
    """Show the media of *container*, or why there is none."""
    url = preview_url(container)
    reason = container_reason(container)
    if container.preview is None or url is None or reason is not EMPTY:
        return reason
    return Cell(_media_words(container.preview), link=url, plain=url)


def _media_words(preview: Preview) -> str:
    count = len(preview.image_urls)
    parts = [
        preview.kind or "media",
        counted(count, "slide") if count else "",
        duration(preview.duration_ms / 1000) if preview.duration_ms else "",
        preview.aspect_ratio or "",
    ]
    return ", ".join(part for part in parts if part)


def _reason_cell(error: Failure | str | None) -> Cell:
    if error is None:
        return EMPTY
    if isinstance(error, str):
        return Cell(error, style="red")
    said = ": ".join(part for part in (error.code, error.message) if part) or "no reason given"
    where = f" (during {error.stage})" if error.stage else ""
    return Cell(said + where, style="red")
