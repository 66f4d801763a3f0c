"""`layers campaign migrate`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.campaign.shared_database import database_url
from layers_cli.context.context import CommandContext
from layers_cli.render.views.campaigns.workers import migration_panel


@command(
    shape="CampaignMigration",
    examples=(
        "LAYERS_DATABASE_URL=postgresql://owner@db/campaigns layers campaign migrate",
        "layers campaign migrate --application-role worker",
    ),
)
def migrate(
    context: CommandContext,
    application_role: Annotated[
        str | None,
        typer.Option(
            "--application-role", metavar="ROLE", help="Let this role of the database use them."
        ),
    ] = None,
) -> None:
    """Make the tables of campaigns in a shared database, as its owner."""
    url = database_url(context)
    from layers_cli.services.campaigns.fleet import migration  # it needs the extra

    context.out.working("Making the tables")
    done = migration.migrate(url, application_role)
    context.out.show(CombinedResult(done.document, done), migration_panel)
