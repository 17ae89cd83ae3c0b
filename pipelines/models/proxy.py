"""Which proxy a request goes through, as the environment says it.

``HTTPS_PROXY``, ``HTTP_PROXY`` and ``ALL_PROXY`` name proxies, ``NO_PROXY`` lists hosts that are
reached without one, as in httpx: ``example.org`` stands for itself and what lies below it,
``.example.org`` for what lies below it alone, ``10.0.0.0/8`` for addresses, ``*`` for everything;
an entry may begin with a scheme and end with a port. This machine itself is never reached through a
proxy, and offline nothing is, for a proxy on this machine would carry requests out of it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from graphs.errors import UserError
from pipelines.models.offline import is_local, network_is_forbidden

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy.

    Parameters
    ----------
    variable
        Of the environment, that names it.
    name
        ``HOST:PORT``; to be shown and recorded.
    url
        Its address, which may hold a user name and a password: never shown.
    """

    variable: str
    name: str
    url: str = field(repr=False)


def proxy_for(url: str) -> Proxy | None:
    """Return the proxy that a request goes through; ``None``: it goes straight to its host.

    Raises
    ------
    UserError
        What the environment says is no address of a proxy.
    """
    parts = urlsplit(url)
    if is_local(parts.hostname) or network_is_forbidden():
        return None
    said = getproxies()
    scheme = parts.scheme if said.get(parts.scheme) else "all"
    if not said.get(scheme):
        return None
    exempt = (entry.strip() for entry in said.get("no", "").split(","))
    if any(_is_exempt(parts, entry) for entry in exempt if entry):
        return None
    return _proxy(f"{scheme.upper()}_PROXY", said[scheme])


def _proxy(variable: str, said: str) -> Proxy:
    address = said if "://" in said else f"http://{said}"
    try:
        parts = urlsplit(address)
        usual = _PORTS[parts.scheme]
        host, port = parts.hostname, parts.port or usual
    except (ValueError, KeyError):
        host, port = None, 0
    if not host:  # what was said is not shown: there may be a password in it
        message = (
            f"The environment variable {variable} names no proxy. Expected http://HOST:PORT, "
            "https://HOST:PORT or socks5://HOST:PORT, where USER:PASSWORD@ may stand before HOST."
        )
        raise UserError(message)
    return Proxy(variable, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", address)


def _is_exempt(url: SplitResult, entry: str) -> bool:
    """Whether an entry of ``NO_PROXY`` stands for the host of an address."""
    if entry == "*":
        return True
    scheme, _, rest = entry.lower().rpartition("://")
    if scheme not in ("", "all", url.scheme):
        return False
    host = url.hostname or ""
    network = _network(rest)
    if network is not None:
        address = _network(host)
        return address is not None and address.network_address in network
    try:
        named = urlsplit(f"//{rest}")
        pattern, port = named.hostname or "", named.port
    except ValueError:  # no host: ignored, as curl and httpx do
        return False
    if port is not None and port != (url.port or _PORTS.get(url.scheme)):
        return False
    inner = pattern.removeprefix("*").removeprefix(".")
    below = bool(inner) and host.endswith(f".{inner}")
    return below or (pattern == inner == host)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Return the addresses that a text stands for: one, or a whole network."""
    try:
        return ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None
