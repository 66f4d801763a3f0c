"""What a board shows: containers as cards, grouped by their hook. Pure functions."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from layers_cli.formats.hosts import is_loopback
from layers_cli.services.jobs.origins import ContainerOrigin
from layers_cli.services.preview import pictures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from layers_cli.api.models import Container

# What people tap on in a caption: a hash or an at sign with the word behind it.
_TAGS = re.compile(r"([#@][\w.]*\w)")


class BoardCaption(NamedTuple):
    """The text that is posted on *platform*, in *parts*: plain text, then a tag, and so on."""

    platform: str
    parts: list[str]


@dataclass(frozen=True)
class BoardCard:
    """One container: *pictures* are the addresses of its slides, or of its *video*'s poster.

    An address that no browser should follow is left out. *error* says why it failed.
    """

    id: str
    status: str
    approval: str
    format: str
    hook: str
    captions: tuple[BoardCaption, ...]
    pictures: tuple[str, ...]
    video: str | None
    error: str | None
    created: datetime | None
    origin: ContainerOrigin

    @property
    def is_pending(self) -> bool:
        """Whether somebody can decide on it."""
        return self.status == "completed" and self.approval == "pending"

    @property
    def words(self) -> str:
        """Return what a search for it looks through."""
        captions = ["".join(each.parts) for each in self.captions]
        return "\n".join([self.hook, *captions, self.id])


@dataclass(frozen=True)
class HookGroup:
    """The variants of one hook, side by side."""

    hook: str
    cards: tuple[BoardCard, ...]


@dataclass(frozen=True)
class Board:
    """Everything on the page; *key* is the same for all boards of its projects."""

    title: str
    key: str
    made: datetime
    groups: tuple[HookGroup, ...]

    @property
    def cards(self) -> list[BoardCard]:
        """Return the cards of all groups, in order."""
        return [card for group in self.groups for card in group.cards]

    def values(self, name: str) -> list[str]:
        """Return the different values of a card's field *name*, to filter by."""
        return sorted({value for card in self.cards if (value := getattr(card, name))})


def build_board(
    containers: Iterable[Container],
    origins: Mapping[str, ContainerOrigin],
    *,
    title: str,
    made: datetime,
) -> Board:
    """Return the board of *containers*, each once, with what is known of their *origins*."""
    once = {each.id: each for each in containers}
    groups: dict[str, list[BoardCard]] = {}
    for each in once.values():
        card = _card(each, origins.get(each.id, ContainerOrigin()))
        groups.setdefault(card.hook or card.id, []).append(card)
    projects = sorted({each.project_id or "" for each in once.values()})
    key = hashlib.sha256("\n".join(projects).encode()).hexdigest()[:16]
    found = tuple(HookGroup(cards[0].hook, tuple(cards)) for cards in groups.values())
    return Board(title, key, made, found)


def _card(container: Container, origin: ContainerOrigin) -> BoardCard:
    video = container.preview.video_url if container.preview else None
    pictures = [picture.url for picture in pictures_of(container)]
    return BoardCard(
        container.id,
        container.status,
        container.approval_status or "",
        container.format or container.creative_type or "",
        (container.hook or container.caption or "").strip(),
        tuple(_captions(container)),
        tuple(url for url in pictures if is_safe(url)),
        video if video and is_safe(video) else None,
        container.failure if container.status in ("failed", "canceled") else None,
        container.created_at,
        origin,
    )


def _captions(container: Container) -> Sequence[BoardCaption]:
    found = [(each.platform or "all", each.text) for each in container.captions if each.text]
    if not found and container.caption:
        found = [("all", container.caption)]
    return [BoardCaption(platform, _TAGS.split(text)) for platform, text in found]


def is_safe(url: str) -> bool:
    """Whether a page may link *url*: https, or this machine, which the sandbox runs on."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )
