"""How often a key may ask for content (api-core 9)."""

from collections.abc import Mapping

CREATES_A_MINUTE: Mapping[str, int] = {"standard": 20, "pilot": 60, "partner": 300}
"""Calls that start a job, by the tier of the key."""


def least_seconds(calls: int, tier: str | None) -> float | None:
    """Return how long *calls* take a key of *tier* at the least; None for a tier not known."""
    rate = CREATES_A_MINUTE.get(tier or "")
    return None if rate is None else calls * 60 / rate
