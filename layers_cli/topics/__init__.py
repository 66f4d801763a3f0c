"""The texts of `layers help TOPIC`: one file each, and what stands beside its name in the help."""

from __future__ import annotations

TOPICS = {
    "exit-codes": "What the exit codes mean, and which runs are safe to repeat",
    "environment": "The environment variables that count",
    "formatting": "How results are printed, and how to choose fields",
    "scripting": "Pipes, errors and retries in shell scripts",
    "ci": "Use in GitHub Actions and other CI",
    "sandbox": "The local stand-in for the API",
    "security": "Where keys are kept and what never leaves this machine",
}
"""Name and summary, in the order of the help."""


def text(topic: str) -> str:
    """Return the text of *topic*, one of `TOPICS`."""
    from pathlib import Path

    return Path(__file__).with_name(f"{topic}.txt").read_text(encoding="utf-8")
