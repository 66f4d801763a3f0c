"""`layers accounts disconnect`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services import batch, consent
from layers_cli.services.posting import accounts as service


@command(
    changes=True,
    shape="DisconnectedAccount",
    lists=True,
    examples=("layers accounts disconnect tiktok:@inboxzen --yes",),
)
def disconnect(
    context: CommandContext,
    accounts: Annotated[
        list[str],
        typer.Argument(
            metavar="ACCOUNT...", help="Accounts' ids or handles; - reads them from stdin."
        ),
    ],
    yes: YesOption = False,
) -> None:
    """Disconnect accounts; their scheduled posts are canceled."""
    ids = service.ids_of(context, accounts)
    question = "" if yes else service.disconnect_question(context, ids)
    consent.require(context, question, agreed=yes)
    result = batch.run_batch(ids, context.api.disconnect_account)
    show_batch(context, result, views.disconnected_panel, views.disconnected_table)
