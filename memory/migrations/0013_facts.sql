-- What people say of themselves, and what is known of them by it. Everything here follows from crm.messages and the
-- extractor, and can be made anew.

-- What one extractor read in one message. It never changes: a message with another text has other claims. Whose it is
-- follows the message when two names turn out to be one person.
create table recall.claims (
  tenant_id uuid not null,
  message_id uuid not null,
  extractor text not null,
  place smallint not null,
  contact_id uuid not null,
  content_hash bytea not null,
  predicate text not null,
  act text not null check (act in ('state', 'retract', 'correct')),
  value text not null,
  replaces text,
  modality text not null check (modality in ('asserted', 'planned')),
  polarity smallint not null check (polarity in (-1, 1)),
  since timestamptz,
  changed boolean not null,
  confidence real not null,
  span int4range not null,
  primary key (tenant_id, message_id, extractor, place),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
create index claims_contact on recall.claims (tenant_id, contact_id, extractor);
select core.fence('recall.claims');

-- What is known of a person, in two times: of the world (valid_from, valid_to) and of our knowing it (recorded_at,
-- invalidated_at). A record only ever ends; what is otherwise is recorded anew. Two values of a functional predicate
-- never hold at the same time.
create table recall.facts (
  tenant_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  extractor text not null,
  predicate text not null,
  functional boolean not null,
  value text not null,
  modality text not null check (modality in ('asserted', 'planned')),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  valid_from_source text not null check (valid_from_source in ('explicit', 'message_time', 'inferred')),
  disputed boolean not null,
  recorded_at timestamptz not null default now(),
  invalidated_at timestamptz,
  invalidation_kind text check (invalidation_kind in ('superseded', 'retracted', 'duplicate', 'erased')),
  superseded_by uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references crm.contacts on delete cascade,
  check ((invalidated_at is null) = (invalidation_kind is null)),
  constraint facts_one_at_a_time exclude using gist (
    tenant_id with =, contact_id with =, extractor with =, predicate with =, tstzrange(valid_from, valid_to) with &&
  ) where (functional and modality = 'asserted' and invalidated_at is null)
);
create index facts_current on recall.facts (tenant_id, contact_id, extractor) where invalidated_at is null;
create index facts_newest on recall.facts (tenant_id, predicate, valid_from desc) where invalidated_at is null;
create index facts_contact on recall.facts (tenant_id, contact_id, extractor, valid_from desc, id desc);
select core.fence('recall.facts');

-- Who said so, where. Its weight is the confidence of that one claim.
create table recall.fact_sources (
  tenant_id uuid not null,
  fact_id uuid not null,
  message_id uuid not null,
  content_hash bytea not null,
  span int4range not null,
  weight real not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, fact_id, message_id, span),
  foreign key (tenant_id, fact_id) references recall.facts on delete cascade,
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
create index fact_sources_message on recall.fact_sources (tenant_id, message_id);
select core.fence('recall.fact_sources');

-- What nobody said any more is gone, from every time: a message's erasure and revocation cascade here.
create function recall.forget_facts() returns trigger language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
begin
  if not exists (select from gone) then
    return null;
  end if;
  delete from recall.facts f using (select distinct tenant_id, fact_id from gone) as lost
  where f.tenant_id = lost.tenant_id and f.id = lost.fact_id and not exists (
    select from recall.fact_sources s where s.tenant_id = lost.tenant_id and s.fact_id = lost.fact_id
  );
  return null;
end $$;
create trigger forget_facts after delete on recall.fact_sources
  referencing old table as gone for each statement execute function recall.forget_facts();

-- A cascade deletes as the owner, and since Postgres 18 its triggers run as the owner too: within the same tenant.
create policy cascade on recall.facts to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy cascade on recall.fact_sources to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- A tenant too new for the statistics: see 0003.
alter table recall.claims alter column tenant_id set statistics 0;
alter table recall.facts alter column tenant_id set statistics 0;
alter table recall.fact_sources alter column tenant_id set statistics 0;
