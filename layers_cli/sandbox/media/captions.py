"""Writes captions from the hook and the brand's own words."""

import re
from collections import Counter

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.claims import claims_for, tagline_for

LONGEST_CAPTION = 2200
"""Characters a caption may have, on both platforms (content page)."""

_HASHTAGS = {"tiktok": 4, "instagram": 6}
_CLAIMS = {"tiktok": 1, "instagram": 3}


def write_captions(hook: str, brand: Brand) -> dict[str, str]:
    """Write a caption for `tiktok` and one for `instagram`: *hook*, then the brand.

    What does not fit into `LONGEST_CAPTION` characters is left out whole; the hook always fits,
    as it has at most 2,000 (sandbox-surface 2).
    """
    return {platform: _caption(hook, brand, platform) for platform in _HASHTAGS}


def _caption(hook: str, brand: Brand, platform: str) -> str:
    tagline, claims = tagline_for(hook, brand), claims_for(hook, brand)
    pitch = "\n".join(filter(None, [tagline, *claims[: _CLAIMS[platform]]]))
    said = f"{tagline or ''} {' '.join(claims)}"
    tags = " ".join(_hashtags(brand.name, said)[: _HASHTAGS[platform]])
    caption = hook
    for part in (tags, pitch):
        if part and len(caption) + len(part) + 2 <= LONGEST_CAPTION:
            caption = f"{hook}\n\n{part}{caption[len(hook) :]}"
    return caption


def _hashtags(brand_name: str, said: str) -> list[str]:
    """Return the name and the most frequent words of *said*, long ones first, as hashtags."""
    common = frequent_words(said)
    name = "".join(letter for letter in brand_name if letter.isalnum())
    words = [name, *(word for word in common if word != name.lower())]
    return [f"#{word}" for word in words if word]


def frequent_words(text: str) -> list[str]:
    """Return the words of *text* that can be hashtags, the most frequent first, then long ones."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = Counter(word for word in words if 7 <= len(word) <= 20)
    return sorted(counts, key=lambda word: (-counts[word], -len(word), word))
