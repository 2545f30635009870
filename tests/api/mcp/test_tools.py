"""What each of the tools that are not of the first seven does."""

import csv
import io
from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole
from contracts.core.user import Principal
from contracts.crm.claim import Claim
from contracts.crm.contact import ContactDraft
from contracts.crm.fact import EXTRACTOR
from memory.crm.contact import create_contact
from memory.recall.facts import Heard, learn

ALL = frozenset(PROJECT_PERMISSIONS)


@pytest.fixture
def admin(credential, tenant_id):
    return credential(tenant_id, ProjectRole.ADMIN, scopes=ALL)


@pytest.fixture
async def ours(shop, tenant_id):
    return await shop(tenant_id)


async def test_channels_and_chats_are_listed(use, admin, ours):
    (channel,) = (await use(admin, "get_channels")).structured_content["items"]
    assert (channel["id"], channel["name"], channel["type"]) == (str(ours.channel), "Balcão", "waha")
    chats = (await use(admin, "get_chats", contact_id=ours.contact)).structured_content["items"]
    assert [chat["id"] for chat in chats] == [str(ours.chat)]


async def test_a_profile_shows_names_channels_and_numbers(use, admin, credential, tenant_id, ours):
    profile = (await use(admin, "get_contact_profile", contact_id=ours.contact)).structured_content
    assert {"scheme": "phone", "value": "+5531900000001"} in profile["identities"]
    assert [(one["name"], one["chat_id"]) for one in profile["channels"]] == [("Balcão", str(ours.chat))]
    assert profile["statistics"]["messages_from_contact"] == 2
    narrow = credential(tenant_id, scopes=frozenset({"contacts.view"}))
    profile = (await use(narrow, "get_contact_profile", contact_id=ours.contact)).structured_content
    assert profile["channels"] is profile["statistics"] is None


async def test_a_timeline_is_what_happened_page_by_page(use, admin, ours):
    asked = {"contact_id": ours.contact, "lookback_days": 3650}
    whole = (await use(admin, "get_contact_events", **asked)).structured_content["items"]
    assert sorted(one["kind"] for one in whole) == ["message", "message", "session_started"]
    assert [one["at"] for one in whole] == sorted((one["at"] for one in whole), reverse=True)
    pages, cursor = [], None
    while True:
        page = (await use(admin, "get_contact_events", **asked, limit=1, cursor=cursor)).structured_content
        pages += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == whole
    only = (await use(admin, "get_contact_events", **asked, kind="session_started")).structured_content["items"]
    assert [one["session_id"] for one in only] == [str(ours.session)]
    assert (await use(admin, "get_contact_events", contact_id=ours.contact)).structured_content["items"] == []


async def test_a_timeline_leaves_out_what_may_not_be_seen(use, credential, tenant_id, ours):
    narrow = credential(tenant_id, scopes=frozenset({"contacts.view", "sessions.view"}))
    asked = {"contact_id": ours.contact, "lookback_days": 3650}
    shown = (await use(narrow, "get_contact_events", **asked)).structured_content["items"]
    assert [one["kind"] for one in shown] == ["session_started"]


async def test_closing_a_session_ends_it_and_the_timeline_says_so(use, admin, ours):
    closed = (await use(admin, "close_session", session_id=ours.session)).structured_content
    assert closed["status"] != "active"
    again = await use(admin, "close_session", session_id=ours.session)
    assert again.is_error
    assert "ended already" in again.content[0].text
    asked = {"contact_id": ours.contact, "lookback_days": 3650, "kind": "session_ended"}
    (ended,) = (await use(admin, "get_contact_events", **asked)).structured_content["items"]
    assert ended["end_reason"] == closed["end_reason"]


async def test_a_session_sums_itself_up_from_its_rows(use, admin, credential, tenant_id, db, ours):
    async with db.tenant(tenant_id) as tx:
        for kind, result in (
            ("sentiment", '{"label": "negative", "score": -0.5}'),
            ("entities", '{"entities": [{"kind": "date", "value": "2026-03-03"}]}'),
        ):
            await tx.run(
                "insert into crm.enrichments (tenant_id, message_id, kind, provider, model, model_version, content_hash, result)"
                " select tenant_id, id, %(kind)s, 'p', 'm', '1', sha256(convert_to(text, 'UTF8')), %(result)s::jsonb"
                " from crm.messages where tenant_id = %(tenant)s and session_id = %(session)s",
                kind=kind,
                result=result,
                session=ours.session,
            )
    summary = (await use(admin, "get_session_summary", session_id=ours.session)).structured_content
    assert summary["mood"] == {"sentiment": "negative", "sentiment_score": -0.5, "rated_messages": 2}
    assert summary["named"] == [{"kind": "date", "value": "2026-03-03", "times": 2}]
    assert summary["first"]["text"] == "A entrega do pedido atrasou de novo"
    assert summary["last"]["text"] == "Consegue ver para mim?"
    narrow = credential(tenant_id, scopes=frozenset({"sessions.view"}))
    summary = (await use(narrow, "get_session_summary", session_id=ours.session)).structured_content
    assert summary["session"]["message_count"] == 2
    assert summary["mood"] is summary["named"] is summary["first"] is summary["last"] is None


