"""Texts of `layers help TOPIC`, one file each, and their tables."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.topics.environment import VARIABLES


def text(topic: str) -> str:
    """Return the text of *topic*, one of `layers_cli.topics.TOPICS`, with its table."""
    read = Path(__file__).with_name(f"{topic}.txt").read_text(encoding="utf-8")
    return read.replace("{table}\n", _TABLES[topic]()) if topic in _TABLES else read


def rows(topic: str) -> list[dict[str, object]] | None:
    """Return the table of *topic* as JSON has it; None for a topic that is text alone."""
    if topic == "exit-codes":
        return [
            {
                "code": int(code),
                "name": code.name,
                "meaning": code.meaning,
                "safeToRerun": code.rerun,
            }
            for code in ExitCode
        ]
    if topic == "environment":
        return [{"name": name, "meaning": meaning} for name, meaning in VARIABLES.items()]
    return None


def _exit_codes() -> str:
    return _listed(
        (str(int(code)), f"{code.meaning}. Run it again: {code.rerun}") for code in ExitCode
    )


def _environment() -> str:
    return _listed(VARIABLES.items())


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Return *pairs* of name and text as two columns."""
    rows = list(pairs)
    indent = " " * (max(len(name) for name, _ in rows) + 4)
    return "".join(
        f"  {name:{len(indent) - 2}}"
        + f"\n{indent}".join(wrap(meaning, _COLUMNS - len(indent), break_on_hyphens=False))
        + "\n"
        for name, meaning in rows
    )


_COLUMNS = 80
_TABLES = {"exit-codes": _exit_codes, "environment": _environment}
