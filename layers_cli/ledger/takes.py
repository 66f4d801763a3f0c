"""Questions about what containers are takes of. They are columns of `intents`."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layers_cli.ledger.database import Database
from layers_cli.ledger.intents import ACCEPTED_STATES, CONTAINERS

_SELECT = (
    f"select each.value as container_id, intents.* from intents, {CONTAINERS} as each"  # noqa: S608 - ours
    f" where each.type = 'text' and state in {ACCEPTED_STATES} and kind = 'create'"
)


class Take(NamedTuple):
    """A container that was generated from here, as it was asked for.

    *take_of* is the container that it tries again, *credits* its estimated price, if that was read.
    *body* is the request, as it was sent; *created_at* is in seconds since 1970.
    """

    container_id: str
    job_id: str | None
    take_of: str | None
    hook: str | None
    format: str | None
    credits: float | None
    body: bytes
    created_at: float


class Takes(NamedTuple):
    """The takes in the ledger's *database*. Raises `LedgerError` if it cannot be used."""

    database: Database

    def of_container(self, server: str, container_id: str) -> Take | None:
        """Return the take that a container is; None if it was not generated from here."""
        found = self._found(
            "server = ? and each.value = ? and intents.id in"
            " (select intent from intent_containers where container_id = ?)",
            (server, container_id, container_id),
        )
        return next(found, None)

    def after(self, server: str, container_id: str) -> list[Take]:
        """Return the takes that try a container again, the oldest first."""
        return list(self._found("server = ? and take_of = ?", (server, container_id)))

    def _found(self, condition: str, values: Sequence[object]) -> Iterator[Take]:
        rows = self.database.rows(
            f"{_SELECT} and {condition} order by intents.id, each.key", values
        )
        return map(_take, rows)


def _take(row: sqlite3.Row) -> Take:
    credits_, containers = row["credits"], row["containers"]
    return Take(
        row["container_id"],
        row["job_id"],
        row["take_of"],
        row["hook"],
        row["format"],
        credits_ / containers if credits_ and containers else credits_,
        row["body"],
        row["created_at"],
    )
