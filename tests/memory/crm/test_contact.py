from uuid import uuid4

import pytest

from contracts.core.project import ProjectDraft
from contracts.crm.contact import ContactDraft, ContactPatch
from contracts.errors import Conflict, Invalid, NotFound, StaleVersion
from memory.core.project import create_project
from memory.crm.contact import create_contact, delete_contact, get_contact, list_contacts, update_contact


@pytest.fixture
def add(db, tenant_id, who, project_id):
    """`await add("Bia", phone=…)`: a person by hand."""

    async def added(name="Bia", **draft):
        async with db.tenant(tenant_id) as tx:
            return await create_contact(tx, who, ContactDraft(name=name, project_id=project_id, **draft))

    return added


@pytest.fixture
def names(db, tenant_id, who):
    """`await names(q="bia")`: the names of the people listed."""

    async def found(**asked):
        async with db.tenant(tenant_id) as tx:
            return {one.name for one in (await list_contacts(tx, who, **asked)).items}

    return found


async def test_a_person_added_by_hand_is_told_with_their_phone(add, told):
    bia = await add(phone="+55 31 90000-0001", email="Bia@Example.com", language="pt", tags=["vip", "vip"])
    assert (bia.phone, bia.email, bia.tags, bia.version) == ("+5531900000001", "bia@example.com", ["vip"], 1)
    assert await told() == [("project.created", 1), ("contact.created", 1), ("contact.phone_set", 1)]


async def test_who_was_added_by_hand_is_recognised_when_they_write(add, connect, hear):
    bia = await add("Beatriz Souza", phone="+5531900000001")
    message = await hear(await connect(), "Oi")
    assert message.contact_id == bia.id


@pytest.mark.parametrize("known", [{"phone": "+5531900000001"}, {"email": "bia@example.com"}])
async def test_a_phone_or_address_of_somebody_else_is_refused(add, names, known):
    await add("Bia", **known)
    with pytest.raises(Conflict):
        await add("Another", **known)
    assert await names() == {"Bia"}


@pytest.mark.parametrize(
    "q, found",
    [
        ("jose", {"José Água"}),
        ("ÁGUA", {"José Água"}),
        ("(31) 90000", {"José Água"}),
        ("@EXAMPLE", {"José Água"}),
        ("50%", {"50% off_"}),
        ("f_", {"50% off_"}),
        ("%", {"50% off_"}),
        ("_", {"50% off_"}),
        ("\\", set()),
        ("()", set()),
        ("nobody", set()),
    ],
)
async def test_a_search_finds_what_is_written_and_nothing_by_wildcard(add, names, q, found):
    await add("José Água", phone="+5531900000001", email="jose@example.com")
    await add("50% off_")
    assert await names(q=q) == found


async def test_a_list_is_narrowed_by_tag(add, names):
    await add("Bia", tags=["vip", "new"])
    await add("Caio", tags=["new"])
    assert await names(tag="vip") == {"Bia"}
    assert await names(tag="vi") == set()


async def test_a_change_raises_the_version_and_names_what_changed(db, tenant_id, who, add, told):
    bia = await add()
    patch = ContactPatch(name="Beatriz", tags=["vip"], custom_fields={"size": "M"}, timezone="America/Sao_Paulo")
    async with db.tenant(tenant_id) as tx:
        changed = await update_contact(tx, who, bia.id, patch, 1)
    assert (changed.version, changed.name, changed.custom_fields) == (2, "Beatriz", {"size": "M"})
    async with db.tenant(tenant_id) as tx:
        assert await get_contact(tx, who, bia.id) == changed
    assert (await told())[-1] == ("contact.updated", 2)


async def test_a_change_to_what_it_was_already_changes_and_tells_nothing(db, tenant_id, who, add, told):
    bia = await add(language="pt")
    async with db.tenant(tenant_id) as tx:
        assert await update_contact(tx, who, bia.id, ContactPatch(name="Bia", language="pt"), 1) == bia
        assert await update_contact(tx, who, bia.id, ContactPatch(), 1) == bia
    assert (await told())[-1] == ("contact.created", 1)


async def test_a_change_or_removal_of_an_old_version_is_refused(db, tenant_id, who, add):
    bia = await add()
    async with db.tenant(tenant_id) as tx:
        await update_contact(tx, who, bia.id, ContactPatch(name="Beatriz"), 1)
        with pytest.raises(StaleVersion):
            await update_contact(tx, who, bia.id, ContactPatch(name="B"), 1)
        with pytest.raises(StaleVersion):
            await delete_contact(tx, who, bia.id, 1)


@pytest.mark.parametrize("field", ["name", "tags", "custom_fields"])
async def test_what_must_have_a_value_cannot_be_cleared(db, tenant_id, who, add, field):
    bia = await add()
    async with db.tenant(tenant_id) as tx:
        with pytest.raises(Invalid, match=field):
            await update_contact(tx, who, bia.id, ContactPatch(**{field: None}), 1)


