"""What `layers completion --install` has installed."""

from typing import Any

from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import DetailView, Field

installed_panel: DetailView[Any] = DetailView(
    title=lambda model, now: id_cell(model.file),
    fields=(
        Field("Shell", lambda model, now: plain_cell(model.shell)),
        Field("Loaded by", lambda model, now: plain_cell(model.startup)),
    ),
    identity="file",
)
