"""Sends requests to the API and returns responses or typed errors."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

import httpx

from layers_cli import __version__
from layers_cli.api.errors import (
    ApiError,
    ContractError,
    MissingIntentError,
    NetworkError,
    UnsendableError,
    status_error,
)
from layers_cli.api.intents import IntentRecorder, PendingRequest, send_with_intent
from layers_cli.api.responses import RawResponse
from layers_cli.api.retries import RateBudget, Retries
from layers_cli.api.transport import Transport, answer_timeouts, read_body
from layers_cli.formats.http_dates import retry_after_seconds
from layers_cli.formats.json_text import dumps, encoded, loads, tidied

USER_AGENT = f"layers-cli/{__version__}"
READ_SECONDS = 30.0
CREATE_SECONDS = 120.0  # the server may take long to answer a create request or a URL fetch
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
KEY_HEADER = "idempotency-key"
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110, 5.6.2)."""

_VALUE = re.compile(r"[\t -~]*")
_SHORTEST_SECRET = 8  # characters; anything shorter is not a key, and may be part of any word
_NEEDLESS_ESCAPE = re.compile(rb"\\u00[2-7]")  # of ASCII, which no writer has to escape
_NOT_MODIFIED = 304


class Session:
    """Requests to one API host with one key.

    The key goes to *base_url*'s host alone: a redirect is refused, never followed. Requests that
    cost or create go through *recorder*; without one they are not sent. *retries* says what is
    tried again; *transport* replaces the network in tests. Requests that cost or create keep to
    *pace*, in which a 429 is no failed try.
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
        pace: RateBudget | None = None,
    ) -> None:
        self._base_url = base_url.partition("#")[0].partition("?")[0].rstrip("/")
        self._recorder = recorder
        self._retries = retries or Retries()
        self._headers = {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "authorization": f"Bearer {api_key}",
            "user-agent": USER_AGENT,
        }
        if organization:
            self._headers["x-layers-organization"] = organization
        self._secrets = _spellings(api_key)
        self._transport = Transport(transport)
        self._pace = pace

    def __repr__(self) -> str:
        return f"Session({self._base_url})"

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

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
        """Record *call*, which costs or creates, and send it; *headers* are not recorded.

        Raises as `request` does; the error then says whether the request may have been executed.
        """
        given = {**(headers or {}), KEY_HEADER: call.key}

        def once() -> RawResponse:
            return self._once(call.method, call.path, call.body, given, read_seconds)

        paced = once if self._pace is None else partial(self._pace.through, once)
        return send_with_intent(
            self._recorder,
            call,
            lambda maybe_executed: self._retries.run(
                paced, repeatable=True, maybe_executed=maybe_executed
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
        """Send one request that neither costs nor creates; see `send` for those that do.

        *query* values of None are left out, lists repeat the parameter (api-rest 1). With
        *retried*, what may fare better is tried again.

        Raises `NetworkError` where no response came, `StatusError` for a 4xx or 5xx,
        `ContractError` for a redirect, `MissingIntentError` for an idempotency key in *headers*.
        """
        if any(name.lower() == KEY_HEADER for name in headers or ()):
            raise MissingIntentError(f"{method} {path} has an idempotency key, and is not recorded")
        given = {name: value for name, value in (query or {}).items() if value not in (None, [])}
        if given:
            path += f"{'&' if '?' in path else '?'}{httpx.QueryParams(given)}"
        content = None if body is None else encoded(body)

        def once() -> RawResponse:
            return self._once(method, path, content, headers or {}, read_seconds)

        return self._retries.run(once, repeatable=method in REPEATABLE) if retried else once()

    def _once(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: Mapping[str, str],
        read_seconds: float,
    ) -> RawResponse:
        all_headers = self._headers | {name.lower(): value for name, value in headers.items()}
        if content:
            all_headers.setdefault("content-type", "application/json")
        _check_headers(all_headers)
        request = httpx.Request(
            method,
            self._url(path),
            headers=all_headers,
            content=content,
            extensions=answer_timeouts(read_seconds),
        )
        try:
            with self._transport.stream(request) as response:
                return self._checked(response, _body(response))
        except ApiError as exc:
            exc.args = tuple(map(self._hidden, exc.args))
            raise

    def _hidden(self, text: str) -> str:
        """Return *text* without the key: a server may echo what it was sent."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def _without_key(self, content: bytes) -> bytes:
        """Return *content* without the key, which JSON may also spell in escapes."""
        content = self._replaced(content)
        if not self._secrets or not _NEEDLESS_ESCAPE.search(content):
            return content
        try:
            plain = encoded(loads(content))
        except ValueError:  # no JSON
            return content
        hidden = self._replaced(plain)
        return content if hidden == plain else hidden

    def _replaced(self, content: bytes) -> bytes:
        for secret in self._secrets:
            content = content.replace(secret.encode(), b"***")
        return content

    def _checked(self, response: httpx.Response, content: bytes) -> RawResponse:
        content = self._without_key(tidied(content))
        headers = {name: self._hidden(value) for name, value in response.headers.items()}
        status, request_id = response.status_code, headers.get("x-request-id")
        if 200 <= status < 300 or status == _NOT_MODIFIED:
            return RawResponse(
                status,
                content,
                request_id,
                headers.get("etag"),
                headers.get("date"),
                tuple(headers.items()),
                self._hidden(response.reason_phrase),
            )
        if 300 <= status < 400:
            raise ContractError(
                f"{response.request.url.host} answered with a redirect, which is not followed",
                status=status,
                request_id=request_id,
            )
        error = status_error(
            status,
            _json_or_none(content),
            reason=response.reason_phrase,
            request_id=request_id,
            retry_after=retry_after_seconds(headers),
        )
        error.method, error.path = response.request.method, response.request.url.path
        raise error

    def _url(self, path: str) -> httpx.URL:
        """Return the URL of *path*, which never leads to another host, whatever it is.

        Raises `UnsendableError` for what no URL can hold.
        """
        try:
            return _parsed(f"{self._base_url}/{path.partition('#')[0].lstrip('/')}")
        except (httpx.InvalidURL, UnicodeError) as exc:
            raise UnsendableError(f"Cannot send a request to such a URL: {exc}") from exc


