"""No connection but to this machine itself, for the whole process, by the user's wish.

The guard sits where Python opens connections (`socket.socket`) and looks up names, so it holds for
every library that does not bring a network stack of its own. Worker processes inherit it through
the environment, and call `heed_environment` when they start. Proxies are taken out of the
environment, for one on this machine itself would carry requests out of it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from graphs.errors import UserError

VARIABLE = "WORKBENCH_OFFLINE"
"""Environment variable that makes worker processes refuse connections, too."""

_NO_PROXY = ("NO_PROXY", "no_proxy")
_LOCAL_NAMES = frozenset({"localhost", "ip6-localhost", ""})
_guarded = False


def forbid_network() -> None:
    """Refuse every connection that leaves this machine, from now on; cannot be undone.

    Notes
    -----
    Addresses of the loopback interface and sockets in the file system are allowed. Names other than
    ``localhost`` are refused before they are looked up. Afterwards the environment names no
    proxies, neither here nor in processes that are started.
    """
    global _guarded
    os.environ[VARIABLE] = "1"
    _forget_proxies()
    if _guarded:
        return
    _guarded = True
    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        if hasattr(socket.socket, name):  # Windows has no sendmsg
            setattr(socket.socket, name, _guarding(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        setattr(socket, name, _guarding_lookup(getattr(socket, name)))


def heed_environment() -> None:
    """Forbid the network if the process that started this one did."""
    if os.environ.get(VARIABLE) == "1":
        forbid_network()


def network_is_forbidden() -> bool:
    """Whether every connection that leaves this machine is refused."""
    return _guarded or os.environ.get(VARIABLE) == "1"


def _forget_proxies() -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    # else those of the system's settings would be asked for
    os.environ.update(dict.fromkeys(_NO_PROXY, "*"))


def is_local(host: object) -> bool:
    """Whether a host is this machine: a name for it, or an address of the loopback interface."""
    text = host.decode() if isinstance(host, bytes) else str(host or "")
    if text in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(host: object) -> None:
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    message = (
        f"A connection to {name} was refused: --offline allows none that leaves this machine"
        f"{_who_tried()}. Leave --offline away, or use a model that runs here."
    )
    raise UserError(message)


def _who_tried() -> str:
    """Return ``" (tried by NAME)"``: the code nearest to the attempt that is not Python's own."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module != __name__ and module.partition(".")[0] not in sys.stdlib_module_names:
            return f" (tried by {module})"
        frame = frame.f_back
    return ""


def _guarding(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1] if arguments else None
        is_internet = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_internet and isinstance(address, tuple) and not is_local(address[0]):
            _refuse(address[0])
        return method(self, *arguments)

    return guarded


def _guarding_lookup(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *arguments: Any, **named: Any) -> Any:
        if not is_local(host):
            _refuse(host)
        return function(host, *arguments, **named)

    return guarded
