"""What a review says of an item, in words; foreign texts are cleaned."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from layers_cli.render.formatters import amount
from layers_cli.render.sanitize import clean
from layers_cli.render.text import counted, relative_time
from layers_cli.render.theme import status_style, status_words
from layers_cli.services.preview import Picture, pictures_of
from layers_cli.services.review.desk import ReviewDesk
from layers_cli.services.review.queue import ReviewItem

if TYPE_CHECKING:
    from layers_cli.api.models import Credits  # saves pydantic where JSON is printed

_BLANK_LINES = re.compile(r"\n\s*\n")
_LONGEST_SHOWN = 300  # characters of a text on the screen


def shown(text: str, style: str = "") -> Text:
    """Return a foreign *text* as it may be drawn: inert, and without markup."""
    said = clean(text, keep_lines=True).strip()
    cut = said if len(said) <= _LONGEST_SHOWN else f"{said[: _LONGEST_SHOWN - 1]}…"
    return Text(cut, style=style)


def captions(item: ReviewItem) -> list[str]:
    """Return the captions of *item*, each once, with the platforms that have it."""
    container = item.container
    platforms: dict[str, list[str]] = {}
    for each in container.captions:
        if each.text:
            platforms.setdefault(each.text, []).append(each.platform or "all")
    if not platforms and container.caption and container.hook:
        return [container.caption]
    return [f"{', '.join(names)}: {text}" for text, names in platforms.items()]


def facts(item: ReviewItem, desk: ReviewDesk, now: datetime) -> list[str]:
    """Return what is known of *item*: id, format, review, job, cost, age, what it is a take of."""
    container = item.container
    status = desk.status_of(item)
    record = desk.records.get(item.id)
    sent = " (not sent)" if record in desk.unsent else ""
    parts = [
        item.id,
        container.format or container.creative_type or "",
        f"{status_words(status)}{sent}",
        item.job_id or "",
        f"about {amount(item.credits)} credits" if item.credits else "",
        relative_time(container.created_at, now) if container.created_at else "",
        f"take of {item.take_of}" if item.take_of else "",
    ]
    return [clean(part) for part in parts if part]


def reason_of(item: ReviewItem, desk: ReviewDesk) -> str | None:
    """Return why *item* is rejected, if that was decided here."""
    record = desk.records.get(item.id)
    return record.decision.reason if record else None


def info(item: ReviewItem, desk: ReviewDesk, now: datetime) -> Text:
    """Return everything about *item* but its pictures."""
    lines = [shown(item.hook or "(no hook)", "bold")]
    lines.append(Text(" · ".join(facts(item, desk, now)), style="dim"))
    if reason := reason_of(item, desk):
        lines.append(Text("Rejected: ", style="red") + shown(reason))
    variants = desk.queue.variants(item.id)
    if len(variants) > 1:
        lines.append(_variants(item, variants, desk))
    lines += [shown(_BLANK_LINES.sub("\n", each)) for each in captions(item)]
    return Text("\n").join(lines)


def _variants(item: ReviewItem, variants: list[ReviewItem], desk: ReviewDesk) -> Text:
    line = Text("Variants: ")
    for number, each in enumerate(variants, 1):
        style = status_style(desk.status_of(each))
        line.append(f" {number} {style.glyph} ", style="reverse" if each.id == item.id else "")
    return line


def head(item: ReviewItem | None, desk: ReviewDesk, *, sending: bool, takes: int) -> Text:
    """Return the line above everything: where one stands, what waits, what is under way."""
    items = desk.queue.items
    left = sum(desk.is_open(each) for each in items)
    place = f"{items.index(item) + 1} of {len(items)}" if item in items else ""
    unsent = len(desk.unsent)
    doing = f"sending {unsent}…" if sending else f"{unsent} to send"
    parts = [
        "Review",
        place,
        f"{left} waiting" if left else "nothing waits",
        doing if unsent else "",
        f"{counted(takes, 'take')} under way" if takes else "",
    ]
    return Text("  ·  ".join(part for part in parts if part))


def pictures(item: ReviewItem) -> list[Picture]:
    """Return what there is to see of *item*."""
    return pictures_of(item.container)


def take_price(item: ReviewItem, credits_: Credits | None) -> str:
    """Return what another take of *item* costs by estimate, and what is left to pay it from."""
    cost = f"about {amount(item.credits)} credits" if item.credits else "what the API asks"
    left = credits_.available if credits_ else None
    return cost if left is None else f"{cost}; {amount(left)} are left"
