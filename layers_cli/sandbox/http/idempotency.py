"""Idempotency keys: a repeated request gets the stored response (common-patterns page)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from layers_cli.formats.json_text import dumps, loads
from layers_cli.sandbox.core.errors import HttpError, invalid
from layers_cli.sandbox.http.endpoints import EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import StoredResponseKey

_LONGEST = 255


@dataclass(frozen=True)
class IdempotentRequest:
    """A request with an idempotency key and the hash of its body."""

    key: StoredResponseKey
    body_hash: str

    @classmethod
    def of(cls, request: EndpointRequest, body: bytes) -> "IdempotentRequest | None":
        """Read the request's key; `None` without one, HttpError for an invalid one."""
        given = request.header(b"idempotency-key")
        if given is None or not request.endpoint.takes_idempotency_key:
            return None
        if not (0 < len(given) <= _LONGEST and given.isascii() and given.isprintable()):
            raise invalid(("Idempotency-Key", "must be 1 to 255 printable ASCII characters"))
        # One API key may act for several organizations, each with its own responses.
        owner = f"{request.key['id']}/{request.key['organization_id']}"
        key = StoredResponseKey(owner, request.endpoint.method, request.path, given)
        return cls(key, _canonical_hash(body))

    def stored(self, sandbox: SandboxState) -> EndpointResponse | None:
        """Return the stored response; `None` on first use.

        Raises HttpError if the first call is still running or had another body.
        """
        if self.key in sandbox.in_flight:
            raise HttpError(
                409,
                "CONFLICT",
                "The first call with this Idempotency-Key is still running.",
                details={"subcode": "IDEMPOTENCY_IN_FLIGHT"},
                headers={"Retry-After": "1"},
            )
        row = sandbox.store.stored_responses.get(self.key, now=sandbox.clock.now())
        if row is None:
            return None
        if row["body_hash"] != self.body_hash:
            raise HttpError(
                409,
                "IDEMPOTENCY_CONFLICT",
                "This Idempotency-Key was used before with another body.",
            )
        return EndpointResponse(row["body"], row["status"], {"Idempotency-Replayed": "true"})

    @contextmanager
    def running(self, sandbox: SandboxState) -> Iterator[None]:
        """Mark the request as running; the mark does not survive the server."""
        sandbox.in_flight.add(self.key)
        try:
            yield
        finally:
            sandbox.in_flight.discard(self.key)

    def store(self, sandbox: SandboxState, status: int, body: bytes) -> None:
        """Store the response in the transaction of the work."""
        sandbox.store.stored_responses.add(
            self.key, body_hash=self.body_hash, status=status, body=body, now=sandbox.clock.now()
        )


def _canonical_hash(body: bytes) -> str:
    try:
        parsed: Any = loads(body)
        body = dumps(parsed, sort_keys=True, separators=(",", ":")).encode()
    except ValueError:
        pass  # not JSON: a later check rejects it; until then hash the raw bytes
    return hashlib.sha256(body).hexdigest()
