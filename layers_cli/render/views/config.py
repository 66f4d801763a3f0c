"""The screens of `layers auth` and `layers config`. Pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, Part, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers_cli.config.reports import (
        AllSettings,
        KeyReport,
        KeySource,
        SettingChange,
        SettingRow,
    )

_KEY = Column["SettingRow"]("Setting", lambda row, now: id_cell(row.key))
_VALUE = Column["SettingRow"]("Value", lambda row, now: plain_cell(row.value), flexible=True)
_ORIGIN = Column["SettingRow"]("From", lambda row, now: plain_cell(row.origin, style="dim"))


def _listed(*columns: Column[SettingRow]) -> DetailView[AllSettings]:
    return DetailView(
        title=lambda model, now: id_cell(model.file),
        fields=(),
        identity="settings.key",
        part=Part(lambda model: model.entries, TableView(columns, identity="key")),
    )


settings_panel: DetailView[AllSettings] = _listed(_KEY, _VALUE)
origins_panel: DetailView[AllSettings] = _listed(_KEY, _VALUE, _ORIGIN)

setting_panel: DetailView[SettingRow] = DetailView(
    title=lambda model, now: id_cell(model.key),
    fields=(
        Field("Value", lambda model, now: plain_cell(model.value)),
        Field("From", lambda model, now: plain_cell(model.origin)),
    ),
    identity="value",
)

_REPORTED: tuple[Field[KeyReport], ...] = (
    Field("Organization", lambda model, now: id_cell(model.organization_id)),
    Field("Key", lambda model, now: plain_cell(model.key)),
    Field("Address", lambda model, now: plain_cell(model.base_url)),
    Field("Profile", lambda model, now: plain_cell(model.profile)),
)


def _organization(model: KeyReport) -> str:
    return model.organization_name or model.organization_id or "an unnamed organization"


def _outcome(change: SettingChange) -> str:
    if change.value is not None:
        return f"{change.key} is set"
    return f"{change.key} {'is no longer' if change.has_changed else 'was not'} set"


change_panel: DetailView[SettingChange] = DetailView(
    title=lambda model, now: Cell(_outcome(model), plain=model.key),
    fields=(
        Field("Value", lambda model, now: plain_cell(model.value)),
        Field("Profile", lambda model, now: plain_cell(model.profile)),
        Field("File", lambda model, now: plain_cell(model.file)),
    ),
    identity="key",
)

login_panel: DetailView[KeyReport] = DetailView(
    title=lambda model, now: Cell(f"Logged in to {_organization(model)}", plain=model.profile),
    fields=(*_REPORTED, Field("File", lambda model, now: plain_cell(model.file))),
    identity="profile",
)


def _sources(model: KeyReport, now: datetime) -> Sequence[Cell]:
    """Show where a key was looked for, in order, and what was found there."""
    return [_source_cell(number, source) for number, source in enumerate(model.sources, start=1)]


def _source_cell(number: int, source: KeySource) -> Cell:
    if not source.is_asked:
        return Cell(f"{number}. {source.origin}: not asked", style="dim")
    if not source.key:
        return Cell(f"{number}. {source.origin}: no key", style="dim")
    use = "used" if source.is_used else "overridden"
    return Cell(
        f"{number}. {source.origin}: {source.key} ({use})", style="" if source.is_used else "dim"
    )


status_panel: DetailView[KeyReport] = DetailView(
    title=lambda model, now: Cell(_organization(model), plain=model.profile),
    fields=(*_REPORTED, Field("Sources", _sources)),
    identity="profile",
)
