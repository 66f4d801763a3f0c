"""`layers campaign worker`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.commands.campaign.shared_database import database_url
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.render.choices import Format
from layers_cli.render.views.campaigns.workers import worker_events

if TYPE_CHECKING:
    from layers_cli.services.campaigns.fleet.worker import Worker


@command(
    shape="WorkerEvent",
    lists=True,
    examples=(
        "LAYERS_DATABASE_URL=postgresql://worker@db/campaigns layers campaign worker",
        "layers campaign worker --rate 60 --concurrency 8 --drain --jsonl",
    ),
)
def worker(
    context: CommandContext,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate", metavar="N", min=0.1, help="Rows a minute, on all hosts; the key's tier."
        ),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", metavar="N", min=1, help="Rows at once, on all hosts; 16."),
    ] = None,
    drain: Annotated[
        bool, typer.Option("--drain", help="Exit when nothing is left, or nothing may start.")
    ] = False,
) -> None:
    """Submit rows of campaigns in a shared database, until it is stopped."""
    if context.out.choices.format is Format.JSON and not drain:
        raise UsageError("--json never ends here", hint="use --jsonl", param="json")
    url = database_url(context)
    from layers_cli.services.campaigns.fleet import workers  # it needs the extra

    hired = workers.hire(context, url, per_minute=rate, concurrency=concurrency, drain=drain)
    context.out.show_pages(_pages(hired), worker_events)
    workers.check_end(hired)


def _pages(hired: "Worker") -> Iterator[ListPage[Any]]:
    for event in hired.run():
        yield ListPage([event.document], [event])
