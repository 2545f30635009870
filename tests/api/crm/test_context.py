import pytest


@pytest.fixture
async def there(world, tenant_id):
    """One of everything."""
    return await world(tenant_id)


async def test_a_context_is_assembled_with_its_sources(client, there):
    answer = await client.post(f"/api/v1/memory/contacts/{there.contact}/context", json={"query": "Oi, tudo bem?"})
    assert answer.status_code == 200
    shown = answer.json()
    assert [one["id"] for one in shown["recent_messages"]] == [str(there.message)]
    assert (shown["session"]["id"], shown["scope"], shown["max_tokens"]) == (str(there.session), "default", 8_000)
    assert [source["part"] for source in shown["sources"]] == ["message", "session", "profile", "statistics", "fact"]
    assert shown["text"].splitlines()[0].endswith(f"customer: Oi [message {there.message}]")
    assert ", put down by user:ana [fact " in shown["text"].splitlines()[-1]


async def test_a_key_has_the_strategy_and_the_scope_that_it_was_made_with(anybody, there, key):
    headers = await key(knowledge_scope="support_technical", strategy="vector_only")
    url = f"/api/v1/memory/contacts/{there.contact}/context"
    shown = (await anybody.post(url, json={}, headers=headers)).json()
    assert (shown["strategy"], shown["max_tokens"], shown["statistics"]) == ("vector_only", 4_000, None)
    wider = {"scope": "retention_churn", "max_tokens": 20_000}
    shown = (await anybody.post(url, json=wider, headers=headers)).json()
    assert (shown["strategy"], shown["max_tokens"], shown["statistics"]) == ("retention_churn", 4_000, None)


@pytest.mark.parametrize(
    "body",
    [{"max_tokens": 299}, {"max_tokens": 32_001}, {"scope": "all"}, {"strategy": "best"}, {"history_limit": 51},
     {"query": ""}, {"query": "x" * 501}, {"tenant_id": "x"}],
)  # fmt: skip
async def test_a_context_that_cannot_be_is_refused(client, there, body):
    answer = await client.post(f"/api/v1/memory/contacts/{there.contact}/context", json=body)
    assert answer.status_code == 422
