"""Extracts short claims from an app's description, in the description's own words."""

import re

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.languages import is_clearly_shared, script_of, share_language

_LONGEST = 110  # characters of a claim

_LINES = re.compile(r"\n+")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।؟۔])\s*")
_CLAUSES = re.compile(r"[;；،、]\s*|,\s+|，|\s+[–—]\s+|:\s+")
_BULLETS = " \t\u3000•·・･*‣◦▪●○■□▶►✓✔✅–—-\ufe0f"
_FULL_STOPS = " .。।۔"


def find_claims(description: str) -> list[str]:
    """Return the claims of *description* in order: lines and sentences, long ones by clauses."""
    claims = []
    for line in _LINES.split(description):
        for sentence in _SENTENCES.split(line):
            claims.extend(_shortened(sentence))
    return list(dict.fromkeys(claims))


def claims_for(hook: str, brand: Brand) -> list[str]:
    """Return the claims of *brand* that are in the language of *hook*."""
    claims = find_claims(brand.description)
    alike = [claim for claim in claims if share_language(hook, claim)]
    # A claim alone may be too short to tell; then it is taken for one of its neighbours.
    neighbours = " ".join(claim for claim in claims if script_of(claim) == script_of(hook))
    if share_language(hook, neighbours):
        return alike
    return [claim for claim in alike if is_clearly_shared(hook, claim)]


def tagline_for(hook: str, brand: Brand) -> str | None:
    """Return the tagline of *brand* if it is in the language of *hook*."""
    tagline = brand.tagline or ""
    said = " ".join([tagline, *claims_for(tagline, brand)])
    return tagline if tagline and share_language(hook, said) else None


def _shortened(sentence: str) -> list[str]:
    sentence = sentence.strip(_BULLETS).rstrip(_FULL_STOPS)
    if len(sentence) <= _LONGEST:
        return [sentence] if len(sentence) > 3 else []
    clauses = [clause.strip(_BULLETS).rstrip(_FULL_STOPS) for clause in _CLAUSES.split(sentence)]
    # Shorter fragments make no sense on their own.
    return [clause for clause in clauses if 12 < len(clause) <= _LONGEST]
