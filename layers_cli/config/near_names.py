"""Finds the name that may be meant by one that does not exist."""

from collections.abc import Iterable

_NEAR = 0.7  # similarity from which on a name may be meant


def closest_match(name: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* most similar to *name* in any case, if any is."""
    from difflib import get_close_matches  # needed for mistakes only

    folded = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=_NEAR)
    return folded[found[0]] if found else None
