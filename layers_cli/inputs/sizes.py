"""Sizes of files as users type them: `25MB`, `1.5GB`, `800kB`."""

import re

from layers_cli.errors.exceptions import UsageError

_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([kKmMgG]?)(i?)[bB]?")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3}


def parse_size(text: str, *, param: str) -> int:
    """Return *text* in bytes: `kB`, `MB` and `GB` are powers of 1000, `MiB` and so on of 1024.

    Raises `UsageError` for anything else.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"`{text}` is not a size", hint="write for example 25MB", param=param)
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** _POWERS[unit.lower()])
