"""Knowledge scope: what part of the memory is read, and how much of it; a question or an API key names it.

That of a question is a wish. That of a key is a ceiling: what a question wishes narrows it and never widens it.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts.core.user import Principal
from contracts.crm.fact import FactType
from contracts.crm.strategy import DEFAULT as DEFAULT_STRATEGY
from contracts.crm.strategy import STRATEGIES
from contracts.errors import Forbidden


@dataclass(frozen=True)
class Scope:
    """How many days back sessions and searches reach, and messages; how many of each; which facts; how many tokens.

    `strategy`: by which one is searched when neither the question nor the credential names another.
    """

    name: str
    lookback_days: int
    messages: int
    recent_days: int
    sessions: int
    statistics: bool
    fact_types: frozenset[FactType]
    max_tokens: int
    strategy: str

    def within(self, ceiling: "Scope") -> "Scope":
        """As much of this one as another allows."""
        return replace(
            self,
            lookback_days=min(self.lookback_days, ceiling.lookback_days),
            messages=min(self.messages, ceiling.messages),
            recent_days=min(self.recent_days, ceiling.recent_days),
            sessions=min(self.sessions, ceiling.sessions),
            statistics=self.statistics and ceiling.statistics,
            fact_types=self.fact_types & ceiling.fact_types,
            max_tokens=min(self.max_tokens, ceiling.max_tokens),
        )


_F = FactType
_WANTS = frozenset({_F.BUDGET_CONSTRAINT, _F.PREFERENCE, _F.GOAL})
_AGAINST = frozenset({_F.OBJECTION, _F.PAIN_POINT, _F.CONSTRAINT})
_TECHNICAL = frozenset({_F.TECHNICAL_ISSUE, _F.ENVIRONMENT_INFO})

SCOPES: dict[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope("sales_prospecting", 30, 20, 7, 5, True, _WANTS, 6_000, "sales_prospecting"),
        Scope("retention_churn", 90, 50, 14, 10, True, _AGAINST, 10_000, "retention_churn"),
        Scope("support_technical", 7, 30, 3, 3, False, _TECHNICAL, 4_000, "keyword_recent_70_30"),
        Scope("default", 14, 30, 7, 5, True, frozenset(FactType), 8_000, DEFAULT_STRATEGY.name),
    )
}
"""All of them, by name."""

DEFAULT = SCOPES["default"]


class UnknownScope(Forbidden):
    """This API key is bound to a knowledge scope that this version does not have: make a new key."""


def ceiling(principal: Principal) -> Scope | None:
    """What a credential may read at most; None where it is bound to no scope. Raises UnknownScope."""
    if principal.knowledge_scope is None:
        return None
    if principal.knowledge_scope not in SCOPES:
        raise UnknownScope
    return SCOPES[principal.knowledge_scope]


def granted(principal: Principal, wanted: Scope | None) -> Scope | None:
    """What is wished for, within what the credential may read; all of that where nothing is. Raises UnknownScope."""
    most = ceiling(principal)
    return wanted.within(most) if wanted and most else wanted or most


def strategy_of(principal: Principal, named: str | None, scope: str | None) -> str:
    """By which strategy is searched: the question's, that of the question's scope, the credential's, its scope's."""
    theirs, keys = (SCOPES[one].strategy if one in SCOPES else None for one in (scope, principal.knowledge_scope))
    said = (named, theirs, principal.strategy, keys)
    return next((one for one in said if one in STRATEGIES), DEFAULT_STRATEGY.name)


def _known(name: str) -> str:
    if name not in SCOPES:
        raise ValueError(f"there is no such scope; there are: {', '.join(SCOPES)}")
    return name


ScopeName = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(SCOPES)})]
"""The name of one of them. Raises ValueError for any other."""
