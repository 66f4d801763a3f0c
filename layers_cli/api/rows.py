"""Rows of list pages without the full models: their bytes as they came, or what tables show.

Importing and building the models costs as much as all the rest of a list.
"""

from datetime import datetime
from typing import Any

import msgspec


class RawPage(msgspec.Struct):
    """A page whose rows are still the server's bytes."""

    items: list[msgspec.Raw]
    nextCursor: str | None = None  # noqa: N815 - the API's name is the field's name


_decoder = msgspec.json.Decoder(RawPage)


def split_page(raw: bytes) -> RawPage:
    """Split *raw*, one page of a list; raises `msgspec.DecodeError`, a `ValueError`."""
    return _decoder.decode(raw)


class PreviewRow(msgspec.Struct, frozen=True, rename="camel"):
    """`models.Preview`."""

    kind: str | None = None
    primary_url: str | None = None
    thumbnail_url: str | None = None
    image_urls: list[str] = []
    video_url: str | None = None
    duration_ms: int | None = None
    aspect_ratio: str | None = None


class ContainerRow(msgspec.Struct, frozen=True, rename="camel"):
    """`models.Container` without what no table shows: assets, captions, the last error."""

    id: str
    status: str
    project_id: str | None = None
    approval_status: str | None = None
    creative_type: str | None = None
    format: str | None = None
    influencer_id: str | None = None
    hook: str | None = None
    preview: PreviewRow | None = None
    caption: str | None = None
    ads_enrollment: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


_ROWS = {"Container": list[ContainerRow]}


def light_rows(shape: str, rows: list[Any]) -> list[Any] | None:
    """Return *rows* typed as tables need them; None if only the models can tell what they are.

    *shape* is their class in `api.models`.
    """
    try:
        return msgspec.convert(rows, _ROWS[shape])
    except (KeyError, msgspec.ValidationError):
        return None
