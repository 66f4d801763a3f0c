"""Show the answers of one call per id."""

from typing import Any, TypeVar

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.context.context import CommandContext
from layers_cli.render.view_types import DetailView, TableView
from layers_cli.services.batch import BatchResult

M = TypeVar("M")


def show_batch(
    context: CommandContext, result: BatchResult[M], one: DetailView[M], several: TableView[M]
) -> None:
    """Show a single response as *one* object, several as a list; raise for those that failed."""
    show_list(context, result.listing, one, several, is_single=result.is_single)
    result.raise_for_failures()


def show_list(
    context: CommandContext,
    page: ListPage[M],
    one: DetailView[M],
    several: TableView[Any],
    *,
    is_single: bool,
) -> None:
    """Show *page*: a list to programs whatever its length, a single row to people as *one*."""
    if is_single:
        whole = CombinedResult(page.data, page.shown[0])
        context.out.show_rows(page, whole, one)
    else:
        context.out.show_pages([page], several)
