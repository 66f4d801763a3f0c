"""Files on disk: what a download saved, and where a file comes from."""

from __future__ import annotations

from typing import Protocol

from layers_cli.render.formatters import byte_cell, hook_cell, id_cell, plain_cell, status_cell
from layers_cli.render.view_types import Cell, Column, TableView

__all__ = ["download_table", "source_table"]


class Download(Protocol):
    """One file of `content download`; *bytes* is its size, *state* saved, present or skipped."""

    @property
    def path(self) -> object: ...
    @property
    def container_id(self) -> str: ...
    @property
    def bytes(self) -> int | None: ...
    @property
    def state(self) -> str: ...


class Source(Protocol):
    """One container that a file comes from: its *position*th there (from 1)."""

    @property
    def container_id(self) -> str: ...
    @property
    def position(self) -> int | None: ...
    @property
    def format(self) -> str | None: ...
    @property
    def hook(self) -> str | None: ...
    @property
    def server(self) -> str | None: ...


download_table: TableView[Download] = TableView(
    columns=(
        Column("File", lambda row, now: Cell(str(row.path), whole=True)),
        Column("State", lambda row, now: status_cell(row.state)),
        Column("Size", lambda row, now: byte_cell(row.bytes), drop=1, right=True),
        Column("Content", lambda row, now: id_cell(row.container_id), drop=2),
    ),
    identity="path",
    empty="Nothing to download",
)

source_table: TableView[Source] = TableView(
    columns=(
        Column("Content", lambda row, now: id_cell(row.container_id)),
        Column("File", lambda row, now: plain_cell(row.position), right=True),
        Column("Format", lambda row, now: plain_cell(row.format), drop=2),
        Column("Server", lambda row, now: plain_cell(row.server), drop=1),
        Column("Hook", lambda row, now: hook_cell(row.hook), flexible=True),
    ),
    identity="containerId",
)
