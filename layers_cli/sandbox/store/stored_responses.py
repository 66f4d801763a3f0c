"""Rows of `stored_answer`: what an idempotency key was answered with."""

from typing import NamedTuple

from layers_cli.sandbox.store.database import Row, SandboxDatabase

WINDOW = 24 * 3_600_000
"""How long an answer is kept, in milliseconds of the sandbox's clock (common-patterns page)."""


class StoredResponseKey(NamedTuple):
    """What an answer belongs to (sandbox-surface 2)."""

    api_key_id: str
    method: str
    path: str
    idempotency_key: str


class StoredResponseRows:
    """Answers that may be asked for again."""

    def __init__(self, database: SandboxDatabase) -> None:
        self._db = database

    def get(self, key: StoredResponseKey, *, now: int) -> Row | None:
        """Return what was answered to *key* inside the window, or `None`."""
        return self._db.one(
            "select * from stored_answer where api_key_id = ? and method = ? and path = ?"
            " and idempotency_key = ? and created_at > ?",
            *key,
            now - WINDOW,
        )

    def add(
        self, key: StoredResponseKey, *, body_hash: str, status: int, body: bytes, now: int
    ) -> None:
        """Keep an answer; forget the ones whose window is over."""
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