async def test_a_person_is_changed_from_the_version_that_was_read(use, admin, ours):
    seen = (await use(admin, "get_contact", contact_id=ours.contact)).structured_content
    said = {"contact_id": ours.contact, "version": seen["version"], "email": "bia@example.com", "language": "pt"}
    changed = (await use(admin, "update_contact", **said)).structured_content
    assert (changed["email"], changed["language"], changed["name"]) == ("bia@example.com", "pt", "Bia")
    stale = await use(admin, "update_contact", **said | {"email": "bia@example.org"})
    assert stale.is_error
    assert "meanwhile" in stale.content[0].text


async def test_tags_are_added_removed_and_replaced(use, admin, ours):
    async def tagged(operation, *tags):
        said = {"contact_id": ours.contact, "operation": operation, "tags": list(tags)}
        return (await use(admin, "add_tag", **said)).structured_content["tags"]

    assert await tagged("add", "vip", "vip", "novo") == ["vip", "novo"]
    assert await tagged("add", "vip") == ["vip", "novo"]
    assert await tagged("remove", "vip", "nobody") == ["novo"]
    assert await tagged("replace", "antigo") == ["antigo"]
    many = await use(admin, "add_tag", contact_id=ours.contact, tags=[str(n) for n in range(50)])
    assert many.is_error
    assert "at most 50" in many.content[0].text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_export_is_bounded_goes_on_and_holds_no_formula(connect, use, admin, db, tenant_id, ours, mode):
    who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        for number in range(110):
            draft = ContactDraft(name=f'=HYPERLINK("{number}")', tags=["lote"], project_id=ours.project)
            await create_contact(tx, who, draft)
    heard = []

    async def progress(done, total, message):
        heard.append((done, total))

    async with connect(admin, mode) as client:
        answer = await client.call_tool("export_contacts", {"tag": "lote", "limit": 105}, progress_callback=progress)
    piece = answer.structured_content
    assert heard == [(100, 105), (105, 105)]
    assert piece["count"] == 105
    rows = list(csv.DictReader(io.StringIO(piece["content"])))
    assert {row["name"][:2] for row in rows} == {"'="}
    rest = (await use(admin, "export_contacts", tag="lote", format="json", cursor=piece["next"])).structured_content
    assert (rest["count"], rest["next"]) == (5, None)
    (bia,) = csv.DictReader(io.StringIO((await use(admin, "export_contacts", q="Bia")).structured_content["content"]))
    assert bia["phone"] == "+5531900000001"


@pytest.mark.parametrize("tool", ["get_contact_profile", "get_contact_events"])
async def test_nobody_has_no_profile(use, admin, tool):
    assert (await use(admin, tool, contact_id=uuid4())).is_error


async def test_what_ties_people_is_found_explained_and_called_by_name(use, admin, db, tenant_id, ours):
    people = [message.contact_id for message in ours.messages[:2]]
    async with db.tenant(tenant_id) as tx:
        for message in ours.messages[:2]:
            said = Heard(message.id, sha256(message.text.encode()).digest(), [Claim("works_at", "Acme", 0, 3)])
            await learn(tx, [said], EXTRACTOR)
        await tx.run(
            "insert into recall.mentions (tenant_id, message_id, kind, value)"
            " values (%(tenant)s, %(id)s, 'phone', '+5531900000002')",
            id=ours.message,
        )
        await tx.run(
            "update crm.messages m set reply_to = o.provider_id from crm.messages o"
            " where m.tenant_id = %(tenant)s and m.id = %(id)s and o.tenant_id = %(tenant)s and o.id = %(to)s",
            id=ours.messages[2].id,
            to=ours.message,
        )
    (hit,) = (await use(admin, "find_entities", name="ACME")).structured_content["hits"]
    tied = (await use(admin, "get_neighbours", entity_id=hit["id"], entity_type="company")).structured_content["edges"]
    assert {one["start"]["id"] for one in tied} == {str(one) for one in people}
    asked = {"entity_id": people[0], "target_types": ["contact"]}
    (related,) = (await use(admin, "get_related_entities", **asked)).structured_content["entities"]
    assert (related["node"]["name"], [step["edge"] for step in related["path"]]) == ("Caio", ["MENTIONED"])
    (like,) = (await use(admin, "find_similar_contacts", contact_id=people[0])).structured_content["contacts"]
    assert (like["name"], like["reasons"]) == ("Caio", ["works_at: Acme"])
    assert 0 < like["similarity"] < 1  # of her more is known than of him
    near = (await use(admin, "get_social_graph", contact_id=people[0])).structured_content
    assert [one["name"] for one in near["people"]] == ["Caio"]
    thread = (await use(admin, "get_reply_thread", message_id=ours.messages[2].id)).structured_content
    assert [one["text"] for one in thread["messages"]] == [ours.messages[0].text, ours.messages[2].text]
