"""Texts of `layers help TOPIC`, one file each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # this stands between the interpreter and the first line of a help
    from collections.abc import Iterable

TOPICS = {
    "exit-codes": "What the exit codes mean, and which runs are safe to repeat",
    "environment": "Environment variables, and which setting wins",
    "formatting": "How results are printed, and how to choose fields",
    "scripting": "Pipes, ids, errors and waiting in shell scripts",
    "ci": "Use in GitHub Actions and other CI",
    "downloads": "Where media is saved, and how files are named",
    "uploads": "Posts of your own, and app media",
    "paying-once": "The ledger, idempotency keys, and spending limits",
    "sandbox": "The local server that stands in for the API",
    "security": "Where keys are kept, and what never leaves this machine",
}
"""Name and summary, in the order of the help."""


def text(topic: str) -> str:
    """Return the text of *topic*, one of `TOPICS`, with its table."""
    from pathlib import Path

    read = Path(__file__).with_name(f"{topic}.txt").read_text(encoding="utf-8")
    return read.replace("{table}\n", _TABLES[topic]()) if topic in _TABLES else read


def rows(topic: str) -> list[dict[str, object]] | None:
    """Return the table of *topic* as JSON has it; None for a topic that is text alone."""
    if topic == "exit-codes":
        from layers_cli.errors.exit_codes import ExitCode

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
        from layers_cli.topics.environment import VARIABLES

        return [{"name": name, "meaning": meaning} for name, meaning in VARIABLES.items()]
    return None


def _exit_codes() -> str:
    from layers_cli.errors.exit_codes import ExitCode

    return _listed(
        (str(int(code)), f"{code.meaning}. Run it again: {code.rerun}") for code in ExitCode
    )


def _environment() -> str:
    from layers_cli.topics.environment import VARIABLES

    return _listed(VARIABLES.items())


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Return *pairs* of name and text as two columns."""
    from textwrap import wrap

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
