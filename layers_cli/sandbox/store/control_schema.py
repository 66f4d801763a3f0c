"""The tables of webhooks and of what the control surface plants and keeps account of."""

SCHEMA = """
create table webhook_endpoint (
    seq                        integer primary key autoincrement,
    id                         text not null unique,
    organization_id            text not null references organization (id),
    project_id                 text references project (id),
    url                        text not null,
    description                text,
    events                     text not null,
    metadata                   text,
    status                     text not null default 'active',
    secret                     text not null,
    previous_secret            text,
    previous_secret_expires_at integer,
    consecutive_failures       integer not null default 0,
    last_success_at            integer,
    last_failure_at            integer,
    created_at                 integer not null,
    updated_at                 integer not null
) strict;
create index webhook_endpoint_by_time on webhook_endpoint (organization_id, created_at, seq);

-- An outbox: a row is written in the transaction of its cause, and sent by the worker.
create table webhook_delivery (
    seq                  integer primary key autoincrement,
    id                   text not null unique,
    endpoint_id          text not null references webhook_endpoint (id) on delete cascade,
    event_id             text not null,
    event_type           text not null,
    body                 text not null,
    status               text not null default 'pending',
    attempts             integer not null default 0,
    next_retry_at        integer,
    delivered_at         integer,
    abandoned_at         integer,
    last_response_status integer,
    last_response_at     integer,
    last_error_message   text,
    created_at           integer not null
) strict;
create index webhook_delivery_by_time on webhook_delivery (endpoint_id, created_at, seq);
create index webhook_delivery_open on webhook_delivery (next_retry_at, seq)
    where status in ('pending', 'delivering');

-- Which call started which job: the evidence of `POST /_sandbox/verify`.
create table job_origin (
    job_id          text primary key references job (id),
    api_key_id      text not null,
    path            text not null,
    idempotency_key text,
    body_hash       text not null
) strict, without rowid;

-- Containers that a fault rule lets fail.
create table doomed_container (
    container_id text primary key references container (id),
    code         text not null,
    message      text not null
) strict, without rowid;
"""

TABLES = ("webhook_delivery", "webhook_endpoint", "job_origin", "doomed_container")
"""The tables above, in the order in which they can be emptied."""
