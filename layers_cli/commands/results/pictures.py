"""Show pictures of containers, for the commands that have `--preview` and `--web`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import ApiError
from layers_cli.config.paths import cache_dir
from layers_cli.context.context import CommandContext
from layers_cli.render.choices import Format
from layers_cli.render.pictures import grid
from layers_cli.render.pictures.capabilities import picture_capabilities
from layers_cli.render.pictures.grid import Tile
from layers_cli.render.text import counted
from layers_cli.render.views.content import picture_table
from layers_cli.services import preview
from layers_cli.services.preview import Picture
from layers_cli.services.thumbnails import Thumbnails

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


def show_preview(
    context: CommandContext, containers: Sequence[Container], *, terminal: bool, web: bool
) -> None:
    """Show *containers* in the *terminal* and on the *web*, after their result was shown.

    A document has the addresses of the pictures already, so that nothing is drawn beside it.
    """
    if terminal and context.out.choices.format is Format.HUMAN:
        show_pictures(context, [each for each in containers if preview.pictures_of(each)])
    if web:
        preview.open_all(context, containers)


def check_drawing(context: CommandContext) -> None:
    """Raise `CommandError` where pictures would be drawn, and nothing is there to draw them."""
    if _draws(context):
        preview.require_pillow()


def _draws(context: CommandContext) -> bool:
    is_human = context.out.choices.format is Format.HUMAN
    return is_human and context.out.terminal.is_terminal and not context.out.accessible


def show_pictures(context: CommandContext, containers: Sequence[Container]) -> None:
    """Draw the pictures of *containers* on a terminal; elsewhere list their addresses."""
    groups = [preview.pictures_of(container) for container in containers]
    if not groups:
        return
    if not _draws(context):
        pictures = [picture for group in groups for picture in group]
        context.out.show_pages([preview.listing(pictures)], picture_table)
        return
    preview.require_pillow()
    if len(groups) > 1 and all(len(group) == 1 for group in groups):
        groups = [[picture for group in groups for picture in group]]
    _draw(context, groups)


def _draw(context: CommandContext, groups: Sequence[Sequence[Picture]]) -> None:
    out = context.out
    folder = cache_dir(context.environ)
    thumbnails = Thumbnails(context.media, folder / "thumbnails" if folder else None)
    protocol, window = picture_capabilities(context.environ, out.terminal, out.window_stream)
    for group in groups:
        out.working(f"Fetching {counted(len(group), 'picture')}")
        images = preview.fetch(thumbnails, group)
        ids = list(dict.fromkeys(picture.container_id for picture in group))
        tiles = [
            _tile(picture, image, named=len(ids) > 1)
            for picture, image in zip(group, images, strict=True)
        ]
        for image in images:
            if isinstance(image, ApiError):
                out.warn(str(image))
        if len(ids) == 1:
            out.line(ids[0] if ids[0].isprintable() else repr(ids[0]))
        for text in grid.drawn(tiles, protocol, window):
            out.drawing(text)


def _tile(picture: Picture, image: Any, *, named: bool) -> Tile:
    caption = picture.container_id if named else picture.caption
    if isinstance(image, ApiError):
        return Tile(f"{caption}: not shown")
    return Tile(caption, image, picture.url)
