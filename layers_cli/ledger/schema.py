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

# Credits in millionths, which add up exactly, by spans of 300 s and of 1 s: the sum of a day is
# made of some hundred rows, whatever the day holds. No statement can forget to keep them.
_BUDGET = """
create table credits_spent (
  profile text not null,
  span integer not null,
  number integer not null,
  millionths integer not null,
  primary key (profile, span, number)
) without rowid;
insert into credits_spent
  select profile, spans.value, cast(created_at / spans.value as integer),
    sum(cast(round(credits * 1000000) as integer))
  from intents, json_each('[300, 1]') as spans
  where credits is not null and state != 'refused'
  group by 1, 2, 3;
create trigger intents_are_spent after insert on intents
when new.credits is not null and new.state != 'refused' begin
  insert into credits_spent
    select new.profile, value, cast(new.created_at / value as integer),
      cast(round(new.credits * 1000000) as integer)
    from json_each('[300, 1]') where true
    on conflict do update set millionths = millionths + excluded.millionths;
end;
create trigger intents_are_given_back after update of state, credits, created_at, profile on intents
when old.credits is not null and old.state != 'refused' and (new.state = 'refused'
  or new.credits is not old.credits or new.created_at != old.created_at
  or new.profile != old.profile) begin
  update credits_spent set millionths = millionths - cast(round(old.credits * 1000000) as integer)
    where profile = old.profile and (span, number) in (
      select value, cast(old.created_at / value as integer) from json_each('[300, 1]'));
end;
create trigger intents_are_spent_again
after update of state, credits, created_at, profile on intents
when new.credits is not null and new.state != 'refused' and (old.state = 'refused'
  or new.credits is not old.credits or new.created_at != old.created_at
  or new.profile != old.profile) begin
  insert into credits_spent
    select new.profile, value, cast(new.created_at / value as integer),
      cast(round(new.credits * 1000000) as integer)
    from json_each('[300, 1]') where true
    on conflict do update set millionths = millionths + excluded.millionths;
end;
"""

_BY_NAME = """
create index intents_by_key on intents (key);
create index intents_by_command on intents (run);
create table intent_containers (
  intent integer not null references intents (id),
  container_id text not null,
  primary key (intent, container_id)
) without rowid;
create index intent_containers_by_id on intent_containers (container_id);
insert or ignore into intent_containers
  select intents.id, value from intents,
    json_each(case when json_valid(container_ids) then container_ids else '[]' end)
  where type = 'text';
create trigger intents_have_containers after update of container_ids on intents
when new.container_ids is not old.container_ids begin
  delete from intent_containers where intent = new.id;
  insert or ignore into intent_containers
    select new.id, value
    from json_each(case when json_valid(new.container_ids) then new.container_ids else '[]' end)
    where type = 'text';
end;
"""

_CAMPAIGNS = """
alter table intents add column campaign text;
create index intents_alone on intents (created_at) where campaign is null;
create index intents_of_rows on intents (run, server, state, status, code, owner, containers)
  where campaign is not null;
create table campaigns (
  id integer primary key,
  name text not null,
  server text not null,
  profile text not null,
  credential text not null,
  sheet text not null,
  columns text not null,
  results text,
  created_at real not null,
  paused text,
  max_credits real,
  edition integer not null default 0,
  unique (server, name)
);
create table campaign_rows (
  id integer primary key,
  campaign integer not null references campaigns (id),
  edition integer not null,
  number integer not null,
  take integer not null,
  name text not null,
  key text not null,
  digest text not null,
  is_repair integer not null,
  containers integer not null,
  credits real not null,
  planned text not null,
  state text not null,
  asked text,
  owner text,
  message text,
  fix text,
  request_id text
);
create unique index campaign_rows_by_key on campaign_rows (campaign, key) where key != '';
create index campaign_rows_in_order on campaign_rows (campaign, edition, number, take);
create index campaign_rows_by_state
  on campaign_rows (campaign, edition, asked, state, owner, containers, credits);
create table campaign_containers (
  container_id text primary key,
  campaign integer not null references campaigns (id),
  status text not null,
  approval text,
  preview text,
  files text not null
) without rowid;
create index campaign_containers_by_status on campaign_containers (campaign, status);
"""

# What its requests say of a row; with several variants there may be several (api-core 1.7). A
# request that never left, or was taken back, says nothing, and 401, 402 and these codes are the
# account's: no other row would fare better (errors page).
_ASKED = """
  select case
    when total(containers) filter (where state in ('answered', 'finished', 'saved'))
      >= campaign_rows.containers and count(*) then 'accepted'
    when count(*) filter (where state = 'intended') then 'sending'
    when count(*) filter (where state = 'unknown') then 'unknown'
    when count(*) filter (where state = 'refused' and status is not null
      and code != 'cli_not_sent' and status not in (401, 402)
      and code not in ('KILL_SWITCH', 'FORBIDDEN_SCOPE')) then 'refused'
    when count(*) filter (where state = 'refused' and status is not null
      and code != 'cli_not_sent') then 'held'
    end, max(owner) filter (where state = 'intended')
  from intents"""

_FOLLOWS = f"""
  update campaign_rows set (asked, owner) = ({_ASKED}
    where run = new.run and server = new.server and campaign is not null)
  where key = new.run and key != '' and campaign =
    (select id from campaigns where server = new.server and name = new.campaign);
end;
"""  # noqa: S608 - ours

_ROWS = f"""
create trigger rows_follow_intents after insert on intents
when new.campaign is not null begin {_FOLLOWS}
create trigger rows_follow_answers after update of state, status, code, owner on intents
when new.campaign is not null begin {_FOLLOWS}
create trigger rows_find_intents after insert on campaign_rows when new.key != '' begin
  update campaign_rows set (asked, owner) = ({_ASKED}
    where run = new.key and campaign is not null
      and server = (select server from campaigns where id = new.campaign))
  where id = new.id;
end;
"""  # noqa: S608 - ours

_CAMPAIGN_STEP = _BUDGET + _BY_NAME + _CAMPAIGNS + _ROWS
STEPS: tuple[str, ...] = (_FIRST, _SAVED_FILES, _UPLOADS, _TAKES, _DECISIONS, _CAMPAIGN_STEP)
