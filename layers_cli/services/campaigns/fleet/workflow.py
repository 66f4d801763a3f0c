"""The workflow of a row under DBOS. Importing this module registers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dbos import DBOS, WorkflowSerializationFormat

_asking: list[Callable[[str], dict[str, Any]]] = []


def ask_with(ask: Callable[[str], dict[str, Any]]) -> None:
    """Let rows be asked for by *ask*, which gets a key and never raises an `Exception`."""
    _asking[:] = [ask]


@DBOS.step()
def ask(key: str) -> dict[str, Any]:
    """Ask for a row. An exception would end the workflow for good, so outcomes are returned."""
    return _asking[0](key)


# PORTABLE: with pickle, the default, whoever may write to the database could run code here.
@DBOS.workflow(max_recovery_attempts=1000, serialization_type=WorkflowSerializationFormat.PORTABLE)
def ask_for_row(key: str) -> dict[str, Any]:
    """Ask for the row with *key*, once however often the process dies."""
    return ask(key)
