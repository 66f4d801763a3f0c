"""`layers jobs forget`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.context.context import CommandContext
from layers_cli.render.views import jobs as views
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
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...", help="Jobs, containers or idempotency keys of this machine."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that is unfinished at this server.")
    ] = False,
    yes: YesOption = False,
) -> None:
    """Let go of what can never be delivered; what it cost stays spent."""
    chosen = service.select(context, names or (), everything=everything)
    service.agree(context, chosen, agreed=yes)
    rows = service.forget(context, chosen)
    context.out.show_pages([history.listing(rows)], views.forgotten_table)
    if rows:
        context.out.note("What was paid for stays spent, and jobs at the server go on")
