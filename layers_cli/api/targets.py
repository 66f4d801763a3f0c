"""Writes paths and queries as they go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

# What stands for itself (the URL standard's percent-encode sets); letters and digits do anyway.
# A percent sign does, too: paths come with their parts already quoted.
_IN_PATHS = "!$%&'()*+,-./:;=@[\\]^_|~"
_IN_QUERIES = _IN_PATHS + "?`{}"


def target(base: str, path: str, query: Mapping[str, Any]) -> str:
    """Return what a request asks its host for: *path* below the path *base*, with *query*.

    Whatever *path* is, it stays a path of that host. Of a *query*, lists repeat their name, True
    and False are `true` and `false`, None is empty. Raises `ValueError` for control characters
    and for half a surrogate pair.
    """
    if any(c < " " or c == "\x7f" for c in path):
        raise ValueError("a path has no control characters")
    path, mark, own = path.partition("#")[0].partition("?")
    if base or not path.startswith("/"):
        path = (base if base.endswith("/") else f"{base}/") + path.lstrip("/")
    words = [quote(own, safe=_IN_QUERIES)] if own else []
    if query:
        words.append(urlencode([pair for name in query for pair in _pairs(name, query[name])]))
    return quote(_without_dots(path), safe=_IN_PATHS) + (f"?{'&'.join(words)}" if words else mark)


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return [(name, _word(each)) for each in values]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _without_dots(path: str) -> str:
    """Return *path* with `.` and `..` carried out, which are no names (RFC 3986, 5.2.4)."""
    steps = path.split("/")
    if "." not in steps and ".." not in steps:
        return path
    kept: list[str] = []
    for step in steps:
        if step == "..":
            if kept not in ([], [""]):
                kept.pop()
        elif step != ".":
            kept.append(step)
    return "/".join(kept) or "/"
