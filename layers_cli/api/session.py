"""Sends requests to the API and brings back bytes or a typed error."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from layers_cli import __version__
from layers_cli.api.carriers import carrier_to
from layers_cli.api.errors import ApiError, ContractError, MissingIntentError, status_error
from layers_cli.api.intents import PendingRequest, RawResponse, send_with_intent
from layers_cli.api.retries import Retries
from layers_cli.api.wire import Outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from layers_cli.api.intents import IntentRecorder
    from layers_cli.api.wire import Received

READ_SECONDS = 30.0
CREATE_SECONDS = 120.0  # a create call or a URL fetch may hold the line for long
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_READS = frozenset({"GET", "HEAD"})
_NOT_MODIFIED = 304
KEY_HEADER = "Idempotency-Key"


class Session:
    """Requests to one API host with one key.

    The key goes to *base_url*'s host alone: redirects are answers we refuse, never followed.
    Calls that cost or create go through *recorder*, and without one they are not sent. *retries*
    says what is tried again; *transport* replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        organization: str | None = None,
        recorder: IntentRecorder | None = None,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._recorder = recorder
        self._retries = retries or Retries()
        headers = {"User-Agent": f"layers-cli/{__version__}", "Accept": "application/json"}
        headers["Authorization"] = f"Bearer {api_key}"
        if organization:
            headers["X-Layers-Organization"] = organization
        self._carrier = carrier_to(base_url, headers, transport=transport)

    def __repr__(self) -> str:
        return f"Connection({self._carrier.host})"

    def close(self) -> None:
        """Release the sockets."""
        self._carrier.close()

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Record *calls* that will be sent one after another; see `IntentRecorder.plan`."""
        if self._recorder is not None:
            self._recorder.plan(calls, instead_of=instead_of)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Take back planned *calls*; see `IntentRecorder.withdraw`."""
        if self._recorder is not None:
            self._recorder.withdraw(calls)

    def send(
        self,
        call: PendingRequest,
        *,
        read_seconds: float = CREATE_SECONDS,
        headers: Mapping[str, str] | None = None,
    ) -> RawResponse:
        """Send a call that costs or creates, once it is recorded, which its *headers* are not.

        Raises as `request` does; the error then says whether the work may have been done.
        """

        def once() -> RawResponse:
            return self._once(
                call.method,
                call.path,
                content=call.body,
                headers={**(headers or {}), KEY_HEADER: call.key},
                read_seconds=read_seconds,
            )

        return send_with_intent(
            self._recorder,
            call,
            lambda maybe_executed: self._retries.run(
                once, repeatable=True, maybe_executed=maybe_executed
            ),
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        read_seconds: float = READ_SECONDS,
        retried: bool = True,
    ) -> RawResponse:
        """Send one request that costs and creates nothing; see `send` for those that do.

        *query* values of None are left out, lists repeat the parameter (api-rest 1). With
        *retried*, what may fare better is tried again.

        Raises `NetworkError` where no answer came, `StatusError` for a 4xx or 5xx, `ContractError`
        for a redirect, `MissingIntentError` for an idempotency key among the *headers*.
        """
        if any(name.lower() == KEY_HEADER.lower() for name in headers or ()):
            raise MissingIntentError(
                f"{method} {path} has an idempotency key, and nobody records it"
            )
        given = {name: value for name, value in (query or {}).items() if value not in (None, [])}
        content = None if body is None else encode_json(body)

        def once() -> RawResponse:
            return self._once(
                method,
                path,
                content=content,
                headers=headers or {},
                read_seconds=read_seconds,
                query=given,
            )

        if not retried:
            return once()
        try:
            return self._retries.run(once, repeatable=method in REPEATABLE)
        except ApiError as exc:
            exc.maybe_executed = (
                exc.maybe_executed and method not in _READS
            )  # reading changes nothing
            raise

    def _once(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None,
        headers: Mapping[str, str],
        read_seconds: float,
        query: Mapping[str, Any] | None = None,
    ) -> RawResponse:
        return self._checked(
            self._carrier.carry(
                Outgoing(
                    method,
                    path,
                    _headers(headers, has_body=bool(content)),
                    read_seconds,
                    query or {},
                    content or b"",
                )
            )
        )

    def _checked(self, received: Received) -> RawResponse:
        status, headers = received.status, received.headers
        request_id = headers.get("x-request-id")
        if 200 <= status < 300 or status == _NOT_MODIFIED:
            return RawResponse(
                status,
                received.content,
                request_id,
                headers.get("etag"),
                headers.get("date"),
                tuple(headers.items()),
            )
        if 300 <= status < 400:
            raise ContractError(
                f"{self._carrier.host} answered with a redirect to another place, which is not"
                " followed",
                status=status,
                request_id=request_id,
            )
        raise status_error(
            status,
            _json_or_none(received.content),
            reason=received.reason,
            request_id=request_id,
            retry_after=retry_after_seconds(headers.get("retry-after")),
        )


def _headers(given: Mapping[str, str], *, has_body: bool) -> dict[str, str]:
    """Return the *given* headers, with the kind of the body unless they name it."""
    kind = {"content-type": "application/json"} if has_body else {}
    return kind | {name.lower(): value for name, value in given.items()}


def encode_json(body: Mapping[str, Any]) -> bytes:
    """Return *body* as the bytes that are sent."""
    return json.dumps(body, ensure_ascii=False).encode()


def retry_after_seconds(value: str | None, *, now: datetime | None = None) -> float | None:
    """Read a Retry-After header: seconds, or an HTTP date; None where it says neither."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime  # hardly any server sends a date

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def _json_or_none(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None
