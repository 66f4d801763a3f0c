"""Cuts a list page into its rows without decoding them; imported for long lists only."""

import msgspec


class RawPage(msgspec.Struct):
    """A page whose rows are still the server's bytes."""

    items: list[msgspec.Raw]
    nextCursor: str | None = None  # noqa: N815 - the API's name is the field's name


_decoder = msgspec.json.Decoder(RawPage)


def split_page(raw: bytes) -> RawPage:
    """Split *raw*, one page of a list; raises `msgspec.DecodeError`, a `ValueError`."""
    return _decoder.decode(raw)
