-- How many items hold a word follows the items by what changes of it is told here and folded in now and then: counted
-- at once it took a quarter of the time of remembering, and a common word was a row that everybody waits for. What a
-- search knows of a word may be late by a few seconds, which moves its weight and hides nothing.
create table recall.term_changes (
  tenant_id uuid not null,
  id bigint generated always as identity,
  sign smallint not null,
  terms bigint[] not null,
  primary key (tenant_id, id)
);
select core.fence('recall.term_changes');
create policy cascade on recall.term_changes to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

create or replace function recall.count_items() returns trigger language plpgsql
set plan_cache_mode = 'force_generic_plan' as $$
declare
  sign integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  if not exists (select from changed) then
    return null;
  end if;
  insert into recall.corpus as c
  select tenant_id, shard, language, sign * count(*), sign * sum(length) from changed group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, shard, language) do update
    set n = c.n + excluded.n, total_length = c.total_length + excluded.total_length;
  insert into recall.term_changes (tenant_id, sign, terms)
  select tenant_id, sign, terms from changed where terms <> '{}';
  if tg_op = 'DELETE' then
    delete from recall.postings p using (select tenant_id, id, unnest(terms) as term from changed) as gone
    where p.tenant_id = gone.tenant_id and p.term = gone.term and p.item_id = gone.id;
  end if;
  return null;
end $$;

-- Those who fold come one after the other, word by word in order: nobody needs a shard of their own any more.
create table recall.words_counted as
select tenant_id, term, sum(df)::integer as df from recall.terms group by 1, 2 having sum(df) > 0;
drop table recall.terms;
create table recall.terms (
  tenant_id uuid not null,
  term bigint not null,
  df integer not null,
  primary key (tenant_id, term)
) with (fillfactor = 80);
insert into recall.terms select tenant_id, term, df from recall.words_counted;
drop table recall.words_counted;
select core.fence('recall.terms');
alter table recall.terms alter column tenant_id set statistics 0;
