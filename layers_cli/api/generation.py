"""Starts generations: one create call per hook, in the dialect that the server speaks.

The content page documents one create call with the format in its body and any number of variants.
Newer pages document one route per format, for one container each (api-core 1.7). A server that
answers 404 or 405 to the first but knows the project gets the second, once per variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.value import Value, replace

from .calls import content_call, format_call
from .errors import ApiError, MethodError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .client import LayersClient
    from .models import Container, Job
    from .recording import Call
    from .reply import Reply

DIALECTS = ("auto", "content", "per-format")
LONGEST_KEY = 255


class Order(Value):
    """What one create call asks for; *key* is its Idempotency-Key, *run* the whole command's."""

    project: str
    hook: str | None
    format: str
    variants: int
    media: tuple[str, ...]
    key: str
    run: str = ""

    @property
    def singles(self) -> list[Order]:
        """Return one order for each variant, with keys of their own."""
        if self.variants == 1:
            return [self]
        numbers = range(1, self.variants + 1)
        return [replace(self, variants=1, key=f"{self.key}-v{number}") for number in numbers]

    @property
    def rerun_key(self) -> str:
        """Return the key to run the whole command again with."""
        return self.run or self.key


class Run(Value):
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


class Generation:
    """Places orders with one server and remembers which dialect it speaks."""

    def __init__(self, client: LayersClient, dialect: str = "auto") -> None:
        self.client = client
        self.dialect = dialect
        self.accepted: list[Reply[Job]] = []
        # What is left to place, and its calls as they were recorded.
        self._left: list[Order] = []

    def place(self, orders: Sequence[Order]) -> list[Reply[Job]]:
        """Place *orders* one after another and return the accepted jobs.

        All of them are recorded before the first is sent. Raises `CreateError` if the first call
        fails and `IncompleteOrderError` if a later one does; no further call is made then.
        """
        self._left = list(orders)
        self.client.plan(self._planned())
        try:
            while self._left:
                self._place_one(self._left[0])
                del self._left[0]
        except (CreateError, IncompleteOrderError) as exc:
            if not exc.cause.in_doubt:  # else all the rest is resumed with the one in doubt
                self.client.withdraw(self._planned())
            raise
        except BaseException:  # Ctrl-C means: no more of this
            self.client.withdraw(self._planned())
            raise
        return self.accepted

    def _planned(self) -> list[Call]:
        if self.dialect == "per-format":
            return [format_call(single) for order in self._left for single in order.singles]
        return [content_call(order) for order in self._left]

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
                yield self.client.create_content(content_call(order))
            except (NotFoundError, MethodError):
                if self.dialect == "content" or not self._knows_project(order.project):
                    raise
                self._change_dialect()
            else:
                self.dialect = "content"
                return
        for single in order.singles:
            yield self.client.create_content(format_call(single))

    def _change_dialect(self) -> None:
        """Plan what is left as per-format calls; a route that is not there has done nothing."""
        old = self._planned()
        self.dialect = "per-format"
        self.client.plan(self._planned(), instead_of=old)

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
