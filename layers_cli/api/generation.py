"""Starts generations: one create call per hook, in the dialect that the server speaks.

The content page documents one create call with the format in its body and any number of variants.
Newer pages document one route per format, for one container each (api-core 1.7). A server that
answers 404 or 405 to the first but knows the project gets the second, once per variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers_cli.api.calls import content_request, format_request
from layers_cli.api.errors import (
    ApiError,
    CreateError,
    MethodError,
    NotFoundError,
    PartialSubmissionError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers_cli.api.client import LayersClient
    from layers_cli.api.intents import PendingRequest
    from layers_cli.api.models import Container, Job
    from layers_cli.api.order import GenerationRequest
    from layers_cli.api.responses import ApiResponse

DIALECTS = ("auto", "content", "per-format")


@dataclass(frozen=True)
class Run:
    """What a generate or a watch came to: *asked* containers, *delivered* completed ones."""

    jobs: list[Job]
    containers: list[Container]
    asked: int
    delivered: int


class Generation:
    """Places orders with one server and remembers which dialect it speaks."""

    def __init__(self, client: LayersClient, dialect: str = "auto") -> None:
        self.client = client
        self.dialect = dialect
        self.accepted: list[ApiResponse[Job]] = []
        # What is left to place, and its calls as they were recorded.
        self._left: list[GenerationRequest] = []

    def place(self, orders: Sequence[GenerationRequest]) -> list[ApiResponse[Job]]:
        """Place *orders* one after another and return the accepted jobs.

        All of them are recorded before the first is sent. Raises `CreateError` if the first call
        fails and `PartialSubmissionError` if a later one does; no further call is made then.
        """
        self._left = list(orders)
        self.client.plan(self._planned())
        try:
            while self._left:
                self._place_one(self._left[0])
                del self._left[0]
        except (CreateError, PartialSubmissionError) as exc:
            if not exc.cause.maybe_executed:  # else all the rest is resumed with the one in doubt
                self.client.withdraw(self._planned())
            raise
        except BaseException:  # Ctrl-C means: no more of this
            self.client.withdraw(self._planned())
            raise
        return self.accepted

    def _planned(self) -> list[PendingRequest]:
        if self.dialect == "per-format":
            return [format_request(single) for order in self._left for single in order.singles]
        return [content_request(order) for order in self._left]

    def _place_one(self, order: GenerationRequest) -> None:
        try:
            # One by one: what was accepted before a failure is paid for and must not be lost.
            for reply in self._place(order):
                self.accepted.append(reply)
        except ApiError as exc:
            if self.accepted:
                raise PartialSubmissionError(self.accepted, order, exc) from exc
            raise CreateError(order, exc) from exc

    def _place(self, order: GenerationRequest) -> Iterator[ApiResponse[Job]]:
        if self.dialect != "per-format":
            try:
                yield self.client.create_content(content_request(order))
            except (NotFoundError, MethodError):
                if self.dialect == "content" or not self._knows_project(order.project):
                    raise
                self._change_dialect()
            else:
                self.dialect = "content"
                return
        for single in order.singles:
            yield self.client.create_content(format_request(single))

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
