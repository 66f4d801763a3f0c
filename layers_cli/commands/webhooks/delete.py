"""`layers webhooks delete`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import YesOption
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account
from layers_cli.services import batch, consent


@command(
    changes=True,
    shape="DeletedWebhook",
    lists=True,
    examples=("layers webhooks delete ID --yes",),
)
def delete(
    context: CommandContext,
    endpoint_ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Endpoints' ids; - reads them from stdin.")
    ],
    yes: YesOption = False,
) -> None:
    """Delete endpoints, and the history of their deliveries."""
    ids = batch.read_ids(context, endpoint_ids)
    question = f"Delete {', '.join(ids)}? What was not delivered yet never will be"
    consent.require(context, question, agreed=yes)
    result = batch.run_batch(ids, context.api.delete_webhook)
    show_batch(context, result, account.deleted_webhook_panel, account.deleted_webhook_table)
