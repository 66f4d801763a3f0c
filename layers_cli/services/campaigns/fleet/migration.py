"""Makes the tables of campaigns and of DBOS, as the owner of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from layers_cli.services.campaigns.fleet import engine, schema
from layers_cli.services.campaigns.fleet.database import connected, told


@dataclass(frozen=True)
class Migration:
    """What a migration did: *created* the tables or found them, for the *role* that workers use."""

    database: str
    version: int
    created: bool
    role: str | None

    @property
    def document(self) -> dict[str, Any]:
        """Return the result as JSON."""
        return {
            "database": self.database,
            "version": self.version,
            "created": self.created,
            "applicationRole": self.role,
        }


def migrate(url: str, role: str | None) -> Migration:
    """Create or upgrade all tables in the database at *url*, and let *role* use them.

    May be repeated. Raises `DatabaseError` where the database cannot be used, or may not be.
    """
    with connected(url):  # says in plain words what is wrong, which DBOS does not
        pass
    with told(url):
        engine.migrate(url, role)
    with connected(url) as db:
        created = schema.create_tables(db, role)
    return Migration(urlsplit(url).path.strip("/"), schema.VERSION, created, role)
