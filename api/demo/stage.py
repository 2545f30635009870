"""Sets the stage: each invented shop a tenant with its project, its channel, and a token to come in with."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from api.auth.issuer import Issuer
from contracts.core.permission import ProjectRole
from contracts.core.project import ProjectDraft
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft, ChannelType
from contracts.errors import NotFound
from contracts.settings import Settings
from memory.core.project import create_project, list_projects
from memory.core.tenant import create_tenant, find_tenant, list_tenants, remove_tenant
from memory.crm.channel import connect_channel
from memory.db import Database, Tx
from memory.sealed import Sealer, channel_context
from pipelines.demo import SHOPS, Shop

WAHA_KEY = "invented-waha-key"
NOWHERE = "https://waha.example"
"""The WAHA server of a stage from which nothing is sent."""

TOKEN_LASTS = timedelta(hours=12)

_CHANNEL = """
select id, config_sealed, secret_sealed from crm.channels
where tenant_id = %(tenant)s and external_id = %(session)s and deleted_at is null order by created_at limit 1"""


@dataclass(frozen=True)
class Stage:
    """A shop with all it takes to send its webhooks and to come in through the doors. `waha` is its WAHA's address."""

    shop: Shop
    tenant_id: UUID
    project_id: UUID
    channel_id: UUID
    secret: str
    waha: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The credential of its admin, for every door."""
        return {"Authorization": f"Bearer {self.token}"}


async def prepare(settings: Settings, waha: str = NOWHERE, shops: Sequence[Shop] = SHOPS) -> list[Stage]:
    """The stages of shops; what stands already (found by the tenant's name) stays, its WAHA's address included."""
    sealer, issuer = Sealer.from_settings(settings), Issuer.from_settings(settings)
    async with Database(settings.dsn("app"), size=1) as db:
        return [await _prepare(settings, db, sealer, issuer, shop, waha) for shop in shops]


async def clear(settings: Settings) -> None:
    """Remove what an earlier play left: the tenants of the shops' names, with all that they have."""
    for tenant in await list_tenants(settings):
        if tenant.name in {shop.name for shop in SHOPS}:
            await remove_tenant(settings, tenant.id)


async def _prepare(settings: Settings, db: Database, sealer: Sealer, issuer: Issuer, shop: Shop, waha: str) -> Stage:
    tenant_id = await _tenant(settings, shop)
    principal = Principal(tenant_id=tenant_id, subject="demo", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        project_id = await _project(tx, shop)
        if not await tx.rows(_CHANNEL, session=shop.session):
            config = {"base_url": waha, "api_key": WAHA_KEY}
            draft = ChannelDraft(
                name=shop.name, type=ChannelType.WAHA, external_id=shop.session, project_id=project_id, config=config
            )
            await connect_channel(tx, principal, draft, sealer, settings.public_url)
        (channel,) = await tx.rows(_CHANNEL, session=shop.session)
    config_context = channel_context(tenant_id, channel["id"], "config")
    secret_context = channel_context(tenant_id, channel["id"], "secret")
    return Stage(
        shop=shop,
        tenant_id=tenant_id,
        project_id=project_id,
        channel_id=channel["id"],
        secret=sealer.open(bytes(channel["secret_sealed"]), secret_context).decode(),
        waha=json.loads(sealer.open(bytes(channel["config_sealed"]), config_context))["base_url"],
        token=issuer.issue(principal, TOKEN_LASTS),
    )


async def _tenant(settings: Settings, shop: Shop) -> UUID:
    try:
        return await find_tenant(settings, shop.name)
    except NotFound:
        return await create_tenant(settings, shop.name)


async def _project(tx: Tx, shop: Shop) -> UUID:
    found = (await list_projects(tx, limit=1)).items
    return (found[0] if found else await create_project(tx, ProjectDraft(name=shop.name))).id
