"""Decodes list pages without models: not at all, or as far as tables show them."""

from datetime import datetime

import msgspec


class RawPage(msgspec.Struct, rename="camel"):
    """A page whose rows are still the server's bytes."""

    items: list[msgspec.Raw]
    next_cursor: str | None = None


class ShownPreview(msgspec.Struct, rename="camel", gc=False):
    """The fields of a preview that a list shows."""

    primary_url: str | None = None
    video_url: str | None = None


class ShownContainer(msgspec.Struct, rename="camel", gc=False):
    """The fields of a container that a list shows, named as in `models.Container`."""

    id: str
    status: str
    approval_status: str | None = None
    format: str | None = None
    hook: str | None = None
    preview: ShownPreview | None = None
    created_at: datetime | None = None


class ShownPage(msgspec.Struct, rename="camel"):
    """A page whose rows are decoded as far as they are shown."""

    items: list[ShownContainer]
    next_cursor: str | None = None


_decoder = msgspec.json.Decoder(RawPage)
_shown_decoder = msgspec.json.Decoder(ShownPage)


def split_page(raw: bytes) -> RawPage:
    """Split *raw*, one page of a list; raises `msgspec.DecodeError`, a `ValueError`."""
    return _decoder.decode(raw)


def shown_page(raw: bytes) -> ShownPage:
    """Decode *raw*, a page of containers, as far as a table shows it; raises as `split_page`."""
    return _shown_decoder.decode(raw)
