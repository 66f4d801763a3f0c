"""The screens of the content commands: which values of which model, in which order. Pure data.

Field names and their meaning are the content page's, "Reading a container" and "Lifecycle".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    hook_cell,
    id_cell,
    percent_cell,
    plain_cell,
    present,
    status_cell,
    time_cell,
    url_cell,
)
from layers_cli.render.text import counted, duration
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
from layers_cli.render.views.account import (
    credits_panel,
    identity_panel,
    project_panel,
    project_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.generation import Run
    from layers_cli.api.models import Cancellation, Container, Job, Progress, Review

__all__ = [
    "cancellation_panel",
    "container_panel",
    "content_table",
    "credits_panel",
    "identity_panel",
    "job_panel",
    "progress_panel",
    "project_panel",
    "project_table",
    "review_panel",
    "run_panel",
]


# Cells that the longest of the known values needs, glyph included.
_STATUS = len("◐ processing")
_REVIEW = len("· not required")
_AGE = len("59 min ago")

_PENDING = Summary("pending approval", "content approve", waits_for_review)

content_table: TableView[Container] = TableView(
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
        Field("Stage", lambda model, now: plain_cell(model.stage)),
        Field("Progress", lambda model, now: percent_cell(model.progress)),
        Field("Of stage", lambda model, now: percent_cell(model.stage_progress)),
        Field("Left", lambda model, now: _left(model.eta_seconds)),
        Field("Job", lambda model, now: plain_cell(model.job_id)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
    identity="containerId",
)

job_panel: DetailView[Job] = DetailView(
    title=lambda model, now: id_cell(model.job_id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Reason", lambda model, now: job_reason(model)),
        Field("Stage", lambda model, now: plain_cell(model.stage)),
        Field("Progress", lambda model, now: percent_cell(model.progress)),
        Field("Left", lambda model, now: _left(model.eta_seconds)),
        Field("Kind", lambda model, now: plain_cell(model.kind)),
        Field("Format", lambda model, now: plain_cell(model.format)),
        Field("Content", lambda model, now: [id_cell(each) for each in model.containers]),
        Field("Project", lambda model, now: plain_cell(model.project_id)),
        Field("Started", lambda model, now: time_cell(model.started_at, now)),
        Field("Finished", lambda model, now: time_cell(model.finished_at, now)),
    ),
    identity="jobId",
)


def _left(seconds: float | None) -> Cell:
    return EMPTY if seconds is None else Cell(f"about {duration(seconds)}", plain=f"{seconds:g}")


def _run_words(run: Run, now: datetime) -> Cell:
    if run.delivered:
        return Cell(f"{run.delivered} of {run.asked} delivered")
    done = all(container.is_finished for container in run.containers)
    return Cell("Nothing delivered" if done else f"{counted(run.asked, 'container')} under way")


def _shortfall(run: Run) -> str | None:
    if run.delivered == run.asked or not all(each.is_finished for each in run.containers):
        return None
    return f"asked {run.asked}, delivered {run.delivered}"


def _run_previews(run: Run, now: datetime) -> Sequence[Cell]:
    return present(*(url_cell(preview_url(container)) for container in run.containers))


def _run_failures(run: Run, now: datetime) -> Sequence[Cell]:
    # Often the same for all variants; in the table it may be cut.
    return list(dict.fromkeys(present(*map(container_reason, run.containers))))


run_panel: DetailView[Run] = DetailView(
    title=_run_words,
    fields=(Field("Preview", _run_previews), Field("Reason", _run_failures)),
    identity="containers.id",
    part=Part(
        lambda run: run.containers,
        TableView(
            columns=(
                Column("ID", lambda row, now: id_cell(row.id)),
                Column("Status", lambda row, now: status_cell(row.status)),
                Column("Review", lambda row, now: status_cell(row.approval_status), drop=2),
                Column("Result", lambda row, now: result_cell(row), drop=1, flexible=True),
            ),
            summary=_PENDING,
        ),
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
    ),
)


def _verdict(model: Cancellation) -> Cell:
    if model.accepted:
        return Cell("accepted", style="green", plain="true")
    return Cell("refused", style="red", plain="false")


cancellation_panel: DetailView[Cancellation] = DetailView(
    title=lambda model, now: id_cell(model.job_id),
    fields=(
        Field("Cancel", lambda model, now: _verdict(model)),
        Field("Reason", lambda model, now: plain_cell(model.reason)),
    ),
    identity="jobId",
)
