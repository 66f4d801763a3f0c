"""`layers posts open`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.posts.options import PostArgument
from layers_cli.context.context import CommandContext
from layers_cli.services import batch
from layers_cli.services.posting import posts as service


@command(shape="Opened", examples=("layers posts open sp_…",))
def open_(context: CommandContext, post_id: PostArgument) -> None:
    """Open a published post in the browser, and print the address.

    In a pipe and in CI it prints the address only.
    """
    opened = service.open_in_browser(context, batch.checked_id(post_id))
    if context.out.choices.is_text:
        context.out.line(opened["url"])
    else:
        context.out.show(CombinedResult(opened, opened))
