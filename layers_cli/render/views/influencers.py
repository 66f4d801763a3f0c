"""Influencers, and suggested hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers_cli.render.formatters import (
    age_cell,
    id_cell,
    plain_cell,
    present,
    status_cell,
    time_cell,
    url_cell,
)
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import DeletedInfluencer, Influencer

influencer_table: TableView[Influencer] = TableView(
    fields=("influencerId", "name", "gender", "ageRange", "language", "status", "createdAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.influencer_id)),
        Column("Name", lambda row, now: plain_cell(row.name), flexible=True),
        Column("Gender", lambda row, now: plain_cell(row.gender), drop=3),
        Column("Age", lambda row, now: plain_cell(row.age_range), drop=4),
        Column("Language", lambda row, now: plain_cell(row.language), drop=2),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Created", lambda row, now: age_cell(row.created_at, now), drop=1, right=True),
    ),
    identity="influencerId",
    empty="The project has no influencers",
)

influencer_panel: DetailView[Influencer] = DetailView(
    title=lambda model, now: id_cell(model.influencer_id),
    fields=(
        Field("Name", lambda model, now: plain_cell(model.name)),
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Error", lambda model, now: present(plain_cell(model.error_message))),
        Field("Gender", lambda model, now: plain_cell(model.gender)),
        Field("Age", lambda model, now: plain_cell(model.age_range)),
        Field("Voice", lambda model, now: plain_cell(model.brand_voice)),
        Field("Language", lambda model, now: plain_cell(model.language)),
        Field("Portrait", lambda model, now: url_cell(model.image_url)),
        Field("Created", lambda model, now: time_cell(model.created_at, now)),
        Field("Updated", lambda model, now: time_cell(model.updated_at, now)),
    ),
    identity="influencerId",
)

deleted_panel: DetailView[DeletedInfluencer] = DetailView(
    title=lambda model, now: id_cell(model.influencer_id),
    fields=(
        Field("Status", lambda model, now: plain_cell(model.status)),
        Field("Deleted", lambda model, now: time_cell(model.deleted_at, now)),
    ),
    identity="influencerId",
)

deleted_table: TableView[DeletedInfluencer] = TableView(
    fields=("influencerId", "status", "deletedAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.influencer_id)),
        Column("Status", lambda row, now: plain_cell(row.status)),
    ),
    identity="influencerId",
)

hook_table: TableView[dict[str, Any]] = TableView(
    fields=("hook",),
    columns=(Column("Hook", lambda row, now: Cell(row["hook"], whole=True)),),
    identity="hook",
    empty="No hooks were suggested",
)
