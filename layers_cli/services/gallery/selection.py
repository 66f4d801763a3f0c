"""Finds the containers of a board, and what this machine knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from layers_cli.api.errors import ApiError
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services.batch import settle
from layers_cli.services.campaigns.containers import containers_of
from layers_cli.services.gallery.board import Board, build_board
from layers_cli.services.jobs.origins import origins_of

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


@dataclass(frozen=True)
class BoardSource:
    """What a board is made from: the containers *ids*, a *campaign*'s, or the project's.

    Those of the project are *since* then, or all of it.
    """

    ids: Sequence[str] = ()
    since: str | None = None
    everything: bool = False
    campaign: str | None = None

    def check(self) -> None:
        """Raise `UsageError` unless exactly one way to choose is used."""
        ways = (self.ids, self.since, self.everything, self.campaign)
        if not any(ways):
            raise UsageError(
                "Name what to show, or use --campaign, --since or --all",
                hint="show everything: layers gallery --all -o board.html",
                param="ID",
            )
        if sum(map(bool, ways)) > 1:
            raise UsageError(
                "Ids, --campaign, --since and --all exclude one another",
                hint="leave out all but one, such as --all",
                param="ID",
            )


def read_board(
    context: CommandContext, source: BoardSource
) -> tuple[Board, Mapping[str, Exception]]:
    """Return the board of *source*, newest first, and the errors of ids that cannot be read.

    Raises the error of a single id.
    """
    failed: Mapping[str, Exception] = {}
    ids = containers_of(context, source.campaign) if source.campaign else source.ids
    if ids:
        found, failed = settle(ids, lambda name: context.api.get_content(name).model)
        containers = list(found.values())
    else:
        pages = context.api.list_content(context.project, {"since": source.since})
        containers = [container for page in pages for container in page.models()]
    origins = origins_of(context, containers)
    title = _title(context, containers)
    made = datetime.fromtimestamp(int(context.clock()), UTC)
    return build_board(containers, origins, title=title, made=made), failed


def _title(context: CommandContext, containers: Iterable[Container]) -> str:
    projects = {each.project_id for each in containers if each.project_id}
    if len(projects) != 1:
        return "Layers content"
    try:
        return context.api.get_project(projects.pop()).model.name or "Layers content"
    except ApiError:  # a key may read content alone
        return "Layers content"
