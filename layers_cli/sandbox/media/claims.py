"""Extracts short claims from an app's description, in the description's own words."""

import re

_LONGEST = 110  # characters of a claim

_LINES = re.compile(r"\n+")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।؟۔])\s*")
_CLAUSES = re.compile(r"[;；،、]\s*|,\s+|，|\s+[–—]\s+|:\s+")
_BULLETS = " \t•·*‣◦▪–—-"
_FULL_STOPS = " .。।۔"


def find_claims(description: str) -> list[str]:
    """Return the claims of *description* in order: lines and sentences, long ones by clauses."""
    claims = []
    for line in _LINES.split(description):
        for sentence in _SENTENCES.split(line):
            claims.extend(_shortened(sentence))
    return list(dict.fromkeys(claims))


def _shortened(sentence: str) -> list[str]:
    sentence = sentence.strip(_BULLETS).rstrip(_FULL_STOPS)
    if len(sentence) <= _LONGEST:
        return [sentence] if len(sentence) > 3 else []
    clauses = [clause.strip(_BULLETS).rstrip(_FULL_STOPS) for clause in _CLAUSES.split(sentence)]
    # Shorter fragments make no sense on their own.
    return [clause for clause in clauses if 12 < len(clause) <= _LONGEST]
