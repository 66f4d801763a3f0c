"""Shows slides and poster frames: as pictures on a terminal, elsewhere their addresses."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import ApiError
from layers_cli.api.responses import ListPage
from layers_cli.downloads.container_media import media_urls
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Format
from layers_cli.render.pictures.terminal_query import Size, ask, window_size
from layers_cli.render.views.content import picture_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers_cli.api.models import Container
    from layers_cli.context.context import CommandContext
    from layers_cli.render.pictures.grid import Tile, Window
    from layers_cli.render.pictures.protocols import Protocol
    from layers_cli.services.jobs.wait import Look

_AT_ONCE = 4
_CELL = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t")  # height and width, in pixels


@dataclass(frozen=True)
class Picture:
    """A slide or a poster frame: number *number* of *count* in its container, at *url*."""

    container_id: str
    kind: str
    number: int
    count: int
    url: str

    @property
    def caption(self) -> str:
        """Say in few words what it is."""
        return f"slide {self.number} of {self.count}" if self.kind == "slide" else "poster frame"

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {
            "containerId": self.container_id,
            "kind": self.kind,
            "number": self.number,
            "url": self.url,
        }


def pictures_of(container: Container) -> list[Picture]:
    """Return what there is to see of *container*: its slides, or the poster frame of its video."""
    preview = container.preview
    if preview is not None and preview.video_url:
        thumbnails = [preview.thumbnail_url, *(asset.thumbnail_url for asset in container.assets)]
        kind, urls = "poster", [url for url in thumbnails if url][:1]
    else:
        kind, urls = "slide", addresses(container)
    count = len(urls)
    return [Picture(container.id, kind, n, count, url) for n, url in enumerate(urls, 1)]


def view(context: CommandContext, ids: Sequence[str]) -> None:
    """Show the pictures of the containers *ids*.

    Raises `UsageError` where one has nothing to see yet, `CommandError` without Pillow.
    """
    containers = [context.api.get_content(name).model for name in ids]
    for container in containers:
        if not pictures_of(container):
            raise UsageError(
                f"{container.id} is {container.status}: there is nothing to see of it yet",
                hint=f"wait for it: {context.program} jobs watch {container.id}",
            )
    show(context, containers)


def look_at(context: CommandContext, containers: Sequence[Container], look: Look) -> None:
    """Show *containers* as *look* says, after their result was shown."""
    if look.preview:
        preview(context, containers)
    for container in containers if look.web else ():
        urls = addresses(container)
        if urls and not context.browse(urls[0]):
            context.out.warn(f"No browser opens {urls[0]}")


def addresses(container: Container) -> list[str]:
    """Return the addresses of the files of *container*."""
    return media_urls(container.model_dump(by_alias=True))


def preview(context: CommandContext, containers: Sequence[Container]) -> None:
    """Show the pictures of *containers* after a result.

    Where the result is a document, its addresses are in there already.
    """
    found = [container for container in containers if pictures_of(container)]
    if found and context.out.choices.format is Format.HUMAN:
        show(context, found)


def show(context: CommandContext, containers: Sequence[Container]) -> None:
    """Draw the pictures of *containers* on a terminal; elsewhere list their addresses."""
    groups = [pictures_of(container) for container in containers]
    is_for_eyes = context.out.choices.format is Format.HUMAN and context.out.terminal.is_terminal
    if not is_for_eyes or context.out.accessible:
        rows = [picture for group in groups for picture in group]
        context.out.show_pages([ListPage([row.data for row in rows], rows)], picture_table)
        return
    _require_pillow()
    protocol, window = abilities(context)
    if len(groups) > 1 and all(len(group) == 1 for group in groups):
        groups = [[picture for group in groups for picture in group]]
    for group in groups:
        _draw(context, group, protocol, window)


def _draw(
    context: CommandContext, group: Sequence[Picture], protocol: Protocol, window: Window
) -> None:
    from layers_cli.render.pictures import grid

    ids = list(dict.fromkeys(picture.container_id for picture in group))
    context.out.working(f"Fetching {len(group)} pictures")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        images = list(pool.map(lambda picture: _image(context, picture.url), group))
    tiles = [
        _tile(picture, image, named=len(ids) > 1)
        for picture, image in zip(group, images, strict=True)
    ]
    for image in images:
        if isinstance(image, ApiError):
            context.out.warn(str(image))
    if len(ids) == 1:
        context.out.line(ids[0] if ids[0].isprintable() else repr(ids[0]))
    for text in grid.drawn(tiles, protocol, window):
        context.out.line(text)


def _tile(picture: Picture, image: Any, *, named: bool) -> Tile:
    from layers_cli.render.pictures.grid import Tile

    caption = picture.container_id if named else picture.caption
    if isinstance(image, ApiError):
        return Tile(f"{caption}: not shown")
    return Tile(caption, image, picture.url)


def _image(context: CommandContext, url: str) -> Any:
    """Return the picture at *url*, or why there is none: one that fails hides no other."""
    try:
        return context.thumbnails.get(url)
    except ApiError as exc:
        return exc


def _require_pillow() -> None:
    try:
        import PIL  # noqa: F401 - only whether it is there
    except ImportError as exc:
        raise CommandError(
            "Pictures are drawn with Pillow, which is not installed",
            code="cli_preview",
            exit_code=ExitCode.USAGE,
            hint="install it: pip install 'layers-cli[preview]'",
        ) from exc


def abilities(context: CommandContext) -> tuple[Protocol, Window]:
    """Find out how this terminal shows pictures, and how large it is."""
    from layers_cli.render.pictures.protocols import choose

    descriptor = context.out.window_stream
    answers: list[str] = []

    def asked() -> str:
        answers.append((ask() if descriptor is not None else None) or "")
        return answers[0]

    protocol = choose(context.environ, context.out.terminal, asked)
    size = window_size(descriptor) if descriptor is not None else None
    return protocol, _window(context.environ, size or Size(0, 0), "".join(answers))


def _window(environ: Mapping[str, str], size: Size, answer: str) -> Window:
    """Put together what is known: COLUMNS first, as elsewhere; the terminal's own word of a cell.

    What nobody says is taken as 80 × 24 cells of 10 × 20 pixels.
    """
    from layers_cli.render.pictures.grid import Window

    given = environ.get("COLUMNS", "")
    columns = int(given) if given.isdecimal() else 0
    window = Window(columns or size.columns or Window.columns, size.rows or Window.rows)
    cell = _CELL.search(answer)
    wide, high = (int(cell[2]), int(cell[1])) if cell else (0, 0)
    if not (wide and high) and size.columns and size.rows:
        wide, high = size.width // size.columns, size.height // size.rows
    return replace(window, cell_width=wide, cell_height=high) if wide and high else window
