"""What `ventros doctor` looks at. Each check gives findings, and never an error: an error is a finding."""

from typing import Literal

from pydantic import BaseModel

from api.cli import running
from api.cli.installation import ADDRESSES, Told
from contracts.settings import Settings

State = Literal["ok", "warn", "fail"]


class Finding(BaseModel):
    """One line: what was looked at, how it is, and the command that mends it."""

    name: str
    state: State
    found: str
    mend: str = ""


def restart(settings: Settings, service: str) -> str:
    """How to bring a service back: ours by starting anew, one outside by whoever runs it."""
    setting = ADDRESSES[service]
    if setting in Told(data_dir=settings.data_dir).model_fields_set:
        return f"start it, or correct VENTROS_{setting.upper()}"
    return "ventros down && ventros up" if running.read(settings.data_dir) else "ventros up"


def log_of(settings: Settings, role: str) -> str:
    """How to read why a process does not do its work."""
    return f"tail {settings.data_dir / 'logs' / role}.log"
