"""The tables of the ledger, a step for each version. A step never changes once released."""

_FIRST = """
create table intents (
  id integer primary key,
  key text not null,
  method text not null,
  path text not null,
  body blob not null,
  sha256 text not null,
  kind text not null,
  server text not null,
  profile text not null,
  credential text not null,
  run text not null,
  fingerprint text not null,
  command text not null,
  project text,
  organization text,
  format text,
  hook text,
  containers integer not null,
  credits real,
  folder text,
  overwrite integer not null,
  state text not null,
  doubtful integer not null default 0,
  owner text not null,
  expires_at real not null,
  created_at real not null,
  changed_at real not null,
  status integer,
  code text,
  job_id text,
  container_ids text not null default '[]',
  answer blob,
  ends text not null default '{}',
  told integer not null default 0,
  unique (server, method, path, key, sha256)
);
create index intents_by_state on intents (state);
create index intents_by_run on intents (server, fingerprint);
create index intents_by_job on intents (job_id);
create index intents_by_time on intents (created_at);
"""

_UPLOADS = """
create table upload_posts (
  id integer primary key,
  run text not null,
  server text not null,
  profile text not null,
  project text not null,
  credential text not null,
  caption text not null,
  grouping text not null,
  sizes text not null,
  session_key text not null,
  finalize_key text not null,
  session_at real,
  container_id text,
  state text not null,
  code text,
  owner text not null,
  created_at real not null,
  changed_at real not null
);
create index upload_posts_by_sizes on upload_posts (server, project, sizes);
create index upload_posts_by_state on upload_posts (server, state);
create table upload_files (
  post integer not null references upload_posts (id),
  place integer not null,
  path text not null,
  name text not null,
  content_type text not null,
  size integer not null,
  mtime_ns integer not null,
  sha256 text,
  stored integer not null default 0,
  primary key (post, place)
);
create index upload_files_by_hash on upload_files (sha256);
"""

_SAVED_FILES = """
create table saved_files (
  path text primary key,
  sha256 text not null,
  bytes integer not null,
  container_id text not null,
  position integer not null,
  url text not null,
  server text not null,
  asset_id text,
  project text,
  format text,
  hook text,
  saved_at real not null
);
create index saved_files_by_content on saved_files (sha256);
alter table intents add column file_names text;
alter table intents add column sidecar integer not null default 1;
"""

_TAKES = """
alter table intents add column take_of text;
create index intents_by_take on intents (take_of);
"""

_DECISIONS = """
create table decisions (
  id integer primary key,
  server text not null,
  project text not null,
  container_id text not null,
  kind text not null,
  reason text,
  note text,
  new_hook text,
  reviewer text,
  at text,
  state text not null,
  code text,
  message text,
  owner text not null,
  created_at real not null,
  changed_at real not null
);
create unique index decisions_open on decisions (server, container_id)
  where state in ('held', 'sending');
create index decisions_by_container on decisions (server, container_id);
create index decisions_by_state on decisions (server, state);
"""

STEPS: tuple[str, ...] = (_FIRST, _SAVED_FILES, _UPLOADS, _TAKES, _DECISIONS)
