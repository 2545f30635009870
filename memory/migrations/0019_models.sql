-- Which models the vectors are of. One answers questions; another may be prepared beside it, or be kept from before. No
-- tenant stands here: one process embeds for all of them, with one model.
create table recall.models (
  identity text primary key check (length(identity) between 1 and 500),
  embedder text not null,
  dimensions smallint not null,
  state text not null check (state in ('preparing', 'current', 'retired', 'dropping', 'dropped')),
  slot smallint not null check (slot in (1, 2)),
  set_by text not null,
  since timestamptz not null default now(),
  comparison jsonb,
  -- Both are looked at when a statement is done: so one update makes one the current and the other retired.
  constraint models_one_answers exclude using btree (state with =) where (state = 'current') deferrable,
  constraint models_two_are_kept exclude using btree (slot with =)
    where (state in ('preparing', 'current', 'retired')) deferrable
);
grant select, insert, update on recall.models to ventros_app;

-- Each of the two that are kept has a graph of its own: `graph` is that of slot 1. In one graph the vectors of the one
-- would be in the way of the other's, and building it would compare them.
alter table recall.embeddings add column second_graph boolean not null default false;
create index embeddings_second_graph on recall.embeddings using hnsw (v halfvec_cosine_ops)
  with (m = 16, ef_construction = 64) where second_graph;
create index embeddings_second_old on recall.embeddings (tenant_id, model, at) where second_graph;
drop index recall.embeddings_new;
create index embeddings_new on recall.embeddings (tenant_id, model, at) where not graph and not second_graph;

-- A long text has a vector for each of its pieces, in their order; `span` is which characters of it one is of.
alter table recall.embeddings add column piece smallint not null default 0, add column span int4range;
alter table recall.embeddings drop constraint embeddings_pkey, add primary key (tenant_id, item_id, model, piece);
