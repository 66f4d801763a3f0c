"""What the methods of the client share: a call, its observation, a walk over pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from layers_cli.api.endpoints.lists import Cursors, PageResponse
from layers_cli.api.errors import ApiError, ContractError
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse, RawResponse
from layers_cli.api.session import Session

M = TypeVar("M")

LARGEST_PAGE = 200  # api-core 1.4
SMALLER_PAGE = 100  # of influencers, credit events, webhooks (api-rest 3.3, 6.1, 10.1)


class ResponseObserver(Protocol):
    """Receives each object in a response: its class in `api.models`, its JSON."""

    def __call__(self, shape: str, data: Any, *, hook: str | None = None) -> None:
        """Observe one object; *hook* is the text that was sent for it. Must not raise."""


def _ignore(shape: str, data: Any, *, hook: str | None = None) -> None:
    """Observe nothing."""


class Calls:
    """One session, and who observes what it brings; the base of each noun's methods."""

    def __init__(self, session: Session, observer: ResponseObserver | None = None) -> None:
        self._session = session
        self._observe = observer or _ignore

    def _send(self, call: PendingRequest, *, shape: str) -> ApiResponse[Any]:
        reply = reply_of(self._session.send(call), shape, key=call.key)
        with suppress(ContractError):  # raised again where the response is read
            self._observe(shape, reply.data, hook=call.hook)
        return reply

    def _call(
        self,
        method: str,
        path: str,
        *,
        shape: str,
        body: Mapping[str, Any] | None = None,
        retried: bool = True,
        acts_again: bool = False,
    ) -> ApiResponse[Any]:
        """Send a request that is not recorded; with *acts_again*, a repeat would do it once more.

        A response that is no JSON fails here, not while it is printed.
        """
        try:
            answer = self._session.request(method, path, body=body, retried=retried)
        except ApiError as exc:
            exc.acts_again = acts_again
            raise
        return self._observed(reply_of(answer, shape, acts_again=acts_again), shape)

    def _observed(self, reply: ApiResponse[M], shape: str) -> ApiResponse[M]:
        self._observe(shape, reply.data)
        return reply

    def _pages(
        self,
        path: str,
        row_shape: str,
        filters: Mapping[str, Any],
        *,
        limit: int | None,
        cursor: str | None,
        wanted: Callable[[Any], bool] | None = None,
        headers: Mapping[str, str] | None = None,
        sized: bool = True,
        largest: int = LARGEST_PAGE,
    ) -> Iterator[PageResponse[Any]]:
        left = limit
        is_first = True
        cursors = Cursors(cursor)
        while left is None or left > 0:
            size = largest if left is None else min(left, largest)
            query = {**filters, **({"limit": size} if sized else {})}
            query |= {"cursor": cursor} if cursor else {}
            answer = self._session.request("GET", path, query=query, headers=headers)
            page: PageResponse[Any] = PageResponse(
                answer.content,
                f"{row_shape}Page",
                row_shape=row_shape,
                request_id=answer.request_id,
            )
            for row in page.rows() if is_first else ():
                self._observe(row_shape, row)
            is_first = False
            if left is not None:
                left -= page.keep(wanted, most=left)
            elif wanted is not None:
                page.keep(wanted)
            yield page
            cursor = cursors.after(page)
            if cursor is None:
                return


def reply_of(
    answer: RawResponse, shape: str, *, key: str | None = None, acts_again: bool = False
) -> ApiResponse[Any]:
    """Return *answer* as a response whose class in the models is *shape*."""
    return ApiResponse(
        answer.content,
        shape,
        status=answer.status,
        request_id=answer.request_id,
        etag=answer.etag,
        key=key,
        acts_again=acts_again,
    )
