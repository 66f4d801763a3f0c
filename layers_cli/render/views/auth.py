"""Login and key status of `layers auth`."""

from collections.abc import Sequence
from datetime import datetime

from layers_cli.config.reports import KeyReport, KeySource
from layers_cli.render.formatters import id_cell, plain_cell
from layers_cli.render.view_types import Cell, DetailView, Field

_REPORTED: tuple[Field[KeyReport], ...] = (
    Field("Organization", lambda model, now: id_cell(model.organization_id)),
    Field("Key", lambda model, now: plain_cell(model.key)),
    Field("Address", lambda model, now: plain_cell(model.base_url)),
    Field("Profile", lambda model, now: plain_cell(model.profile)),
)


def _organization(model: KeyReport) -> str:
    return model.organization_name or model.organization_id or "an unnamed organization"


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
