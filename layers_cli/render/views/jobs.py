"""Jobs, the requests started from this machine, takes, and cost estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.content_formatters import job_reason
from layers_cli.render.formatters import (
    age_cell,
    hook_cell,
    id_cell,
    json_cell,
    percent_cell,
    plain_cell,
    status_cell,
    time_cell,
    time_left_cell,
)
from layers_cli.render.view_types import Cell, Column, DetailView, Field, Summary, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.api.models import Cancellation, Job
    from layers_cli.services.jobs.budget import SpendingEstimate
    from layers_cli.services.jobs.history import Started
    from layers_cli.services.jobs.lineage import TakeRow

job_panel: DetailView[Job] = DetailView(
    title=lambda model, now: id_cell(model.job_id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Reason", lambda model, now: job_reason(model)),
        Field("Stage", lambda model, now: plain_cell(model.stage)),
        Field("Progress", lambda model, now: percent_cell(model.progress)),
        Field("Left", lambda model, now: time_left_cell(model.eta_seconds)),
        Field("Kind", lambda model, now: plain_cell(model.kind)),
        Field("Format", lambda model, now: plain_cell(model.format)),
        Field("Content", lambda model, now: [id_cell(each) for each in model.containers]),
        Field("Project", lambda model, now: plain_cell(model.project_id)),
        Field("Started", lambda model, now: time_cell(model.started_at, now)),
        Field("Finished", lambda model, now: time_cell(model.finished_at, now)),
    ),
    identity="jobId",
)


job_table: TableView[Job] = TableView(
    fields=("jobId", "status", "containerIds"),
    columns=(
        Column("Job", lambda row, now: id_cell(row.job_id)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column(
            "Content",
            lambda row, now: Cell(" ".join(row.containers), is_id=True),
            drop=1,
            flexible=True,
        ),
    ),
    identity="jobId",
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


def _name(row: Started) -> str:
    return row.record.job_id or row.record.key


def _waiting(row: Started) -> str | None:
    return _name(row) if row.is_unfinished else None


started_table: TableView[Started] = TableView(
    fields=(
        "jobId",
        "key",
        "status",
        "createdAt",
        "containers",
        "estimatedCredits",
        "hook",
        "resume",
    ),
    columns=(
        Column("Job or key", lambda row, now: id_cell(_name(row))),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Started", lambda row, now: age_cell(row.created_at, now), drop=2, right=True),
        Column(
            "Content", lambda row, now: Cell(str(row.record.intent.containers)), drop=4, right=True
        ),
        Column("Credits", lambda row, now: plain_cell(row.credits), drop=3, right=True),
        Column("About", lambda row, now: hook_cell(row.about), drop=1, flexible=True),
        # The summary below the table says it too, in less room.
        Column("Resume", lambda row, now: id_cell(row.resume), drop=5),
    ),
    summary=Summary("unfinished", "jobs resume", _waiting),
    identity="jobId",
    empty="No jobs started from this machine",
)
unfinished_table = started_table._replace(empty="No unfinished jobs")
forgotten_table = started_table._replace(empty="Nothing to forget")


def _take_hook(row: TakeRow) -> Cell:
    cell = hook_cell(row.hook)
    style = "bold" if row.is_asked else cell.style
    return cell._replace(text=f"{row.branch}{cell.text}", style=style, plain=row.hook or "")


take_table: TableView[TakeRow] = TableView(
    fields=(
        "id",
        "takeOf",
        "depth",
        "status",
        "approvalStatus",
        "estimatedCredits",
        "hook",
        "reason",
    ),
    columns=(
        Column("Take", lambda row, now: id_cell(row.id)),
        Column("Hook", lambda row, now: _take_hook(row), flexible=True),
        Column("Status", lambda row, now: status_cell(row.status), drop=3),
        Column("Review", lambda row, now: status_cell(row.approval), drop=1),
        Column("Reason", lambda row, now: plain_cell(row.reason), drop=2, flexible=True),
        Column("Credits", lambda row, now: plain_cell(row.credits), drop=4, right=True),
        Column("Created", lambda row, now: age_cell(row.created_at, now), drop=5, right=True),
    ),
)


def _requests(model: SpendingEstimate, now: datetime) -> Sequence[Cell]:
    return [
        Cell(f"{each['method']} {each['path']} {json_cell(each['body']).text}")
        for each in model.requests
    ]


def _amount(value: float | None) -> Cell:
    return Cell("unknown") if value is None else plain_cell(value)


def _yes_or_no(value: bool | None) -> Cell:
    return Cell("unknown") if value is None else Cell("yes" if value else "no")


estimate_panel: DetailView[SpendingEstimate] = DetailView(
    title=lambda model, now: Cell("Dry run: nothing was sent"),
    fields=(
        Field("Request", _requests),
        Field("Containers", lambda model, now: Cell(str(model.containers))),
        Field("Estimate", lambda model, now: _amount(model.credits)),
        Field("Available", lambda model, now: _amount(model.available)),
        Field("Covered", lambda model, now: _yes_or_no(model.is_covered)),
        Field("Balance", lambda model, now: _amount(model.balance)),
        Field("Not checked", lambda model, now: [Cell(each) for each in model.not_checked]),
    ),
    identity="idempotencyKey",
)
