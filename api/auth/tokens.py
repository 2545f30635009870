"""Access tokens (JWT, RFC 7519) of one issuer: the local one, or Keycloak.

What Keycloak has to put into an access token:
* `iss` and `aud` as in VENTROS_JWT_ISSUER and VENTROS_JWT_AUDIENCE (an audience mapper; others may stand beside it),
  `sub`, `exp`, `iat`; `nbf` counts when it is there. Clocks may differ by 30 seconds.
* `tenant_id`: the tenant, a UUID, from a mapper of a user or group attribute that users cannot edit. Nothing else ever
  says which tenant a caller belongs to: no header, no host name, no realm.
* The role (admin, supervisor, agent, viewer) as the claim `role`, or as a client role of the audience
  (`resource_access.<audience>.roles`), or as a realm role (`realm_access.roles`): the first of these places that
  names any role of ours decides, with the strongest it names.
* `project_id`, where a caller is bound to one project.
* `scope`: names of permissions (contacts.view messages.send) narrow what the role may do. Words without a dot (openid,
  profile) are the issuer's own and say nothing here.

ID tokens, refresh tokens and logout tokens are refused by `typ`.
"""

from typing import Literal
from uuid import UUID

import jwt
from pydantic import BaseModel, Field, ValidationError

from api.auth.compact import ALGORITHMS, Untrusted, key_id
from api.auth.jwks import Keys
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.errors import Unauthenticated

LEEWAY = 30
"""How far clocks may differ, in seconds."""

REQUIRED = ["iss", "aud", "sub", "exp", "iat"]


class Expired(Unauthenticated):
    """This token has expired: get a new one."""


class NotYetValid(Unauthenticated):
    """This token is not valid yet: compare the clocks of its issuer and of this machine."""


class MeantForAnother(Unauthenticated):
    """This token was issued by or for another service: its `iss` and `aud` have to be the ones configured here."""


class Unusable(Unauthenticated):
    """This token lacks what says who calls: it needs sub, exp, iat, tenant_id (a UUID) and a role."""


class Grants(BaseModel, strict=True):
    """Where Keycloak lists roles."""

    roles: list[str] = []


class Claims(BaseModel, strict=True):
    """What we read of a token. JSON has neither UUIDs nor enums, so these alone may come as text."""

    sub: str = Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")
    exp: float
    iat: float
    nbf: float | None = None
    typ: Literal["Bearer"] | None = None
    tenant_id: UUID = Field(strict=False)
    project_id: UUID | None = Field(None, strict=False)
    role: ProjectRole | None = Field(None, strict=False)
    realm_access: Grants = Grants()
    resource_access: dict[str, Grants] = {}
    scope: str = ""

    def held(self, audience: str) -> ProjectRole | None:
        """The role, from the first place that names one."""
        here = self.resource_access.get(audience, Grants()).roles
        named = ([self.role] if self.role else [], here, self.realm_access.roles)
        return next((role for names in named for role in ProjectRole if role in names), None)


class TokenVerifier:
    """From a token to the principal behind it."""

    def __init__(self, issuer: str, audience: str, keys: Keys) -> None:
        self._issuer, self._audience, self._keys = issuer, audience, keys

    async def __call__(self, token: str) -> Principal:
        """Who calls. Raises Unauthenticated, and Unavailable while the issuer's keys could never be fetched."""
        key = await self._keys.find(key_id(token))
        if key is None:
            raise Untrusted
        claims = self._verified(token, key)
        role = claims.held(self._audience)
        if role is None:
            raise Unusable
        return Principal(
            tenant_id=claims.tenant_id,
            subject=claims.sub,
            role=role,
            project_id=claims.project_id,
            # A scope of ours that nobody knows stays: it narrows to nothing. Dropped, it would leave the whole role.
            scopes=frozenset(scope for scope in claims.scope.split() if "." in scope),
        )

    def _verified(self, token: str, key: jwt.PyJWK) -> Claims:
        try:
            payload = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY,
                options={"require": REQUIRED, "enforce_minimum_key_length": True},
            )
            return Claims.model_validate(payload)
        except jwt.ExpiredSignatureError:
            raise Expired from None
        except jwt.ImmatureSignatureError:
            raise NotYetValid from None
        except (jwt.InvalidIssuerError, jwt.InvalidAudienceError):
            raise MeantForAnother from None
        except (jwt.MissingRequiredClaimError, ValidationError):
            raise Unusable from None
        except jwt.PyJWTError:
            raise Untrusted from None
