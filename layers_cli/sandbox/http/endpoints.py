"""Endpoints as data, for the dispatcher and the OpenAPI document."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

_ARTICLES = {"a", "an", "the"}


@dataclass
class EndpointRequest:
    """One request on its way through the checks, each of which fills in a field.

    Args:
        params: the parts of the path that stand for ids.
        headers: names in lower case.
        key: the row of the API key; there before any handler runs (not on the control surface).
        resource: the row that the path's first id names, if there is one.
        body: the checked body, where the operation has a model for it.
        query: the checked query, likewise.
        prepared: what `Endpoint.prepare` returned.
        base_url: what absolute links begin with.
        raw: the body as it came.
        job_fault: what a fault rule does to a job in the transaction that starts it.
        post_fault: what a fault rule does to the posts that this request makes, as JSON.
        job_id: the job that this request started.
        rate_headers: what the answer says of the key's rate limit; empty without limits.

    """

    endpoint: "Endpoint"
    params: dict[str, str]
    headers: dict[bytes, bytes] = field(repr=False)
    base_url: str
    key: Row = field(default=None, repr=False)  # type: ignore[assignment]  # filled by the first check
    resource: Row = None  # type: ignore[assignment]  # filled by the third check
    body: Any = None
    query: Any = None
    prepared: Any = None
    raw: bytes = field(default=b"", repr=False)
    job_fault: Callable[[SandboxState, dict[str, Any]], None] | None = None
    post_fault: str | None = None
    job_id: str | None = None
    rate_headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path with the ids of the things themselves, however the client wrote them."""
        ids = dict(self.params)
        if self.resource is not None:
            ids[next(iter(ids))] = self.resource["id"]
        return self.endpoint.path.format(**ids)

    def header(self, name: bytes) -> str | None:
        """Return a header's text, or `None`."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


@dataclass(frozen=True)
class EndpointResponse:
    """What a handler returns; the body is plain data or encoded JSON."""

    body: dict[str, Any] | bytes | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[SandboxState, EndpointRequest], EndpointResponse]
Preparation = Callable[[SandboxState, EndpointRequest], Awaitable[Any]]


@dataclass(frozen=True)
class Endpoint:
    """One method on one path.

    Args:
        path: template, such as `/v1/content/{containerId}`; the first id is loaded by its name.
        handler: runs inside one transaction if the method writes.
        response_model: the model of the response body, for the OpenAPI document and the tests.
        status: the usual status.
        scope: what the key needs, or `None`.
        body: the model of the body; `None` if a body is not read.
        optional_body: an empty body counts as `{}`.
        query: the model of the query string.
        prepare: slow work that must be done outside the transaction.
        idempotent: a POST or PATCH of the API honours `Idempotency-Key`.
        starts_job: belongs to the rate class `long-running`.
        malformed_id: the status for an id that cannot be one; 404 but where a page says 422.
        error_codes: the handler's own (`ERROR_CODES`), besides those that every call may get.
        other_status: a second good status, with the same body.
        yaml: the body may be YAML, of which JSON is a part.
        revalidates: answers carry an `ETag`, and `If-None-Match` may give 304.

    """

    method: str
    path: str
    handler: Handler
    summary: str
    response_model: type[BaseModel]
    status: int = 200
    scope: str | None = None
    body: type[BaseModel] | None = None
    optional_body: bool = False
    query: type[BaseModel] | None = None
    prepare: Preparation | None = None
    idempotent: bool = True
    starts_job: bool = False
    malformed_id: int = 404
    error_codes: tuple[str, ...] = ()
    other_status: int | None = None
    revalidates: bool = False
    yaml: bool = False

    @property
    def writes(self) -> bool:
        """Say whether a handler may change anything."""
        return self.method != "GET"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the ids in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def operation_id(self) -> str:
        """Return the OpenAPI operation id: `Read a job` is `readJob`."""
        words = [word for word in re.findall(r"[\w']+", self.summary) if word not in _ARTICLES]
        first, *rest = (re.sub(r"'s?$", "", word) for word in words)
        return first.lower() + "".join(word[:1].upper() + word[1:] for word in rest)

    @property
    def on_control_surface(self) -> bool:
        """Say whether the endpoint is ours and needs the control token instead of an API key."""
        return self.path.startswith("/_sandbox")

    @property
    def takes_idempotency_key(self) -> bool:
        """Say whether a request may carry an `Idempotency-Key`."""
        is_write = self.method in ("POST", "PATCH") and not self.on_control_surface
        return self.idempotent and is_write

    @property
    def rate_class(self) -> str:
        """Return the class of the rate-limits page."""
        if self.method == "GET":
            return "read-light"
        return "long-running" if self.starts_job else "write-light"
