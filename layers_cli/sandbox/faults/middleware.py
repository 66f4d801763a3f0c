"""Middleware that applies the fault rules, around the app or inside its work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import faults
from layers_cli.sandbox.core.errors import HttpError, invalid
from layers_cli.sandbox.core.timestamps import LATEST, parse_duration
from layers_cli.sandbox.faults.disconnect import DisconnectError
from layers_cli.sandbox.http.middleware import is_internal_path, send_error
from layers_cli.sandbox.state.fault_rules import POST_EFFECTS, ActiveRule, RequestFacts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.object_store import ObjectStoreError
from layers_cli.sandbox.uploads.object_store import send_error as send_store_error

_SMALL_BODY_BYTES = 256 * 1024
"""A dropped connection ends cleanly after a body of up to this size, whatever the timing (ours)."""


class FaultMiddleware:
    """ASGI middleware that applies the first matching fault rule."""

    def __init__(self, app: ASGIApp, sandbox: SandboxState) -> None:
        self._app, self._sandbox = app, sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; those of the page and the control surface never fault."""
        rules = self._sandbox.faults
        if not rules.armed or is_internal_path(scope["path"]):
            await self._app(scope, receive, send)
            return
        armed = rules.firing(_request_facts(self._sandbox, scope))
        if armed is None:
            await self._app(scope, receive, send)
            return
        scope["layers.fault"] = armed.rule.name or armed.rule.effect.type
        await self._apply_fault(armed, scope, receive, send)

    async def _apply_fault(
        self, armed: ActiveRule, scope: Scope, receive: Receive, send: Send
    ) -> None:
        effect = armed.rule.effect
        if isinstance(effect, faults.AnswerWithStatus):
            error = HttpError(
                effect.status,
                effect.code,
                effect.message,
                details=effect.details,
                headers=effect.headers,
            )
            await send_error(send, error, scope["layers.request_id"])
        elif isinstance(effect, faults.Wait):
            await asyncio.sleep(parse_duration(effect.duration) / 1000)
            await self._app(scope, receive, send)
        elif isinstance(effect, faults.FailContainers) or effect.type == "stall-job":
            scope["layers.job_fault"] = _job_fault(armed)
            await self._app(scope, receive, send)
        elif effect.type in POST_EFFECTS:
            scope["layers.post_fault"] = dumps(_post_fault(effect))
            await self._app(scope, receive, send)
        elif (respond := _ERROR_RESPONSES.get(effect.type)) is not None:
            await respond(scope, send)
        else:
            async for message in _faulty_response(effect, self._app, scope, receive):
                await send(message)


def _request_facts(sandbox: SandboxState, scope: Scope) -> RequestFacts:
    headers = dict(scope["headers"])

    def key_id() -> str | None:
        token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")[2].strip()
        key = sandbox.store.account.key(token) if token else None
        return None if key is None else str(key["id"])

    given = headers.get(b"idempotency-key")
    return RequestFacts(
        scope["method"],
        scope["path"],
        None if given is None else given.decode("latin-1"),
        key_id,
        b"cursor=" in scope["query_string"],
    )


async def _faulty_response(
    effect: Any, app: ASGIApp, scope: Scope, receive: Receive
) -> AsyncIterator[Message]:
    """Run the app, then yield what *effect* leaves of its response; may close the connection."""
    if effect.type == "drop-before":
        await _discard_body(receive)
        raise DisconnectError
    start, body = await _record_response(app, scope, receive)
    if effect.type == "drop-after":
        raise DisconnectError
    half = body[: len(body) // 2]
    if effect.type == "malformed-json":
        half = half or b"{"
        yield {**start, "headers": _with_length(start["headers"], len(half))}
        yield {"type": "http.response.body", "body": half}
        return
    yield start
    if effect.type == "truncated-body":
        yield {"type": "http.response.body", "body": half, "more_body": True}
        raise DisconnectError
    for at in range(0, len(body), effect.chunk_bytes):
        chunk = body[at : at + effect.chunk_bytes]
        yield {"type": "http.response.body", "body": chunk, "more_body": True}
        await asyncio.sleep(parse_duration(effect.pause) / 1000)
    yield {"type": "http.response.body", "body": b""}


async def _discard_body(receive: Receive) -> None:
    """Read a small body to its end: a socket closed with bytes unread resets its connection."""
    room = _SMALL_BODY_BYTES
    while room > 0:
        message = await receive()
        if not message.get("more_body", False):
            return
        room -= len(message.get("body", b""))


async def _record_response(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Run the app and return the start and the body of its response, without sending them."""
    messages: list[Message] = []

    async def record(message: Message) -> None:
        messages.append(message)

    # Without this extension files are sent as bytes, which are needed here.
    scope.get("extensions", {}).pop("http.response.pathsend", None)
    await app(scope, receive, record)
    if not messages:
        raise DisconnectError  # the client has disconnected
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _job_fault(armed: ActiveRule) -> Callable[[SandboxState, dict[str, Any]], None]:
    """Return a function that fails or stalls a job in the transaction that starts it."""

    def apply(sandbox: SandboxState, receipt: dict[str, Any]) -> None:
        effect, containers = armed.rule.effect, receipt.get("containerIds", [])
        if isinstance(effect, faults.FailContainers):
            for container in armed.failing(effect, containers):
                sandbox.store.job_sources.force_failure(
                    container, code=effect.code, message=effect.message
                )
            return
        for container in containers:
            sandbox.store.job_sources.stall(container, until=LATEST)

    return apply


def _post_fault(effect: Any) -> dict[str, Any]:
    """Return what is kept with the posts of a call (`posting.dispatch` reads it)."""
    if isinstance(effect, faults.FailPosts):
        return {"error": effect.model_dump(exclude={"type"})}
    if isinstance(effect, faults.SlowPosts):
        return {"slow": parse_duration(effect.duration)}
    return {"expire_token": True}


async def _send_stale_cursor(scope: Scope, send: Send) -> None:
    error = invalid(("cursor", "is no longer valid; begin at the first page"))
    await send_error(send, error, scope["layers.request_id"])


async def _send_expired_upload(scope: Scope, send: Send) -> None:
    await send_store_error(send, ObjectStoreError("AccessDenied", "Request has expired"))


_ERROR_RESPONSES: dict[str, Callable[[Scope, Send], Awaitable[None]]] = {
    "stale-cursor": _send_stale_cursor,
    "expired-upload-url": _send_expired_upload,
}
