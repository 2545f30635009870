-- What people who work here put down of somebody, or take back: a source of facts as messages are.
create table recall.statements (
  tenant_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  stated_by text not null,
  at timestamptz not null,
  act text not null check (act in ('state', 'retract')),
  predicate text not null,
  value text not null,
  modality text not null check (modality in ('asserted', 'planned')),
  since timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references crm.contacts on delete cascade
);
create index statements_contact on recall.statements (tenant_id, contact_id);
select core.fence('recall.statements');

-- A tenant too new for the statistics: see 0003.
alter table recall.statements alter column tenant_id set statistics 0;

-- A fact leads back to a message, with the place in it, or to a statement.
alter table recall.fact_sources
  drop constraint fact_sources_pkey,
  alter column message_id drop not null,
  alter column content_hash drop not null,
  alter column span drop not null,
  add column statement_id uuid,
  add constraint fact_sources_one check (num_nonnulls(message_id, statement_id) = 1),
  add constraint fact_sources_once unique nulls not distinct (tenant_id, fact_id, message_id, statement_id, span),
  add foreign key (tenant_id, statement_id) references recall.statements on delete cascade;
create index fact_sources_statement on recall.fact_sources (tenant_id, statement_id) where statement_id is not null;
