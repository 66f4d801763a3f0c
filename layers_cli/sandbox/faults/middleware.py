"""Lets go wrong what the fault rules name: around the whole app, or inside its work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers_cli.sandbox.contract import faults
from layers_cli.sandbox.core.errors import RefusalError, invalid
from layers_cli.sandbox.core.timestamps import LATEST, read_duration
from layers_cli.sandbox.faults.disconnect import DisconnectError
from layers_cli.sandbox.http.middleware import is_onlooker, send_envelope
from layers_cli.sandbox.state.fault_rules import ActiveRule, RequestFacts
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.uploads.object_store import ObjectStoreError, refuse

_SMALL_BODY_BYTES = 256 * 1024
"""A connection that is dropped ends cleanly after a body up to this, whatever the timing (ours)."""


class FaultMiddleware:
    """ASGI middleware; without rules it costs one look."""

    def __init__(self, app: ASGIApp, sandbox: SandboxState) -> None:
        self._app, self._sandbox = app, sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unharmed or not; onlookers are never harmed."""
        rules = self._sandbox.faults
        if not rules.armed or is_onlooker(scope["path"]):
            await self._app(scope, receive, send)
            return
        armed = rules.firing(_asked(self._sandbox, scope))
        if armed is None:
            await self._app(scope, receive, send)
            return
        scope["layers.fault"] = armed.rule.name or armed.rule.effect.type
        await self._harm(armed, scope, receive, send)

    async def _harm(self, armed: ActiveRule, scope: Scope, receive: Receive, send: Send) -> None:
        effect = armed.rule.effect
        if isinstance(effect, faults.AnswerWithStatus):
            refusal = RefusalError(
                effect.status,
                effect.code,
                effect.message,
                details=effect.details,
                headers=effect.headers,
            )
            await send_envelope(send, refusal, scope["layers.request_id"])
        elif isinstance(effect, faults.Wait):
            await asyncio.sleep(read_duration(effect.duration) / 1000)
            await self._app(scope, receive, send)
        elif isinstance(effect, faults.FailContainers) or effect.type == "stall-job":
            scope["layers.job_fault"] = _job_fault(armed)
            await self._app(scope, receive, send)
        elif (refuse := _REFUSALS.get(effect.type)) is not None:
            await refuse(scope, send)
        else:
            harmed = _harmed(effect, self._app, scope, receive)
            async for message in harmed:
                await send(message)


def _asked(sandbox: SandboxState, scope: Scope) -> RequestFacts:
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


async def _harmed(
    effect: Any, app: ASGIApp, scope: Scope, receive: Receive
) -> AsyncIterator[Message]:
    """Do the work, then yield what is left of its answer; cut the connection where it must be."""
    if effect.type == "drop-before":
        await _pass_over_body(receive)
        raise DisconnectError
    start, body = await _answer(app, scope, receive)
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
        await asyncio.sleep(read_duration(effect.pause) / 1000)
    yield {"type": "http.response.body", "body": b""}


async def _pass_over_body(receive: Receive) -> None:
    """Read a small body to its end: a socket closed with bytes unread resets its connection."""
    room = _SMALL_BODY_BYTES
    while room > 0:
        message = await receive()
        if not message.get("more_body", False):
            return
        room -= len(message.get("body", b""))


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Let the app answer to nobody; return what it said."""
    said: list[Message] = []

    async def note(message: Message) -> None:
        said.append(message)

    # A server would send a file by itself; here its bytes are needed.
    scope.get("extensions", {}).pop("http.response.pathsend", None)
    await app(scope, receive, note)
    if not said:
        raise DisconnectError  # the client has gone
    return said[0], b"".join(message.get("body", b"") for message in said[1:])


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _job_fault(armed: ActiveRule) -> Callable[[SandboxState, dict[str, Any]], None]:
    """Return what spoils a job in the transaction that starts it."""

    def job_fault(sandbox: SandboxState, receipt: dict[str, Any]) -> None:
        effect, containers = armed.rule.effect, receipt.get("containerIds", [])
        if isinstance(effect, faults.FailContainers):
            for container in armed.failing(effect, containers):
                sandbox.store.origins.force_failure(
                    container, code=effect.code, message=effect.message
                )
            return
        for container in containers:
            sandbox.store.origins.stall(container, until=LATEST)

    return job_fault


async def _refuse_cursor(scope: Scope, send: Send) -> None:
    refusal = invalid(("cursor", "is no longer valid; begin at the first page"))
    await send_envelope(send, refusal, scope["layers.request_id"])


async def _refuse_upload(scope: Scope, send: Send) -> None:
    await refuse(send, ObjectStoreError("AccessDenied", "Request has expired"))


_REFUSALS: dict[str, Callable[[Scope, Send], Awaitable[None]]] = {
    "stale-cursor": _refuse_cursor,
    "expired-upload-url": _refuse_upload,
}
