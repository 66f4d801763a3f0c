"""Read what is sent to webhooks as a test."""

from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.json_text import OddJsonError, dumps, loads_strictly


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
