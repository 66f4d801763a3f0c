"""Read what is sent to webhooks as a test."""

from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.json_text import loads


def read_payload(context: CommandContext, given: str | None) -> dict[str, Any] | None:
    """Return the JSON object that was *given*, also by @FILE or -; raises `UsageError`."""
    if given is None:
        return None
    try:
        found = loads(context.text(given, param="data"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            "The data of an event is a JSON object", hint="""--data '{"n": 1}'""", param="data"
        )
    return found
