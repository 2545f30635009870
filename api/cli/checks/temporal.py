"""Temporal, where there is one: whether it answers, when the marts are built, and how the last build ended."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from api.cli.checks import Finding, log_of, restart
from contracts.errors import VentrosError
from contracts.settings import Settings
from pipelines.local.temporal import check_client

if TYPE_CHECKING:
    from pipelines.workflows.schedule import Plan, Run

WAITS = timedelta(minutes=5)
"""How long a build may wait before that is worth a look."""


def temporal(settings: Settings) -> list[Finding]:
    """Everything about Temporal; nothing where there is none, and when it does not answer, that alone."""
    if not settings.scheduled:
        return []
    try:
        plan = _plan(settings)
    except VentrosError as error:
        return [Finding(name="temporal", state="fail", found=str(error), mend=restart(settings, "temporal"))]
    answers = Finding(name="temporal", state="ok", found=settings.temporal_address)
    if plan is None:
        nobody = Finding(name="marts", state="fail", found="no worker made a schedule yet", mend="ventros run workers")
        return [answers, nobody]
    return [answers, _when(plan), *([_now(settings, plan.now)] if plan.now else []), _last(settings, plan)]


def _plan(settings: Settings) -> "Plan | None":
    check_client(settings)
    from pipelines.workflows import schedule

    return schedule.asked(settings, schedule.read)


def _when(plan: "Plan") -> Finding:
    mend = "" if plan.on else f"ventros analytics schedule --every {plan.often}"
    return Finding(name="marts", state="ok" if plan.on else "warn", found=plan.when(), mend=mend)


def _now(settings: Settings, run: "Run") -> Finding:
    late = run.state == "waiting" and datetime.now(UTC) - run.began_at > WAITS
    mend = f"ventros run workers, or: {log_of(settings, 'workers')}" if late else ""
    return Finding(name="marts now", state="warn" if late else "ok", found=str(run), mend=mend)


def _last(settings: Settings, plan: "Plan") -> Finding:
    if plan.last is None:
        return Finding(name="marts last", state="ok", found="no build that Temporal remembers")
    failed = plan.last.state == "failed"
    mend = f"ventros analytics build tells more, and {log_of(settings, 'workers')}" if failed else ""
    return Finding(name="marts last", state="fail" if failed else "ok", found=str(plan.last), mend=mend)
