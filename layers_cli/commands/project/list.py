"""`layers project list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import AllOption, CursorOption, LimitOption
from layers_cli.render.views import project

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.project.common import (
    ExternalIdOption,
)
from layers_cli.commands.project.noun import noun


@noun.command("list", shape="Project", lists=True, examples=("layers project list --search inbox",))
def list_(
    context: CommandContext,
    status: Annotated[
        str | None, option("--status", metavar="STATUS", help="active or archived.")
    ] = None,
    search: Annotated[
        str | None, option("--search", metavar="TEXT", help="Part of the name.")
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
