"""`layers jobs resume`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    ForceNewOption,
    TimeoutOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.inputs.durations import parse_duration
from layers_cli.services.jobs import resume as resume_service


@command(
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]", "Started[]"),
    lists=True,
    examples=("layers jobs resume --all", "layers jobs resume job_…"),
)
def resume(
    context: CommandContext,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...", help="Jobs, containers or idempotency keys of this machine."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that is unfinished at this server.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch/--no-watch", help="Wait for the end, or only find out.")
    ] = True,
    timeout: TimeoutOption = "20m",
    force_new: ForceNewOption = False,
) -> None:
    """Find out what became of requests, wait for them, and download the results."""
    patience = parse_duration(timeout)
    entries = resume_service.chosen(context, names or (), everything=everything)
    resume_service.resume(context, entries, timeout=patience, watch=watch, force_new=force_new)
