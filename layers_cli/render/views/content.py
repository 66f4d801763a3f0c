"""Containers: table, details, progress, reviews, decisions, runs and pictures.

Field names and their meaning: content page, "Reading a container" and "Lifecycle".
"""

from __future__ import annotations

from os.path import commonpath
from typing import TYPE_CHECKING, Any

from layers_cli.downloads.container_media import parse_container
from layers_cli.render.content_formatters import (
    asset_cell,
    caption_cells,
    container_reason,
    job_reason,
    media_cell,
    preview_cells,
    preview_url,
    result_cell,
    waits_for_review,
)
from layers_cli.render.formatters import (
    age_cell,
    amount,
    hook_cell,
    id_cell,
    percent_cell,
    plain_cell,
    present,
    status_cell,
    time_cell,
    time_left_cell,
    url_cell,
)
from layers_cli.render.text import counted
from layers_cli.render.view_types import (
    EMPTY,
    Cell,
    Column,
    DetailView,
    Field,
    Part,
    Summary,
    TableView,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.generation import Run
    from layers_cli.api.models import Container, Progress, Review
    from layers_cli.downloads.requests import SavedFolder
    from layers_cli.services.decisions.plan import PlannedDecision
    from layers_cli.services.preview import Picture

# Cells that the longest of the known values needs, glyph included.
_STATUS = len("◐ processing")
_REVIEW = len("· not required")
_AGE = len("59 min ago")
_HOOK = 30  # cells; with less, the kind of the result makes room for it

_PENDING = Summary("pending approval", "content approve", waits_for_review)

content_table: TableView[Container] = TableView(
    fields=("id", "format", "status", "approvalStatus", "hook", "createdAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Format", lambda row, now: plain_cell(row.format), drop=4),
        Column("Status", lambda row, now: status_cell(row.status), least=_STATUS),
        Column("Review", lambda row, now: status_cell(row.approval_status), drop=2, least=_REVIEW),
        Column(
            "Hook", lambda row, now: hook_cell(row.hook, preview_url(row)), drop=1, flexible=True
        ),
        Column(
            "Created",
            lambda row, now: age_cell(row.created_at, now),
            drop=3,
            right=True,
            least=_AGE,
        ),
    ),
    summary=_PENDING,
    empty="No content found",
)

container_panel: DetailView[Container] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Reason", lambda model, now: container_reason(model)),
        Field("Review", lambda model, now: status_cell(model.approval_status)),
        Field("Hook", lambda model, now: plain_cell(model.hook)),
        Field("Media", lambda model, now: media_cell(model)),
        Field("Preview", lambda model, now: preview_cells(model)),
        Field("Caption", lambda model, now: caption_cells(model)),
        Field("Assets", lambda model, now: asset_cell(model)),
        Field("Format", lambda model, now: plain_cell(model.format)),
        Field("Origin", lambda model, now: plain_cell(model.creative_type)),
        Field("Ads", lambda model, now: plain_cell(model.ads_enrollment)),
        Field("Influencer", lambda model, now: plain_cell(model.influencer_id)),
        Field("Project", lambda model, now: plain_cell(model.project_id)),
        Field("Created", lambda model, now: time_cell(model.created_at, now)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
    summary=_PENDING,
)

