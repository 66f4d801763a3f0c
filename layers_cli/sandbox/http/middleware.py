"""Outer middleware: request id, host check, request log, error handler."""

import logging
import re
import time

from pydantic_core import to_json
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers_cli.formats.hosts import is_loopback
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.state.state import SandboxState

_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:@/\[\]]+))(?::\d*)?")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

_log = logging.getLogger(__name__)


class RequestMiddleware:
    """ASGI middleware around the whole app, media included."""

    def __init__(self, app: ASGIApp, sandbox: SandboxState) -> None:
        self._app, self._sandbox = app, sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its id with it."""
        if scope["type"] != "http":
            return
        began, at = time.perf_counter(), self._sandbox.wall_now()
        request_id = identifiers.new_ulid("req", now=at)
        scope["layers.request_id"] = request_id
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            self._check_host(scope)
            _check_site(scope)
            await self._app(scope, receive, send_with_id)
        except HttpError as error:
            await send_error(send_with_id, error, request_id)
        except Exception:
            _log.exception("%s %s crashed (%s)", scope["method"], scope["path"], request_id)
            if status is not None:
                raise
            await send_error(send_with_id, crash(), request_id)
        finally:
            self._note(scope, at, status, (time.perf_counter() - began) * 1000)

    def _note(self, scope: Scope, at: int, status: int | None, milliseconds: float) -> None:
        """Add the request to the request log, unless it is internal."""
        if is_internal_path(scope["path"]):
            return
        request = scope.get("layers.request")
        self._sandbox.request_log.note(
            at,
            scope["layers.request_id"],
            scope["method"],
            scope["path"],
            scope["query_string"],
            status,
            milliseconds,
            request.key["id"] if request is not None and request.key is not None else None,
            None if request is None else request.header(b"idempotency-key"),
            scope.get("layers.fault"),
            None if request is None else request.job_id,
        )

    def _check_host(self, scope: Scope) -> None:
        """Reject foreign host names: a web page may have pointed its own at this address."""
        if self._sandbox.settings.any_host or _is_too_old_for_hosts(scope):
            return
        if not is_loopback(host_name(scope)):
            raise HttpError(
                421, "MISDIRECTED_REQUEST", "This sandbox does not answer for that host name."
            )


def _check_site(scope: Scope) -> None:
    """Reject writes from other sites' pages, even with a key."""
    if scope["method"] not in _READING and _is_cross_site(scope):
        raise HttpError(403, "FORBIDDEN", "Another site's page may not change anything here.")


def is_internal_path(path: str) -> bool:
    """Say whether *path* inspects or controls the sandbox.

    Such requests are not logged and no fault rule applies to them.
    """
    return path == "/" or path.startswith(("/_sandbox", "/page/"))


def host_name(scope: Scope) -> str:
    """Return the request's host name or address, without port or brackets; empty if unclear."""
    given = [value for name, value in scope["headers"] if name == b"host"]
    # Two Host headers are ambiguous.
    return _name_of(given[0].decode("latin-1")) if len(given) == 1 else ""


def _name_of(authority: str) -> str:
    """Return the name in `name:port`; empty if that is not what *authority* is."""
    found = _AUTHORITY.fullmatch(authority)
    return "" if found is None else (found[1] or found[2]).lower()


def _is_cross_site(scope: Scope) -> bool:
    """Say whether the browser marks this request as another site's.

    A page served from this machine, by a development server, does not count.
    """
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if (site := headers.get(b"sec-fetch-site")) is not None:
        return bool(site == b"cross-site")
    if (origin := headers.get(b"origin")) is None:
        return False
    name = _name_of(origin.decode("latin-1").partition("://")[2])
    return not is_loopback(name) and name != host_name(scope)


def _is_too_old_for_hosts(scope: Scope) -> bool:
    """Say whether this is HTTP/1.0 without a Host, which no browser sends."""
    return scope.get("http_version") == "1.0" and not host_name(scope)


def crash() -> HttpError:
    """Build the response to an unexpected error; only the log has the details."""
    return HttpError(500, "INTERNAL", "The sandbox failed; its log says why.")


async def send_error(send: Send, error: HttpError, request_id: str) -> None:
    """Send the error envelope."""
    await send_json(
        send,
        error.status,
        to_json(error.envelope(request_id), inf_nan_mode="null"),
        headers=error.headers,
    )


async def send_json(
    send: Send,
    status: int,
    body: bytes | None,
    *,
    headers: dict[str, str],
    hide_body: bool = False,
) -> None:
    """Send JSON or no body; *hide_body* keeps the headers for a HEAD request."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    if body is not None:
        raw.append((b"content-type", b"application/json"))
        raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if hide_body else body or b""})
