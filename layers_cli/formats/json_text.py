"""JSON as it is written everywhere: RFC 8259, which has no NaN and no Infinity."""

import json
import math
from typing import Any


def dumps(value: Any, **how: Any) -> str:
    """Return *value* as JSON, written as `json.dumps` does with *how*.

    A number that is none (NaN, or larger than any) becomes null.
    """
    try:
        return json.dumps(value, allow_nan=False, **how)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **how)


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