async def test_a_name_given_by_hand_is_not_overwritten_by_the_channel(db, tenant_id, who, connect, hear):
    channel = await connect()
    heard = await hear(channel, "Oi")
    async with db.tenant(tenant_id) as tx:
        bia = await get_contact(tx, who, heard.contact_id)
        await update_contact(tx, who, bia.id, ContactPatch(name="Beatriz Souza"), bia.version)
    await hear(channel, "Tudo bem?", minute=5)
    async with db.tenant(tenant_id) as tx:
        assert (await get_contact(tx, who, bia.id)).name == "Beatriz Souza"


async def test_a_new_address_frees_the_old_one(db, tenant_id, who, add):
    bia = await add(email="typo@example.com")
    async with db.tenant(tenant_id) as tx:
        await update_contact(tx, who, bia.id, ContactPatch(email="bia@example.com"), 1)
    await add("Caio", email="typo@example.com")
    with pytest.raises(Conflict):
        await add("Another", email="bia@example.com")


async def test_who_is_removed_is_gone_and_frees_their_names(db, tenant_id, who, add, names, told):
    bia = await add(phone="+5531900000001", email="bia@example.com")
    async with db.tenant(tenant_id) as tx:
        await delete_contact(tx, who, bia.id, 1)
    assert (await told())[-1] == ("contact.deleted", 2)
    assert await names() == set()
    async with db.tenant(tenant_id) as tx:
        with pytest.raises(NotFound):
            await get_contact(tx, who, bia.id)
        with pytest.raises(NotFound):
            await delete_contact(tx, who, bia.id, 2)
        with pytest.raises(NotFound):
            await update_contact(tx, who, bia.id, ContactPatch(name="B"), 2)
    again = await add(phone="+5531900000001", email="bia@example.com")
    assert again.id != bia.id


async def test_who_was_merged_answers_as_who_they_became(db, tenant_id, who, add, names):
    last, middle, first = await add("Last"), await add("Middle"), await add("First")
    merged = "update crm.contacts set merged_into = %(to)s, deleted_at = now() where id = %(id)s"
    async with db.tenant(tenant_id) as tx:
        await tx.run(merged, id=first.id, to=middle.id)
        await tx.run(merged, id=middle.id, to=last.id)
        assert await get_contact(tx, who, first.id) == last
    assert await names() == {"Last"}


async def test_a_circle_of_merges_ends(db, tenant_id, who, add):
    one, other = await add("One"), await add("Other")
    async with db.tenant(tenant_id) as tx:
        for gone, kept in ((one, other), (other, one)):
            await tx.run("update crm.contacts set merged_into = %(to)s where id = %(id)s", id=gone.id, to=kept.id)
        with pytest.raises(NotFound):
            await get_contact(tx, who, one.id)


async def test_a_credential_of_one_project_sees_and_makes_people_there_only(db, tenant_id, who, add, project_id):
    bia = await add()
    async with db.tenant(tenant_id) as tx:
        other = await create_project(tx, ProjectDraft(name="Other"))
        bound = who.model_copy(update={"project_id": other.id})
        caio = await create_contact(tx, bound, ContactDraft(name="Caio"))
        assert caio.project_id == other.id
        assert (await list_contacts(tx, bound)).items == [caio]
        with pytest.raises(NotFound):
            await get_contact(tx, bound, bia.id)
        with pytest.raises(NotFound):
            await update_contact(tx, bound, bia.id, ContactPatch(name="B"), 1)
        with pytest.raises(NotFound):
            await create_contact(tx, bound, ContactDraft(name="Davi", project_id=project_id))


async def test_the_project_may_be_left_out_where_there_is_one(db, tenant_id, who, project_id):
    async with db.tenant(tenant_id) as tx:
        assert (await create_contact(tx, who, ContactDraft(name="Bia"))).project_id == project_id
        await create_project(tx, ProjectDraft(name="Other"))
        with pytest.raises(Invalid, match="project_id"):
            await create_contact(tx, who, ContactDraft(name="Caio"))
        with pytest.raises(NotFound):
            await create_contact(tx, who, ContactDraft(name="Caio", project_id=uuid4()))


async def test_every_page_of_people_is_shown_once(db, tenant_id, who, project_id):
    async with db.tenant(tenant_id) as tx:  # one transaction: one time of creation for all
        made = {(await create_contact(tx, who, ContactDraft(name=f"P{n}"))).id for n in range(7)}
        seen, cursor = [], None
        while True:
            page = await list_contacts(tx, who, limit=3, cursor=cursor)
            seen += [one.id for one in page.items]
            if page.next is None:
                break
            cursor = page.next
    assert len(seen) == len(made)
    assert set(seen) == made
