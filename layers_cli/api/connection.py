"""Sends requests to the API and brings back bytes or a typed error."""

from __future__ import annotations

import json
import ssl
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from layers_cli import __version__

from .errors import (
    ApiError,
    CertificateError,
    ConnectError,
    ContractError,
    LostReplyError,
    UnrecordedError,
    status_error,
)
from .recording import Answer, Call, send_recorded
from .retries import Retries
from .transport import httpx
from .trust import trusted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .recording import Recorder

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
CREATE_SECONDS = 120.0  # a create call or a URL fetch may hold the line for long
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_READS = frozenset({"GET", "HEAD"})
KEY_HEADER = "Idempotency-Key"


class Connection:
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
        recorder: Recorder | None = None,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._recorder = recorder
        self._retries = retries or Retries()
        url = httpx.URL(base_url)
        local = url.host in LOOPBACK
        headers = {"User-Agent": f"layers-cli/{__version__}", "Accept": "application/json"}
        headers["Authorization"] = f"Bearer {api_key}"
        if organization:
            headers["X-Layers-Organization"] = organization
        self._host = url.host
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            # No proxy stands between us and our own machine.
            trust_env=not local,
            # Loading certificates costs as much as the rest of a short run.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if url.scheme == "http" else trusted(),
        )

    def __repr__(self) -> str:
        return f"Connection({self._host})"

    def close(self) -> None:
        """Release the sockets."""
        self._http.close()

    def plan(self, calls: Sequence[Call], *, instead_of: Sequence[Call] = ()) -> None:
        """Record *calls* that will be sent one after another; see `Recorder.plan`."""
        if self._recorder is not None:
            self._recorder.plan(calls, instead_of=instead_of)

    def withdraw(self, calls: Sequence[Call]) -> None:
        """Take back planned *calls*; see `Recorder.withdraw`."""
        if self._recorder is not None:
            self._recorder.withdraw(calls)

    def send(
        self,
        call: Call,
        *,
        read_seconds: float = CREATE_SECONDS,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a call that costs or creates, once it is recorded, which its *headers* are not.

        Raises as `request` does; the error then says whether the work may have been done.
        """

        def once() -> Answer:
            return self._once(
                call.method,
                call.path,
                content=call.body,
                headers={**(headers or {}), KEY_HEADER: call.key},
                read_seconds=read_seconds,
            )

        return send_recorded(
            self._recorder,
            call,
            lambda in_doubt: self._retries.run(once, repeatable=True, in_doubt=in_doubt),
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
    ) -> Answer:
        """Send one request that costs and creates nothing; see `send` for those that do.

        *query* values of None are left out, lists repeat the parameter (api-rest 1). With
        *retried*, what may fare better is tried again.

        Raises `NetworkError` where no answer came, `StatusError` for a 4xx or 5xx, `ContractError`
        for a redirect, `UnrecordedError` for an idempotency key among the *headers*.
        """
        if any(name.lower() == KEY_HEADER.lower() for name in headers or ()):
            raise UnrecordedError(f"{method} {path} has an idempotency key, and nobody records it")
        given = {name: value for name, value in (query or {}).items() if value not in (None, [])}
        content = None if body is None else encoded(body)

        def once() -> Answer:
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
            exc.in_doubt = exc.in_doubt and method not in _READS  # reading changes nothing
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
    ) -> Answer:
        try:
            response = self._http.request(
                method,
                path,
                params=query or None,
                content=content or None,
                headers=_headers(headers, has_body=bool(content)),
                timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
            raise self._translated(exc) from exc
        return self._checked(response)

    def _translated(self, exc: Exception) -> ApiError:
        text = str(exc) or type(exc).__name__
        if isinstance(exc, httpx.DecodingError):
            return ContractError(
                f"The answer cannot be unpacked: {text}", status=0, request_id=None
            )
        if isinstance(exc, httpx.ReadError | httpx.WriteError | httpx.CloseError):
            return LostReplyError(f"The connection to {self._host} broke before the answer came")
        if isinstance(exc, httpx.RemoteProtocolError):
            return LostReplyError(f"{self._host} hung up or sent a broken answer: {text}")
        if isinstance(exc, httpx.ReadTimeout | httpx.WriteTimeout):
            return LostReplyError(f"{self._host} did not answer in time")
        if isinstance(exc, httpx.TimeoutException):
            return ConnectError(f"No connection to {self._host} within {CONNECT_SECONDS:g} s")
        if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
            return CertificateError(f"No trusted TLS connection to {self._host}: {text}")
        return ConnectError(f"Cannot connect to {self._host}: {text}")

    def _checked(self, response: httpx.Response) -> Answer:
        request_id = response.headers.get("x-request-id")
        if response.is_success or response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(
                response.status_code,
                response.content,
                request_id,
                response.headers.get("etag"),
                response.headers.get("date"),
                tuple(response.headers.items()),
            )
        if response.is_redirect:
            raise ContractError(
                f"{self._host} answered with a redirect to another place, which is not followed",
                status=response.status_code,
                request_id=request_id,
            )
        raise status_error(
            response.status_code,
            _json_or_none(response.content),
            reason=response.reason_phrase,
            request_id=request_id,
            retry_after=retry_after_seconds(response.headers.get("retry-after")),
        )


def _headers(given: Mapping[str, str], *, has_body: bool) -> dict[str, str]:
    """Return the *given* headers, with the kind of the body unless they name it."""
    kind = {"content-type": "application/json"} if has_body else {}
    return kind | {name.lower(): value for name, value in given.items()}


def encoded(body: Mapping[str, Any]) -> bytes:
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
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - (now or datetime.now(timezone.utc))).total_seconds())


def _json_or_none(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None
