"""Reads JSON as strict programs do, which know no NaN and no infinity."""

import json
from typing import Any


def strict_json(content: str | bytes) -> Any:
    """Return what *content* says; bytes are UTF-8 without a mark."""
    text = content if isinstance(content, str) else content.decode()
    return json.loads(text, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
