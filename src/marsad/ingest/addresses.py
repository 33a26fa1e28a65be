"""What may be asked: an address taken apart, the computers that it leads to, and whether those are public.

Whoever hands us an address may be hostile: a feed names its articles, a page redirects. So an address is judged by what it resolves to,
never by how it is spelt, and every address that a name resolves to must be public. `Allow` is the only way to anything else.
"""

from __future__ import annotations

import ipaddress
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from marsad.errors import FetchError

FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
"""Characters that no address has: other programs drop them, or read a slash."""

_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_LONGEST_URL = 8192
_UNQUOTED = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")

# Python's own `is_global` takes NAT64, 6to4 and multicast for public, so the list is ours: the special-purpose registries of the IANA,
# and one address at which Azure's machines find their keys. Of IPv6 only 2000::/3 has been given out: what is not in it is refused.
_DENIED = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"), ("10.0.0.0/8", "a private network"), ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this computer"), ("168.63.129.16/32", "a cloud's metadata"), ("169.254.0.0/16", "link-local, a cloud's metadata"),
        ("172.16.0.0/12", "a private network"), ("192.0.0.0/24", "protocol assignments"), ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relays"), ("192.168.0.0/16", "a private network"), ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"), ("203.0.113.0/24", "documentation"), ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
        ("::/128", "this network"), ("::1/128", "this computer"), ("::ffff:0:0/96", "an IPv4 address in disguise"),
        ("64:ff9b::/96", "NAT64"), ("64:ff9b:1::/48", "NAT64"), ("2001::/32", "Teredo"), ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"), ("2002::/16", "6to4"), ("3fff::/20", "documentation"), ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"), ("ff00::/8", "multicast"),
    )
)  # fmt: skip
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Allow:
    """What the user opens on purpose: hosts, as an address spells them, with a port each, wherever they may be; more ports of public hosts.

    A fetch that did not start at one of `hosts` is not let in by a redirect.
    """

    hosts: frozenset[tuple[str, int]] = frozenset()
    ports: frozenset[int] = frozenset()


NOTHING: Final = Allow()


@dataclass(frozen=True, slots=True)
class Target:
    """An address, taken apart: `path` holds the query too, and all of it is ASCII as it is sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, without the port that the scheme implies; names that look alike differ here (xn--…)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" if self.port == _PORTS[self.scheme] else f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.path

    @property
    def site(self) -> str:
        """Whose patience a request costs."""
        return self.host.removeprefix("www.")


class Resolve(Protocol):
    """A name and a port → every address that stands behind it. OSError when there is none."""

    def __call__(self, host: str, port: int, /) -> Sequence[str]: ...


def target(url: str) -> Target:
    """An address, taken apart and spelt as it will be sent. Raises FetchError for what is none of http or https, or is there to deceive.

    Nothing is looked up: a Target may still lead to an address that is refused.
    """
    name = f"{url[:200]!a}"
    if len(url) > _LONGEST_URL or FORBIDDEN.search(url):
        raise FetchError(f"{name}: is no address of a page (too long, or with control characters or backslashes); mend it", "bad_url")
    try:
        parts = urlsplit(url.strip(" "))
        port, host = parts.port, parts.hostname or ""
        if parts.scheme not in _PORTS:
            raise FetchError(f"{name}: is neither http nor https, and nothing else is fetched", "bad_scheme")
        if "@" in parts.netloc:
            raise FetchError(f"{name}: holds a user name or a password; leave it out", "credentials")
        path = quote(parts.path or "/", safe=_UNQUOTED)
        if parts.query:
            path += "?" + quote(parts.query, safe=_UNQUOTED + "?[]")
        if ":" in host:
            host = str(ipaddress.IPv6Address("" if "%" in host else host))
        else:
            # The codec brings full-width digits and circled letters to ASCII, and everything else to xn--….
            host = host.encode("idna").decode("ascii").lower().removesuffix(".") if len(host) < 256 else ""
            if not _HOST.fullmatch(host):
                raise ValueError("no host")
    except ValueError as error:
        raise FetchError(f"{name}: is no address of a page ({error}); mend it", "bad_url") from None
    return Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)


def denied(address: str) -> str:
    """What an IP address belongs to when it is not to be asked; empty when it is a public one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "no IP address"
    for network, name in _DENIED:
        if ip.version == network.version and ip in network:
            return name
    return "" if ip.version == 4 or ip in _GIVEN_OUT else "reserved"


def judged(at: Target, allow: Allow, resolve: Resolve, seconds: float) -> Sequence[str]:
    """The addresses that may be connected to: all that the name resolves to, found within `seconds`. Raises FetchError where one of them
    may not, or where there is none."""
    mine = (at.host, at.port) in allow.hosts
    if not mine and at.port not in _PORTS.values() and at.port not in allow.ports:
        raise FetchError(f"{at.url}: port {at.port} is not one of the web's; allow it if it should be", "bad_port")
    addresses = _resolved(at, resolve, seconds)
    for address in () if mine else addresses:
        if network := denied(address):
            raise FetchError(
                f"{at.url}: leads to {address} ({network}), and only public addresses are fetched; if it is yours, allow its host and port",
                "refused_address",
            )
    return addresses


def _resolved(at: Target, resolve: Resolve, seconds: float) -> Sequence[str]:
    """Resolvers know no time limit, so one that hangs is left behind in its thread."""
    found: list[Sequence[str]] = []
    failed: list[Exception] = []

    def look_up() -> None:
        try:
            found.append(resolve(at.host, at.port))
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that asked
            failed.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if failed and not isinstance(failed[0], OSError | UnicodeError):
        raise failed[0]
    if not found or not found[0]:
        why = getattr(failed[0], "strerror", None) or str(failed[0]) if failed else "no answer"
        raise FetchError(f"{at.url}: its name cannot be resolved ({why}); check the spelling, or the network", "dns")
    return found[0]
