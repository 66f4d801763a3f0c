"""App media and hooks: body, query and responses (media-library and app-media pages)."""

from typing import Annotated, Literal

from pydantic import Field

from layers_cli.sandbox.contract.model import ListQuery, Page, RequestBody, ResponseBody

MediaKind = Literal["logo", "screenshot", "demo-video", "end-card"]
MediaRole = Literal["logo", "app-screenshot", "app-demo", "end-card"]


class AddAppMedia(RequestBody):
    """`POST /v1/projects/:id/app-media`: the sandbox fetches the URL itself."""

    kind: MediaKind
    url: Annotated[str, Field(min_length=1, max_length=2048)]


class ListAppMedia(ListQuery):
    """`GET /v1/projects/:id/app-media`; that it has pages is ours."""

    limit: Annotated[int, Field(ge=1, le=200)] = 25


class AppMedia(ResponseBody):
    """A file of the project's library (ours beyond `id`: no page shows the row)."""

    id: str
    project_id: str
    kind: MediaKind
    media_role: MediaRole
    url: str
    mime_type: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_ms: int | None
    created_at: str


class AppMediaPage(Page[AppMedia]):
    """One page of the library, newest first."""


class DeletedAppMedia(ResponseBody):
    """The answer to a delete."""

    id: str
    deleted: Literal[True]


class Hooks(ResponseBody):
    """A bank of hooks: a line break in one is the two characters backslash and n."""

    hooks: list[str]
