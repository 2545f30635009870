"""`verify` finds what is wrong with a lake, and nothing where nothing is."""

from memory.core.lake import remove_files, sure_keys
from pipelines.lake.verify import verify


async def test_a_whole_lake_has_no_faults(stream):
    await stream.archive([stream.told("message.read", {}) for _ in range(3)], [stream.webhook(b"{}")])
    assert await stream.faults() == []


async def test_a_missing_file_and_a_changed_one_are_named(stream):
    await stream.archive([stream.told("message.read", {})], [stream.told("message.read", {})])
    first, second = await stream.files()
    stream.store.delete(first.path)
    stream.store.put(second.path, stream.store.get(second.path) + b"x")
    assert await stream.faults() == [f"{first.path} is missing", f"{second.path} was changed"]


async def test_a_hole_in_a_partition_is_counted(stream, db):
    await stream.archive([stream.told("message.read", {}) for _ in range(2)], [stream.told("message.read", {})] * 1)
    fewest = min(await stream.files(), key=lambda file: file.records)
    async with db.tenant(stream.tenant_id) as tx:
        await remove_files(tx, [fewest.path])
    assert await stream.faults() == [f"1 records of crm.message/0 of cluster {stream.cluster} are missing"]


async def test_records_that_are_there_twice_are_counted(stream):
    records = [stream.told("message.read", {}) for _ in range(2)]
    await stream.archive(records)
    await stream.archive(records, flow="naive")  # reads what it reads without a position of the archive's
    assert await stream.faults() == [f"2 records of crm.message/0 of cluster {stream.cluster} are there twice"]


async def test_records_of_a_deleted_key_count_as_erased_and_not_as_faults(stream, db):
    await stream.archive([stream.told("message.created", {"contact_id": "7"})])
    before = (await verify(db, stream.store, stream.sealer)).erased
    async with db.tenant(stream.tenant_id) as tx:
        key = (await sure_keys(tx, stream.sealer, [])).id("contact:7")
        await tx.run("delete from core.lake_keys where tenant_id = %(tenant)s and id = %(id)s", id=key)
    assert await stream.faults() == []
    assert (await verify(db, stream.store, stream.sealer)).erased == before + 1
