"""`layers media add`."""

from typing import Annotated, Literal

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import IdempotencyKeyOption
from layers_cli.context.context import CommandContext
from layers_cli.render.views import uploads
from layers_cli.services.transfers import media


@command(
    changes=True,
    shape="AppMedia",
    examples=(
        "layers media add demo-video https://cdn.example.com/demo.mp4",
        "layers --sandbox media add logo logo.png",
    ),
)
def add(
    context: CommandContext,
    kind: Annotated[
        Literal["logo", "screenshot", "demo-video", "end-card"],
        typer.Argument(
            metavar="KIND",
            help="logo, screenshot or end-card, which are pictures, or demo-video; a new logo or"
            " end card takes the place of the old one.",
        ),
    ],
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A public https URL; against the sandbox a file does, too."
        ),
    ],
    idempotency_key: IdempotencyKeyOption = None,
) -> None:
    """Add a logo, screenshot, demo video or end card."""
    reply = media.add(context, kind, source, idempotency_key=idempotency_key)
    context.out.show(reply, uploads.media_panel)
