"""When the marts are built and the rows checked: schedules of Temporal's, which outlive every process of ours."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from pydantic import BaseModel
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    WorkflowExecutionDescription,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.exceptions import FailureError
from temporalio.service import RPCError, RPCStatusCode

from contracts.errors import Invalid
from contracts.settings import Settings
from pipelines.quality import installed
from pipelines.workflows.activities import Built
from pipelines.workflows.build_marts import BuildMarts, Order
from pipelines.workflows.check_quality import CheckQuality
from pipelines.workflows.connection import away, connect

ResultT = TypeVar("ResultT")

NAME = "build-marts"
CHECKS = "check-quality"
TASK_QUEUE = "ventros"
EVERY = timedelta(hours=1)
"""Where nobody said anything else."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
"""Less often loses events: the outbox keeps them for a week."""

CATCH_UP = timedelta(minutes=10)
"""A build that Temporal was away for is made up for so much later at most: the next one brings the same."""

UNITS = {86_400: "d", 3600: "h", 60: "m", 1: "s"}
MINUTE = "%Y-%m-%d %H:%M UTC"

ANSWERS = 10.0
"""Seconds that a question may take."""

OFF = "switched off by `ventros analytics schedule --off`"


class Run(BaseModel):
    """One build. `told` is what it came to, or why it failed or waits."""

    began_at: datetime
    ended_at: datetime | None
    state: Literal["waiting", "building", "built", "failed"]
    told: str

    def __str__(self) -> str:
        """The same for people, in one line."""
        until = f", ended {self.ended_at:{MINUTE}}" if self.ended_at else ""
        told = f": {self.told}" if self.told else ""
        return f"{self.state}, began {self.began_at:{MINUTE}}{until}{told}"


class Plan(BaseModel):
    """When the marts are built, and how it went; a `last` that Temporal has forgotten is none."""

    every: timedelta
    on: bool
    next_at: datetime | None
    now: Run | None
    last: Run | None

    def lines(self) -> list[str]:
        """The same for people."""
        return [f"Marts are built {self.when()}", *(str(run) for run in (self.now, self.last) if run)]

    def when(self) -> str:
        """How often and when next, for people."""
        if self.next_at:
            return f"every {self.often}, next at {self.next_at:{MINUTE}}"
        return f"by hand alone; before it was every {self.often}"

    @property
    def often(self) -> str:
        """How often, as `--every` takes it: 90s, 30m, 1h, 7d."""
        seconds = int(self.every.total_seconds())
        unit, name = next(one for one in UNITS.items() if seconds % one[0] == 0)
        return f"{seconds // unit}{name}"


def asked(settings: Settings, question: Callable[[Client], Awaitable[ResultT]]) -> ResultT:
    """What a question to Temporal gives. Raises Unavailable, Invalid."""

    async def ask() -> ResultT:
        with away(settings):
            async with asyncio.timeout(ANSWERS):
                return await question(await connect(settings))

    return asyncio.run(ask())


async def ensure(client: Client) -> None:
    """Make each schedule where there is none. One that is there keeps its time, and does what this version does."""
    try:
        await client.create_schedule(NAME, _schedule(EVERY, ScheduleState()))
    except ScheduleAlreadyRunningError:
        await _handle(client).update(lambda found: ScheduleUpdate(_renewed(found.description)))
    if installed():
        with suppress(ScheduleAlreadyRunningError):
            await client.create_schedule(CHECKS, _checks())


async def switch(client: Client, every: timedelta | None) -> None:
    """Have the marts built so often from now on; None: not at all, until somebody says so. Raises Invalid."""
    if every is not None and not SHORTEST <= every <= LONGEST:
        raise Invalid("Marts are built once a minute at most, and once in 7 days at least: then events are forgotten.")
    await ensure(client)
    state = ScheduleState() if every else ScheduleState(paused=True, note=OFF)
    await _handle(client).update(
        lambda found: ScheduleUpdate(_schedule(every or _every(found.description), state)),
    )


async def read(client: Client) -> Plan | None:
    """The schedule, with the build that runs and the last one that ended; None when nobody has made it yet."""
    try:
        found = await _handle(client).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise
    started = [one.action for one in reversed(found.info.recent_actions[-2:])]
    runs = [await _run(client, one) for one in started if isinstance(one, ScheduleActionExecutionStartWorkflow)]
    upcoming = found.info.next_action_times
    return Plan(
        every=_every(found),
        on=not found.schedule.state.paused,
        next_at=upcoming[0] if upcoming and not found.schedule.state.paused else None,
        now=next((run for run in runs if run and not run.ended_at), None),
        last=next((run for run in runs if run and run.ended_at), None),
    )


def _handle(client: Client) -> ScheduleHandle:
    return client.get_schedule_handle(NAME)


def _schedule(every: timedelta, state: ScheduleState) -> Schedule:
    action = ScheduleActionStartWorkflow(BuildMarts.run, Order(), id=NAME, task_queue=TASK_QUEUE)
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP)
    return Schedule(action, ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]), policy, state)


def _checks() -> Schedule:
    """The rows are checked once a day, when no build of the marts has just begun."""
    action = ScheduleActionStartWorkflow(CheckQuality.run, id=CHECKS, task_queue=TASK_QUEUE)
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP)
    daily = ScheduleIntervalSpec(every=timedelta(days=1), offset=timedelta(minutes=30))
    return Schedule(action, ScheduleSpec(intervals=[daily]), policy, ScheduleState())


def _renewed(found: ScheduleDescription) -> Schedule:
    return _schedule(_every(found), found.schedule.state)


def _every(found: ScheduleDescription) -> timedelta:
    intervals = found.schedule.spec.intervals
    return intervals[0].every if intervals else EVERY


async def _run(client: Client, started: ScheduleActionExecutionStartWorkflow) -> Run | None:
    handle: WorkflowHandle[BuildMarts, Built] = client.get_workflow_handle_for(
        BuildMarts.run, started.workflow_id, run_id=started.first_execution_run_id
    )
    try:
        found = await handle.describe()
        return await _ended(handle, found) if found.close_time else _unfinished(found)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _ended(handle: WorkflowHandle[BuildMarts, Built], found: WorkflowExecutionDescription) -> Run:
    """How it ended."""
    run = Run(began_at=found.start_time, ended_at=found.close_time, state="built", told="")
    try:
        built = await handle.result()
    except WorkflowFailureError as error:
        return run.model_copy(update={"state": "failed", "told": _innermost(error)})
    return run.model_copy(update={"told": f"{built.models} models, {built.tests} tests"})


def _unfinished(found: WorkflowExecutionDescription) -> Run:
    """A build that runs, or waits: for a worker, or after an attempt that failed for its next one."""
    doing = list(found.raw_description.pending_activities)
    builds = any(one.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED for one in doing)
    failures = [one.last_failure.message for one in doing if one.HasField("last_failure")]
    told = f"attempt {doing[0].attempt}, after: {failures[0]}" if failures else "" if builds else "for a worker"
    return Run(began_at=found.start_time, ended_at=None, state="building" if builds else "waiting", told=told)


def _innermost(error: WorkflowFailureError) -> str:
    """What went wrong in the first place."""
    cause: BaseException = error
    while isinstance(cause, FailureError | WorkflowFailureError) and cause.cause is not None:
        cause = cause.cause
    return cause.message if isinstance(cause, FailureError) else str(cause)
