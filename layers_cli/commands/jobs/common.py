"""What the commands of `layers jobs` share."""

from typing import Annotated

import typer

from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.inputs.durations import parse_duration
from layers_cli.services.jobs import wait
from layers_cli.services.jobs.wait import Look

JobArgument = Annotated[str, typer.Argument(metavar="ID", help="A job's id.")]


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
