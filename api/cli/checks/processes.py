"""Redis, the two servers, and the processes without a port."""

from api.cli import running
from api.cli.checks import Finding, log_of, restart
from api.cli.child import address, status
from api.cli.installation import taken
from contracts.errors import VentrosError
from contracts.settings import Settings
from memory import examine
from pipelines.local.process import alive

MANY_RESTARTS = 5


def cache(settings: Settings) -> list[Finding]:
    """Redis."""
    try:
        return [Finding(name="redis", state="ok", found=examine.ping(settings)), _refused(settings)]
    except VentrosError as error:
        return [Finding(name="redis", state="fail", found=str(error), mend=restart(settings, "redis"))]


def _refused(settings: Settings) -> Finding:
    count = examine.refused_large(settings)
    if not count:
        return Finding(name="refused webhooks", state="ok", found="none was too large")
    found = f"{count} were larger than {settings.webhook_max_bytes} bytes, the last within a week"
    mend = "let the provider store media and send references, or raise VENTROS_WEBHOOK_MAX_BYTES"
    return Finding(name="refused webhooks", state="warn", found=found, mend=mend)


def processes(settings: Settings) -> list[Finding]:
    """The servers by their answer, all processes of `ventros up` by what it recorded."""
    state = running.read(settings.data_dir)
    held = state["roles"] if state else {}
    servers = [_server(settings, role, port) for role, port in _ports(settings).items()]
    return [*servers, *(_process(settings, name, role) for name, role in held.items() if name not in _ports(settings))]


def _ports(settings: Settings) -> dict[str, int]:
    return {"api": settings.api_port, "mcp": settings.mcp_port}


def _server(settings: Settings, role: str, port: int) -> Finding:
    url = address(settings, role) or ""
    answer = status(url, 2.0)
    if answer == 200:
        return Finding(name=role, state="ok", found=url)
    if answer is not None:
        return Finding(name=role, state="fail", found=f"{url} answers {answer}", mend=log_of(settings, role))
    if taken(settings.api_host, port):
        told = f"something holds port {port} and does not answer like {role}"
        return Finding(name=role, state="fail", found=told, mend=f"ventros up --{role}-port {port + 10}")
    return Finding(name=role, state="fail", found=f"nothing answers on port {port}", mend=_start(settings, role))


def _process(settings: Settings, name: str, role: running.Role) -> Finding:
    restarts = role["restarts"]
    again = f"started anew {restarts} times" if restarts else "runs"
    if not all(alive(one) for one in role["processes"]):
        return Finding(name=name, state="fail", found=f"does not run, {again}", mend=log_of(settings, name))
    unsteady = restarts >= MANY_RESTARTS
    mend = log_of(settings, name) if unsteady else ""
    return Finding(name=name, state="warn" if unsteady else "ok", found=again, mend=mend)


def _start(settings: Settings, role: str) -> str:
    return log_of(settings, role) if running.read(settings.data_dir) else f"ventros up, or: ventros run {role}"
