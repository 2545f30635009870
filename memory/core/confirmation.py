"""Confirmations: what is about to be done is shown first, and done when the same caller asks for the same again.

A token is sealed (memory/sealed.py) for its place: tenant, caller, what is done, and the hash of all arguments. It
opens nowhere else, so nothing is stored when it is given out. It is good for ten minutes and once: its id is written
down in the transaction that does what was confirmed, so a failure leaves it good and a repetition finds it used.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from contracts.core.user import Principal
from contracts.errors import Conflict
from memory.db import Tx
from memory.sealed import CannotOpen, Sealer

LASTS = timedelta(minutes=10)
MAX_TOKEN = 200
"""Longest token, in characters."""

_FORM = Struct(">q16s")
_USE = """
insert into core.confirmations (tenant_id, id) values (%(tenant)s, %(id)s) on conflict (tenant_id, id) do nothing"""


class NotConfirmed(Conflict):
    """This confirmation is not good: it was used, is older than ten minutes, or is for something else. Ask again
    without it, and confirm what you are shown.
    """

    quotes = False


class Deed(NamedTuple):
    """What is to be confirmed: who does what, with which arguments."""

    principal: Principal
    what: str
    arguments: Mapping[str, Any]

    @property
    def place(self) -> bytes:
        """Where a token for it belongs; the last two parts have no slash in them."""
        said = sha256(json.dumps(self.arguments, sort_keys=True).encode()).hexdigest()
        return f"confirmation/{self.principal.tenant_id}/{self.principal.subject}/{self.what}/{said}".encode()


def token_for(sealer: Sealer, deed: Deed, now: datetime) -> tuple[str, datetime]:
    """A token that confirms this deed, and when it ends."""
    until = (now + LASTS).replace(microsecond=0)
    sealed = sealer.seal(_FORM.pack(int(until.timestamp()), uuid4().bytes), deed.place)
    return urlsafe_b64encode(sealed).decode(), until


async def confirm(tx: Tx, sealer: Sealer, deed: Deed, token: str, now: datetime) -> None:
    """Use up a token, in the transaction of the deed. Raises NotConfirmed."""
    try:
        until, plain = _FORM.unpack(sealer.open(urlsafe_b64decode(token.encode()), deed.place))
    except (CannotOpen, ValueError):
        raise NotConfirmed from None
    late = datetime.fromtimestamp(until, UTC) <= now
    if late or not await tx.run(_USE, id=UUID(bytes=plain)):
        raise NotConfirmed
