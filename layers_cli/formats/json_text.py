"""JSON as it is read and written everywhere: RFC 8259, which has no NaN and no Infinity."""

import codecs
import json
import math
from collections.abc import Callable
from typing import Any

MOST_DEPTH = 100  # objects and lists in each other; the API's have a tenth of it
_PIECE = 64 * 1024  # bytes
_NOT_NESTING = bytes(set(range(256)) - set(b"[]{}"))


def dumps(value: Any, **how: Any) -> str:
    """Return *value* as JSON, written as `json.dumps` does with *how*.

    A number that is none (NaN, or larger than any) becomes null.
    """
    try:
        return json.dumps(value, allow_nan=False, **how)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **how)


def encoded(value: Any, **how: Any) -> bytes:
    """Return what `dumps` does as UTF-8; half a character, which has none, is written escaped."""
    return dumps(value, ensure_ascii=False, **how).encode("utf-8", "backslashreplace")


def loads(content: str | bytes, *, on_constant: Callable[[str], None] = lambda _: None) -> Any:
    """Decode *content*, which may be anybody's, as `json.loads` does.

    Numbers that JSON does not have, and those beyond all floats, become null.

    *on_constant* hears of each of them. Raises `ValueError` for what is no JSON, and
    for what is nested deeper than `MOST_DEPTH`.
    """
    return _decoded(content.encode() if isinstance(content, str) else content, on_constant)


def _decoded(
    content: bytes,
    on_constant: Callable[[str], None],
    pairs: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    def finite(number: str) -> float | None:
        value = float(number)
        if math.isfinite(value):
            return value
        on_constant(number)
        return None

    try:
        data = json.loads(
            content, parse_constant=on_constant, parse_float=finite, object_pairs_hook=pairs
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if _may_be_deep(content) and _is_deep(data):
        raise ValueError("it is nested too deeply")
    return data


class OddJsonError(ValueError):
    """JSON that programs read in different ways; the message says what is odd, and what to do."""


def loads_strictly(content: str) -> Any:
    """Decode *content*, which people write, so that all of it counts.

    Raises `OddJsonError` for a name that an object has twice, and for what is no number of JSON,
    `ValueError` for what is no JSON.
    """
    odd: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(found)
        if len(values) < len(found):
            names = [name for name, _ in found]
            twice = next(name for name in names if names.count(name) > 1)
            odd.append(f"has `{twice}` twice; leave one of them")
        return values

    def constant(number: str) -> None:
        odd.append(f"has {number[:20]}, which is no number of JSON; write a number, or null")

    data = _decoded(content.encode(), constant, pairs)
    if odd:
        raise OddJsonError(odd[0])
    return data


def tidied(content: bytes) -> bytes:
    """Return *content* as JSON that any program reads; what is no JSON stays as it is.

    That is UTF-8 without a mark at its beginning, without half characters and without `NaN`.
    """
    is_odd = b"\0" in content[:4] or content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    is_odd = is_odd or content.startswith(codecs.BOM_UTF8) or not _is_utf8(content)
    if not is_odd and not _may_have_constants(content):
        return content
    constants: list[str] = []
    try:
        data = loads(content, on_constant=constants.append)
    except ValueError:
        return content
    return encoded(data) if is_odd or constants else content


def _may_have_constants(content: bytes) -> bool:
    # A single byte is found a hundred times as fast, and hardly any answer has an N. `rfind` looks
    # for the I, which is rarer than the y that `in` looks for.
    return (b"N" in content and b"NaN" in content) or content.rfind(b"Infinity") >= 0


def _is_utf8(content: bytes) -> bool:
    # The text of a whole page takes five times as long: one emoji makes each character four bytes.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _finite(value: Any) -> Any:
    """Return *value* with null for each number that JSON cannot write."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {
            name if not isinstance(name, float) or math.isfinite(name) else str(name): _finite(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value


def _may_be_deep(content: bytes) -> bool:
    """Whether *content* may be deeply nested: looked for without Python's own loops."""
    marks = content.translate(None, _NOT_NESTING)
    for _ in range(MOST_DEPTH):
        if not marks:
            return False
        marks = marks.replace(b"[]", b"").replace(b"{}", b"")
    return bool(marks)


def _is_deep(data: Any) -> bool:
    level = [data]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return any(isinstance(each, dict | list) for each in level)
