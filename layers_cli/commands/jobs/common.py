"""What the commands of `layers jobs` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.inputs.durations import parse_duration
from layers_cli.services.jobs import wait

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.options import DownloadOptions
    from layers_cli.services.jobs.wait import Look


JobArgument = Annotated[str, argument(metavar="ID", help="A job's id.")]


def _wait(
    context: CommandContext,
    ids: list[str],
    timeout: str,
    delivery: DownloadOptions | None,
    look: Look,
) -> None:
    patience = parse_duration(timeout)
    targets = wait.targets_of(context, ids)
    wait.finish(context, targets, timeout=patience, delivery=delivery, look=look)
