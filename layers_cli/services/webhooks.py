"""Read what is sent to webhooks as a test, and the secrets that they are given."""

import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from layers_cli.api.responses import ApiResponse, contract_error
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.json_text import OddJsonError, dumps, loads_strictly
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.paths import ledger_path

M = TypeVar("M")


def with_secret(reply: ApiResponse[M]) -> ApiResponse[M]:
    """Return *reply*, which is to have a new secret; raises `ContractError` where it has none."""
    if _is_text(reply.data.get("signingSecret")):
        return reply
    raise contract_error(reply, "The request was accepted, but its response has no secret")


def keep_unwritten(environ: Mapping[str, str], content: bytes) -> Path | None:
    """Keep *content* with a secret in it, which could not be shown, in a file of the user's alone.

    Returns where it is; None if it cannot be kept.
    """
    try:
        folder = ledger_path(environ).parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"unwritten-{token_hex(4)}.json"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except (OSError, LedgerError):
        return None
    return path


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def read_payload(context: CommandContext, given: str | None) -> dict[str, Any] | None:
    """Return the JSON object that was *given*, also by @FILE or -; raises `UsageError`."""
    if given is None:
        return None
    said = ""
    try:
        found = loads_strictly(context.text(given, param="data"))
        dumps(found, ensure_ascii=False).encode()
    except ValueError as exc:
        found, said = None, f"; this one {exc}" if isinstance(exc, OddJsonError) else ""
    if not isinstance(found, dict):
        raise UsageError(
            f"The data of an event is a JSON object{said}",
            hint="""--data '{"n": 1}'""",
            param="data",
        )
    return found
