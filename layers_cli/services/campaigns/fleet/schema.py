"""The tables of campaigns in PostgreSQL, in a schema of their own beside DBOS's."""

from layers_cli.campaigns.errors import DatabaseError, TablesError
from layers_cli.campaigns.keys import content_digest
from layers_cli.services.campaigns.fleet.database import (
    MIGRATE,
    NO_TABLES,
    OLDER_TABLES,
    Connection,
)

VERSION = 2

TABLES = """
create schema layers;
create table layers.version (number integer not null);
insert into layers.version values (2);

-- What a rate limit counts by: one API key at one server. Held is why no row may start.
create table layers.queues (
  name text primary key,
  server text not null,
  credential text not null,
  per_minute double precision,
  concurrency integer,
  held text,
  not_before double precision not null default 0
);
create table layers.campaigns (
  id bigint generated always as identity primary key,
  name text not null,
  server text not null,
  profile text not null,
  queue text not null references layers.queues (name),
  sheet text not null,
  columns jsonb not null,
  results text,
  created_at double precision not null,
  max_credits double precision,
  edition integer not null default 1,
  unique (server, name)
);
-- Doubtful: it was sent, and no answer told what came of it.
create table layers.rows (
  id bigint generated always as identity primary key,
  campaign bigint not null references layers.campaigns (id) on delete cascade,
  edition integer not null,
  number integer not null,
  line integer not null,
  name text not null,
  action text not null,
  cells jsonb not null,
  key text not null,
  take integer not null,
  project text not null,
  body jsonb not null,
  digest text not null,  -- of project and body, by which a changed row is told
  credits double precision not null,
  problems jsonb not null,
  replaces jsonb not null,
  state text not null,
  doubtful boolean not null default false,
  sent_at double precision,
  asked_with text,
  status integer,
  code text,
  message text,
  fix text,
  request_id text,
  job_id text,
  container_ids text[] not null default '{}'
);
create unique index rows_by_key on layers.rows (key) where key <> '';
create index rows_in_order on layers.rows (campaign, number, take, id);
create index rows_by_state on layers.rows (campaign, state);
create table layers.containers (
  container_id text primary key,
  campaign bigint not null references layers.campaigns (id) on delete cascade,
  status text not null,
  approval text,
  preview text,
  files jsonb not null
);
create index containers_by_status on layers.containers (campaign, status);
"""

_GRANTS = (
    "grant usage on schema layers to {role}",
    "grant select, insert, update, delete on all tables in schema layers to {role}",
    "grant usage on all sequences in schema layers to {role}",
)
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('layers campaign migrate'))"


def create_tables(connection: Connection, role: str | None) -> bool:
    """Create or upgrade the tables, and let *role* use them. Return whether they are new.

    Raises `DatabaseError` for tables of a later version.
    """
    from psycopg import sql  # its own builder of statements; only this needs it

    with connection.transaction():
        connection.execute(_ONE_AT_A_TIME)
        version = version_of(connection)
        if version is not None and version > VERSION:
            raise DatabaseError(
                f"The database was migrated by a newer layers (version {version} of its tables)",
                hint="upgrade layers on this machine",
            )
        if version is None:
            connection.execute(TABLES)
        elif version < VERSION:
            _upgrade(connection)
        if role is not None:
            for statement in _GRANTS:
                connection.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
    return version is None


def _upgrade(connection: Connection) -> None:
    """Give rows the digest of their content, which version 1 did not have."""
    connection.execute("alter table layers.rows add column digest text not null default ''")
    rows = connection.execute("select id, project, body from layers.rows").fetchall()
    with connection.cursor() as cursor:
        cursor.executemany(
            "update layers.rows set digest = %s where id = %s",
            [(content_digest(row["project"], row["body"]), row["id"]) for row in rows],
        )
    connection.execute("alter table layers.rows alter column digest drop default")
    connection.execute("update layers.version set number = %s", [VERSION])


def check(connection: Connection) -> None:
    """Raise `DatabaseError` where the tables are missing, or of an earlier version."""
    version = version_of(connection)
    if version is None or version < VERSION:
        raise TablesError(NO_TABLES if version is None else OLDER_TABLES, hint=MIGRATE)


def version_of(connection: Connection) -> int | None:
    """Return the version of the tables, None where there are none."""
    there = connection.execute("select to_regclass('layers.version') as name").fetchone()
    if there is None or there["name"] is None:
        return None
    found = connection.execute("select number from layers.version").fetchone()
    return None if found is None else int(found["number"])
