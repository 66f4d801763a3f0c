"""Progress of containers and jobs, computed from rows and the time; it never decreases."""

import math
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.store import Row

ENDED = frozenset({"completed", "failed", "canceled"})
_VISUALS = 0.8
"""The share of rendering in the whole; finalizing is the rest."""
_LONGEST_ESTIMATE = 3600  # seconds; a pace that says more was measured over a pause
_STALLED = 60_000  # milliseconds


@dataclass(frozen=True)
class ContainerProgress:
    """Progress of one container.

    Args:
        stage: the stage of the jobs page.
        stage_progress: 0 to 1 in this stage.
        overall: 0 to 1.
        eta_seconds: an estimate, or `None`.

    """

    stage: str
    stage_progress: float
    overall: float
    eta_seconds: int | None


def container_progress(row: Row, *, now: int) -> ContainerProgress:
    """Return how far a container is at *now* (milliseconds)."""
    if row["status"] == "completed":
        return ContainerProgress("finalizing", 1.0, 1.0, None)
    if row["job_id"] is None:
        # An upload waits for its files, for as long as they take.
        return ContainerProgress("queued", 0.0, 0.0, None)
    ended = row["status"] in ENDED
    # An ended container stays in the stage in which it ended.
    time = _share_of_time(row, row["updated_at"] if ended else now)
    if row["drawn"] and time >= _VISUALS:
        part = (time - _VISUALS) / (1 - _VISUALS)
        stage, overall = "finalizing", _VISUALS + (1 - _VISUALS) * part
    else:
        part = min(_share_drawn(row), min(1.0, time / _VISUALS))
        stage, overall = row["stage"] or "queued", _VISUALS * part
        if stage == "finalizing":
            stage = "generating_visuals"
    eta = None if ended else _eta(row, now)
    return ContainerProgress(stage, _floor(part), min(0.99, _floor(overall)), eta)


def job_progress(containers: list[Row], *, now: int) -> tuple[str, float]:
    """Return the stage and the overall progress of a running job."""
    parts = [container_progress(row, now=now) for row in containers]
    still_open = [
        part.stage
        for row, part in zip(containers, parts, strict=True)
        if row["status"] not in ENDED
    ]
    overall = sum(
        1.0 if row["status"] in ENDED else part.overall
        for row, part in zip(containers, parts, strict=True)
    ) / max(1, len(parts))
    if len(still_open) == len(parts) and set(still_open) <= {"queued"}:
        return "queued", 0.0
    if set(still_open) <= {"finalizing"}:
        return "finalizing", min(0.99, _floor(overall))
    return "generating_visuals", min(0.99, _floor(overall))


def timed_progress(row: Row, *, started_at: int, now: int) -> float:
    """Return the progress of a running job that is over when *row* is due."""
    whole = row["due_at"] - started_at
    return min(0.99, _floor((now - started_at) / whole)) if whole > 0 else 0.99


def _share_of_time(row: Row, now: int) -> float:
    whole = row["due_at"] - row["created_at"]
    return 1.0 if whole <= 0 else max(0.0, min(1.0, (now - row["created_at"]) / whole))


def _share_drawn(row: Row) -> float:
    total: Any = row["pieces_total"]
    return float(row["pieces_done"] / total) if total else 0.0


def _eta(row: Row, now: int) -> int | None:
    """Estimate the seconds left: by the clock and, while drawing, by the pace so far.

    None where nobody knows: nothing is drawn yet and it is overdue, or it is stalled.
    """
    by_clock: float = (row["due_at"] - now) / 1000
    if not row["drawn"]:
        done = _share_drawn(row)
        if not done:
            return math.ceil(by_clock) if by_clock > 0 else None
        by_pace: float = (now - row["created_at"]) / 1000 * (1 - done) / done
        if by_pace > _LONGEST_ESTIMATE or _is_stalled(row, now):
            return None
        by_clock = max(by_clock, by_pace)
    return max(0, math.ceil(by_clock))


def _is_stalled(row: Row, now: int) -> bool:
    """Whether nothing was drawn for so long that the pace so far says nothing."""
    drawing: int = row["updated_at"] - row["created_at"]
    return bool(now - row["updated_at"] > max(_STALLED, 5 * drawing))


def _floor(share: float) -> float:
    return math.floor(share * 100 + 1e-9) / 100
