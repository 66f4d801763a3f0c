"""The tables; a change here raises `VERSION` and adds a migration."""

from layers_cli.sandbox.store.posting.schema import POSTING

VERSION = 3

_KEYWORDS = """
-- A search for a project's keywords; the last one that is ready is what the project has.
create table keyword_refresh (
    seq        integer primary key autoincrement,
    project_id text not null references project (id),
    job_id     text not null references job (id),
    hashtags   text not null,
    status     text not null default 'pending',
    due_at     integer not null,
    ended_at   integer
) strict;
create index keyword_refresh_by_project on keyword_refresh (project_id, status, seq);
create index keyword_refresh_by_job on keyword_refresh (job_id);
create index keyword_refresh_open on keyword_refresh (due_at) where status = 'pending';
"""

MIGRATIONS = (_KEYWORDS, POSTING)
"""What raises each version, the first one first, to the next."""

_TABLES = """
create table setting (
    name  text primary key,
    value text not null
) strict, without rowid;

create table organization (
    id        text primary key,
    parent_id text references organization (id),
    name      text not null,
    tier      text not null
) strict, without rowid;

create table api_key (
    id              text primary key,
    organization_id text not null references organization (id),
    token_hash      text not null unique,
    scopes          text not null,
    killed_at       integer
) strict, without rowid;

create table project (
    seq                  integer primary key autoincrement,
    id                   text not null unique,
    organization_id      text not null references organization (id),
    name                 text not null,
    status               text not null default 'active',
    customer_external_id text,
    timezone             text not null,
    primary_language     text not null,
    owner_email          text not null,
    app_name             text,
    app_description      text,
    tagline              text,
    brand_voice          text not null default 'authentic',
    target_gender        text not null default 'all',
    metadata             text,
    review_policy        text not null default 'auto_approve',
    review_first_n       integer,
    review_updated_at    integer,
    archived_at          integer,
    created_at           integer not null,
    updated_at           integer not null
) strict;
create index project_by_time on project (organization_id, created_at, seq);

create table media (
    seq          integer primary key autoincrement,
    id           text not null unique,
    project_id   text not null references project (id),
    role         text not null,
    path         text not null,
    content_type text not null,
    size_bytes   integer not null,
    width        integer,
    height       integer,
    duration_ms  integer,
    created_at   integer not null,
    deleted_at   integer
) strict;
create index media_by_project on media (project_id, role);

create table job (
    id              text primary key,
    organization_id text not null references organization (id),
    project_id      text not null references project (id),
    kind            text not null,
    format          text,
    status          text not null default 'running',
    request         text not null,
    error           text,
    started_at      integer not null,
    finished_at     integer
) strict, without rowid;
create index job_by_project on job (project_id, status);

create table container (
    seq             integer primary key autoincrement,
    id              text not null unique,
    project_id      text not null references project (id),
    job_id          text references job (id),
    variant         integer not null default 0,
    creative_type   text not null,
    format          text,
    hook            text,
    influencer_id   text,
    caption         text,
    status          text not null,
    approval_status text not null,
    reviewed_at     integer,
    reviewed_by     text,
    review_note     text,
    stage           text,
    pieces_total    integer not null default 0,
    pieces_done     integer not null default 0,
    drawn           integer not null default 0,
    due_at          integer not null default 0,
    preview         text,
    assets          text not null default '[]',
    captions        text not null default '[]',
    last_error      text,
    lease_owner     text,
    lease_until     integer,
    attempt         integer not null default 0,
    crashes         integer not null default 0,
    created_at      integer not null,
    updated_at      integer not null,
    completed_at    integer,
    failed_at       integer
) strict;
create index container_by_time on container (project_id, created_at, seq);
create index container_by_job on container (job_id, variant);
create index container_by_status on container (project_id, status, created_at, seq);
create index container_by_review on container (project_id, approval_status, created_at, seq);
create index container_open on container (status, seq) where status in ('queued', 'processing');

create table credit_event (
    seq             integer primary key autoincrement,
    id              text not null unique,
    organization_id text not null references organization (id),
    project_id      text,
    credits         integer not null,
    event_type      text not null,
    format          text,
    container_id    text,
    job_id          text,
    balance_after   integer not null,
    created_at      integer not null
) strict;
create index credit_event_by_time on credit_event (organization_id, created_at, seq);
-- Nothing is billed or given back twice: the database itself refuses the second row.
create unique index credit_event_once on credit_event (container_id, event_type)
    where container_id is not null;

create table stored_answer (
    api_key_id      text not null,
    method          text not null,
    path            text not null,
    idempotency_key text not null,
    body_hash       text not null,
    status          integer not null,
    body            blob not null,
    created_at      integer not null,
    primary key (api_key_id, method, path, idempotency_key)
) strict;
create index stored_answer_by_time on stored_answer (created_at);

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

create table influencer (
    seq           integer primary key autoincrement,
    id            text not null unique,
    project_id    text not null references project (id),
    job_id        text not null references job (id),
    name          text not null,
    gender        text not null,
    age_range     text not null,
    prompt        text,
    brand_voice   text not null,
    language      text not null,
    image_path    text not null,
    status        text not null default 'pending',
    error_message text,
    due_at        integer not null,
    created_at    integer not null,
    updated_at    integer not null
) strict;
create index influencer_by_time on influencer (project_id, created_at, seq);
create index influencer_by_job on influencer (job_id);
create index influencer_open on influencer (due_at) where status = 'pending';

-- One file of an upload session; all of a session die together.
create table upload_file (
    id             text primary key,
    container_id   text not null references container (id),
    place          integer not null,
    filename       text not null,
    content_type   text not null,
    size_bytes     integer not null,
    expires_at     integer not null,
    received_at    integer
) strict, without rowid;
create index upload_file_by_container on upload_file (container_id, place);
create index upload_file_by_expiry on upload_file (expires_at);
"""

SCHEMA = _TABLES + _KEYWORDS + POSTING
