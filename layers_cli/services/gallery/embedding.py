"""Fetches the media of a board and makes it fit into the file.

Each picture gets the same share of the budget, so that pictures can be made side by side and come
out the same in every run. Where the shares were too small to see anything, every container has its
first slides only, and the rest are links.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from layers_cli.api.errors import ApiError
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.text import counted
from layers_cli.services.gallery import page
from layers_cli.services.gallery.encoding import GOOD_BYTES, LEAST_BYTES, STEPS, encode, first_step
from layers_cli.services.gallery.page import BoardMedia
from layers_cli.services.thumbnails import Thumbnails, read_whole

if TYPE_CHECKING:
    from layers_cli.api.media import MediaSource
    from layers_cli.context.context import CommandContext
    from layers_cli.services.gallery.board import Board, BoardCard

_AT_ONCE = 4
_TOLD_EVERY = 50
_TAG_BYTES = 130  # what stands around the data of a picture


@dataclass(frozen=True)
class EmbeddedMedia:
    """The media that is in the file, by address, and what is not.

    *slides* is how many pictures of a container are shown, *failed* has the error of each address
    that could not be read, *linked* the ids of the videos that would not fit.
    """

    pictures: Mapping[str, bytes]
    videos: Mapping[str, bytes]
    slides: int
    failed: Mapping[str, ApiError]
    linked: Sequence[str] = ()

    @property
    def media(self) -> BoardMedia:
        """Return it as a page takes it."""
        return BoardMedia(
            source=lambda url: _data(self.pictures.get(url), "image/webp"),
            shown=lambda card: card.pictures[: self.slides],
            clip=lambda card: _data(self.videos.get(card.video or ""), "video/mp4"),
        )


def _data(content: bytes | None, kind: str) -> str | None:
    return None if content is None else f"data:{kind};base64,{b64encode(content).decode()}"


def embed(context: CommandContext, board: Board, *, budget: int, with_video: bool) -> EmbeddedMedia:
    """Fetch the media of *board*, *budget* bytes of the finished page at most.

    The cache of thumbnails is not asked: its pictures are of another size, and a board is to be the
    same whatever was looked at before. Raises `CommandError` if not even the smallest pictures fit.
    """
    counts = [len(card.pictures) for card in board.cards]
    room = (budget - page.measured(page.render(board, page.without_media()))) * 3 // 4
    slides = _slides(counts, room)
    urls = list(dict.fromkeys(url for card in board.cards for url in card.pictures[:slides]))
    if urls and room // len(urls) - _TAG_BYTES < LEAST_BYTES:
        raise _too_small(budget, len(urls), len(board.cards))
    videos, linked = (
        _videos(context.media, board, room - len(urls) * GOOD_BYTES) if with_video else ({}, ())
    )
    room -= sum(map(len, videos.values()))
    share = room // max(len(urls), 1) - _TAG_BYTES
    size = STEPS[first_step(share)].size
    thumbnails = Thumbnails(context.media, None, size)
    pictures: dict[str, bytes] = {}
    failed: dict[str, ApiError] = {}
    for url, found in _encoded(context, thumbnails, urls, share):
        if isinstance(found, ApiError):
            failed[url] = found
        else:
            pictures[url] = found
    return EmbeddedMedia(pictures, videos, slides, failed, linked)


def _slides(counts: Sequence[int], room: int) -> int:
    """Return how many pictures of a container there is *room* for, in bytes; one at least."""
    most = max(counts, default=1)
    fitting = (
        n for n in range(most, 1, -1) if sum(min(each, n) for each in counts) * GOOD_BYTES <= room
    )
    return next(fitting, 1)


def _encoded(
    context: CommandContext, thumbnails: Thumbnails, urls: Sequence[str], share: int
) -> Iterator[tuple[str, bytes | ApiError]]:
    """Yield each of *urls* with its picture or the error of it; few are in memory at a time."""

    def picture(url: str) -> bytes | ApiError:
        try:
            return encode(thumbnails.get(url), share)
        except ApiError as exc:  # one that fails hides no other
            return exc

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(urls), _TOLD_EVERY):
            context.feedback.working(f"Fetching pictures: {start} of {len(urls)}")
            some = list(islice(urls, start, start + _TOLD_EVERY))
            yield from zip(some, pool.map(picture, some), strict=True)


def _videos(
    source: MediaSource, board: Board, room: int
) -> tuple[Mapping[str, bytes], Sequence[str]]:
    """Return the videos for which there is *room*, in bytes, and the containers of the others."""
    found: dict[str, bytes] = {}
    linked: list[str] = []
    for card in board.cards:
        if card.video is None or card.video in found:
            continue
        try:
            found[card.video] = read_whole(source, card.video, max(room, 0))
            room -= len(found[card.video])
        except ApiError:
            linked.append(card.id)
    return found, linked


def _too_small(budget: int, pictures: int, containers: int) -> CommandError:
    return CommandError(
        f"{counted(pictures, 'picture')} of {counted(containers, 'container')} do not fit"
        f" into {budget:,} bytes",
        code="cli_gallery_budget",
        exit_code=ExitCode.USAGE,
        hint="raise --budget, choose fewer containers, or add --link",
        param="budget",
    )


def whole_slides(board: Board, media: EmbeddedMedia) -> tuple[int, int]:
    """Return how many of the pictures of *board* are shown, and how many there are."""
    cards: Sequence[BoardCard] = board.cards
    total = sum(len(card.pictures) for card in cards)
    return sum(len(card.pictures[: media.slides]) for card in cards), total
