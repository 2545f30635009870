-- Up to where every one of these readers has taken what the outbox tells, whatever broker carried it. No tenant in it: it
-- is about all.
create table core.relay_taken (
  readers text primary key,
  xid xid8 not null,
  id bigint not null,
  updated_at timestamptz not null default now()
);
grant select, insert, update, delete on core.relay_taken to ventros_relay;
grant select on core.relay_taken to ventros_app;
grant select on core.flow_position to ventros_relay;
