import asyncio
import os
import sys
from pathlib import Path

import pytest

from contracts.core.permission import ProjectRole

ROOT = Path(__file__).parents[3]
EXAMPLE, PAGE = ROOT / "docs/examples/agent.py", ROOT / "docs/agents.md"
NEEDS = frozenset({"contacts.view", "messages.view", "messages.send"})


@pytest.fixture
def run(server, credential, tenant_id):
    """`await run(contact_id, "--yes", said="y")`: the example in a process of its own, as somebody would start it."""

    async def ran(*arguments, said=""):
        token = credential(tenant_id, ProjectRole.AGENT, scopes=NEEDS)["Authorization"].removeprefix("Bearer ")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            EXAMPLE,
            *map(str, arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "VENTROS_TOKEN": token, "VENTROS_MCP_URL": server.url, "PYTHONIOENCODING": "utf-8"},
        )
        told, _ = await process.communicate(f"{said}\n".encode())
        return told.decode()

    return ran


async def test_the_example_reads_drafts_and_replies_once_somebody_agrees(run, shop, tenant_id, queued):
    ours = await shop(tenant_id)
    told = await run(ours.contact, said="n")
    assert "Customer: 'Consegue ver para mim?'" in told
    assert "Nothing was sent." in told
    assert await queued(tenant_id) == []
    told = await run(ours.contact, said="y")
    assert "queued: " in told
    assert [text.startswith("Olá, Bia!") for text in await queued(tenant_id)] == [True]
    assert (await run(ours.contact, "--yes")).splitlines()[-1] == told.splitlines()[-1].removeprefix("Send it? [y/N] ")
    assert len(await queued(tenant_id)) == 1


def test_the_page_shows_the_example_as_it_is_and_it_is_short():
    example = EXAMPLE.read_text()
    assert f"```python\n{example}```" in PAGE.read_text()
    assert len(example.splitlines()) <= 60
