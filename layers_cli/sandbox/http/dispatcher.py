"""Runs the checks of each request in the order of sandbox-surface 2, then its handler."""

import sqlite3
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace

from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from layers_cli.sandbox.core.disk_errors import is_disk_error
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.core.yaml import parse_yaml
from layers_cli.sandbox.http.auth import check_control, check_key, check_running_jobs
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.http.idempotency import IdempotentRequest
from layers_cli.sandbox.http.job_sources import record_job_source
from layers_cli.sandbox.http.middleware import send_json
from layers_cli.sandbox.http.path_resources import load_resource
from layers_cli.sandbox.http.requests import (
    ClientDisconnectedError,
    join_headers,
    parse_body,
    parse_json,
    parse_query,
    read_body,
)
from layers_cli.sandbox.http.routing import RouteTable
from layers_cli.sandbox.state.state import SandboxState


class Dispatcher:
    """The ASGI app behind `/v1` and `/_sandbox`."""

    def __init__(self, sandbox: SandboxState, endpoints: Iterable[Endpoint]) -> None:
        self._sandbox = sandbox
        self._routes = RouteTable(endpoints)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; errors before an endpoint is found go to the middleware."""
        endpoint, params = self._routes.find(_method(scope), scope["path"])
        request = scope["layers.request"] = self._request(endpoint, params, scope)
        try:
            response = await self._respond(request, scope, receive)
        except HttpError as error:
            response = _refused(error, scope)
        except (sqlite3.OperationalError, OSError) as exc:
            if not is_disk_error(exc):
                raise
            response = _refused(_unwritable(exc), scope)
        except ClientDisconnectedError:
            return
        await self._send(send, request, response, head=scope["method"] == "HEAD")

    def _request(self, endpoint: Endpoint, params: dict[str, str], scope: Scope) -> EndpointRequest:
        headers = join_headers(scope["headers"])
        base_url = self._sandbox.settings.base_url
        if base_url is None:
            base_url = f"{scope['scheme']}://{headers.get(b'host', b'localhost').decode('latin-1')}"
        return EndpointRequest(
            endpoint,
            params,
            headers,
            base_url,
            job_fault=scope.get("layers.job_fault"),
            post_fault=scope.get("layers.post_fault"),
        )

    async def _respond(
        self, request: EndpointRequest, scope: Scope, receive: Receive
    ) -> EndpointResponse:
        endpoint, sandbox = request.endpoint, self._sandbox
        if endpoint.on_control_surface:
            check_control(sandbox, request, scope)
        else:
            check_key(sandbox, request)
        if request.params and not endpoint.on_control_surface:
            request.resource = load_resource(sandbox, request)
        if endpoint.query is not None:
            request.query = parse_query(endpoint.query, scope["query_string"])
        if not endpoint.writes:
            return endpoint.handler(sandbox, request)
        return await self._write(request, await read_body(receive))

    async def _write(self, request: EndpointRequest, body: bytes) -> EndpointResponse:
        endpoint, sandbox = request.endpoint, self._sandbox
        request.raw = body
        replay = IdempotentRequest.of(request, body)
        if replay is not None and (stored := replay.stored(sandbox)) is not None:
            return stored
        if endpoint.body is not None:
            read = parse_yaml if endpoint.yaml else parse_json
            request.body = parse_body(
                endpoint.body, body, optional=endpoint.optional_body, read=read
            )
        with replay.running(sandbox) if replay else nullcontext():
            if endpoint.prepare is not None:
                request.prepared = await endpoint.prepare(sandbox, request)
                # Other requests ran meanwhile: the resource may have changed.
                if request.params:
                    request.resource = load_resource(sandbox, request)
            response = self._commit(request, replay)
        sandbox.notify()
        return response

    def _commit(
        self, request: EndpointRequest, replay: IdempotentRequest | None
    ) -> EndpointResponse:
        """Run the handler and store its response in one transaction."""
        with self._sandbox.store.transaction():
            if request.endpoint.starts_job:
                check_running_jobs(self._sandbox, request)
            response = request.endpoint.handler(self._sandbox, request)
            if request.endpoint.starts_job:
                record_job_source(self._sandbox, request, response)
            body = _encoded(response)
            if replay is not None:
                replay.store(self._sandbox, response.status, body or b"")
        return replace(response, body=body)

    async def _send(
        self, send: Send, request: EndpointRequest, response: EndpointResponse, *, head: bool
    ) -> None:
        headers, endpoint = response.headers, request.endpoint
        if not endpoint.on_control_surface:
            rate_class = {"X-RateLimit-Endpoint-Class": endpoint.rate_class}
            headers = rate_class | request.rate_headers | headers
        body = _encoded(response)
        await send_json(send, response.status, body, headers=headers, hide_body=head)


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return "GET" if method == "HEAD" else method


def _refused(error: HttpError, scope: Scope) -> EndpointResponse:
    return EndpointResponse(error.envelope(scope["layers.request_id"]), error.status, error.headers)


def _encoded(response: EndpointResponse) -> bytes | None:
    if response.body is None or isinstance(response.body, bytes):
        return response.body
    return to_json(response.body, inf_nan_mode="null")


def _unwritable(exc: Exception) -> HttpError:
    """Build the error for a full, read-only or missing disk (ours)."""
    return HttpError(507, "STORAGE_UNWRITABLE", f"The sandbox cannot write its data folder: {exc}.")
