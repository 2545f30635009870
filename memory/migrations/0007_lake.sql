-- The lake keeps every webhook and event in Parquet files outside. Here is which files belong to it: a file that no row
-- names was left by a crash. `places` says how many records of which partition are in it, so that a hole can be seen.
create table core.lake_files (
  tenant_id uuid not null,
  path text not null,
  topic text not null,
  day date not null,
  records integer not null,
  bytes bigint not null,
  sha256 bytea not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  places jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, path)
);
create index lake_files_day on core.lake_files (tenant_id, topic, day);
select core.fence('core.lake_files');

-- The keys under which it is encrypted there, one a person. Without its key what a person said is gone from every file.
create table core.lake_keys (
  tenant_id uuid not null,
  id uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select core.fence('core.lake_keys');

-- Where the archive met a webhook in the broker's log. Once `inbound` has come past it the row is no longer needed.
alter table core.journal
  add column archived_cluster text,
  add column archived_partition integer,
  add column archived_offset bigint;
