"""`layers media list`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.context.context import CommandContext
from layers_cli.render.views import uploads


@command(shape="AppMedia", lists=True, examples=("layers media list --json",))
def list_(
    context: CommandContext,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's app media, newest first."""
    pages = context.api.list_app_media(
        context.project, limit=None if all_rows else limit, cursor=cursor
    )
    context.out.show_pages(pages, uploads.media_table)
