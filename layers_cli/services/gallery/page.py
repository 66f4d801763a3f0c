"""Renders a board as one HTML page that asks nobody for anything.

Its policy allows the one style and the one script that are in it, by their hashes, and nothing
else: whatever a hook or a caption says, it is text.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from layers_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    import jinja2

    from layers_cli.services.gallery.board import Board, BoardCard, HookGroup

_ASSETS = Path(__file__).parent / "assets"
_APPROVALS = {
    "pending": "Needs review",
    "approved": "Approved",
    "rejected": "Rejected",
    "not_required": "No review",
}
_PLATFORMS = {
    "tiktok": "TikTok",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "facebook": "Facebook",
    "all": "Caption",
}
_SHORTCUTS = (
    (("J", "K"), "Next and previous piece"),
    (("←", "→"), "Slides"),
    (("A",), "Approve, and go on"),
    (("R",), "Reject: type why, Enter goes on"),
    (("N",), "Reject, and suggest another hook"),
    (("V",), "Approve this variant, reject the others"),
    (("C",), "Comment"),
    (("U",), "Undo"),
    (("O", "Enter"), "Look closer"),
    (("/",), "Search"),
    (("S",), "Save decisions"),
    (("Esc",), "Leave a field, close"),
)


@dataclass(frozen=True)
class BoardMedia:
    """Where a page has its pictures and videos from.

    *source* returns what stands for the address of a picture; None for one that cannot be read.
    *shown* returns the addresses of a card's pictures that are on the page, *clip* its video, if
    that plays there. Other than in the page itself, they are at *hosts*: origins, or `'self'`.
    """

    source: Callable[[str], str | None]
    shown: Callable[[BoardCard], Sequence[str]]
    clip: Callable[[BoardCard], str | None]
    hosts: tuple[str, ...] = ()


def linked(board: Board) -> BoardMedia:
    """Return the media of a page that has only their addresses."""
    urls = [url for card in board.cards for url in (*card.pictures, card.video or "")]
    return BoardMedia(
        source=lambda url: url,
        shown=lambda card: card.pictures,
        clip=lambda card: card.video,
        hosts=tuple(sorted({_origin(url) for url in urls if url})),
    )


def without_media() -> BoardMedia:
    """Return the media of a page that is only measured."""
    return BoardMedia(lambda _: None, lambda card: card.pictures, lambda _: None)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def render(board: Board, media: BoardMedia, *, live: str | None = None) -> Iterator[str]:
    """Yield the page of *board* piece by piece; a *live* one asks for what has another tag."""
    style, script = _asset("board.css"), _asset("board.js")
    places = " ".join(["data:", *media.hosts])
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_allowed(script)}",
            f"style-src {_allowed(style)}",
            f"img-src {places}",
            f"media-src {places}",
            *(["connect-src 'self'"] if live else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return _template().generate(
        board=board,
        board_links=bool(media.hosts),
        policy=policy,
        style=style,
        script=script,
        mark=f"data:image/svg+xml,{quote(_asset('mark.svg'))}",
        source_of=media.source,
        shown_of=media.shown,
        clip_of=media.clip,
        version_of=_version,
        key_of=_key,
        pending=sum(card.is_pending for card in board.cards),
        approvals=_APPROVALS,
        platforms=_PLATFORMS,
        shortcuts=_SHORTCUTS,
        counted=counted,
        live=live,
    )


def measured(chunks: Iterable[str]) -> int:
    """Return the length of what *chunks* are, in bytes."""
    return sum(len(chunk.encode("utf-8", "replace")) for chunk in chunks)


def _version(card: BoardCard) -> str:
    """Return what changes with anything that a card shows."""
    return hashlib.sha256(repr(card).encode("utf-8", "replace")).hexdigest()[:16]


def _key(group: HookGroup) -> str:
    told = group.hook or group.cards[0].id
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _allowed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    import jinja2  # only this command renders a page

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = _moment
    return environment.get_template("board.html")


def _moment(time: datetime) -> str:
    return f"{time.day} {time:%b %Y, %H:%M} UTC"
