"""Lets one host at a time collect a campaign: whoever has its advisory lock.

The lock goes away with the connection, so that a host that died holds nobody up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import gethostname

from layers_cli.services.campaigns.fleet.database import Connection, connected
from layers_cli.services.campaigns.fleet.living import number_of

_CALLED = "layers collect "
_HOLDER = """
select a.application_name as name from pg_locks as l join pg_stat_activity as a using (pid)
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.database = (select oid from pg_database where datname = current_database())
  and (l.classid::bigint << 32 | l.objid::bigint) = %s
"""


@contextmanager
def only_collector(
    url: str, server: str, campaign: str, wait: Callable[[str | None], None]
) -> Iterator[None]:
    """Be the one host that collects *campaign* at *server*.

    While another one does, *wait* is called before each further try with that host's name, None
    where the database does not tell, and may raise to give up. Raises `DatabaseError`.
    """
    number = number_of(f"layers collect {server} {campaign}")
    with connected(url) as db:
        db.execute(
            "select set_config('application_name', %s, false)", [f"{_CALLED}{gethostname()}"]
        )
        while not _is_locked(db, number):
            wait(_holder(db, number))
        yield


def _is_locked(db: Connection, number: int) -> bool:
    row = db.execute("select pg_try_advisory_lock(%s) as done", [number]).fetchone()
    return bool(row and row["done"])


def _holder(db: Connection, number: int) -> str | None:
    """Return the name of the host with the lock; roles see no more than what is their own."""
    row = db.execute(_HOLDER, [number]).fetchone()
    name = str(row["name"] or "") if row else ""
    return name.removeprefix(_CALLED) if name.startswith(_CALLED) else None
