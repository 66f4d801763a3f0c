"""The tables of the ledger, one step for each version of them. A step, once released, stays."""

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

STEPS: tuple[str, ...] = (_FIRST, _SAVED_FILES)
