"""`layers media`: app media, which a project's content is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.options import AllOption, CursorOption, IdempotencyKeyOption, LimitOption
from layers_cli.commands.tree import Noun
from layers_cli.render.views import uploads
from layers_cli.services import batch
from layers_cli.services.transfers import media

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

noun = Noun("media", "Keep what a project's content is made from: logo, screenshots, demo.")


@noun.command(
    "add",
    shape="AppMedia",
    examples=(
        "layers media add demo-video https://cdn.example.com/demo.mp4",
        "layers --sandbox media add logo logo.png",
    ),
)
def add(
    run: Runtime,
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
    reply = media.add(run, kind, source, idempotency_key=idempotency_key)
    run.out.show(reply, uploads.media_panel)


@noun.command("list", shape="AppMedia", lists=True, examples=("layers media list --json",))
def list_(
    run: Runtime, limit: LimitOption = 25, all_rows: AllOption = False, cursor: CursorOption = None
) -> None:
    """List the project's app media, newest first."""
    pages = run.api.list_app_media(run.project, limit=None if all_rows else limit, cursor=cursor)
    run.out.show_pages(pages, uploads.media_table)


@noun.command(
    "remove",
    shape="DeletedMedia",
    prints=("DeletedMedia", "DeletedMedia[]"),
    examples=("layers media remove med_…",),
)
def remove(
    run: Runtime,
    media_ids: Annotated[
        list[str], argument(metavar="ID...", help="App media's ids; - reads them from stdin.")
    ],
) -> None:
    """Take app media out of the project; content made from it stays."""
    batch.for_each(
        run,
        batch.ids_from(run, media_ids),
        lambda name: run.api.remove_app_media(run.project, name),
        uploads.removed_panel,
        uploads.removed_table,
    )
