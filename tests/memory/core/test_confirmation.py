import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from memory.core.confirmation import LASTS, MAX_TOKEN, Deed, NotConfirmed, confirm, token_for
from memory.sealed import Sealer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = {"text": "Olá", "contact_id": "1"}


@pytest.fixture
def sealer():
    return Sealer({"k1": secrets.token_bytes(32)})


@pytest.fixture
def deed(tenant_id):
    return Deed(Principal(tenant_id=tenant_id, subject="agent:bia", role=ProjectRole.AGENT), "send_message", SAID)


async def test_a_token_confirms_its_deed_once(db, sealer, deed):
    token, until = token_for(sealer, deed, NOW)
    assert until == NOW + LASTS
    assert len(token) <= MAX_TOKEN
    async with db.tenant(deed.principal.tenant_id) as tx:
        await confirm(tx, sealer, deed._replace(arguments=dict(reversed(SAID.items()))), token, NOW)
    async with db.tenant(deed.principal.tenant_id) as tx:
        with pytest.raises(NotConfirmed):
            await confirm(tx, sealer, deed, token, NOW)


async def test_a_deed_that_fails_leaves_its_token_good(db, sealer, deed):
    token, _ = token_for(sealer, deed, NOW)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - what follows the use is the point
        async with db.tenant(deed.principal.tenant_id) as tx:
            await confirm(tx, sealer, deed, token, NOW)
            raise ZeroDivisionError
    async with db.tenant(deed.principal.tenant_id) as tx:
        await confirm(tx, sealer, deed, token, NOW)


async def test_a_token_confirms_nothing_else(db, sealer, deed):
    token, _ = token_for(sealer, deed, NOW)
    who = deed.principal
    others = [
        deed._replace(arguments=SAID | {"text": "Outra coisa"}),
        deed._replace(what="erase_contact"),
        deed._replace(principal=who.model_copy(update={"subject": "agent:eve"})),
        deed._replace(principal=who.model_copy(update={"tenant_id": uuid4()})),
    ]
    async with db.tenant(who.tenant_id) as tx:
        for other in others:
            with pytest.raises(NotConfirmed):
                await confirm(tx, sealer, other, token, NOW)
        with pytest.raises(NotConfirmed):
            await confirm(tx, Sealer({"k1": secrets.token_bytes(32)}), deed, token, NOW)
        with pytest.raises(NotConfirmed):
            await confirm(tx, sealer, deed, token, NOW + LASTS + timedelta(seconds=1))
        for nonsense in ("", "é", "AAAA", token[:-8], "x" * MAX_TOKEN):
            with pytest.raises(NotConfirmed):
                await confirm(tx, sealer, deed, nonsense, NOW)
        await confirm(tx, sealer, deed, token, NOW)
