"""What a process of ours says: one JSON object a line, or the same for people where somebody reads at a terminal.

No line holds what somebody sent us: a payload, a name, a number, a secret. So a line has the fields of FIELDS and no
others, an error is its kind and where it came from (contracts.errors), and of what other packages say the first line
is kept, since they print values on those that follow.
"""

import json
import logging
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

from api.cli.logs import readable
from contracts.errors import trace
from contracts.settings import Settings

FIELDS = {
    "timestamp": "when, in UTC",
    "level": "debug, info, warning, error or critical",
    "logger": "which part of the code says it",
    "process": "which process: api, mcp, metrics, flows, heavy, relay, bridge",
    "env": "which installation (`VENTROS_ENV`)",
    "event": "what happened",
    "tenant_id": "whose it is",
    "flow": "which flow met it",
    "event_id": "which event or webhook it is about: its `ce_id`",
    "trace_id": "the trace that it belongs to, where traces are on",
    "request_id": "the request, as its answer names it",
    "method": "how it was asked",
    "route": "which door was asked, without what stood in its place-holders",
    "tool": "which tool an agent used",
    "url": "where the issuer's keys are looked for",
    "kid": "which of the issuer's keys",
    "error": "what kind of error it is, or what it says where the words are ours",
    "exception": "the errors before it, and the places in the code",
}
"""Every field that a line may have, and its meaning."""

OURS = ("ventros", "api", "pipelines", "memory", "connectors")
QUIET = ("httpx", "httpx2", "httpcore", "mcp", "opentelemetry", "google_genai")
"""Packages that tell of every call, or quote the answer to it: only what they warn of is heard, whatever our own level
is."""

Line = MutableMapping[str, Any]

_log = structlog.get_logger("ventros.process")


def begin(settings: Settings, process: str, out: TextIO | None = None) -> None:
    """From now on this process says everything that way, on standard error; what ends it too."""
    out = out or sys.stderr
    told = [structlog.contextvars.merge_contextvars, *_told(settings, process)]
    structlog.configure(
        processors=[*told, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_level(settings)),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(out)
    shown = _json if settings.log_format == "json" or not (settings.log_format == "text" or out.isatty()) else _text
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(FIELDS), *told, _of_others],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _known, shown],
        )
    )
    _listen(handler, _level(settings))


def _listen(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.INFO))  # what others say below that are headers and bodies
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # it would print the arguments of a line that cannot be written
    sys.excepthook = _ends
    threading.excepthook = lambda ended: _ends(ended.exc_type, ended.exc_value, ended.exc_traceback)


def _ends(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    del at
    _log.critical("not foreseen", exception=trace(error or kind()))


def _told(settings: Settings, process: str) -> list[structlog.typing.Processor]:
    def whose(_: Any, __: str, line: Line) -> Line:
        return {**line, "process": process, "env": settings.env}

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        whose,
        structlog.processors.ExceptionRenderer(_places),
    ]


def _places(exc_info: structlog.typing.ExcInfo) -> str:
    return trace(exc_info[1])


def _of_others(_: Any, __: str, line: Line) -> Line:
    """What other packages say may go on for lines, which hold the values of whatever went wrong there."""
    if not str(line.get("logger", "")).startswith(OURS):
        line["event"] = str(line["event"]).partition("\n")[0]
    return line


def _known(_: Any, __: str, line: Line) -> Line:
    return {name: line[name] for name in FIELDS if line.get(name) not in (None, "")}


def _json(_: Any, __: str, line: Line) -> str:
    return json.dumps(line, default=str, ensure_ascii=False)


def _text(_: Any, __: str, line: Line) -> str:
    return readable(json.dumps(line, default=str))


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
