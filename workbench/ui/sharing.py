"""A public link to a server of this machine, through gradio's servers; only where it is asked for.

What is looked at through the link passes gradio's servers, and a program of theirs is fetched the
first time. The password is asked there as it is here.
"""

from __future__ import annotations

import secrets

from graphs.errors import UserError

_TOKEN_BYTES = 24


def public_link(host: str, port: int) -> str:
    """Return a public link to a server that listens here.

    Raises
    ------
    UserError
        Gradio's servers cannot be reached, or do not give one.
    """
    from gradio.networking import setup_tunnel

    try:
        return setup_tunnel(host, port, secrets.token_urlsafe(_TOKEN_BYTES), None, None)
    except Exception as error:  # whatever goes wrong there, there is no link
        message = (
            f"There is no public link: {error}. It needs gradio's servers; without --share the "
            "page opens on this machine."
        )
        raise UserError(message) from error
