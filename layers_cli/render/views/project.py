"""Projects: table and details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import age_cell, id_cell, plain_cell, status_cell, time_cell
from layers_cli.render.view_types import Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import ArchivedProject
    from layers_cli.api.models import Project, ReviewPolicy


def _app_name(project: Project) -> str | None:
    context = project.brand_context
    return project.app_name or (context.app_name if context else None)


def _app_description(project: Project) -> str | None:
    context = project.brand_context
    return project.app_description or (context.app_description if context else None)


project_table: TableView[Project] = TableView(
    fields=("id", "name", "appName", "status", "createdAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Name", lambda row, now: plain_cell(row.name), flexible=True),
        Column("App", lambda row, now: plain_cell(_app_name(row)), drop=1),
        Column("Status", lambda row, now: status_cell(row.status), drop=2),
        Column("Created", lambda row, now: age_cell(row.created_at, now), drop=3, right=True),
    ),
    empty="No projects found",
)

project_panel: DetailView[Project] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Name", lambda model, now: plain_cell(model.name)),
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("App", lambda model, now: plain_cell(_app_name(model))),
        Field("About", lambda model, now: plain_cell(_app_description(model))),
        Field("Tagline", lambda model, now: plain_cell(model.tagline)),
        Field("Voice", lambda model, now: plain_cell(model.brand_voice)),
        Field("For", lambda model, now: plain_cell(model.target_gender)),
        Field("Language", lambda model, now: plain_cell(model.primary_language)),
        Field("Time zone", lambda model, now: plain_cell(model.timezone)),
        Field("Customer", lambda model, now: plain_cell(model.customer_external_id)),
        Field("Owner", lambda model, now: plain_cell(model.owner_email)),
        Field("Created", lambda model, now: time_cell(model.created_at, now)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
)

archived_panel: DetailView[ArchivedProject] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Archived", lambda model, now: time_cell(model.archived_at, now)),
        Field("Posts canceled", lambda model, now: plain_cell(model.canceled_scheduled_posts)),
    ),
)

review_policy_panel: DetailView[ReviewPolicy] = DetailView(
    title=lambda model, now: id_cell(model.project_id),
    fields=(
        Field("Policy", lambda model, now: plain_cell(model.policy)),
        Field("First", lambda model, now: plain_cell(model.first_n)),
        Field("Waiting", lambda model, now: plain_cell(model.pending_count)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
    identity="projectId",
)
