"""Takes short statements out of an app's description. Every word of them is the description's."""

import re

_LONGEST = 110  # characters; beyond that a slide is read by nobody

_LINES = re.compile(r"\n+")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।؟۔])\s*")
_CLAUSES = re.compile(r"[;；،、]\s*|,\s+|，|\s+[–—]\s+|:\s+")
_BULLETS = " \t•·*‣◦▪–—-"
_FULL_STOPS = " .。।۔"


def find_claims(description: str) -> list[str]:
    """Statements of *description* in their order: its lines and sentences, long ones by clauses."""
    statements = []
    for line in _LINES.split(description):
        for sentence in _SENTENCES.split(line):
            statements.extend(_shortened(sentence))
    return list(dict.fromkeys(statements))


def _shortened(sentence: str) -> list[str]:
    sentence = sentence.strip(_BULLETS).rstrip(_FULL_STOPS)
    if len(sentence) <= _LONGEST:
        return [sentence] if len(sentence) > 3 else []
    clauses = [clause.strip(_BULLETS).rstrip(_FULL_STOPS) for clause in _CLAUSES.split(sentence)]
    # A scrap of a sentence says nothing on its own.
    return [clause for clause in clauses if 12 < len(clause) <= _LONGEST]
