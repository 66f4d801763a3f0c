"""Removes from foreign text what could steer, reorder or hide something on a terminal.

The rules are cli-conventions 4c and 4h.
"""

import re

# Zero-width joiners hold emoji together and shape letters of these scripts; elsewhere they hide.
_JOINED = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u2190-\u2bff\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\U0001f000-\U0001faff"
)
# Payloads hold no control characters, which also keeps the match linear on hostile text.
_ESCAPE_SEQUENCE = (
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)"  # strings
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences: colours, cursor
    r"|\x1b[ -/]+[0-~]"  # character sets
)
_BREAK = "\r\n|[\r\v\f\x85\u2028\u2029]"
_INVISIBLE = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e001f]"
    # Tag letters spell hidden text, except in the flags of England, Scotland and Wales.
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
_STRAY_JOINER = f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
_SURROGATE = "[\ud800-\udfff]"
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = f"([{_MARKS}]{{4}})[{_MARKS}]+"
_PILED_SELECTORS = "([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
# Everything that `clean` may change; most text has none of it. The other patterns take 2 ms to
# compile, which `re` does when they are first used.
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    f"\ufff9-\ufffb\ufe00-\ufe0f\U000e0000-\U000e01ef\ud800-\udfff{_MARKS}]"
)


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Remove from *text* whatever could steer, reorder or hide something on a terminal.

    Control characters, escape sequences, bidi controls and zero-width characters go; emoji
    sequences stay whole. Tabs and line breaks become spaces; *keep_lines* keeps line feeds.
    """
    if (text.isascii() and text.isprintable()) or _SUSPECT.search(text) is None:
        return text
    text = re.sub(_ESCAPE_SEQUENCE, "", text)
    text = re.sub(_BREAK, "\n", text).replace("\t", " ")
    if not keep_lines:
        text = text.replace("\n", " ")
    text = re.sub(_INVISIBLE, "", text)
    text = re.sub(_STRAY_JOINER, "", text)
    text = re.sub(_PILED_SELECTORS, r"\1", re.sub(_PILED_MARKS, r"\1", text))
    return re.sub(_SURROGATE, "\ufffd", text)


def one_line(text: str) -> str:
    r"""Return *text* clean and on one line: line breaks and tabs are shown as `\n` and `\t`."""
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\t", "\\t")
    return clean(text.replace("\r", "\\r"))


def first_line(text: str) -> str:
    """Return the first line of *text* that is not blank, clean."""
    lines = (line.strip() for line in clean(text, keep_lines=True).split("\n"))
    return next((line for line in lines if line), "")
