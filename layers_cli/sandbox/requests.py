"""Reads what came with a request: body and query string, as plain data."""

from typing import Any, get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel
from pydantic_core import from_json
from starlette.types import Receive

from .contract.model import M, checked
from .refusals import invalid

LARGEST_BODY = 1024 * 1024
"""In bytes; no documented body comes near it (ours)."""


class ClientGoneError(Exception):
    """The client hung up before its request was complete; nothing is done, nobody is answered."""


async def read_body(receive: Receive) -> bytes:
    """Read the body.

    Raises:
        RefusalError: it is larger than `LARGEST_BODY`.
        ClientGoneError: the client hung up.

    """
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            raise invalid(("", f"the body is larger than {LARGEST_BODY} bytes"))
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def parsed_body(model: type[M], body: bytes, *, optional: bool) -> M:
    """Read a JSON body as *model*; where it is *optional*, an empty one counts as `{}`.

    Raises:
        RefusalError: `422 VALIDATION`.

    """
    if not body and optional:
        return checked(model, {})
    try:
        given = from_json(body, allow_inf_nan=False)
    except ValueError as exc:
        raise invalid(("", f"the body is not JSON: {exc}")) from None
    if not isinstance(given, dict):
        raise invalid(("", "the body must be a JSON object"))
    return checked(model, given)


def parsed_query(model: type[M], query: bytes) -> M:
    """Read a query string as *model*; a field that takes a list may be given several times.

    Raises:
        RefusalError: `422 VALIDATION`.

    """
    given: dict[str, Any] = {}
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise invalid(("", "the query string is not UTF-8")) from None
    lists = _lists(model)
    for name, value in pairs:
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
