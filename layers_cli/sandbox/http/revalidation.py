"""Answers with an ETag: `304` without a body while nothing has changed (get-job page)."""

import hashlib
from typing import Any

from pydantic_core import to_json

from layers_cli.sandbox.http.endpoints import EndpointRequest, EndpointResponse


def revalidated(
    request: EndpointRequest, body: dict[str, Any], *, estimates: frozenset[str] = frozenset()
) -> EndpointResponse:
    """Return *body* with its ETag, or `304` if the client has it.

    Fields in *estimates* pass with the time and count for nothing: the ETag is then a weak one.
    """
    lasting = {name: value for name, value in body.items() if name not in estimates}
    encoded = to_json(lasting, inf_nan_mode="null")
    tag = f'"{hashlib.blake2b(encoded, digest_size=12).hexdigest()}"'
    shown = f"W/{tag}" if estimates else tag
    headers = {"ETag": shown, "Cache-Control": "private, no-cache"}
    if _knows(request.header(b"if-none-match"), tag):
        return EndpointResponse(None, 304, headers)
    return EndpointResponse(body, 200, headers)


def _knows(if_none_match: str | None, tag: str) -> bool:
    if if_none_match is None:
        return False
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in known or "*" in known
