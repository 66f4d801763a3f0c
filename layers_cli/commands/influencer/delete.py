"""`layers influencer delete`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import influencers as views
from layers_cli.services import batch, consent


@command(
    changes=True,
    shape="DeletedInfluencer",
    lists=True,
    examples=("layers influencer delete inf_… --yes",),
)
def delete(
    context: CommandContext,
    influencer_ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="Influencers' ids; - reads them from stdin."),
    ],
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why, 1024 characters at most.")
    ] = None,
    yes: YesOption = False,
) -> None:
    """Delete influencers for good; content made with them stays."""
    ids = batch.read_ids(context, influencer_ids)
    consent.require(context, f"Delete {', '.join(ids)} for good?", agreed=yes)
    result = batch.run_batch(ids, lambda name: context.api.delete_influencer(name, reason=reason))
    show_batch(context, result, views.deleted_panel, views.deleted_table)
