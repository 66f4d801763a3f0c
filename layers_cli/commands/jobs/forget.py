"""`layers jobs forget`."""

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.jobs.options import AllUnfinishedOption, StartedArgument
from layers_cli.context.context import CommandContext
from layers_cli.render.views import jobs as views
from layers_cli.services import batch
from layers_cli.services.jobs import forget as service
from layers_cli.services.jobs import history


@command(
    changes=True,
    shape="Started",
    lists=True,
    examples=("layers jobs forget job_… --yes", "layers jobs forget --all --yes"),
)
def forget(
    context: CommandContext,
    names: StartedArgument = None,
    everything: AllUnfinishedOption = False,
    yes: YesOption = False,
) -> None:
    """Stop tracking what can never be delivered; what it cost stays spent."""
    given = batch.read_names(context, names) if names else ()
    chosen = service.select(context, given, everything=everything)
    service.agree(context, chosen, agreed=yes)
    rows = service.forget(context, chosen)
    context.out.show_pages([history.listing(rows)], views.forgotten_table)
    if rows:
        context.out.note("What was paid for stays spent, and jobs at the server go on")
