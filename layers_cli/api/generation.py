"""Starts generations: one create call per hook, in the dialect that the server speaks.

The content page documents one create call with the format in its body and any number of variants.
Newer pages document one route per format, for one container each (api-core 1.7). A server that
answers 404 or 405 to the first but knows the project gets the second, once per variant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import ApiError, MethodError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .client import LayersClient
    from .models import Container, Job
    from .reply import Reply

DIALECTS = ("auto", "content", "per-format")
LONGEST_KEY = 255


@dataclass(frozen=True)
class Order:
    """What one create call asks for; *key* is its Idempotency-Key."""

    project: str
    hook: str | None
    format: str
    variants: int
    media: tuple[str, ...]
    key: str

    def single(self, number: int) -> Order:
        """Return the order for the variant *number* (from 1) alone, with a key of its own."""
        key = self.key if self.variants == 1 else f"{self.key}-v{number}"
        return Order(self.project, self.hook, self.format, 1, self.media, key)


@dataclass(frozen=True)
class Run:
    """What a generate or a watch came to: *asked* containers, *delivered* completed ones."""

    jobs: list[Job]
    containers: list[Container]
    asked: int
    delivered: int


class IncompleteOrderError(Exception):
    """Some create calls were accepted before one failed.

    *accepted* are the jobs that go on and are billed, *cause* is why the rest was not submitted,
    *order* is the one that failed.
    """

    def __init__(self, accepted: list[Reply[Job]], order: Order, cause: ApiError) -> None:
        super().__init__(str(cause))
        self.accepted = accepted
        self.order = order
        self.cause = cause


class CreateError(Exception):
    """The first create call failed with *cause*; *order* holds the key to repeat it with."""

    def __init__(self, order: Order, cause: ApiError) -> None:
        super().__init__(str(cause))
        self.order = order
        self.cause = cause


@dataclass
class Generation:
    """Places orders with one server and remembers which dialect it speaks."""

    client: LayersClient
    dialect: str = "auto"
    accepted: list[Reply[Job]] = field(default_factory=list)

    def place(self, orders: Sequence[Order]) -> list[Reply[Job]]:
        """Place *orders* one after another and return the accepted jobs.

        Raises `CreateError` if the first call fails and `IncompleteOrderError` if a later one does;
        no further call is made then.
        """
        for order in orders:
            self._place_one(order)
        return self.accepted

    def _place_one(self, order: Order) -> None:
        try:
            # One by one: what was accepted before a failure is paid for and must not be lost.
            for reply in self._place(order):
                self.accepted.append(reply)
        except ApiError as exc:
            if self.accepted:
                raise IncompleteOrderError(self.accepted, order, exc) from exc
            raise CreateError(order, exc) from exc

    def _place(self, order: Order) -> Iterator[Reply[Job]]:
        if self.dialect != "per-format":
            try:
                yield self._create(order)
            except (NotFoundError, MethodError):
                if self.dialect == "content" or not self._knows_project(order.project):
                    raise
                self.dialect = "per-format"
            else:
                self.dialect = "content"
                return
        for number in range(1, order.variants + 1):
            single = order.single(number)
            yield self.client.create_content_of_format(
                single.project,
                format=single.format,
                hook=single.hook,
                media=single.media,
                key=single.key,
            )

    def _create(self, order: Order) -> Reply[Job]:
        return self.client.create_content(
            order.project,
            format=order.format,
            hook=order.hook,
            variants=order.variants,
            media=order.media,
            key=order.key,
        )

    def _knows_project(self, project_id: str) -> bool:
        """Tell a missing route from a missing project; neither has done anything yet."""
        try:
            self.client.get_project(project_id)
        except ApiError:
            return False
        return True


def keys_for(count: int, key: str) -> list[str]:
    """Return one Idempotency-Key per hook: *key* itself for one, numbered ones for more."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]
