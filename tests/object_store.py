"""A server of objects (the protocol of S3) on loopback that can go away and come back."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


class Gate:
    """Passes connections on to a server while it is open; closed, its port refuses them.

    Parameters
    ----------
    server
        Port on loopback.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._left: int | None = None
        self._listener: socket.socket | None = None
        self.port = 0
        self.passed = 0
        """Bytes that the server sent."""
        self.open()

    def open(self) -> None:
        """Let connections through."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._left = None
        self._listener = listener
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def close(self) -> None:
        """Refuse connections, and end those that there are."""
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, []
        for one in (*([listener] if listener else []), *ends):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close_after(self, count: int) -> None:
        """Close once the server has sent so many more bytes."""
        self._left = count

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                return
            with self._lock:
                if self._listener is not listener:
                    client.close()
                    server.close()
                    return
                self._ends += [client, server]
            for source, target, counts in ((client, server, False), (server, client, True)):
                pair = (source, target, counts)
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if counts:
                    self.passed += len(data)
                    if self._left is not None:
                        target.sendall(data[: self._left])
                        self._left -= len(data)
                        if self._left <= 0:
                            self.close()
                            return
                        continue
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
                one.close()


class ObjectStore:
    """A bucket, and the gate before its server.

    Parameters
    ----------
    url
        Of the bucket.
    gate
        Before the server.
    direct
        Address of the server itself.
    """

    def __init__(self, url: str, gate: Gate, direct: str) -> None:
        import s3fs

        self.url = url
        self.gate = gate
        self._fs = s3fs.S3FileSystem(endpoint_url=direct, skip_instance_cache=True)
        self._fs.mkdir(url)

    def put(self, name: str, content: bytes | Path) -> str:
        """Put an object, past the gate, and return its URL."""
        data = content.read_bytes() if isinstance(content, Path) else content
        self._fs.pipe_file(f"{self.url}/{name}", data)
        return f"{self.url}/{name}"

    def put_folder(self, folder: Path, name: str = "") -> None:
        """Put all files of a folder."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(f"{name}{path.relative_to(folder).as_posix()}", path)

    def names(self, name: str = "") -> list[str]:
        """Return what lies in a folder."""
        self._fs.invalidate_cache()
        found = self._fs.find(f"{self.url}/{name}")
        start = len(self.url.removeprefix("s3://")) + 1
        return sorted(path[start:] for path in found)


@contextlib.contextmanager
def object_server() -> Iterator[int]:
    """Run a server, and give its port."""
    pytest.importorskip("s3fs", reason="needs s3fs")
    pytest.importorskip("moto.server", reason='needs "moto[server]"')
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield int(server.get_host_and_port()[1])
    server.stop()


@contextlib.contextmanager
def object_store(server: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """Make a bucket, found as people set it: by environment variables, also of other processes."""
    import s3fs

    gate = Gate(server)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{gate.port}",
        "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    direct = f"http://127.0.0.1:{server}"
    yield ObjectStore(f"s3://b{uuid.uuid4().hex}", gate, direct)
    gate.close()
    s3fs.S3FileSystem.clear_instance_cache()
