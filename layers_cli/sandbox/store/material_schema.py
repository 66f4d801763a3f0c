"""The tables of what partners make or bring along: influencers, and files on their way in."""

SCHEMA = """
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

TABLES = ("upload_file", "influencer")
"""The tables above, in the order in which they can be emptied."""
