"""Reads and validates request bodies and query strings."""

from collections.abc import Callable, Iterable
from typing import Any, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel
from pydantic_core import from_json
from starlette.types import Receive

from layers_cli.sandbox.contract.model import M, checked
from layers_cli.sandbox.core.errors import invalid

LARGEST_BODY = 1024 * 1024
"""In bytes; no documented body comes near it (ours)."""


class ClientDisconnectedError(Exception):
    """The client disconnected before its request was complete."""


async def read_body(receive: Receive) -> bytes:
    """Read the body.

    Raises HttpError if it is larger than `LARGEST_BODY`, ClientDisconnectedError if the client is
    gone.
    """
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnectedError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            raise invalid(("", f"the body is larger than {LARGEST_BODY} bytes"))
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def join_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return *headers* by name; repeated ones are joined with commas (RFC 9110, 5.2)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def parse_json(body: bytes) -> Any:
    """Parse JSON, or raise ValueError."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as exc:
        raise ValueError(f"the body is not JSON: {exc}") from None


def parse_body(
    model: type[M], body: bytes, *, optional: bool, read: Callable[[bytes], Any] = parse_json
) -> M:
    """Parse a body as *model*, or raise HttpError (422); with *optional*, empty counts as `{}`."""
    if not body and optional:
        return checked(model, {})
    try:
        given = read(body)
    except ValueError as exc:
        raise invalid(("", str(exc))) from None
    if not isinstance(given, dict):
        raise invalid(("", "the body must be an object"))
    return checked(model, given)


def parse_query(model: type[M], query: bytes) -> M:
    """Parse a query string as *model*, or raise HttpError (422); list fields may be repeated."""
    given: dict[str, Any] = {}
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise invalid(("", "the query string is not UTF-8")) from None
    lists = _lists(model)
    for name, value in pairs:
        if name.endswith("[]") and name[:-2] in lists:
            raise invalid((name, f"repeat {name[:-2]} without brackets"))
        if name in lists:
            given.setdefault(name, []).append(value)
        elif name in given:
            raise invalid((name, "may be given once"))
        else:
            given[name] = value
    return checked(model, given)


def _lists(model: type[BaseModel]) -> set[str]:
    return {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }
