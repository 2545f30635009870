"""The one way out: an HTTP client that a tenant's URL cannot turn against our own network.

https only, no redirects, no proxies, no cookies, a cap on time and on size. The name is looked up once, every answer
is checked, and the connection goes to a checked address while TLS verifies the name: DNS rebinding gains nothing.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
import orjson

from connectors.address import Target, refusal, target
from contracts.errors import Invalid, OutcomeUnknown, Rejected

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a name up: host, port -> IP addresses."""

MAX_ADDRESSES = 4
"""How many answers of a lookup are tried, one after the other."""


@dataclass(frozen=True)
class Response:
    """What came back: redirects and refusals too. What they mean is the caller's to say."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class _TooLong(Exception):
    """The answer is larger than the cap."""


def check_url(url: str, allow: Sequence[str] = ()) -> None:
    """Whether a URL may be stored to be called later. Raises Invalid with a plain reason.

    `allow` holds `host:port` of what may be called over http, on any port and on private addresses. It is meant for the
    servers of connectors: where a tenant says who is called, as in webhook subscriptions, leave it empty.
    """
    target(url, allow)


async def request(  # noqa: PLR0913 - all but the first two have a default
    method: str,
    url: str,
    *,
    json: Any = None,
    headers: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
    timeout: float = 10.0,  # noqa: ASYNC109 - the cap holds for the whole exchange, and is part of its contract
    max_bytes: int = 1_000_000,
    idempotent: bool = False,
    resolve: Resolver | None = None,
) -> Response:
    """Call a URL within `timeout` seconds. An `idempotent` call is tried once more when it breaks off.

    Raises Rejected (permanent) when the address is refused, Rejected (not permanent) when the request surely never
    left, and OutcomeUnknown when it may have been taken but no whole answer came.
    """
    try:
        to = target(url, allow)
    except Invalid as error:
        raise Rejected(str(error), permanent=True) from error
    sent = _Request(method, to, dict(headers or {}), None if json is None else orjson.dumps(json), timeout, max_bytes)
    network = CheckedNetwork(resolve or lookup, trusted=to.trusted)
    try:
        return await sent.exchange(network)
    except (Rejected, OutcomeUnknown) as error:
        if error.permanent or not idempotent:
            raise
    return await sent.exchange(network)


async def lookup(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, by the system's resolver."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, whatever the name says a moment later."""

    def __init__(self, resolve: Resolver, *, trusted: bool) -> None:
        self._resolve = resolve
        self._trusted = trusted
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look up once, check every answer, connect to the first that answers. Raises Rejected or httpcore's errors."""
        *others, last = await self._addresses(host, port)
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
        return await self._plain.connect_tcp(last, port, timeout, local_address, socket_options)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        addresses = list(dict.fromkeys(await self._resolve(host, port)))
        if not addresses:
            raise httpcore.ConnectError("the name has no address")
        if not self._trusted and (reasons := [reason for address in addresses if (reason := refusal(address))]):
            raise Rejected(f"{host} may not be called: {reasons[0]}", permanent=True)
        return addresses[:MAX_ADDRESSES]


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reading the certificates costs 20 ms


@dataclass(frozen=True)
class _Request:
    method: str
    to: Target
    headers: dict[str, str]
    body: bytes | None
    timeout: float
    max_bytes: int

    async def exchange(self, network: CheckedNetwork) -> Response:
        started = False

        async def trace(event: str, _: Mapping[str, Any]) -> None:
            nonlocal started
            started = started or event.endswith("send_request_headers.started")

        pool = httpcore.AsyncConnectionPool(ssl_context=_tls(), network_backend=network)
        try:
            async with asyncio.timeout(self.timeout), pool, self._stream(pool, trace) as answer:
                return Response(answer.status, await self._read(answer))
        except (httpcore.LocalProtocolError, UnicodeEncodeError) as error:
            raise Rejected(f"This is not a valid request to {self.to.authority}", permanent=True) from error
        except _TooLong as error:
            raise OutcomeUnknown(f"{self.to.authority} answered more than {self.max_bytes} bytes") from error
        except (TimeoutError, OSError, UnicodeError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            why = type(error).__name__
            if started:
                raise OutcomeUnknown(f"{self.to.authority} was asked and did not answer ({why})") from error
            raise Rejected(f"{self.to.authority} cannot be reached ({why})", permanent=False) from error

    def _stream(self, pool: httpcore.AsyncConnectionPool, trace: Callable[..., Awaitable[None]]) -> Any:
        url = httpcore.URL(
            scheme=self.to.scheme.encode(),
            host=self.to.host.encode(),
            port=self.to.port,
            target=self.to.path.encode(),
        )
        known = {"Host": self.to.authority.removesuffix(":443"), "Accept": "application/json", "User-Agent": "ventros"}
        kind = {"Content-Type": "application/json"} if self.body else {}
        given = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in {**known, **kind, **given}.items()]
        return pool.stream(self.method, url, headers=sent, content=self.body, extensions={"trace": trace})

    async def _read(self, answer: httpcore.Response) -> bytes:
        body = bytearray()
        async for part in answer.aiter_stream():
            body += part
            if len(body) > self.max_bytes:
                raise _TooLong
        return bytes(body)
