"""What is reported about the connection, the chats and their labels."""

from datetime import datetime

from connectors.waha.ids import Jid, jid
from connectors.waha.parse_message import NotRecorded, Webhook, conversation
from connectors.waha.payload import NOTHING, Fields, moment, need
from contracts.connector import Observation, ObservedArchive, ObservedChannel, ObservedGroup, ObservedLabel
from contracts.crm.channel import ChannelStatus
from contracts.crm.chat import ChatType
from contracts.errors import Unparsable

MAX_NAME = 200
MAX_MEMBERS = 2000

_S = ChannelStatus
SESSION: dict[str, tuple[ChannelStatus, str | None]] = {
    "STARTING": (_S.CONNECTING, None),
    "SCAN_QR_CODE": (_S.CONNECTING, "Scan the QR code that WAHA shows."),
    "PASSKEY_REQUIRED": (_S.CONNECTING, "WhatsApp asks for a passkey: finish the pairing in WAHA."),
    "PASSKEY_CONFIRMATION_REQUIRED": (_S.CONNECTING, "Compare the code in WAHA with the one on the phone."),
    "WORKING": (_S.ACTIVE, None),
    "STOPPED": (_S.INACTIVE, "The session was stopped in WAHA."),
    "FAILED": (_S.ERROR, "The session failed: restart it in WAHA, or scan the QR code again."),
    "UNAUTHORIZED": (_S.DISCONNECTED, "The phone took the device away: scan the QR code again."),
}
"""WAHA's session status -> ours, with what there is to do. What a passkey's `data` holds is secret and stays there."""


def session(hook: Webhook) -> list[Observation]:
    """`session.status`: the connection's state."""
    name = need(hook.payload.text("status"), "payload.status")
    if name not in SESSION:
        raise NotRecorded(f"The session status {name[:60]!r} is unknown.")
    status, reason = SESSION[name]
    return [ObservedChannel(status=status, reason=reason, at=_since(hook, name))]


def _since(hook: Webhook, name: str) -> datetime:
    points = [Fields(item) for item in hook.payload.listed("statuses")]
    last = next((point for point in reversed(points) if point.text("status") == name), NOTHING)
    return moment(last.get("timestamp")) or hook.at


def group_joined(hook: Webhook) -> list[Observation]:
    """`group.v2.join`: we came into a group, and see who is there."""
    told = hook.payload.fields("group")
    joined = _members(told)
    return [_group(hook, subject=told.text("subject"), joined=joined)]


def group_left(hook: Webhook) -> list[Observation]:
    """`group.v2.leave`: we left a group, or were removed."""
    ours = [jid(hook.me.text(name)) for name in ("id", "lid")]
    return [_group(hook, left=[str(name) for name in ours if name])]


def group_updated(hook: Webhook) -> list[Observation]:
    """`group.v2.update`: its subject; the rest of its settings is not recorded."""
    subject = hook.payload.fields("group").text("subject")
    if subject is None:
        raise NotRecorded("Only settings of the group changed.")
    return [_group(hook, subject=subject)]


def group_members(hook: Webhook) -> list[Observation]:
    """`group.v2.participants`: members came, went, or became admin or not."""
    kind = hook.payload.text("type")
    members = _members(hook.payload)
    if kind == "leave":
        return [_group(hook, left=list(members))]
    if kind in ("promote", "demote"):
        return [_group(hook, joined=dict.fromkeys(members, kind == "promote"))]
    if kind == "join":
        return [_group(hook, joined=members)]
    raise NotRecorded(f"The change of members {(kind or '')[:60]!r} is unknown.")


def _group(
    hook: Webhook, subject: str | None = None, joined: dict[str, bool] | None = None, left: list[str] | None = None
) -> ObservedGroup:
    chat = jid(need(hook.payload.fields("group").text("id"), "payload.group.id"))
    if chat is None or chat.chat_type is not ChatType.GROUP:
        raise Unparsable("payload.group.id is not the name of a group")
    return ObservedGroup(
        chat=str(chat),
        at=moment(hook.payload.get("timestamp")) or hook.at,
        change_id=hook.id,
        subject=subject[:MAX_NAME] if subject else None,
        joined=joined or {},
        left=left or [],
    )


def _members(told: Fields) -> dict[str, bool]:
    """The participants by name, a phone number rather than a LID, and whether they are admin."""
    found: dict[str, bool] = {}
    for item in told.listed("participants")[:MAX_MEMBERS]:
        member = Fields(item)
        name: Jid | None = jid(member.text("pn")) or jid(member.text("id"))
        if name and (role := member.text("role")) != "left":
            found[str(name)] = role in ("admin", "superadmin")
    return found


def archived(hook: Webhook) -> list[Observation]:
    """`chat.archive`: put away, or taken out again."""
    chat, _ = conversation(hook.payload)
    told = hook.payload.get("archived")
    if not isinstance(told, bool):
        raise Unparsable("payload.archived is neither true nor false")
    return [ObservedArchive(chat=str(chat), at=moment(hook.payload.get("timestamp")) or hook.at, archived=told)]


def label_set(hook: Webhook) -> list[Observation]:
    """`label.upsert`: a label was made or renamed."""
    return [_label(hook, deleted=False)]


def label_deleted(hook: Webhook) -> list[Observation]:
    """`label.deleted`: a label was removed."""
    return [_label(hook, deleted=True)]


def _label(hook: Webhook, *, deleted: bool) -> ObservedLabel:
    number = hook.payload.integer("id")
    label = need(hook.payload.text("id") or (None if number is None else str(number)), "payload.id")
    name = hook.payload.text("name")
    return ObservedLabel(label_id=label, name=name[:MAX_NAME] if name else None, deleted=deleted, at=hook.at)
