"""Where the server listens, and who may reach it: this machine alone unless a password is set."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field

from graphs.errors import UserError

PASSWORD_VARIABLE = "WORKBENCH_PASSWORD"  # noqa: S105 - the name of a variable
LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 7860
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Binding:
    """Where the server listens.

    Parameters
    ----------
    host, port
        Address; port 0 takes a free one.
    share
        Whether a public link is asked for.
    password
        Asked of whoever comes, if there is one.
    """

    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    share: bool = False
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Whether only programs of this machine can reach the server."""
        return is_loopback(self.host) and not self.share

    @property
    def shown(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host.strip('[]')}]" if ":" in self.host else self.host


def binding(host: str = LOOPBACK, port: int = DEFAULT_PORT, *, share: bool = False) -> Binding:
    """Return where to listen, with the password that the environment holds.

    Raises
    ------
    UserError
        Others could reach the server, and there is no password of eight characters or more.
    """
    made = Binding(host, port, share, os.environ.get(PASSWORD_VARIABLE, ""))
    if not made.is_local and len(made.password) < SHORTEST_PASSWORD:
        what = "A public link" if share else f"Listening on {host}"
        message = (
            f"{what} lets others reach your recordings. Set a password of {SHORTEST_PASSWORD} "
            f"characters or more in the environment first ({PASSWORD_VARIABLE}=...), or leave "
            "it out: the page then opens on this machine alone."
        )
        raise UserError(message)
    return made


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
