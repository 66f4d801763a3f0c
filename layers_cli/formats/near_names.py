"""Finds the names that may be meant by one that does not exist."""

from collections.abc import Iterable

_NEAR = 0.7  # similarity from which on a name may be meant; `gone` is not near `good`


def near_matches(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return those of *known*, *most* of them, that *name* may mean in any case; best first."""
    from difflib import get_close_matches  # needed for mistakes only

    by_key: dict[str, list[str]] = {}
    for each in known:
        by_key.setdefault(each.casefold(), []).append(each)
    found = get_close_matches(name.casefold(), by_key, n=most, cutoff=_NEAR)
    return [each for key in found for each in by_key[key]][:most]


def closest_match(name: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* that *name* means most likely, if any is near."""
    return next(iter(near_matches(name, known, most=1)), None)
