"""State and log of `layers sandbox`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers_cli.render.formatters import id_cell, plain_cell, url_cell
from layers_cli.render.view_types import Column, DetailView, Field, TableView


@dataclass(frozen=True)
class SandboxReport:
    """The sandbox of one data folder, running or not; `api_key` is set only on request."""

    data: str
    log: str
    base_url: str | None = None
    pid: int | None = None
    project: str | None = None
    version: str | None = None
    api_key: str | None = None

    @property
    def document(self) -> dict[str, Any]:
        """Return the report as JSON."""
        key = {"apiKey": self.api_key} if self.api_key else {}
        return {
            "running": self.pid is not None,
            "baseUrl": self.base_url,
            "pid": self.pid,
            "project": self.project,
            "version": self.version,
            "data": self.data,
            "log": self.log,
            **key,
        }


sandbox_panel: DetailView[SandboxReport] = DetailView(
    title=lambda model, now: plain_cell(
        "The sandbox is running" if model.pid else "The sandbox is not running"
    ),
    fields=(
        Field("Address", lambda model, now: url_cell(model.base_url)),
        Field("Process", lambda model, now: plain_cell(model.pid)),
        Field("Project", lambda model, now: id_cell(model.project)),
        Field("Version", lambda model, now: plain_cell(model.version)),
        Field("Data", lambda model, now: plain_cell(model.data)),
        Field("Log", lambda model, now: plain_cell(model.log)),
    ),
    identity="baseUrl",
)

log_table: TableView[str] = TableView(
    fields=("line",),
    columns=(Column("Line", lambda row, now: plain_cell(row), flexible=True),),
    identity="line",
    empty="The log is empty",
)
