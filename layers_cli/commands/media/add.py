"""`layers media add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.options import IdempotencyKeyOption
from layers_cli.render.views import uploads
from layers_cli.services.transfers import media

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.media.noun import noun


@noun.command(
    "add",
    shape="AppMedia",
    examples=(
        "layers media add demo-video https://cdn.example.com/demo.mp4",
        "layers --sandbox media add logo logo.png",
    ),
)
def add(
    context: CommandContext,
    kind: Annotated[
        str,
        argument(
            metavar="KIND",
            help="logo, screenshot, demo-video or end-card; a new logo or end card takes the place"
            " of the old one.",
        ),
    ],
    source: Annotated[
        str,
        argument(
            metavar="SOURCE", help="A public https URL; against the sandbox a file does, too."
        ),
    ],
    idempotency_key: IdempotencyKeyOption = None,
) -> None:
    """Add a logo, screenshot, demo video or end card."""
    reply = media.add(context, kind, source, idempotency_key=idempotency_key)
    context.out.show(reply, uploads.media_panel)
