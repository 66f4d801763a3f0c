"""Reads what GitHub's runner reads: workflow commands, and the files of outputs."""

import re
from pathlib import Path


def commands(log: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands that the runner would carry out, in order, as name, properties, text."""
    found: list[tuple[str, dict[str, str], str]] = []
    stopped_by: str | None = None
    for line in re.split(r"[\r\n]+", log):
        match = re.fullmatch(r"\s*::([\w-]+)(?: ([^:]*))?::(.*)", line)
        if match is None:
            continue
        name, given, text = match[1], match[2] or "", match[3]
        if stopped_by is not None:
            stopped_by = None if name == stopped_by else stopped_by
        elif name == "stop-commands":
            stopped_by = text
        else:
            pairs = (pair.split("=", 1) for pair in given.split(",") if pair)
            found.append((name, {k: _data(v, ":", ",") for k, v in pairs}, _data(text)))
    assert stopped_by is None, "the rest of the step would go unheard"
    return found


def outputs(path: Path) -> dict[str, str]:
    """Return the outputs in the file *path*, as the runner takes them."""
    values: dict[str, str] = {}
    lines = path.read_text(encoding="utf-8").split("\n")
    while lines and lines[0]:
        name, mark = lines.pop(0).split("<<")
        end = lines.index(mark)
        values[name] = "\n".join(lines[:end])
        del lines[: end + 1]
    assert lines == [""]
    return values


def _data(text: str, *more: str) -> str:
    for character in ("\r", "\n", *more):
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")
