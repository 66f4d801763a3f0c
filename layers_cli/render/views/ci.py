"""The workflow that `layers ci` wrote."""

from layers_cli.render.view_types import Cell, DetailView, Field
from layers_cli.services.workflows import Workflow

workflow_panel: DetailView[Workflow] = DetailView(
    title=lambda model, now: Cell(model.path, whole=True),
    fields=(Field("Provider", lambda model, now: Cell(model.provider)),),
    identity="path",
)