progress_panel: DetailView[Progress] = DetailView(
    title=lambda model, now: id_cell(model.container_id or model.job_id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Reason", lambda model, now: job_reason(model)),
        Field("Stage", lambda model, now: plain_cell(model.stage)),
        Field("Progress", lambda model, now: percent_cell(model.progress)),
        Field("Of stage", lambda model, now: percent_cell(model.stage_progress)),
        Field("Left", lambda model, now: time_left_cell(model.eta_seconds)),
        Field("Job", lambda model, now: plain_cell(model.job_id)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
    identity="containerId",
)


def closing_line(run: Run, folders: Sequence[SavedFolder], credits_: float | None) -> str:
    """Return what *run* came to: `40 delivered, 240 files in out/, about 2,000 credits`."""
    place = commonpath([folder.path for folder in folders]) if folders else ""
    files = sum(folder.files for folder in folders)
    parts = [
        _outcome(run),
        f"{counted(files, 'file')} in {place or '.'}/" if files else "",
        f"about {amount(credits_)} credits" if credits_ else "",
    ]
    return ", ".join(filter(None, parts))


def _outcome(run: Run) -> str:
    if run.delivered:
        some = f" of {run.asked}" if run.delivered < run.asked else ""
        return f"{run.delivered}{some} delivered"
    done = all(container.is_finished for container in run.containers)
    return "Nothing delivered" if done else f"{counted(run.asked, 'container')} under way"


def _shortfall(run: Run) -> str | None:
    if run.delivered == run.asked or not all(each.is_finished for each in run.containers):
        return None
    return f"asked {run.asked}, delivered {run.delivered}"


def _run_previews(run: Run, now: datetime) -> Sequence[Cell]:
    """Show the address of the only one; those of many would fill the screen."""
    if len(run.containers) != 1:
        return []
    return present(url_cell(preview_url(run.containers[0])))


def _run_failures(run: Run, now: datetime) -> Sequence[Cell]:
    # Often the same for all variants; in the table it may be cut.
    return list(dict.fromkeys(present(*map(container_reason, run.containers))))


def _delivered(row: Any) -> list[str]:
    """Return the ids of the containers of a job that can be fetched: what succeeded."""
    containers = map(parse_container, row.get("containers") or ())
    return [each.id for each in containers if each.is_delivered]


run_panel: DetailView[Run] = DetailView(
    title=None,
    fields=(Field("Preview", _run_previews), Field("Reason", _run_failures)),
    identity=_delivered,
    part=Part(
        lambda run: run.containers,
        TableView(
            fields=("id", "status", "approvalStatus", "preview.primaryUrl", "lastError", "hook"),
            columns=(
                Column("ID", lambda row, now: id_cell(row.id)),
                Column("Status", lambda row, now: status_cell(row.status)),
                Column("Review", lambda row, now: status_cell(row.approval_status), drop=2),
                Column("Result", lambda row, now: result_cell(row), drop=3, flexible=True),
                Column(
                    "Hook",
                    lambda row, now: hook_cell(row.hook, preview_url(row)),
                    drop=1,
                    flexible=True,
                    least=_HOOK,
                ),
            ),
            summary=_PENDING,
        ),
        path="containers",
    ),
    notice=_shortfall,
)

review_panel: DetailView[Review] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Review", lambda model, now: status_cell(model.approval_status)),
        Field("Reason", lambda model, now: plain_cell(model.reason)),
        Field("Approved", lambda model, now: time_cell(model.approved_at, now)),
        Field("Rejected", lambda model, now: time_cell(model.rejected_at, now)),
        Field("Scheduled", lambda model, now: present(_promotion_cell(model))),
    ),
)


def _promotion_cell(review: Review) -> Cell | None:
    """Show the posts that waited for this approval."""
    promoted = review.pending_schedule_promotion
    if promoted is None or promoted.status != "ok":
        return None
    return Cell(" ".join(promoted.scheduled_post_ids), whole=True, is_id=True)


review_table: TableView[Review] = TableView(
    fields=("id", "approvalStatus", "reason"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Review", lambda row, now: status_cell(row.approval_status)),
        Column("Reason", lambda row, now: plain_cell(row.reason), drop=1, flexible=True),
    ),
)


picture_table: TableView[Picture] = TableView(
    fields=("containerId", "kind", "number", "url"),
    columns=(
        Column("Content", lambda row, now: id_cell(row.container_id)),
        Column("Picture", lambda row, now: Cell(row.caption)),
        Column("Address", lambda row, now: Cell(row.url, link=row.url, whole=True), flexible=True),
    ),
    identity="url",
    empty="There is nothing to see yet",
)


def _decision_cell(row: PlannedDecision) -> Cell:
    """Show what is wrong with a line and how to mend it, else its reason."""
    problem = row.problem
    if problem is None:
        return plain_cell(row.decision.reason if row.decision else None)
    return Cell(f"{problem.field}: {problem.reason}; {problem.fix}", style="yellow")


decision_table: TableView[PlannedDecision] = TableView(
    fields=("line", "id", "decision", "outcome", "reason", "newHook", "jobId", "problem", "fix"),
    columns=(
        Column("Line", lambda row, now: Cell(str(row.line)), right=True, drop=2),
        Column("ID", lambda row, now: id_cell(row.container_id)),
        Column(
            "Decision",
            lambda row, now: plain_cell(row.decision.kind if row.decision else row.given[1]),
        ),
        Column("Outcome", lambda row, now: status_cell(row.outcome)),
        Column("Why", lambda row, now: _decision_cell(row), flexible=True),
        Column("New take", lambda row, now: _take_cell(row), drop=1, flexible=True),
    ),
    empty="There is nothing to decide",
)


def _take_cell(row: PlannedDecision) -> Cell:
    """Show the job of the new take, else the hook that one is asked for with."""
    if row.take is not None:
        return id_cell(row.take)
    hook = row.decision.new_hook if row.decision else None
    return plain_cell(hook) if hook else EMPTY
