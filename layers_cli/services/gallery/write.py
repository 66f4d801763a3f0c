"""Writes a board as one file, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.whole_files import write_whole
from layers_cli.inputs.places import check_free, unnamable, unwritable
from layers_cli.services.gallery.embedding import EmbeddedMedia, embed, whole_slides
from layers_cli.services.gallery.page import linked, render
from layers_cli.services.gallery.selection import BoardSource, read_board
from layers_cli.services.preview import require_pillow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from layers_cli.context.context import CommandContext
    from layers_cli.services.gallery.board import Board


@dataclass(frozen=True)
class GalleryOptions:
    """How a board is written: to *output*, which is there only with *force*.

    *budget* is the most that it may have, in bytes, *with_video* puts videos into it, too. With
    *link* it has addresses instead of media.
    """

    output: str
    budget: int
    with_video: bool = False
    link: bool = False
    force: bool = False


@dataclass(frozen=True)
class GalleryReport:
    """What was written to *path*; *failed* has what could not be read, by container or address."""

    path: Path
    bytes: int
    board: Board
    pictures: int
    failed: Mapping[str, Exception]

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "path": str(self.path),
            "bytes": self.bytes,
            "hooks": len(self.board.groups),
            "containers": len(self.board.cards),
            "pending": sum(card.is_pending for card in self.board.cards),
            "pictures": self.pictures,
            "missing": [{"of": name, "message": str(exc)} for name, exc in self.failed.items()],
        }

    def raise_for_failures(self) -> None:
        """Raise `CommandError` if something is missing from the board."""
        if not self.failed:
            return
        first = str(next(iter(self.failed.values())))
        raise CommandError(
            f"The gallery lacks {len(self.failed)} of what was to be in it; the first: {first}",
            code="cli_partial",
            exit_code=ExitCode.PARTIAL,
            hint="run the command again, with --force",
            details={"failed": self.data["missing"]},
        )


def write_gallery(
    context: CommandContext, source: BoardSource, options: GalleryOptions
) -> GalleryReport:
    """Write the board of *source* as *options* say.

    Raises `UsageError` for a file that cannot be written, and what `read_board` and `embed` raise.
    """
    source.check()
    path = _checked_path(context, options)
    if not options.link:
        require_pillow()
    board, failed = read_board(context, source)
    if options.link:
        return GalleryReport(path, _write(path, render(board, linked(board))), board, 0, failed)
    found = _embedded(context, board, options)
    size = _write(path, render(board, found.media))
    return GalleryReport(path, size, board, len(found.pictures), {**failed, **found.failed})


def _embedded(context: CommandContext, board: Board, options: GalleryOptions) -> EmbeddedMedia:
    found = embed(context, board, budget=options.budget, with_video=options.with_video)
    shown, total = whole_slides(board, found)
    if shown < total:
        context.feedback.note(
            f"{shown:,} of {total:,} slides are in the file, the others are links;"
            " --budget makes room for more"
        )
    if found.linked:
        context.feedback.note(
            f"{len(found.linked)} videos do not fit, and are links; --budget makes room"
        )
    return found


def _checked_path(context: CommandContext, options: GalleryOptions) -> Path:
    if options.output == "-":
        raise UsageError(
            "A gallery is a file: it is written whole or not at all",
            hint="name one: --output board.html",
            param="output",
        )
    path = context.cwd / options.output
    why = unnamable(path) or unwritable(path.parent)
    if why is None and not path.parent.is_dir():
        why = f"there is no folder {path.parent}"
    if why is not None:
        raise UsageError(
            f"The gallery cannot be written to {path}: {why}",
            hint="choose another file: --output FILE",
            param="output",
        )
    check_free(path, replace=options.force, param="output")
    return path


def _write(path: Path, chunks: Iterable[str]) -> int:
    """Write all of *chunks* or nothing, and return the bytes; half a character is a mark."""
    write_whole(path, chunks)
    return path.stat().st_size
