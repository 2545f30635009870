-- What ties people, sessions, messages and things together. Most edges are asked of the tables that there are; here is
-- what those do not say: whom and what messages name, and which spellings mean one thing.

-- What a value shares with every other way of writing it (see `key` in contracts/crm/claim.py), as the id of a node: no
-- case, no accents, no punctuation but in numbers and addresses. A column of its own, since a comparison with a function
-- that is not leakproof uses no index behind a fence.
create function recall.node_id(tenant uuid, value text) returns uuid language sql immutable parallel safe
return md5(tenant::text || ' ' || btrim(regexp_replace(
  regexp_replace(normalize(lower(value collate pg_catalog.pg_c_utf8), nfkd), '[\u0300-\u036f]', '', 'g'),
  '[^[:alnum:]@.+-]+' collate pg_catalog.pg_c_utf8, ' ', 'g'), ' .-'))::uuid;

alter table recall.facts
  add column node_id uuid not null generated always as (recall.node_id(tenant_id, value)) stored;
create index facts_node on recall.facts (tenant_id, node_id, valid_from desc, id);

-- Whom and what a message names, in normal form: people by their exact names, which are looked up when somebody asks, so
-- that it does not matter who comes first, the name or the person. What an edit took away is known no longer
-- (`known_to`). What has no hash is no part of the text: the channel itself tells it.
create table recall.mentions (
  tenant_id uuid not null,
  message_id uuid not null,
  kind text not null,
  value text not null,
  content_hash bytea,
  known_from timestamptz not null default now(),
  known_to timestamptz,
  node_id uuid not null generated always as (recall.node_id(tenant_id, value)) stored,
  primary key (tenant_id, message_id, kind, value, known_from),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
create unique index mentions_once on recall.mentions (tenant_id, message_id, kind, value) where known_to is null;
create index mentions_node on recall.mentions (tenant_id, node_id, kind, known_from desc, message_id);
select core.fence('recall.mentions');

-- Two things that people took for one. Nothing is moved: while a merge holds both are read as the second.
create table recall.entity_merges (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  from_id uuid not null,
  into_id uuid not null,
  merged_by text not null,
  merged_at timestamptz not null default clock_timestamp(),
  undone_at timestamptz,
  primary key (tenant_id, id),
  check (from_id <> into_id)
);
create index entity_merges_list on recall.entity_merges (tenant_id, merged_at desc, id desc);
select core.fence('recall.entity_merges');

-- Who answered a message.
create index messages_replies on crm.messages (tenant_id, channel_id, reply_to) where reply_to is not null;

-- A tenant too new for the statistics: see 0003.
alter table recall.mentions alter column tenant_id set statistics 0;
