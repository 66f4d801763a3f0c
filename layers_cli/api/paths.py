"""Puts ids into paths."""

from urllib.parse import quote


def path_part(value: str) -> str:
    """Return *value* as one part of a path: an id with `/` in it cannot reach another route.

    Raises `ValueError` for what no quoting keeps in its place.
    """
    if not value.strip("."):
        raise ValueError(f"{value!r} is not an id")
    return quote(value, safe="")
