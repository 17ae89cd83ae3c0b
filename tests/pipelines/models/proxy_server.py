"""A little HTTP proxy on loopback: whatever host is asked for, a server on loopback answers."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class ProxyServer:
    """A running proxy: passes requests on, and opens tunnels for HTTPS.

    Parameters
    ----------
    upstream
        Port on 127.0.0.1 that stands for every host.
    wants
        ``Proxy-Authorization`` that it asks for; none if not given.
    busy
        How many tunnels are refused with 503 first.

    Attributes
    ----------
    asked
        Method and target of every request, in order.
    """

    def __init__(self, upstream: int, wants: str | None = None, busy: int = 0) -> None:
        self.upstream, self.wants, self.busy = upstream, wants, busy
        self.asked: list[tuple[str, str]] = []
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def name(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: ProxyServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _may_pass(self) -> bool:
        self.owner.asked.append((self.command, self.path))
        if self.owner.wants in (None, self.headers.get("Proxy-Authorization")):
            return True
        self._refuse(407)
        return False

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.close_connection = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._may_pass():
            return
        inner = {k: v for k, v in self.headers.items() if not k.lower().startswith("proxy-")}
        onward = http.client.HTTPConnection("127.0.0.1", self.owner.upstream, timeout=10)
        onward.request("POST", urlsplit(self.path).path, body, inner)
        answer = onward.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type", ""))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        onward.close()

    def do_CONNECT(self) -> None:
        if not self._may_pass():
            return
        if self.owner.busy:
            self.owner.busy -= 1
            self._refuse(503)
            return
        self.send_response(200, "Connection established")
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.owner.upstream), timeout=10) as onward:
            _pass_on(self.connection, onward)
        self.close_connection = True


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one side ends."""
    with suppress(OSError):
        while True:
            for ready in select.select([one, other], [], [], 10)[0]:
                content = ready.recv(65536)
                if not content:
                    return
                (other if ready is one else one).sendall(content)
