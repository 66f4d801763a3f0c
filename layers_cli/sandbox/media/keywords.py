"""Finds a brand's keywords: its name and the words that it uses most, as hashtags."""

import hashlib
from typing import Any

from layers_cli.sandbox.media.captions import frequent_words

MOST = 12
_BEST, _FLOOR, _STEP = 98, 70, 3


def find_hashtags(name: str, tagline: str | None, description: str | None) -> list[dict[str, Any]]:
    """Return the rows of `hashtags`, best first; the same words give the same rows.

    The scores fall to the documented floor of 70; how often one is used is invented.
    """
    phrases = [name, *frequent_words(f"{tagline or ''} {description or ''}")]
    found: dict[str, dict[str, Any]] = {}
    for phrase in phrases:
        tag = "".join(letter for letter in phrase.lower() if letter.isalnum())
        if tag and tag not in found and len(found) < MOST:
            score = max(_FLOOR, _BEST - _STEP * len(found))
            found[tag] = {"hashtag": f"#{tag}", "phrase": phrase, "score": score} | _usage(tag)
    return sorted(found.values(), key=lambda row: (-row["score"], -row["viewCount"]))


def _usage(tag: str) -> dict[str, int]:
    uses = 1_000 + int.from_bytes(hashlib.sha256(tag.encode()).digest()[:3], "big") % 400_000
    return {"viewCount": uses * 37, "useCount": uses}
