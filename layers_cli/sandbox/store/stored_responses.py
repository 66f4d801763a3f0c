"""Rows of `stored_answer`: the responses to requests with an idempotency key."""

from typing import NamedTuple

from layers_cli.sandbox.store.database import Row, Rows

WINDOW = 24 * 3_600_000
"""How long a response is kept, in milliseconds of the sandbox's clock (common-patterns page)."""


class StoredResponseKey(NamedTuple):
    """Identifies a stored response (sandbox-surface 2)."""

    api_key_id: str
    method: str
    path: str
    idempotency_key: str


class StoredResponseRows(Rows):
    """Responses that can be replayed."""

    def get(self, key: StoredResponseKey, *, now: int) -> Row | None:
        """Return the response stored for *key* within the window, or `None`."""
        return self._db.one(
            "select * from stored_answer where api_key_id = ? and method = ? and path = ?"
            " and idempotency_key = ? and created_at > ?",
            *key,
            now - WINDOW,
        )

    def add(
        self, key: StoredResponseKey, *, body_hash: str, status: int, body: bytes, now: int
    ) -> None:
        """Store a response; delete expired ones."""
        self._db.run("delete from stored_answer where created_at <= ?", now - WINDOW)
        self._db.insert(
            "stored_answer",
            {
                **key._asdict(),
                "body_hash": body_hash,
                "status": status,
                "body": body,
                "created_at": now,
            },
        )
