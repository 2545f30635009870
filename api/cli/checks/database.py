"""Postgres: whether it answers, its schema, its roles, its fences, and what waits in it."""

from collections.abc import Callable
from datetime import timedelta

from api.cli.checks import Finding, State, restart
from contracts.errors import VentrosError
from contracts.settings import Settings
from memory import examine
from memory.migrate import LOGINS
from memory.recall.models import State as Stage

OLDEST_KNOWN = 17
LATE, STUCK = timedelta(seconds=30), timedelta(minutes=5)
LONG, ENDLESS = timedelta(seconds=5), timedelta(seconds=60)
UNERASED = timedelta(hours=1)
"""After so long somebody should look why an erasure is not done."""
MEMBERS = {"relay": {"pg_read_all_stats"}}
"""What a role of ours is a member of on purpose."""


def database(settings: Settings) -> list[Finding]:
    """Everything about Postgres; when it does not answer, that alone."""
    try:
        version = examine.reach(settings, "admin")
    except VentrosError as error:
        return [Finding(name="postgres", state="fail", found=str(error), mend=restart(settings, "postgres"))]
    checks = (_migrations, _logins, _roles, _fences, _order, _transactions, _dead_letters, _erasures, _embedder)
    return [_version(version), *(_safely(check, settings) for check in checks)]


def _safely(check: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return check(settings)
    except VentrosError as error:
        return Finding(name=_name(check), state="fail", found=str(error), mend="ventros migrate")


def _name(check: Callable[[Settings], Finding]) -> str:
    return check.__name__.strip("_").replace("_", " ")


def _version(version: str) -> Finding:
    if int(version.split(".", maxsplit=1)[0]) >= OLDEST_KNOWN:
        return Finding(name="postgres", state="ok", found=version)
    return Finding(
        name="postgres", state="fail", found=f"{version} is too old", mend=f"upgrade to {OLDEST_KNOWN} or later"
    )


def _migrations(settings: Settings) -> Finding:
    missing = examine.missing_migrations(settings)
    if not missing:
        return Finding(name="migrations", state="ok", found="all applied")
    names = ", ".join(file.name for file in missing)
    return Finding(name="migrations", state="fail", found=f"not applied: {names}", mend="ventros migrate")


def _logins(settings: Settings) -> Finding:
    for role in LOGINS:
        examine.reach(settings, role)
    return Finding(name="logins", state="ok", found=", ".join(LOGINS))


def _roles(settings: Settings) -> Finding:
    known = {role.name: role for role in examine.roles(settings)}
    wanted = {**dict.fromkeys(LOGINS, True), **dict.fromkeys(("owner", "resolver", "analyst"), False)}
    wrong = [f"{name} is missing" for name in wanted if name not in known]
    wrong += [f"{name} may {'not ' if login else ''}log in" for name, login in wanted.items()
              if name in known and known[name].login != login]  # fmt: skip
    wrong += [f"{role.name} may more than a role of ours may" for role in known.values() if role.mighty]
    wrong += [f"{name} is a member of {', '.join(more)}" for name in LOGINS
              if name in known and (more := set(known[name].member_of) - MEMBERS.get(name, set()))]  # fmt: skip
    if wrong:
        mend = "ventros migrate; for what it leaves: alter role … nosuperuser nobypassrls nocreaterole nocreatedb"
        return Finding(name="roles", state="fail", found="; ".join(wrong), mend=mend)
    return Finding(name="roles", state="ok", found="none may pass by row security")


def _fences(settings: Settings) -> Finding:
    tables = examine.open_tables(settings)
    if not tables:
        return Finding(name="row security", state="ok", found="enabled and forced on every table with a tenant")
    mend = f"in a new migration: select core.fence('{tables[0]}')"
    return Finding(name="row security", state="fail", found=f"missing on {', '.join(tables)}", mend=mend)


def _order(settings: Settings) -> Finding:
    if not examine.ahead(settings):
        return Finding(name="order", state="ok", found="what is to be published is in the order of this server")
    told = "this is a dump of another server, whose order the relay would wait for"
    return Finding(name="order", state="fail", found=told, mend='docs/backup.md, "Not by a dump"')


def _transactions(settings: Settings) -> Finding:
    oldest = examine.oldest_transaction(settings)
    if oldest is None or oldest.age < LONG:
        return Finding(name="transactions", state="ok", found="none is open for long")
    state: State = "fail" if oldest.age > ENDLESS else "warn"
    told = f"one of {oldest.role} ({oldest.state}) is open for {seconds(oldest.age)}: no event is published meanwhile"
    return Finding(
        name="transactions", state=state, found=told, mend=f"psql -c 'select pg_terminate_backend({oldest.pid})'"
    )


def _dead_letters(settings: Settings) -> Finding:
    count = examine.dead_letters(settings)
    if not count:
        return Finding(name="dead letters", state="ok", found="none")
    return Finding(name="dead letters", state="warn", found=f"{count} could not be digested", mend="ventros dlq list")


def _erasures(settings: Settings) -> Finding:
    oldest = examine.oldest_erasure(settings)
    if oldest is None or oldest.age < UNERASED:
        return Finding(name="erasures", state="ok", found="none waits")
    told = f"one was asked for {seconds(oldest.age)} ago and is not done: the log of heavy says what it waits for"
    mend = f"ventros erase {oldest.contact_id} --tenant {oldest.tenant_id}"
    return Finding(name="erasures", state="warn", found=told, mend=mend)


def _embedder(settings: Settings) -> Finding:
    known = {one.state: one for one in reversed(examine.embedding_models(settings))}
    answering, beside = known.get(Stage.CURRENT), known.get(Stage.PREPARING)
    if answering is None:
        return Finding(name="embedder", state="ok", found="none answers yet: the flows take that of the settings")
    told = f"{answering.embedder} answers"
    if beside and beside.comparison:
        told = f"{told}; {beside.embedder} finds less and waits for a word"
        mend = f"ventros models flip {beside.identity}, or ventros models drop {beside.identity}"
        return Finding(name="embedder", state="warn", found=told, mend=mend)
    if beside:
        told = f"{told}; {beside.embedder} is prepared since {beside.since:%d %b %H:%M}"
        return Finding(name="embedder", state="ok", found=told)
    if settings.embedder != answering.embedder:
        told = f"{told}, though the settings name {settings.embedder}"
        mend = f"VENTROS_EMBEDDER={answering.embedder}, or ventros models switch {settings.embedder}"
        return Finding(name="embedder", state="warn", found=told, mend=mend)
    return Finding(name="embedder", state="ok", found=told)


def backlog(name: str, waiting: examine.Waiting, what: str, mend: str) -> Finding:
    """What waits somewhere, judged by how long its first piece has."""
    if not waiting.count or waiting.age is None:
        return Finding(name=name, state="ok", found="empty")
    state: State = "fail" if waiting.age > STUCK else "warn" if waiting.age > LATE else "ok"
    count = f"{waiting.count:,}" if waiting.count < examine.COUNTED else f"{examine.COUNTED:,} and more"
    told = f"{count} {what}, the first for {seconds(waiting.age)}"
    return Finding(name=name, state=state, found=told, mend="" if state == "ok" else mend)


def seconds(age: timedelta) -> str:
    """A time span to the second."""
    return str(timedelta(seconds=int(age.total_seconds())))
