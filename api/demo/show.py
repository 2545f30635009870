"""What a newcomer is shown: a month that comes in through the doors, what is remembered of it, and what one can ask.

Every part ends with checks; the demo succeeds only when all of them hold.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import httpx
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli.analytics import SHOWN, table
from api.cli.replay import show as show_difference
from api.demo.account import prepare_talk
from api.demo.agent import agent
from api.demo.bridge import cross_over
from api.demo.comparison import count
from api.demo.latency import Latencies, Watch
from api.demo.past import archived, replay_today
from api.demo.player import Played, play
from api.demo.questions import Answer, ask, ask_as_agent, trespass, wake
from api.demo.quiet import until_quiet
from api.demo.reply import ANSWERED, ASKED, NAME, converse
from api.demo.stage import Stage
from connectors.waha.sandbox import Sandbox
from contracts.crm.search import Hit
from contracts.settings import Settings
from memory.core.mart import read_mart
from memory.db import Database
from pipelines import analytics, local
from pipelines.demo import QUESTIONS, Webhook, expected, month

DAYS = 30
BURST = 0.25
"""Share of the webhooks that come all at once at the end, after the others came at the pace."""

WAKING = 40
"""The first webhooks, which are not measured."""

SEARCHABLE_P99 = 2.0
"""Seconds within which 99 of 100 messages must be searchable at the pace."""

MART = "fct_sessions"


class Show:
    """The parts, in their order, and the checks so far."""

    def __init__(self, settings: Settings, stages: Sequence[Stage], sandbox: Sandbox, console: Console) -> None:
        self._settings, self._sandbox, self._console = settings, sandbox, console
        self._pedal, self._fern = stages
        self._url = f"http://{settings.api_host}:{settings.api_port}"
        self._mcp = f"http://{settings.api_host}:{settings.mcp_port}/mcp"
        self._start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
        self._checks: list[tuple[str, bool]] = []
        self._answers: list[Answer] = []

    async def run(self, messages: int, pace: float) -> bool:
        """Show everything; whether all checks hold."""
        async with httpx.AsyncClient(base_url=self._url, timeout=30, trust_env=False) as client:
            webhooks = month(self._start, messages=messages, days=DAYS, account=True)
            await self._wake(client, webhooks[:WAKING])
            await self._month(webhooks, pace)
            parts: list[tuple[str, Callable[[httpx.AsyncClient], Awaitable[None]]]] = [
                ("Ask what was said", self._questions),
                ("Ask as an agent, over MCP", self._agent),
                ("Prepare for a talk, over MCP", self._account),
                ("Ask from the wrong side", self._fence),
                ("Answer a customer", self._reply),
                ("Change an enricher, and do the day once more", self._past),
                ("Look at the marts", self._mart),
                ("Cross over to RabbitMQ", self._bridge),
            ]
            for title, part in parts:
                self._title(title)
                await part(client)
        self._verdict()
        return all(holds for _, holds in self._checks)

    async def _wake(self, client: httpx.AsyncClient, webhooks: Sequence[Webhook]) -> None:
        """Let every process load its models, and the flows see their first messages, before anything is measured."""
        with self._console.status("Loading the models …"):
            await wake(client, self._mcp, self._pedal)
            await play(self._url, (self._pedal, self._fern), webhooks)
            await until_quiet(self._settings)

    async def _month(self, webhooks: Sequence[Webhook], pace: float) -> None:
        """Play, wait, count, and tell how long it took."""
        self._title("A month of WhatsApp comes in")
        cut = WAKING + round((len(webhooks) - WAKING) * (1 - BURST))
        async with Watch(self._settings, (self._pedal, self._fern)) as watch:
            with self._progress() as bars:
                paced = await self._play(bars, f"webhooks, {pace:.0f} a second", webhooks[WAKING:cut], pace)
                rest = await self._play(bars, "the rest, all at once", webhooks[cut:])
            latency, drained = watch.since(paced.sent_at), watch.span(rest.sent_at)
        await self._counts(webhooks)
        self._speed(latency, rest, drained)

    async def _play(self, bars: Progress, title: str, webhooks: Sequence[Webhook], pace: float | None = None) -> Played:
        bar = bars.add_task(title, total=len(webhooks))

        def told(taken: int) -> None:
            bars.update(bar, completed=taken)

        played = await play(self._url, (self._pedal, self._fern), webhooks, pace=pace, progress=told)
        await until_quiet(self._settings)
        return played

    async def _counts(self, webhooks: Sequence[Webhook]) -> None:
        shown = Table("", "messages", "sessions", "contacts", "they wrote", "we wrote")
        by_hand = expected(webhooks)
        async with Database(self._settings.dsn("app"), size=1) as db:
            for stage in (self._pedal, self._fern):
                async with db.tenant(stage.tenant_id) as tx:
                    found = await count(tx)
                names = ("messages", "sessions", "contacts", "inbound", "outbound")
                shown.add_row(stage.shop.name, *(f"{found[name]:,}" for name in names))
                right = all(found[name] == getattr(by_hand[stage.shop.key], name) for name in found)
                self._check(f"{stage.shop.name}: everything is there once, as counted by hand", holds=right)
        self._console.print(shown)

    def _speed(self, latency: Latencies, burst: Played, drained: float) -> None:
        shown = Table("from webhook to searchable", "p50", "p95", "p99")
        told = (f"{seconds * 1000:.0f} ms" for seconds in (latency.p50, latency.p95, latency.p99))
        shown.add_row(f"{latency.count:,} messages, at the pace", *told)
        self._console.print(shown)
        taken, searchable = burst.sent / burst.seconds, burst.sent / drained
        self._say(f"All at once: {taken:,.0f} webhooks a second taken, {searchable:,.0f} a second searchable.")
        self._check(
            f"99 of 100 messages are searchable within {SEARCHABLE_P99:.0f} s", holds=latency.p99 < SEARCHABLE_P99
        )

    async def _questions(self, client: httpx.AsyncClient) -> None:
        """Three questions in three languages; two of them share no word with their answer."""
        for question in QUESTIONS:
            answer = await ask(client, self._stage(question.shop), question)
            self._answers.append(answer)
            self._say(f"[bold]{escape(question.text)}[/]  [dim]{question.language}, {answer.seconds * 1000:.0f} ms[/]")
            self._hits(answer.hits, question.answer_contains)
            self._check(f"“{question.text}” is answered", holds=answer.right)

    async def _agent(self, _: httpx.AsyncClient) -> None:
        question = QUESTIONS[0]
        hits = await ask_as_agent(self._mcp, self._stage(question.shop), question)
        self._say(f"search_memory(q=[bold]{escape(question.text)!r}[/])")
        self._hits(hits, question.answer_contains)
        same = [hit.message_id for hit in hits] == [hit.message_id for hit in self._answers[0].hits]
        self._check("An agent finds the same through MCP", holds=same)

    async def _account(self, _: httpx.AsyncClient) -> None:
        """Five questions that an account manager would ask, each answered with its source."""
        async with agent(self._mcp, self._pedal) as asked:
            who, answers = await prepare_talk(asked, self._start, DAYS)
        self._say(f"About {escape(who)}:")
        for told in answers:
            self._say(f"[bold]{escape(told.question)}[/]  [dim]{told.tool}[/]")
            self._say(f"  [green]→[/] {escape(told.answer)}  [dim]{escape(told.source)}[/]")
        right = all(told.right for told in answers)
        self._check("An account manager's five questions are answered with their sources", holds=right)

    async def _fence(self, client: httpx.AsyncClient) -> None:
        opened = 0
        for answer in self._answers:
            owner = self._stage(answer.question.shop)
            stranger = self._fern if owner is self._pedal else self._pedal
            opened += await trespass(client, owner, stranger, answer)
        self._say(f"Each shop asks the other's questions and asks for the messages by id: it gets {opened} of them.")
        self._check("Neither shop finds or opens a message of the other", holds=opened == 0)

    async def _reply(self, client: httpx.AsyncClient) -> None:
        self._sandbox.webhook_url = f"{self._url}/webhooks/{self._pedal.channel_id}"
        self._sandbox.hmac_key = self._pedal.secret
        went = await converse(client, self._pedal, self._sandbox)
        self._say(f"{NAME}: {escape(ASKED)}  [dim]recorded after {went.recorded_after * 1000:.0f} ms[/]")
        self._say(
            f"{self._pedal.shop.name}: {escape(ANSWERED)}  [dim]{went.reply.status} after {went.read_after:.1f} s[/]"
        )
        self._check("A reply asked for twice with one key goes out once, and is read", holds=went.sent == 1)

    async def _past(self, _: httpx.AsyncClient) -> None:
        with self._console.status("The archive writes the last files, and is checked …"):
            records, verdict = await archived(self._settings, self._pedal)
        self._say(f"The lake holds {records:,} records of {self._pedal.shop.name}, encrypted person by person.")
        self._check("Nothing is missing in the lake, and nothing is there twice", holds=not verdict.faults)
        with self._console.status("The day is done once more, in a Postgres of its own …"):
            went = await replay_today(self._settings, self._pedal)
        self._say("[bold]ventros replay enrich --sentiment cautious --apply[/]")
        show_difference(self._console, went.found)
        self._say(f"{went.applied:,} rows are live now, {went.events} events were told of it.")
        right = 0 < went.applied == went.live == len(went.found.changes) and not went.events
        self._check("A changed enricher is otherwise where it shows, and live where it is", holds=right)

    async def _mart(self, _: httpx.AsyncClient) -> None:
        with self._console.status("dbt builds and tests the marts …"):
            results = analytics.build(self._settings)
        rows = read_mart(self._settings, MART, self._pedal.tenant_id, 8)
        self._console.print(table(MART, rows, SHOWN[MART]))
        self._check(f"{len(results)} models and tests of the marts hold", holds=bool(rows))

    async def _bridge(self, _: httpx.AsyncClient) -> None:
        try:
            with self._console.status("RabbitMQ starts, and everything that happened comes over …"):
                crossing = await cross_over(self._settings)
        except local.NotStarted as error:
            self._say(f"bridge: not verified. {escape(str(error))}")
            return
        self._say(f"{crossing.came:,} of {crossing.events:,} events came over, {crossing.doubled} of them twice.")
        self._say(f"bridge: {'verified' if crossing.holds else '[red]broken[/]'}")
        self._check("Every event comes over to RabbitMQ once", holds=crossing.holds)

    def _verdict(self) -> None:
        self._title("What was checked")
        for what, holds in self._checks:
            self._say(f"{'[green]✓[/]' if holds else '[red]✗[/]'} {escape(what)}")

    def _stage(self, shop: str) -> Stage:
        return self._pedal if self._pedal.shop.key == shop else self._fern

    def _check(self, what: str, *, holds: bool) -> None:
        self._checks.append((what, holds))

    def _hits(self, hits: Sequence[Hit], wanted: str) -> None:
        for hit in hits:
            mark, who = ("[green]→[/]" if wanted in hit.text else " "), escape(hit.contact_name or "")
            self._say(f"  {mark} {hit.at:%d %b %H:%M}  {who}{' (we)' if hit.from_me else ''}: {escape(hit.text)}")

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False)

    def _title(self, text: str) -> None:
        self._console.print()
        self._console.rule(f"[bold]{text}[/]", align="left")

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self._console)
