"""A server that is away, and comes back."""

import asyncio

import pytest

from contracts.errors import Unavailable
from memory.db import Database


async def test_a_server_that_is_away_is_looked_for_every_half_second_however_long_it_takes():
    looks = []

    async def away(_, writer):
        looks.append(asyncio.get_running_loop().time())
        writer.close()

    server = await asyncio.start_server(away, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with (
        server,
        Database(f"host=127.0.0.1 port={port} user=x dbname=x sslmode=disable", size=1, timeout=4.0) as db,
    ):
        with pytest.raises(Unavailable):
            await db.query("select 1")
    assert len(looks) >= 5  # the second, the fourth and the eighth half second would be three
