-- By which strategy an API key searches when it names none, and what part of the memory it may search at most. The names
-- are in contracts/crm/strategy.py and scope.py.
alter table core.api_keys add column strategy text, add column knowledge_scope text;

drop function core.resolve_key(bytea);
create function core.resolve_key(key_hash bytea)
returns table (
  tenant_id uuid, id uuid, role text, scopes text[], project_id uuid, strategy text, knowledge_scope text
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.tenant_id, k.id, k.role, k.scopes, k.project_id, k.strategy, k.knowledge_scope
  from core.api_keys k
  where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;
revoke all on function core.resolve_key(bytea) from public;
grant execute on function core.resolve_key(bytea) to ventros_gate;
grant create on schema core to ventros_resolver;
alter function core.resolve_key(bytea) owner to ventros_resolver;
revoke create on schema core from ventros_resolver;
