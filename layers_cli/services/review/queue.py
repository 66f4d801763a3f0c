"""Finds what is to be reviewed, and what this machine knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services.batch import settle
from layers_cli.services.campaigns.containers import containers_of
from layers_cli.services.jobs.origins import origins_of

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


@dataclass(frozen=True)
class ReviewSource:
    """What to review: the containers *ids*, those of a *campaign*'s results, or what waits.

    What waits is of the project, *since* then if given, and the newest *limit* of it.
    """

    ids: Sequence[str] = ()
    campaign: str | None = None
    pending: bool = False
    since: str | None = None
    limit: int | None = None

    def check(self) -> None:
        """Raise `UsageError` where more than one way to choose is used."""
        if bool(self.ids) + (self.campaign is not None) + (self.pending or bool(self.since)) > 1:
            raise UsageError(
                "IDs, --campaign and --pending or --since exclude each other",
                hint="review what waits: layers review --pending",
                param="ID",
            )


@dataclass(frozen=True)
class ReviewItem:
    """A *container* to review; *job_id*, *credits* and *take_of* are what is known of it here."""

    container: Container
    job_id: str | None = None
    credits: float | None = None
    take_of: str | None = None

    @property
    def id(self) -> str:
        """Return the container's id."""
        return self.container.id

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.container.status == "completed" and self.container.approval_status == "pending"

    @property
    def hook(self) -> str:
        """Return its hook, or the caption of what was uploaded."""
        return (self.container.hook or self.container.caption or "").strip()

    def decided(self, status: str) -> ReviewItem:
        """Return it with another approval *status*."""
        changed = self.container.model_copy(update={"approval_status": status})
        return replace(self, container=changed)


@dataclass
class ReviewQueue:
    """The items in the order of the review: variants of one hook stand together."""

    items: list[ReviewItem] = field(default_factory=list)

    def add(self, items: Iterable[ReviewItem], *, after: str | None = None) -> None:
        """Add *items*, each once; behind the variants of *after*, if that is given."""
        known = {item.id for item in self.items}
        fresh = [item for item in items if item.id not in known]
        place = len(self.items)
        if after in known:
            place = max(self.items.index(each) for each in self.variants(str(after))) + 1
        self.items[place:place] = fresh

    def variants(self, container_id: str) -> list[ReviewItem]:
        """Return the items with the same hook and format as *container_id*, itself among them."""
        own = self[container_id]
        alike = [each for each in self.items if _is_variant(each, own)]
        return alike if own.hook else [own]

    def __getitem__(self, container_id: str) -> ReviewItem:
        return next(each for each in self.items if each.id == container_id)

    def update(self, item: ReviewItem) -> None:
        """Replace the item with the same id."""
        self.items = [item if each.id == item.id else each for each in self.items]


def _is_variant(one: ReviewItem, other: ReviewItem) -> bool:
    return one.hook == other.hook and one.container.format == other.container.format


def read_queue(
    context: CommandContext, source: ReviewSource
) -> tuple[ReviewQueue, dict[str, Exception]]:
    """Return what *source* names, variants together, and the errors of ids that cannot be read.

    Raises the error of a single id.
    """
    source.check()
    ids = list(source.ids) or (containers_of(context, source.campaign) if source.campaign else [])
    failed: dict[str, Exception] = {}
    if ids:
        found, failed = settle(ids, lambda name: context.api.get_content(name).model)
        containers = list(found.values())
        if source.campaign is not None:
            containers = [each for each in containers if each.approval_status == "pending"]
    else:
        containers = list(_waiting(context, source))
    queue = ReviewQueue()
    for item in describe_items(context, containers):
        alike = next((each.id for each in queue.items if _is_variant(each, item)), None)
        queue.add([item], after=alike if item.hook else None)
    return queue, failed


def _waiting(context: CommandContext, source: ReviewSource) -> Iterator[Container]:
    filters = {"status": ["completed"], "approvalStatus": "pending", "since": source.since}
    for page in context.api.list_content(context.project, filters, limit=source.limit):
        yield from page.models()


def describe_items(context: CommandContext, containers: Sequence[Container]) -> list[ReviewItem]:
    """Return *containers* with what is known of them here, and the API's price of their format."""
    origins = origins_of(context, containers, others=True)
    return [ReviewItem(each, *origins[each.id]) for each in containers]
