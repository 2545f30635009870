"""`ventros demo`: the whole system in a minute or two, with invented data and without a single key."""

import asyncio
import shutil
import signal
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from api.cli.processes import Processes
from api.demo.premises import own_services
from api.demo.show import Show
from api.demo.stage import WAHA_KEY, clear, prepare
from connectors.waha.sandbox import Sandbox, serve
from contracts.settings import Settings

MessagesOption = Annotated[int, typer.Option(min=100, max=50_000, help="Webhooks of the invented month, at least.")]
PaceOption = Annotated[float, typer.Option(min=1, max=1000, help="Webhooks a second.")]

WIDTH = 110
"""Columns where the output is no terminal."""

NEXT = """
Everything is stopped again; the data stay in [bold]{folder}[/].

  make up             runs on with these data; {ventros} tail shows what happens
  make prove          kills it while it works, and counts what is lost
  docs/operators.md   connect a WhatsApp number of your own
  docs/agents.md      let an agent search and reply, over MCP
  docs/analysts.md    query the marts
  docs/data-engineers.md   ask the lake, replay a day, see the difference
"""


def demo(messages: MessagesOption = 2000, pace: PaceOption = 100.0) -> None:
    """Play an invented month through the real doors, and look around."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is stopped then, too
    told, console = Settings(), Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    with serve(Sandbox(api_key=WAHA_KEY)) as sandbox, console.status("Starting …") as status:

        def step(words: str) -> None:
            status.update(f"{words} …")

        allowed = [*told.outbound_allow, urlsplit(sandbox.base_url).netloc]
        with own_services(
            told.data_dir, step, embedder="use", outbound_allow=allowed, log_level="WARNING", lake_seconds=1.0
        ) as settings:
            asyncio.run(clear(settings))
            step("Starting relay, flows, archive, api and mcp")
            with Processes(settings):
                status.stop()
                holds = asyncio.run(_show(settings, sandbox, console, messages, pace))
    program = "ventros" if shutil.which("ventros") else ".venv/bin/ventros"
    console.print(NEXT.format(folder=told.data_dir, ventros=program), highlight=False, soft_wrap=True)
    if not holds:
        raise typer.Exit(1)


async def _show(settings: Settings, sandbox: Sandbox, console: Console, messages: int, pace: float) -> bool:
    stages = await prepare(settings, sandbox.base_url)
    return await Show(settings, stages, sandbox, console).run(messages, pace)
