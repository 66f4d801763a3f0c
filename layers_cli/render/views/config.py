"""Settings: values, origins and changes."""

from layers_cli.config.reports import AllSettings, SettingChange, SettingRow
from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, Part, TableView

_KEY = Column["SettingRow"]("Setting", lambda row, now: id_cell(row.key))
_VALUE = Column["SettingRow"]("Value", lambda row, now: plain_cell(row.value), flexible=True)
_ORIGIN = Column["SettingRow"]("From", lambda row, now: plain_cell(row.origin, style="dim"))


def _listed(*columns: Column[SettingRow]) -> DetailView[AllSettings]:
    return DetailView(
        title=lambda model, now: id_cell(model.file),
        fields=(),
        identity="settings.key",
        part=Part(
            lambda model: model.entries,
            TableView(columns, identity="key", fields=("key", "value", "origin")[: len(columns)]),
            path="settings",
        ),
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
