"""How far campaigns have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import amount, plain_cell
from layers_cli.render.sanitize import first_line
from layers_cli.render.view_types import Cell, DetailView, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from layers_cli.campaigns.records import RowState
    from layers_cli.services.campaigns.campaigns import CampaignReport
    from layers_cli.services.campaigns.results import MergedResults

_STYLES = {
    "accepted": "green",
    "completed": "green",
    "refused": "red",
    "invalid": "red",
    "failed": "red",
    "held": "yellow",
    "unknown": "yellow",
}


def _counts(found: Mapping[RowState, int] | Mapping[str, int]) -> Sequence[Cell]:
    return [
        Cell(f"{count} {word}", style=_STYLES.get(str(word), "")) for word, count in found.items()
    ]


def _failures(model: CampaignReport, now: datetime) -> Sequence[Cell]:
    return [
        Cell(f"row {each.row.number} ({first_line(each.row.name)}): {first_line(each.message)}")
        for each in model.failures[-5:]
        if each.message
    ]


campaign_panel: DetailView[CampaignReport] = DetailView(
    title=lambda model, now: Cell(f"Campaign {model.campaign.name}"),
    fields=(
        Field("Paused", lambda model, now: plain_cell(model.campaign.paused), is_rare=True),
        Field("Rows", lambda model, now: _counts(model.counts.rows)),
        Field("Containers", lambda model, now: _counts(model.counts.containers)),
        Field(
            "Credits",
            lambda model, now: Cell(
                f"{amount(model.counts.credits_accepted)} spent,"
                f" {amount(model.counts.credits_left)} for the rest"
            ),
        ),
        Field("Failures", _failures, is_rare=True),
        Field("Results", lambda model, now: plain_cell(model.results or model.campaign.results)),
    ),
    identity="campaign",
)

merged_panel: DetailView[MergedResults] = DetailView(
    title=lambda model, now: Cell(f"Results of {len(model.files)} files"),
    fields=(
        Field("Rows", lambda model, now: _counts(model.rows)),
        Field("Results", lambda model, now: plain_cell(str(model.path))),
    ),
    identity="results",
)
