"""Upload plans and results, and app media."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.formats.file_names import INPUT_FOLDER, printable
from layers_cli.render.content_formatters import preview_url
from layers_cli.render.formatters import (
    age_cell,
    byte_cell,
    hook_cell,
    id_cell,
    plain_cell,
    status_cell,
    url_cell,
)
from layers_cli.render.text import byte_count, counted
from layers_cli.render.view_types import EMPTY, Cell, Column, DetailView, Field, TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from layers_cli.api.models import AppMedia, Container, DeletedMedia
    from layers_cli.services.transfers.upload import PlannedUpload
    from layers_cli.uploads.groups import UploadGroup, UploadPlan

MOST_PLAN_LINES = 20


def plan_lines(plan: UploadPlan, *, by_default: bool) -> Iterator[str]:
    """Yield what becomes of what was named: a line in all, and one for each of several posts.

    *by_default* says that nobody told how to group it.
    """
    posts = plan.posts
    yield from unused_text_lines(plan)
    size = sum(post.size for post in posts)
    left_out = f"; {counted(plan.left_out, 'other file')} left out" if plan.left_out else ""
    if len(posts) == 1:
        yield f"Uploading {_post_words(posts[0])}{left_out}"
        return
    of = f", {byte_count(size)}" if size else ""
    otherwise = "; --as groups them otherwise" if by_default else ""
    yield f"Uploading {counted(len(posts), 'post')}{of}{left_out}{otherwise}"
    for post in posts[:MOST_PLAN_LINES]:
        yield f"  {_post_words(post)}"
    if len(posts) > MOST_PLAN_LINES:
        yield f"  and {len(posts) - MOST_PLAN_LINES} more"


def unused_text_lines(plan: UploadPlan) -> Iterator[str]:
    """Yield the texts that lie beside the files and are the caption of none of them."""
    for text in plan.unused_texts[:MOST_PLAN_LINES]:
        yield f"{printable(text.name)} belongs to no post, and is left out"
    if (more := len(plan.unused_texts) - MOST_PLAN_LINES) > 0:
        yield f"{counted(more, 'more text')} belong to no post, and are left out"


def _post_words(post: UploadGroup) -> str:
    parts = [post.kind, *([byte_count(post.size)] if post.size else [])]
    parts += [f"caption of {post.caption_from}"] if post.caption_from else []
    return f"{post.name} ({', '.join(parts)})"


def standing_lines(posts: Sequence[PlannedUpload]) -> Iterator[str]:
    """Yield what is to be done about posts whose files are there with another caption."""
    for row in posts:
        if row.change is not None:
            there = f"{row.post.name} is {row.container_id}, with another caption"
            yield f"{there}; change it: {row.change}"


def shown(path: Path) -> str:
    """Return *path* as JSON has it; media from standard input is `-`."""
    return "-" if INPUT_FOLDER in str(path) else str(path)


def post_data(planned: PlannedUpload) -> dict[str, Any]:
    """Return a planned post as JSON says it; the schema is ours."""
    post = planned.post
    return {
        "state": planned.standing,
        "containerId": planned.container_id,
        "kind": post.kind.partition(" ")[0],
        "files": [
            {"path": shown(file.path), "contentType": file.content_type, "sizeBytes": file.size}
            for file in post.files
        ],
        "urls": list(post.urls),
        "caption": post.caption,
        "captionFrom": post.caption_from,
        "sizeBytes": post.size,
    }


plan_table: TableView[PlannedUpload] = TableView(
    fields=("kind", "files.path", "urls", "sizeBytes", "caption", "state", "containerId"),
    columns=(
        Column("Post", lambda row, now: Cell(row.post.name), flexible=True),
        Column("Kind", lambda row, now: Cell(row.post.kind)),
        Column("Size", lambda row, now: byte_cell(row.post.size or None), drop=2, right=True),
        Column("Caption", lambda row, now: hook_cell(row.post.caption), drop=1, flexible=True),
        Column("State", lambda row, now: status_cell(row.standing)),
    ),
    identity="files.path",
    empty="Nothing to upload",
)


class UploadedPost(NamedTuple):
    """One row of an upload: the post *name*, its status word and its container."""

    name: str
    state: str
    container: Container


def present_note(name: str, container_id: object) -> str:
    """Return what is said of a post that was uploaded by an earlier run."""
    return f"{name}: already uploaded as {container_id}; --again uploads it once more"


uploaded_table: TableView[UploadedPost] = TableView(
    fields=("id", "status", "approvalStatus", "caption", "preview.primaryUrl"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.container.id)),
        Column("State", lambda row, now: status_cell(row.state)),
        Column("Review", lambda row, now: status_cell(row.container.approval_status), drop=2),
        Column(
            "File",
            lambda row, now: Cell(row.name, link=preview_url(row.container)),
            drop=1,
            flexible=True,
        ),
        Column("Preview", lambda row, now: url_cell(preview_url(row.container)) or EMPTY, drop=3),
    ),
    empty="Nothing was uploaded",
)


def _measures(row: AppMedia) -> Cell:
    if row.width is None or row.height is None:
        return EMPTY
    return Cell(f"{row.width}x{row.height}")


media_table: TableView[AppMedia] = TableView(
    fields=("id", "kind", "mimeType", "sizeBytes", "width", "height", "createdAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Kind", lambda row, now: plain_cell(row.kind)),
        Column("Type", lambda row, now: plain_cell(row.mime_type), drop=2),
        Column("Size", lambda row, now: byte_cell(row.size_bytes), drop=3, right=True),
        Column("Pixels", lambda row, now: _measures(row), drop=4, right=True),
        Column("Added", lambda row, now: age_cell(row.created_at, now), drop=1, right=True),
    ),
    empty="The project has no app media",
)

media_panel: DetailView[AppMedia] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Kind", lambda model, now: plain_cell(model.kind)),
        Field("Role", lambda model, now: plain_cell(model.media_role)),
        Field("URL", lambda model, now: url_cell(model.url)),
        Field("Type", lambda model, now: plain_cell(model.mime_type)),
        Field("Size", lambda model, now: byte_cell(model.size_bytes)),
        Field("Pixels", lambda model, now: _measures(model)),
    ),
)

removed_panel: DetailView[DeletedMedia] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(Field("State", lambda model, now: plain_cell("removed" if model.deleted else None)),),
)

removed_table: TableView[DeletedMedia] = TableView(
    fields=("id", "deleted"), columns=(Column("ID", lambda row, now: id_cell(row.id)),)
)
