"""Files on disk: what a download saved, where a file comes from, and galleries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.render.formatters import byte_cell, hook_cell, id_cell, plain_cell, status_cell
from layers_cli.render.view_types import Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from layers_cli.downloads.requests import DownloadResult, SavedFolder
    from layers_cli.services.gallery.write import GalleryReport
    from layers_cli.services.transfers.whence import FileOrigin

download_table: TableView[DownloadResult] = TableView(
    fields=("path", "state", "bytes", "containerId"),
    columns=(
        Column("File", lambda row, now: Cell(str(row.path), whole=True)),
        Column("State", lambda row, now: status_cell(row.state)),
        Column("Size", lambda row, now: byte_cell(row.bytes), drop=1, right=True),
        Column("Content", lambda row, now: id_cell(row.container_id), drop=2),
    ),
    identity="path",
    empty="Nothing to download",
)

folder_table: TableView[SavedFolder] = TableView(
    columns=(
        Column("Folder", lambda row, now: Cell(f"{row.path}/", whole=True)),
        Column("Files", lambda row, now: Cell(str(row.files)), right=True),
        Column("Size", lambda row, now: byte_cell(row.bytes), drop=1, right=True),
        Column("State", lambda row, now: _states(row), drop=2, flexible=True),
    ),
    identity="path",
)


def _states(row: SavedFolder) -> Cell:
    if len(row.states) == 1:
        return status_cell(*row.states)
    return Cell(", ".join(f"{count} {state}" for state, count in row.states.items()))


source_table: TableView[FileOrigin] = TableView(
    fields=("containerId", "position", "format", "server", "hook"),
    columns=(
        Column("Content", lambda row, now: id_cell(row.container_id)),
        Column("File", lambda row, now: plain_cell(row.position), right=True),
        Column("Format", lambda row, now: plain_cell(row.format), drop=2),
        Column("Server", lambda row, now: plain_cell(row.server), drop=1),
        Column("Hook", lambda row, now: hook_cell(row.hook), flexible=True),
    ),
    identity="containerId",
)


gallery_panel: DetailView[GalleryReport] = DetailView(
    title=lambda model, now: Cell(str(model.path), whole=True),
    fields=(
        Field("Size", lambda model, now: byte_cell(model.bytes)),
        Field("Hooks", lambda model, now: Cell(str(len(model.board.groups)))),
        Field("Content", lambda model, now: Cell(str(len(model.board.cards)))),
        Field("To review", lambda model, now: Cell(str(model.data["pending"]))),
        Field("Pictures", lambda model, now: Cell(str(model.pictures))),
    ),
    identity="path",
)
