"""Writes Python literals that are the same on every version of Python."""

from __future__ import annotations

import json
from typing import Any


def literal(value: Any, depth: int = 0) -> str:
    """Return the source text of *value*: tuples, named tuples, dicts, strings, integers, flags.

    A tuple of plain values stands on one line, any other has a line for each of its parts.
    """
    if isinstance(value, str):
        # `repr` escapes what the interpreter's own Unicode tables do not know.
        return json.dumps(value, ensure_ascii=False).replace("\u200b", "\\u200b")
    if isinstance(value, dict):
        parts = [f"{literal(name)}: {literal(each, depth + 1)}" for name, each in value.items()]
        return _spread("{", parts, "}", depth)
    if hasattr(value, "_asdict"):
        given = {k: v for k, v in value._asdict().items() if v != value._field_defaults.get(k)}
        parts = [f"{name}={literal(each, depth + 1)}" for name, each in given.items()]
        name = type(value).__name__
        plain = not any(
            hasattr(part, "_asdict") for each in given.values() for part in _parts(each)
        )
        return f"{name}({', '.join(parts)})" if plain else _spread(f"{name}(", parts, ")", depth)
    if isinstance(value, (tuple, list)):
        parts = [literal(each, depth + 1) for each in value]
        if any(isinstance(each, (tuple, list, dict)) for each in value):
            return _spread("(", parts, ")", depth)
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return repr(value)


def _parts(value: Any) -> Any:
    return value if isinstance(value, tuple) else ()


def _spread(opened: str, parts: list[str], closed: str, depth: int) -> str:
    if not parts:
        return opened + closed
    margin = "    " * depth
    return f"{opened}\n" + "".join(f"{margin}    {part},\n" for part in parts) + margin + closed
