"""`layers jobs resume`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ForceNewOption, TimeoutOption
from layers_cli.commands.jobs.options import AllUnfinishedOption, StartedArgument
from layers_cli.commands.results.jobs import show_results
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.errors.reporting import describe
from layers_cli.inputs.durations import parse_duration
from layers_cli.render.views import jobs as views
from layers_cli.services import batch
from layers_cli.services.jobs import history
from layers_cli.services.jobs import resume as service


@command(
    changes=True,
    shape="JobRun",
    prints=("JobRun[]", "Started[]"),
    lists=True,
    examples=("layers jobs resume --all", "layers jobs resume job_…"),
)
def resume(
    context: CommandContext,
    names: StartedArgument = None,
    everything: AllUnfinishedOption = False,
    watch: Annotated[
        bool, typer.Option("--watch/--no-watch", help="Wait for the end, or only find out.")
    ] = True,
    timeout: TimeoutOption = "20m",
    force_new: ForceNewOption = False,
) -> None:
    """Find out what became of requests, wait for them, and download the results."""
    wait_seconds = parse_duration(timeout)
    given = batch.read_names(context, names) if names else ()
    records = service.select(context, given, everything=everything)
    wait_for = wait_seconds if watch else None
    resumed = service.resume(context, records, timeout=wait_for, force_new=force_new)
    if resumed.results is not None:
        show_results(context, resumed.results)
    elif resumed.rows is not None:
        context.out.show_pages([history.listing(resumed.rows)], views.unfinished_table)
    _tell_failures(context, resumed)
    exit_with(resumed.exit_code)


def _tell_failures(context: CommandContext, resumed: service.Resumed) -> None:
    """Tell why records could not be resumed; raises the error of a single one."""
    for failure in resumed.failures:
        if resumed.asked == 1:
            raise failure.error
        context.out.warn(f"{failure.record.key}: {describe(failure.error).problem.message}")
    if resumed.failures:
        key = resumed.failures[0].record.key
        context.out.hint(f"one by one: {context.command_line('jobs', 'resume', key)}")
