"""Which addresses may be reached from here: the public internet over https, and what the operator allowed by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

from contracts.errors import Invalid

MAX_URL = 2048
"""Longest URL that is stored or called, in characters."""

AUTHORITY = re.compile(r"(?i:https?)://(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:%\\\[\]]+)(?::[0-9]{1,5})?(?:[/?#].*)?")
"""A URL whose host no two parsers read differently: no user, no percent, no backslash, digits as port."""

NAME = re.compile(r"(?=.{1,253}\Z)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
DEFAULT_PORTS = {"http": 80, "https": 443}

INTERNAL_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",  # metadata.google.internal, instance-data.ec2.internal
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "svc",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
)

_NOT_PUBLIC = {
    "0.0.0.0/8": "this machine",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared (CGNAT)",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "a cloud's metadata service",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "for documentation",
    "192.88.99.0/24": "reserved",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "2001::/23": "reserved (Teredo)",
    "2001:db8::/32": "for documentation",
    "2002::/16": "an IPv4 address in disguise (6to4)",
    "3fff::/20": "for documentation",
}
NOT_PUBLIC: dict[IPv4Network | IPv6Network, str] = {ip_network(net): word for net, word in _NOT_PUBLIC.items()}
"""IANA's special-purpose registries."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that is public in IPv6. Outside lie ::1, fc00::/7, fe80::/10, mapped IPv4 and NAT64."""


@dataclass(frozen=True)
class Target:
    """A URL that may be called. `trusted`: the operator allowed this host and port, private or not."""

    scheme: str
    host: str
    port: int
    path: str
    trusted: bool

    @property
    def authority(self) -> str:
        """Host and port as they stand in the allow-list: `waha.internal:3000`, `[::1]:3000`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def refusal(address: str) -> str | None:
    """Why an IP address may not be reached, None when it is public."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    for network, word in NOT_PUBLIC.items():
        if ip in network:
            return f"{ip} is {word}"
    if isinstance(ip, IPv6Address) and ip not in GLOBAL_UNICAST:
        return f"{ip} is not a public address"
    return None if ip.is_global else f"{ip} is not a public address"


def target(url: str, allow: Sequence[str]) -> Target:
    """Read a URL strictly. Raises Invalid, with a plain reason, when it may never be called.

    Names are not looked up here: what they point to can change, so each call checks that again.
    """
    parsed = _parse(url)
    port = parsed.port or DEFAULT_PORTS[parsed.scheme]
    host = parsed.raw_host.decode("ascii").lower()
    found = Target(parsed.scheme, host, port, parsed.raw_path.decode("ascii"), trusted=False)
    if found.authority in {entry.strip().lower() for entry in allow}:
        return Target(found.scheme, host, port, found.path, trusted=True)
    if parsed.scheme != "https":
        raise Invalid(f"{found.authority} may only be called over https")
    if port != DEFAULT_PORTS["https"]:
        raise Invalid(f"{found.authority} may not be called: only port 443")
    if reason := _host_refusal(host):
        raise Invalid(f"{found.authority} may not be called: {reason}")
    return found


def _parse(url: str) -> httpx.URL:
    if len(url) > MAX_URL or not url.isprintable() or not AUTHORITY.fullmatch(url):
        raise Invalid("This is not a URL such as https://example.com/hook, without user name and password")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Invalid("The host name of this URL cannot be read") from error
    if not parsed.raw_host or not (parsed.port is None or 0 < parsed.port < 2**16):
        raise Invalid("This URL has no valid host and port")
    return parsed


def _host_refusal(host: str) -> str | None:
    try:
        return refusal(host)
    except ValueError:
        return _name_refusal(host)


def _name_refusal(host: str) -> str | None:
    if not NAME.fullmatch(host):
        return "write the full name of a public host"
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        return "write an IP address as four decimal numbers"
    if any(host == name or host.endswith(f".{name}") for name in INTERNAL_NAMES):
        return "this name is internal"
    return None
