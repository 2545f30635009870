-- Flows that an operator has stopped for a while. Without the row a flow reads on from its position.
create table core.flow_pause (
  flow text primary key,
  why text not null default '' check (length(why) <= 500),
  since timestamptz not null default now()
);
grant select, insert, update, delete on core.flow_pause to ventros_app;
