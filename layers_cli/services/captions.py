"""Changes the caption of uploaded content, and what this machine knows of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from layers_cli.context.context import CommandContext
from layers_cli.inputs.input_files import checked_caption
from layers_cli.ledger.errors import LedgerError
from layers_cli.services.jobs.submit import start_billable_command

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed
    from layers_cli.api.responses import ApiResponse


def change_caption(context: CommandContext, container_id: str, text: str) -> ApiResponse[Container]:
    """Give the container the caption *text* and return it (api-core 3.4).

    Uploading the file with this caption again then finds it. Raises `UsageError` if it is too long.
    """
    words = checked_caption(text)
    key = start_billable_command(context, ["caption", container_id, words])
    reply = context.api.set_caption(container_id, words, key=key)
    if (ledger := context.known_ledger) is not None:
        with suppress(LedgerError):  # what is known here is a convenience
            ledger.uploads.recaption(container_id, words)
    return reply
