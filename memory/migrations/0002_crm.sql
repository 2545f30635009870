-- Channels, people, chats, messages, sessions, and replies on their way out.

create table crm.channels (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  name text not null,
  type text not null,
  status text not null default 'inactive',
  external_id text not null,
  session_timeout_minutes integer check (session_timeout_minutes between 1 and 1440),
  allow_groups boolean not null default true,
  config_sealed bytea not null,
  secret_sealed bytea not null,
  last_message_at timestamptz,
  last_error text,
  status_at timestamptz not null default '-infinity',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references core.projects
);
create unique index channels_id on crm.channels (id);
select core.fence('crm.channels');
select core.source('crm.channels');
create policy resolve on crm.channels for select to ventros_resolver using (true);
grant select on crm.channels to ventros_resolver;

create table crm.contacts (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  name text not null,
  name_at timestamptz,
  name_by_hand boolean not null default false,
  phone text,
  email text,
  language text,
  language_at timestamptz,
  timezone text,
  tags text[] not null default '{}',
  custom_fields jsonb not null default '{}',
  source_channel text,
  first_interaction_at timestamptz,
  last_interaction_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references core.projects,
  foreign key (tenant_id, merged_into) references crm.contacts
);
create index contacts_list on crm.contacts (tenant_id, created_at desc, id desc) where deleted_at is null;
select core.fence('crm.contacts');
select core.source('crm.contacts');

-- Every exact name of a person. The scope is '' where a name holds everywhere, else the channel that gives it.
create table crm.identities (
  tenant_id uuid not null,
  project_id uuid not null,
  scheme text not null,
  scope text not null default '',
  value text not null,
  contact_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, project_id, scheme, scope, value),
  foreign key (tenant_id, contact_id) references crm.contacts
);
create index identities_contact on crm.identities (tenant_id, contact_id);
select core.fence('crm.identities');

-- What a merge moved, so that it can be taken apart again.
create table crm.contact_merges (
  tenant_id uuid not null,
  survivor_id uuid not null,
  merged_id uuid not null,
  identities jsonb not null,
  message_ids uuid[] not null,
  merged_at timestamptz not null default now(),
  undone_at timestamptz,
  primary key (tenant_id, merged_id, merged_at),
  foreign key (tenant_id, survivor_id) references crm.contacts,
  foreign key (tenant_id, merged_id) references crm.contacts
);
select core.fence('crm.contact_merges');

create table crm.chats (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  channel_id uuid not null,
  type text not null,
  status text not null default 'active',
  status_at timestamptz not null default '-infinity',
  external_id text not null,
  contact_id uuid,
  name_rank smallint not null default 9,
  subject text,
  subject_at timestamptz not null default '-infinity',
  participants jsonb not null default '[]',
  last_message_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, channel_id, external_id),
  foreign key (tenant_id, channel_id) references crm.channels,
  foreign key (tenant_id, contact_id) references crm.contacts
);
create index chats_contact on crm.chats (tenant_id, contact_id);
create index chats_list on crm.chats (tenant_id, created_at desc, id desc);
select core.fence('crm.chats');
select core.source('crm.chats');

-- Who is in a group, the newest word on each winning by the provider's time, then the report's id.
create table crm.chat_members (
  tenant_id uuid not null,
  chat_id uuid not null,
  external_id text not null,
  present boolean not null,
  admin boolean not null default false,
  at timestamptz not null,
  change_id text not null,
  primary key (tenant_id, chat_id, external_id),
  foreign key (tenant_id, chat_id) references crm.chats
);
select core.fence('crm.chat_members');

create table crm.sessions (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  contact_id uuid not null,
  channel_type text not null,
  status text not null default 'active',
  end_reason text,
  started_at timestamptz not null,
  last_activity_at timestamptz not null,
  last_recorded_at timestamptz not null,
  ended_at timestamptz,
  timeout_minutes integer not null,
  message_count integer not null default 0,
  messages_from_contact integer not null default 0,
  messages_from_agent integer not null default 0,
  duration_seconds integer not null default 0,
  first_contact_message_at timestamptz,
  first_agent_response_at timestamptz,
  agent_response_time_seconds integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references crm.contacts
);
create unique index sessions_one_active on crm.sessions (tenant_id, contact_id, channel_type) where status = 'active';
create index sessions_contact on crm.sessions (tenant_id, contact_id, channel_type, started_at);
create index sessions_list on crm.sessions (tenant_id, started_at desc, id desc);
select core.fence('crm.sessions');
select core.source('crm.sessions');

