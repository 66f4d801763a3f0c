"""Takes each call through the checks in the order of sandbox-surface 2, then to its handler."""

import sqlite3
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace

from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from layers_cli.sandbox.core.disk_errors import is_disk_error
from layers_cli.sandbox.core.errors import RefusalError
from layers_cli.sandbox.core.yaml import read_yaml
from layers_cli.sandbox.http.auth import check_control, check_key
from layers_cli.sandbox.http.endpoints import Answer, Call, Operation
from layers_cli.sandbox.http.idempotency import Replay
from layers_cli.sandbox.http.job_sources import note_start
from layers_cli.sandbox.http.middleware import send_json
from layers_cli.sandbox.http.path_resources import load_subject
from layers_cli.sandbox.http.requests import (
    ClientGoneError,
    joined,
    parsed_body,
    parsed_query,
    read_body,
    read_json,
)
from layers_cli.sandbox.http.routing import RouteTable
from layers_cli.sandbox.state.state import SandboxState


class Dispatcher:
    """The ASGI app behind `/v1` and `/_sandbox`."""

    def __init__(self, sandbox: SandboxState, operations: Iterable[Operation]) -> None:
        self._sandbox = sandbox
        self._routes = RouteTable(operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is refused before there is an operation, the frame answers."""
        operation, params = self._routes.find(_method(scope), scope["path"])
        call = scope["layers.call"] = self._call(operation, params, scope)
        try:
            answer = await self._answer(call, scope, receive)
        except RefusalError as refusal:
            answer = _refused(refusal, scope)
        except (sqlite3.OperationalError, OSError) as exc:
            if not is_disk_error(exc):
                raise
            answer = _refused(_unwritable(exc), scope)
        except ClientGoneError:
            return
        await self._send(send, call, answer, head=scope["method"] == "HEAD")

    def _call(self, operation: Operation, params: dict[str, str], scope: Scope) -> Call:
        headers = joined(scope["headers"])
        base_url = self._sandbox.settings.base_url
        if base_url is None:
            base_url = f"{scope['scheme']}://{headers.get(b'host', b'localhost').decode('latin-1')}"
        return Call(operation, params, headers, base_url, job_fault=scope.get("layers.job_fault"))

    async def _answer(self, call: Call, scope: Scope, receive: Receive) -> Answer:
        operation, sandbox = call.operation, self._sandbox
        if operation.on_control_surface:
            check_control(sandbox, call, scope)
        else:
            check_key(sandbox, call)
        if call.params and not operation.on_control_surface:
            call.subject = load_subject(sandbox, call)
        if operation.query is not None:
            call.query = parsed_query(operation.query, scope["query_string"])
        if not operation.writes:
            return operation.handler(sandbox, call)
        return await self._write(call, await read_body(receive))

    async def _write(self, call: Call, body: bytes) -> Answer:
        operation, sandbox = call.operation, self._sandbox
        call.raw = body
        replay = Replay.of(call, body)
        if replay is not None and (stored := replay.stored(sandbox)) is not None:
            return stored
        if operation.body is not None:
            read = read_yaml if operation.yaml else read_json
            call.body = parsed_body(
                operation.body, body, optional=operation.optional_body, read=read
            )
        with replay.running(sandbox) if replay else nullcontext():
            if operation.prepare is not None:
                call.prepared = await operation.prepare(sandbox, call)
                # Meanwhile others were served: what the path names may have changed.
                if call.params:
                    call.subject = load_subject(sandbox, call)
            answer = self._commit(call, replay)
        sandbox.notify()
        return answer

    def _commit(self, call: Call, replay: Replay | None) -> Answer:
        """Do the work and keep its answer in one step: neither is ever there without the other."""
        with self._sandbox.store.transaction():
            answer = call.operation.handler(self._sandbox, call)
            if call.operation.starts_job:
                note_start(self._sandbox, call, answer)
            body = _encoded(answer)
            if replay is not None:
                replay.store(self._sandbox, answer.status, body or b"")
        return replace(answer, body=body)

    async def _send(self, send: Send, call: Call, answer: Answer, *, head: bool) -> None:
        headers, operation = answer.headers, call.operation
        if not operation.on_control_surface:
            rate_class = {"X-RateLimit-Endpoint-Class": operation.rate_class}
            headers = rate_class | call.rate_headers | headers
        body = _encoded(answer)
        await send_json(send, answer.status, body, headers=headers, hide_body=head)


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return "GET" if method == "HEAD" else method


def _refused(refusal: RefusalError, scope: Scope) -> Answer:
    return Answer(refusal.envelope(scope["layers.request_id"]), refusal.status, refusal.headers)


def _encoded(answer: Answer) -> bytes | None:
    if answer.body is None or isinstance(answer.body, bytes):
        return answer.body
    return to_json(answer.body)


def _unwritable(exc: Exception) -> RefusalError:
    """Say what the disk said: it is full, read-only or gone (ours)."""
    return RefusalError(
        507, "STORAGE_UNWRITABLE", f"The sandbox cannot write its data folder: {exc}."
    )
