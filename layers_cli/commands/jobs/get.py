"""`layers jobs get`."""

from layers_cli.cli.command import command
from layers_cli.commands.jobs.options import JobArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import jobs
from layers_cli.services import batch
from layers_cli.services.jobs import wait


@command(shape="Job", examples=("layers jobs get job_… --fields status,progress",))
def get(context: CommandContext, job_id: JobArgument) -> None:
    """Show a job's state."""
    context.out.show(wait.read_job(context, batch.checked_id(job_id)), jobs.job_panel)
