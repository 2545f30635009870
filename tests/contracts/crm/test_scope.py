from dataclasses import fields
from itertools import product
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.core.user import Principal
from contracts.crm.context import ContextQuery
from contracts.crm.fact import FactType
from contracts.crm.scope import DEFAULT, SCOPES, Scope, UnknownScope, ceiling, granted, strategy_of
from contracts.crm.search import SearchQuery
from contracts.crm.strategy import DEFAULT as MODERN
from contracts.crm.strategy import STRATEGIES

PAIRS = list(product(SCOPES.values(), repeat=2))


def who(**bound):
    return Principal(tenant_id=UUID(int=1), subject="api_key:1", role="agent", **bound)


def reaches(scope):
    """Everything that a scope lets through, as things that can be compared."""
    return [getattr(scope, field.name) for field in fields(Scope) if field.name not in ("name", "strategy")]


@pytest.mark.parametrize("one, other", PAIRS, ids=lambda scope: scope.name)
def test_a_scope_within_another_is_wider_than_neither(one, other):
    within = one.within(other)
    for mine, its, ours in zip(reaches(within), reaches(other), reaches(one), strict=True):
        assert mine <= its
        assert mine <= ours
    assert (within.name, within.strategy) == (one.name, one.strategy)
    assert within.within(other) == within


@pytest.mark.parametrize("key, query", list(product(SCOPES, [None, *SCOPES])))
def test_a_query_narrows_what_a_key_may_read_and_never_widens_it(key, query):
    asked = ContextQuery(scope=query, history_limit=50, max_tokens=32_000)
    found = asked.reach(who(knowledge_scope=key))
    assert all(mine <= its for mine, its in zip(reaches(found), reaches(SCOPES[key]), strict=True))
    assert granted(who(knowledge_scope=key), None) == SCOPES[key]


def test_without_a_key_of_its_own_a_query_says_how_much():
    assert ContextQuery().reach(who()) == DEFAULT
    found = ContextQuery(scope="support_technical", history_limit=50, max_tokens=20_000).reach(who())
    assert (found.messages, found.max_tokens, found.lookback_days) == (50, 20_000, 7)
    assert granted(who(), None) is None


def test_a_key_bound_to_what_nobody_knows_reads_nothing():
    with pytest.raises(UnknownScope):
        ceiling(who(knowledge_scope="all"))
    with pytest.raises(UnknownScope):
        ContextQuery(scope="default").reach(who(knowledge_scope="all"))


@pytest.mark.parametrize(
    "bound, named, scope, strategy",
    [
        ({}, None, None, MODERN.name),
        ({}, "keyword_only", "retention_churn", "keyword_only"),
        ({"strategy": "vector_only"}, "keyword_only", None, "keyword_only"),
        ({"strategy": "vector_only"}, None, None, "vector_only"),
        ({"strategy": "vector_only"}, None, "retention_churn", "retention_churn"),
        ({"knowledge_scope": "support_technical"}, None, None, "keyword_recent_70_30"),
        ({"strategy": "of another version"}, None, None, MODERN.name),
    ],
)
def test_the_nearest_to_the_question_says_by_which_strategy(bound, named, scope, strategy):
    assert strategy_of(who(**bound), named, scope) == strategy


def test_scopes_name_strategies_and_facts_that_there_are():
    assert {scope.strategy for scope in SCOPES.values()} <= STRATEGIES.keys()
    assert DEFAULT.fact_types == set(FactType)
    assert (DEFAULT.max_tokens, DEFAULT.messages, DEFAULT.lookback_days) == (8_000, 30, 14)


@pytest.mark.parametrize("model", [ContextQuery, SearchQuery])
@pytest.mark.parametrize("field", ["scope", "strategy"])
def test_a_name_that_nobody_knows_is_refused_with_those_that_there_are(model, field):
    with pytest.raises(ValidationError, match=f"there is no such {field}; there are: sales_prospecting"):
        model.model_validate({"q": "?", field: "best"} if model is SearchQuery else {field: "best"})
