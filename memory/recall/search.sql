-- One round trip: the words of the question (BM25) and its vector, each spread to the turns before and after, fused.
-- The filters stand in braces: {of_message} on crm.messages m, {of_vector} on recall.embeddings e (the same filters, as
-- far as they never change), {graph} is which of the two graphs the model's vectors are in. Laterals with `offset 0` are
-- looked up one by one by key, whatever the statistics say.
-- What comes out are the candidates with what speaks for each; fusion.py puts them in order.
with
corpus as materialized (
  select greatest(sum(n), 1)::float8 as n, greatest(sum(total_length)::float8 / greatest(sum(n), 1), 1) as avgdl,
    array_agg(distinct language) filter (where n > 0) || '{{""}}'::text[] as languages
  from recall.corpus where tenant_id = %(tenant)s
),
-- Every word of the question in every form in which a language of the tenant may have it in the index.
form as materialized (
  select language, position, w.lexeme, hashtextextended(w.lexeme, 0) as term
  from (select distinct unnest(languages) as language from corpus) l
  cross join lateral recall.words(%(q)s, language) w
  cross join lateral unnest(w.positions) as position
),
-- What is a stop word in one of the languages says nothing in any, unless the question has nothing else.
telling as materialized (
  select position, count(distinct language) = max(count(distinct language)) over () as telling
  from form group by position
),
-- Okapi BM25 (Robertson and Zaragoza 2009), k1 1.2, b 0.3, the idf over the whole tenant. The forms of a word are one
-- word, as common as its commonest form, and count once, by the form that fits best. What came in the last seconds is
-- not counted yet (`fold_terms`): a word of which nothing else is known counts as rare.
word as materialized (
  select f.position, f.term, d.df
  from (select min(position) as position, term from form join telling using (position) where telling group by term) f
  cross join lateral (
    select greatest(max(t.df), 1)::float8 as df from recall.terms t
    where t.tenant_id = %(tenant)s and t.term = f.term
    offset 0
  ) d
  cross join lateral (
    select from recall.postings p where p.tenant_id = %(tenant)s and p.term = f.term limit 1
  ) there
),
-- The six rarest words say nearly all. A common one is left out when three are rarer, or when together they would have
-- us read more than 300,000 postings.
asked as materialized (
  select position, ln(1 + (n - df + 0.5) / (df + 0.5)) as idf from (
    select position, max(df) as df, row_number() over w as place, sum(max(df)) over w as reading
    from word group by position window w as (order by max(df), position)
  ) w
  cross join corpus
  where %(words)s::float8 > 0 and place <= 6 and (place <= 3 or df <= 0.2 * n) and (place = 1 or reading <= 300000)
),
matched as materialized (
  select item_id, sum(score) as score from (
    select p.item_id, a.position, max(a.idf * p.tf * 2.2 / (p.tf + 1.2 * (0.7 + 0.3 * p.length / c.avgdl))) as score
    from asked a
    join word w using (position)
    cross join corpus c
    cross join lateral (
      select p.item_id, p.tf, p.length from recall.postings p
      where p.tenant_id = %(tenant)s and p.term = w.term offset 0
    ) p
    group by p.item_id, a.position
  ) best
  group by item_id
),
lexical as materialized (
  select item_id, score from matched
  left join recall.items i on i.tenant_id = %(tenant)s and i.id = item_id -- these two are not read without a filter
  left join crm.messages m on m.tenant_id = %(tenant)s and m.id = i.message_id
  where (%(kind)s::text is null or i.kind = %(kind)s) and {of_message}
  order by score desc, item_id limit %(depth)s
),
-- The graph for what is old and much, exactly for what is new or within one person, chat or session. Each part is a bare
-- ORDER BY … LIMIT: a join or a window would cost the index.
nearest as materialized (
  (select e.item_id, e.v <=> %(vector)b::halfvec as distance, e.span from recall.embeddings e
   where e.tenant_id = %(tenant)s and e.model = %(model)s and e.{graph} and {of_vector}
     and (%(kind)s::text is null or e.kind = %(kind)s) and %(vector)b::halfvec is not null and not %(within)s
     and exists (select from recall.embeddings o where o.tenant_id = %(tenant)s and o.model = %(model)s and o.{graph})
   order by e.v <=> %(vector)b::halfvec limit %(depth)s)
  union all
  (select e.item_id, e.v <=> %(vector)b::halfvec, e.span from recall.embeddings e
   where e.tenant_id = %(tenant)s and e.model = %(model)s and not e.graph and not e.second_graph and {of_vector}
     and (%(kind)s::text is null or e.kind = %(kind)s) and %(vector)b::halfvec is not null and not %(within)s
   order by e.v <=> %(vector)b::halfvec limit %(depth)s)
  union all
  (select i.id, e.v <=> %(vector)b::halfvec, e.span
   from crm.messages m
   cross join lateral (
     select i.id, i.kind from recall.items i where i.tenant_id = %(tenant)s and i.message_id = m.id offset 0
   ) i
   cross join lateral (
     select e.v, e.span from recall.embeddings e
     where e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(model)s offset 0
   ) e
   where m.tenant_id = %(tenant)s and {of_message} and (%(kind)s::text is null or i.kind = %(kind)s)
     and %(vector)b::halfvec is not null and %(within)s
   order by 2 limit %(depth)s)
),
-- Of several pieces of a long text the one that is nearest.
semantic as materialized (
  select distinct on (item_id) item_id, 1 - distance as similarity, span
  from (
    select * from nearest
    where distance < 'NaN' -- a text of white space has the zero vector, which is near to nothing
    order by distance, item_id limit %(depth)s
  ) n
  order by item_id, distance
),
-- The newest, for strategies that want them: 1 for the last one, down to 0 by even steps.
newest as materialized (
  select i.id as item_id, 1 - (row_number() over (order by m.at desc, m.id desc) - 1) / %(candidates)s::float8 as recent
  from (
    select m.id, m.at from crm.messages m
    where m.tenant_id = %(tenant)s and m.text ~ '\S' and {of_message} and %(recent)s::float8 > 0
    order by m.at desc, m.id desc limit %(candidates)s
  ) m
  cross join lateral (
    select i.id from recall.items i
    where i.tenant_id = %(tenant)s and i.message_id = m.id and (%(kind)s::text is null or i.kind = %(kind)s) offset 0
  ) i
),
-- What the newest facts of the kind that the question asks for were taken from.
known as materialized (
  select distinct i.id as item_id
  from unnest(%(predicates)s::text[]) as asked(predicate)
  cross join lateral (
    select f.id from recall.facts f
    where f.tenant_id = %(tenant)s and f.predicate = asked.predicate and f.invalidated_at is null
      and (%(contact_id)s::uuid is null or f.contact_id = %(contact_id)s)
    order by f.valid_from desc limit %(candidates)s
  ) f
  cross join lateral (
    select s.message_id from recall.fact_sources s where s.tenant_id = %(tenant)s and s.fact_id = f.id offset 0
  ) s
  cross join lateral (
    select m.id from crm.messages m where m.tenant_id = %(tenant)s and m.id = s.message_id and {of_message} offset 0
  ) m
  cross join lateral (
    select i.id from recall.items i
    where i.tenant_id = %(tenant)s and i.message_id = m.id and (%(kind)s::text is null or i.kind = %(kind)s) offset 0
  ) i
  where %(graph)s::float8 > 0
),
found as materialized (
  select m.id, m.chat_id, m.contact_id, m.session_id, m.at, m.timeout_minutes, f.recent, f.text_from, f.text_to,
    coalesce(f.lexical, 0) as lexical,
    coalesce(f.similarity, min(f.similarity) over ()) as similarity,
    coalesce(greatest(f.similarity - avg(f.similarity) over (), 0), 0) as semantic
  from (
    select item_id, max(lexical) as lexical, max(similarity) as similarity, coalesce(max(recent), 0) as recent,
      max(lower(span)) as text_from, max(upper(span)) as text_to
    from (select item_id, score as lexical, null::float8 as similarity, null::float8 as recent, null::int4range as span
        from lexical union all
      select item_id, null, similarity, null, span from semantic union all
      select item_id, null, null, recent, null from newest union all
      select item_id, null, null, null, null from known) arms
    group by item_id
  ) f
  cross join lateral (
    select i.message_id from recall.items i where i.tenant_id = %(tenant)s and i.id = f.item_id offset 0
  ) i
  cross join lateral (
    select m.* from crm.messages m where m.tenant_id = %(tenant)s and m.id = i.message_id offset 0
  ) m
),
-- An answer tells of its question and the other way round: a part of what a turn has goes to the next one and to the
-- one before, in the same chat and session. A group's speakers have a session each: there nearness in time says it.
spread as materialized (
  select m.id, sum(f.lexical * m.of_lexical) as lexical, sum(f.semantic * m.of_semantic) as semantic
  from found f
  cross join lateral (
    (select m.*, 0.5 as of_lexical, 0.4 as of_semantic, m.at - f.at as gap, f.timeout_minutes as allowed
     from crm.messages m
     where m.tenant_id = %(tenant)s and m.chat_id = f.chat_id and m.text ~ '\S'
       and (m.at, m.id) > (f.at, f.id) and m.at <= f.at + interval '1 day'
     order by m.at, m.id limit 1)
    union all
    (select m.*, 0.3, 0.3, f.at - m.at, m.timeout_minutes
     from crm.messages m
     where m.tenant_id = %(tenant)s and m.chat_id = f.chat_id and m.text ~ '\S'
       and (m.at, m.id) < (f.at, f.id) and m.at >= f.at - interval '1 day'
     order by m.at desc, m.id desc limit 1)
  ) m
  where (f.lexical > 0 or f.semantic > 0) and m.gap <= make_interval(mins => m.allowed) and {of_message}
    and (m.contact_id is distinct from f.contact_id or coalesce(m.session_id = f.session_id, true))
  group by m.id
),
-- What facts of the kind that the question asks for were taken from.
told as materialized (
  select id from (select id from found union select id from spread) f
  where %(graph)s::float8 > 0 and %(predicates)s::text[] <> '{{}}' and exists (
    select from recall.claims c
    where c.tenant_id = %(tenant)s and c.message_id = f.id and c.predicate = any(%(predicates)s) offset 0
  )
),
candidate as materialized (
  select id, f.session_id, f.text_from, f.text_to, (told.id is not null)::int as told, coalesce(f.recent, 0) as recent,
    coalesce(f.lexical, 0) as lexical, coalesce(s.lexical, 0) as near_lexical,
    coalesce(f.similarity, lowest) as similarity,
    coalesce(f.similarity - lowest, 0) as semantic, coalesce(s.semantic, 0) as near_semantic,
    case when best = 0 then 0 when lowest is null then 1 else %(words)s end as weight
  from found f
  full join spread s using (id)
  left join told using (id)
  cross join (select max(lexical) as best, min(similarity) as lowest from found) e
),
-- Each arm brought to 0..1, then added by weight (convex combination, Bruch et al. 2023); an arm that found nothing leaves
-- its weight to the other. Or reciprocal ranks (Cormack et al. 2009) with k 8, brought to 1 for the first.
fused as materialized (
  select id, session_id, text_from, text_to, %(graph)s * told as graph, %(recent)s * recent as recent, c.lexical as bm25, similarity,
    c.lexical / m.lexical as words, near_lexical / m.lexical as near_words,
    coalesce(c.semantic / m.semantic, 0) as meaning, coalesce(near_semantic / m.semantic, 0) as near_meaning,
    %(said)s * weight * case when not %(rrf)s then c.lexical / m.lexical when c.lexical + near_lexical = 0 then 0
      else 9.0 / (8 + rank() over (order by c.lexical + near_lexical desc)) end as lexical,
    %(said)s * (1 - weight) * case when not %(rrf)s then coalesce(c.semantic / m.semantic, 1)
      when c.semantic + near_semantic = 0 then 0
      else 9.0 / (8 + rank() over (order by c.semantic + near_semantic desc)) end as vector,
    case when %(rrf)s then 0 else %(said)s * (weight * near_lexical / m.lexical
      + (1 - weight) * coalesce(near_semantic / m.semantic, 0)) end as spread
  from candidate c
  cross join (
    select greatest(max(lexical + near_lexical), 1e-9) as lexical, nullif(max(semantic + near_semantic), 0) as semantic
    from candidate
  ) m
),
-- A session that fits in three places is rather the one that is meant.
session as materialized (
  select session_id, sum(bm25) / 3 / nullif(max(max(bm25)) over (), 0) as fit
  from (
    select session_id, bm25, row_number() over (partition by session_id order by bm25 desc) as place
    from fused where session_id is not null
  ) s
  where place <= 3 group by session_id
),
top as materialized (
  select m.*, i.kind, c.name as contact_name, coalesce(s.fit, 0) as fit,
    t.text_from, t.text_to, t.lexical, t.vector, t.spread, t.recent, t.graph, t.bm25, t.words, t.near_words, t.meaning, t.near_meaning, t.similarity
  from (select * from fused order by lexical + vector + spread + recent + graph desc, id limit %(candidates)s) t
  cross join lateral (
    select i.kind from recall.items i where i.tenant_id = %(tenant)s and i.message_id = t.id offset 0
  ) i
  cross join lateral (select m.* from crm.messages m where m.tenant_id = %(tenant)s and m.id = t.id offset 0) m
  left join lateral (
    select c.name from crm.contacts c where c.tenant_id = %(tenant)s and c.id = m.contact_id offset 0
  ) c on true
  left join session s on s.session_id = m.session_id
),
-- What was said by somebody whom the question names.
named as materialized (
  select name from (select distinct contact_name as name from top where not from_me) n
  where regexp_split_to_array(public.unaccent(lower(name)), '\W+') && (
    select array_agg(lexeme) from form join telling using (position) where language = '' and telling)
)
select t.id as message_id, text_from, text_to, session_id, contact_id, contact_name, chat_id, at, from_me, kind,
  lexical, vector, spread, recent, graph, fit, named.name is not null as named, words, near_words, meaning, near_meaning, coalesce(similarity, 0) as similarity,
  -- 2.2 is the most that one word can earn beside its idf: the share of what could have been had
  coalesce(bm25 / (select 2.2 * sum(idf) from asked), 0) as cover,
  ln(1 + length(text)) as length, text like '%%?%%' as asks, case when length(text) <= 300 then text end as text
from top t
left join named on named.name = contact_name and not from_me
where %(kind)s::text is null or kind = %(kind)s
order by t.id
