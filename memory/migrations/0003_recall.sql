-- What search remembers: items, their words (BM25) and their vectors. Everything here follows from crm.messages and
-- the embedder, and can be made anew.

create schema recall;
grant usage on schema recall to ventros_app;

-- A language has two configurations: its stems, and its words as they are. Both leave out its stop words.
do $$
declare
  name text;
  code text;
begin
  foreach name in array array['portuguese', 'english', 'spanish'] loop
    code := case name when 'portuguese' then 'pt' when 'english' then 'en' else 'es' end;
    execute format('create text search configuration recall.%I (copy = pg_catalog.%I)', code, name);
    execute format('create text search dictionary recall.%I (template = simple, stopwords = %I)', code || '_words', name);
    execute format('create text search configuration recall.%I (copy = pg_catalog.simple)', code || '_words');
    execute format(
      'alter text search configuration recall.%I alter mapping for asciiword, word, asciihword, hword, hword_asciipart,'
      ' hword_part with recall.%I', code || '_words', code || '_words');
  end loop;
end $$;

-- A text as it is indexed and asked for. Accents go, so that hurried typing finds careful typing; then the endings
-- that the stemmers know only with their accents (or not at all) come back in one form: opção, opcao, opções, opcoes.
-- Stop words that lost their accent become one that needs none. A dot inside "ok.obrigado" is no host name.
create function recall.folded(body text, language text) returns text language sql stable parallel safe as $$
  select case language
    when 'pt' then regexp_replace(regexp_replace(regexp_replace(replace(regexp_replace(plain,
      '(\w)(?:oes|aos?)\M', '\1ão', 'g'), 'cão', 'ção'),
      '([ai])veis\M', '\1vel', 'g'),
      '(\w\w)ais\M', '\1al', 'g'),
      '\m(?:voces?|tambem|ja|ate|so|ha|sera)\M', 'que', 'g')
    when 'es' then regexp_replace(regexp_replace(plain,
      'ion\M', 'ión', 'g'),
      '\m(?:mas|si|tambien|estan|habia|tenia|seria|sera)\M', 'que', 'g')
    else plain
  end
  from (select regexp_replace(public.unaccent(lower(body)), '[-+/_]|\.(?=[a-z])', ' ', 'g')) as folded(plain)
$$;

-- The words of a text with their places: as they are (`plain`), and as stems where the language is known.
-- tsvector stops counting at 16,383 places: whoever calls caps the text.
create function recall.words(body text, language text)
returns table (lexeme text, positions smallint[], plain boolean) language sql stable parallel safe as $$
  select w.lexeme, w.positions, w.plain
  from (select recall.folded(body, language)) as folded(text)
  cross join lateral (
    select lexeme, positions, true
    from unnest(to_tsvector(case language
      when 'pt' then 'recall.pt_words'::regconfig
      when 'en' then 'recall.en_words'::regconfig
      when 'es' then 'recall.es_words'::regconfig
      else 'pg_catalog.simple'::regconfig end, folded.text))
    union all
    select lexeme, positions, false
    from unnest(to_tsvector(case language
      when 'pt' then 'recall.pt'::regconfig
      when 'en' then 'recall.en'::regconfig
      when 'es' then 'recall.es'::regconfig end, folded.text))
  ) as w(lexeme, positions, plain)
$$;

-- One thing that can be found. It never changes: a message with a new text gets a new item. Its text, people and
-- session are read from the message, so that nothing here is stale.
create table recall.items (
  tenant_id uuid not null,
  id bigint generated always as identity,
  kind text not null default 'turn' check (kind in ('turn', 'fact', 'summary', 'chunk')),
  message_id uuid not null,
  language text not null,
  content_hash bytea not null,
  length smallint not null,
  shard smallint not null,
  terms bigint[] not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id, kind),
  foreign key (tenant_id, message_id) references crm.messages on delete cascade
);
select core.fence('recall.items');

-- Which item holds which word how often. No foreign key: a check per word would cost more than the word; they leave
-- with their item by the trigger below.
create table recall.postings (
  tenant_id uuid not null,
  term bigint not null,
  item_id bigint not null,
  tf smallint not null,
  length smallint not null,
  primary key (tenant_id, term, item_id) include (tf, length)
) with (autovacuum_vacuum_insert_scale_factor = 0.02); -- index-only scans want a fresh visibility map
select core.fence('recall.postings');

-- How many items hold a word, and how many items and words there are. Every writer counts in a shard of its own, so
-- that no two wait for a common word; the number is the sum over the shards.
create table recall.terms (
  tenant_id uuid not null,
  term bigint not null,
  shard smallint not null,
  df integer not null,
  primary key (tenant_id, term, shard)
) with (fillfactor = 80);
select core.fence('recall.terms');

create table recall.corpus (
  tenant_id uuid not null,
  shard smallint not null,
  language text not null,
  n integer not null,
  total_length bigint not null,
  primary key (tenant_id, shard, language)
) with (fillfactor = 50);
select core.fence('recall.corpus');

-- The counters follow the items, whoever writes or deletes them (a message's erasure cascades here). The corpus comes
-- first: its row is what two writers of one shard wait for, so that they never meet crosswise among the words.
create function recall.count_items() returns trigger language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
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
  insert into recall.terms as t
  select tenant_id, term, shard, sign * count(*) from changed, unnest(terms) as term group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, term, shard) do update set df = t.df + excluded.df;
  if tg_op = 'DELETE' then
    delete from recall.postings p using (select tenant_id, id, unnest(terms) as term from changed) as gone
    where p.tenant_id = gone.tenant_id and p.term = gone.term and p.item_id = gone.id;
  end if;
  return null;
end $$;
create trigger count_new after insert on recall.items
  referencing new table as changed for each statement execute function recall.count_items();
create trigger count_gone after delete on recall.items
  referencing old table as changed for each statement execute function recall.count_items();

-- A cascade deletes as the owner, and since Postgres 18 its triggers run as the owner too: within the same tenant.
create policy cascade on recall.postings to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy cascade on recall.terms to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy cascade on recall.corpus to ventros_owner
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Vectors, by model: those of two models are never compared. Beside the vector stands what never changes of the
-- message, so that a filter needs no join. An insert into HNSW costs 2.5 ms, a hundred times the row itself: a new
-- vector is searched exactly (2 µs a row) until `grow_graph` takes the older ones of a large tenant into the graph.
create table recall.embeddings (
  tenant_id uuid not null,
  item_id bigint not null,
  model text not null,
  graph boolean not null default false,
  from_me boolean not null,
  kind text not null,
  project_id uuid not null,
  channel_id uuid not null,
  at timestamptz not null,
  v halfvec(768) not null,
  primary key (tenant_id, item_id, model),
  foreign key (tenant_id, item_id) references recall.items on delete cascade
);
create index embeddings_new on recall.embeddings (tenant_id, model, at) where not graph;
create index embeddings_old on recall.embeddings (tenant_id, model, at) where graph;
create index embeddings_graph on recall.embeddings using hnsw (v halfvec_cosine_ops)
  with (m = 16, ef_construction = 64) where graph;
select core.fence('recall.embeddings');

-- A tenant that came after the last ANALYZE is missing from the statistics, counts as one row, and any index that begins
-- with tenant_id looks as good as the right one. Without statistics of the column every tenant counts as 1 in 200.
-- Not so for embeddings: there the size of a tenant decides between graph and exact scan.
alter table recall.items alter column tenant_id set statistics 0;
alter table recall.postings alter column tenant_id set statistics 0;
alter table recall.terms alter column tenant_id set statistics 0;
alter table recall.corpus alter column tenant_id set statistics 0;
