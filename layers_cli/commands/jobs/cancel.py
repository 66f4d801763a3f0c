"""`layers jobs cancel`."""

from layers_cli.cli.command import command
from layers_cli.commands.jobs.options import JobArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import jobs
from layers_cli.services import batch


@command(changes=True, shape="Cancellation", examples=("layers jobs cancel job_…",))
def cancel(context: CommandContext, job_id: JobArgument) -> None:
    """Ask for a job to be canceled; it is canceled once its state says so."""
    reply = context.api.cancel_job(batch.checked_id(job_id))
    context.out.show(reply, jobs.cancellation_panel)
    next_step = "to see it end" if reply.data.get("accepted") else "it has ended; what it made"
    context.out.hint(f"{next_step}: {context.command_line('jobs', 'watch', job_id)}")