-- Manual closes: no session reaches over a cut.
create table crm.session_cuts (
  tenant_id uuid not null,
  contact_id uuid not null,
  channel_type text not null,
  cut_at timestamptz not null,
  primary key (tenant_id, contact_id, channel_type, cut_at),
  foreign key (tenant_id, contact_id) references crm.contacts
);
select core.fence('crm.session_cuts');

create table crm.messages (
  tenant_id uuid not null,
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  channel_id uuid not null,
  channel_type text not null,
  chat_id uuid not null,
  contact_id uuid,
  session_id uuid,
  provider_id text not null,
  from_me boolean not null,
  content_type text not null,
  text text,
  media jsonb,
  status text not null,
  failure_reason text,
  source text not null,
  language text,
  reply_to text,
  mentions text[] not null default '{}',
  metadata jsonb not null default '{}',
  timeout_minutes integer not null,
  at timestamptz not null,
  edited_at timestamptz,
  revoked_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  played_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, channel_id, provider_id),
  foreign key (tenant_id, channel_id) references crm.channels,
  foreign key (tenant_id, chat_id) references crm.chats,
  foreign key (tenant_id, contact_id) references crm.contacts,
  foreign key (tenant_id, session_id) references crm.sessions
);
create index messages_contact on crm.messages (tenant_id, contact_id, at, id);
create index messages_chat on crm.messages (tenant_id, chat_id, at, id);
create index messages_session on crm.messages (tenant_id, session_id, at, id);
create index messages_list on crm.messages (tenant_id, at desc, id desc);
select core.fence('crm.messages');
select core.source('crm.messages');

-- Receipts, edits, reactions and revocations wait here until their message is recorded; then they are applied.
create table crm.message_pending (
  tenant_id uuid not null,
  channel_id uuid not null,
  provider_id text not null,
  kind text not null,
  change_id text not null,
  at timestamptz not null,
  from_me boolean not null,
  chat text not null,
  actor text not null,
  actors jsonb not null,
  status text,
  text text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, channel_id, provider_id, kind, change_id)
);
select core.fence('crm.message_pending');

create table crm.message_edits (
  tenant_id uuid not null,
  message_id uuid not null,
  change_id text not null,
  at timestamptz not null,
  text text not null,
  primary key (tenant_id, message_id, change_id),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
select core.fence('crm.message_edits');

create table crm.message_reactions (
  tenant_id uuid not null,
  message_id uuid not null,
  actor text not null,
  emoji text not null,
  at timestamptz not null,
  change_id text not null,
  primary key (tenant_id, message_id, actor),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
select core.fence('crm.message_reactions');

-- A message to send: the intent first, then the call, then the result.
create table crm.deliveries (
  tenant_id uuid not null,
  message_id uuid not null,
  idempotency_key text not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'unknown', 'done', 'failed')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  last_error text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, message_id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
create index deliveries_due on crm.deliveries (tenant_id, due_at) where state in ('pending', 'sending', 'unknown');
select core.fence('crm.deliveries');

create table crm.labels (
  tenant_id uuid not null,
  channel_id uuid not null,
  label_id text not null,
  name text,
  deleted boolean not null default false,
  at timestamptz not null,
  primary key (tenant_id, channel_id, label_id),
  foreign key (tenant_id, channel_id) references crm.channels
);
select core.fence('crm.labels');

-- What a model made of a message: kept per provider, model and version.
create table crm.enrichments (
  tenant_id uuid not null,
  message_id uuid not null,
  kind text not null,
  provider text not null,
  model text not null,
  model_version text not null,
  content_hash bytea not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, message_id, kind, provider, model, model_version),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
select core.fence('crm.enrichments');
select core.source('crm.enrichments');

-- Plans of the flows are made without knowing which tenant they are for. Each is to count as the largest that there is:
-- taken for a handful of rows, it would be read whole where a few rows are wanted by key.
do $$
declare
  big text;
begin
  foreach big in array array['messages', 'sessions', 'contacts', 'identities', 'chats', 'message_pending'] loop
    execute format('alter table crm.%I alter column tenant_id set (n_distinct = 1)', big);
  end loop;
end $$;

create function core.resolve_channel(channel uuid)
returns table (tenant_id uuid, project_id uuid, type text, secret_sealed bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.tenant_id, c.project_id, c.type, c.secret_sealed
  from crm.channels c
  where c.id = channel and c.deleted_at is null
$$;
revoke all on function core.resolve_channel(uuid) from public;
grant execute on function core.resolve_channel(uuid) to ventros_gate;
grant create on schema core to ventros_resolver;
alter function core.resolve_channel(uuid) owner to ventros_resolver;
revoke create on schema core from ventros_resolver;
