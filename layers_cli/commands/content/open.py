"""`layers content open`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import ContainerArgument
from layers_cli.context.context import CommandContext
from layers_cli.services import batch, preview


@command(shape="Opened", examples=("layers content open cnt_…",))
def open_(context: CommandContext, container_id: ContainerArgument) -> None:
    """Open a container's preview in the browser, and print the address.

    In a pipe and in CI it prints the address only.
    """
    opened = preview.open_in_browser(context, batch.checked_id(container_id))
    if context.out.choices.is_text:
        context.out.line(opened["url"])
    else:
        context.out.show(CombinedResult(opened, opened))
