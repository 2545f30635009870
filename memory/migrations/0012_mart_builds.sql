-- How the last build of all marts ended, and when one went well. No tenant in it: it is about all.
create table core.mart_builds (
  one boolean primary key default true check (one),
  ended_at timestamptz not null,
  failed boolean not null,
  built_at timestamptz
);
grant select, insert, update on core.mart_builds to ventros_transform;
grant select on core.mart_builds to ventros_app;
