"""`layers project list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.commands.project.options import ExternalIdOption
from layers_cli.context.context import CommandContext
from layers_cli.render.views import project


@command(shape="Project", lists=True, examples=("layers project list --search inbox",))
def list_(
    context: CommandContext,
    status: Annotated[
        str | None, typer.Option("--status", metavar="STATUS", help="active or archived.")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="TEXT", help="Part of the name.")
    ] = None,
    external_id: ExternalIdOption = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List projects, newest first."""
    pages = context.api.list_projects(
        limit=None if all_rows else limit,
        cursor=cursor,
        status=status,
        search=search,
        customerExternalId=external_id,
    )
    context.out.show_pages(pages, project.project_table)
