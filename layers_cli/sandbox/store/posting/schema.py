"""The tables of social accounts and scheduled posts: part of `store.schema`."""

POSTING = """
create table social_account (
    seq                 integer primary key autoincrement,
    id                  text not null unique,
    project_id          text not null references project (id),
    platform            text not null,
    handle              text not null,
    avatar_path         text not null,
    status              text not null default 'connected',
    disconnected_reason text,
    disconnected_at     integer,
    token_expires_at    integer,
    connected_at        integer not null,
    updated_at          integer not null,
    unique (project_id, platform, handle)
) strict;
-- A page of accounts begins after a moment, so that no two of a project may share one.
create unique index social_account_by_time on social_account (project_id, connected_at);

create table authorization (
    id                text primary key,
    api_key_id        text not null,
    project_id        text not null references project (id),
    platform          text not null,
    account_id        text references social_account (id),
    return_url        text,
    usage_note        text,
    status            text not null default 'pending',
    error             text,
    expires_at        integer not null,
    created_at        integer not null
) strict, without rowid;

create table scheduled_post (
    seq             integer primary key autoincrement,
    id              text not null unique,
    project_id      text not null references project (id),
    container_id    text not null references container (id),
    account_id      text not null references social_account (id),
    mode            text not null,
    target          text not null,
    status          text not null default 'queued',
    scheduled_for   integer not null,
    due_at          integer not null,
    fault           text,
    last_error      text,
    external_id     text,
    attempted_at    integer,
    published_at    integer,
    canceled_at     integer,
    cancel_reason   text,
    api_key_id      text not null,
    path            text not null,
    idempotency_key text,
    created_at      integer not null,
    updated_at      integer not null
) strict;
create index scheduled_post_by_time on scheduled_post (project_id, scheduled_for, seq);
create index scheduled_post_by_account on scheduled_post (account_id, status);
create index scheduled_post_by_container on scheduled_post (container_id, account_id);
create index scheduled_post_open on scheduled_post (due_at, seq)
    where status in ('queued', 'publishing');

-- What is to be scheduled as soon as its container is approved.
create table stashed_schedule (
    seq             integer primary key autoincrement,
    container_id    text not null references container (id),
    body            text not null,
    fault           text,
    api_key_id      text not null,
    path            text not null,
    idempotency_key text,
    created_at      integer not null
) strict;
create index stashed_schedule_by_container on stashed_schedule (container_id, seq);
"""
