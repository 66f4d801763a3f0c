"""Idempotency keys: a call made again gets the same answer (common-patterns page)."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.core.errors import RefusalError, invalid
from layers_cli.sandbox.http.endpoints import Answer, Call
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import AnswerKey

_LONGEST = 255


@dataclass(frozen=True)
class Replay:
    """One use of a key: what it belongs to, and which body came with it."""

    key: AnswerKey
    body_hash: str

    @classmethod
    def of(cls, call: Call, body: bytes) -> "Replay | None":
        """Read the call's key; `None` without one.

        Raises:
            RefusalError: the key is empty, too long, or not printable ASCII.

        """
        given = call.header(b"idempotency-key")
        if given is None or not call.operation.idempotent:
            return None
        if not (0 < len(given) <= _LONGEST and given.isascii() and given.isprintable()):
            raise invalid(("Idempotency-Key", "must be 1 to 255 printable ASCII characters"))
        # One key may act for several organizations: what it did for one is no answer for another.
        owner = f"{call.key['id']}/{call.key['organization_id']}"
        key = AnswerKey(owner, call.operation.method, call.path, given)
        return cls(key, _canonical_hash(body))

    def stored(self, sandbox: SandboxState) -> Answer | None:
        """Return what was answered before; `None` for a first use.

        Raises:
            RefusalError: the first call is still running, or came with another body.

        """
        if self.key in sandbox.in_flight:
            raise RefusalError(
                409,
                "CONFLICT",
                "The first call with this Idempotency-Key is still running.",
                details={"subcode": "IDEMPOTENCY_IN_FLIGHT"},
                headers={"Retry-After": "1"},
            )
        row = sandbox.store.answers.get(self.key, now=sandbox.clock.now())
        if row is None:
            return None
        if row["body_hash"] != self.body_hash:
            raise RefusalError(
                409,
                "IDEMPOTENCY_CONFLICT",
                "This Idempotency-Key was used before with another body.",
            )
        return Answer(row["body"], row["status"], {"Idempotency-Replayed": "true"})

    @contextmanager
    def running(self, sandbox: SandboxState) -> Iterator[None]:
        """Mark the call as running meanwhile; a crash of the server forgets the mark."""
        sandbox.in_flight.add(self.key)
        try:
            yield
        finally:
            sandbox.in_flight.discard(self.key)

    def store(self, sandbox: SandboxState, status: int, body: bytes) -> None:
        """Keep an answer, in the transaction of the work itself."""
        sandbox.store.answers.add(
            self.key, body_hash=self.body_hash, status=status, body=body, now=sandbox.clock.now()
        )


def _canonical_hash(body: bytes) -> str:
    try:
        parsed: Any = json.loads(body)
        body = json.dumps(parsed, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        pass  # not JSON: the call is refused later; until then its own bytes stand for it
    return hashlib.sha256(body).hexdigest()