@lru_cache(maxsize=64)
def _parsed(url: str) -> httpx.URL:
    """Return *url*, checked letter by letter; that of 100,000 rows is the same."""
    return httpx.URL(url)


def _check_headers(headers: Mapping[str, str]) -> None:
    """Raise `UnsendableError` for what is not a header; the error never shows a value."""
    for name, value in headers.items():
        if not TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise UnsendableError(f"Cannot send the header {name!r}: it is not one line of ASCII")


def _spellings(key: str) -> tuple[str, ...]:
    """Return the key as it may stand in a response, each way."""
    if len(key) < _SHORTEST_SECRET:
        return ()
    in_json = dumps(key)[1:-1]
    found = [in_json.replace("/", "\\/"), in_json, quote(key, safe=""), key]
    return tuple(dict.fromkeys(found))


def _body(response: httpx.Response) -> bytes:
    """Return the body; that of an error may be lost, its status says enough."""
    try:
        return read_body(response)
    except (NetworkError, ContractError):
        if response.status_code < 400:
            raise
        return b""


def path_part(value: str) -> str:
    """Return *value* as one part of a path: an id with `/` in it cannot reach another route.

    Raises `UnsendableError` for what no quoting keeps in its place.
    """
    if not value.strip("."):
        raise UnsendableError(f"{value!r} is not an id, so no request was sent")
    return quote(value, safe="", errors="surrogatepass")


def _json_or_none(content: bytes) -> object:
    try:
        return loads(content)
    except ValueError:
        return None
