"""The guard: in a process of its own, for it cannot be taken off again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAD = """
import socket, sys
sys.path.insert(0, sys.argv[1])
from graphs.errors import UserError
from pipelines.models.offline import forbid_network, heed_environment
"""


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + code, str(ROOT)],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=5)",
        "socket.socket().connect_ex(('192.0.2.1', 80))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', 0, ('192.0.2.1', 53))",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
        "socket.getaddrinfo('example.org', 80)",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",
        "socket.gethostbyname('example.org')",
        "socket.gethostbyname_ex('example.org')",
        "socket.gethostbyaddr('192.0.2.1')",
        "__import__('urllib.request').request.urlopen('http://example.org', timeout=5)",
    ],
)
def test_what_leaves_this_machine_is_refused(attempt: str) -> None:
    code = f"forbid_network()\ntry:\n    {attempt}\nexcept UserError as error:\n    print(error)\n"
    assert "was refused: --offline allows none that leaves this machine" in run(code)


def test_who_tried_is_named(tmp_path: Path) -> None:
    (tmp_path / "phones_home.py").write_text(
        "import urllib.request\ndef call():\n    urllib.request.urlopen('http://192.0.2.1/')\n"
    )
    code = f"""
sys.path.append({str(tmp_path)!r})
import phones_home
forbid_network()
try:
    phones_home.call()
except UserError as error:
    print(error)
"""
    assert "leaves this machine (tried by phones_home)." in run(code)


def test_this_machine_itself_can_be_reached() -> None:
    code = """
forbid_network()
server = socket.create_server(("127.0.0.1", 0))
for host in ("127.0.0.1", "localhost"):
    socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
one, other = socket.socketpair()
one.sendall(b"x")
print(other.recv(1))
one.sendmsg([b"y"])
print(other.recv(1))
import os, tempfile
path = os.path.join(tempfile.mkdtemp(), "s")
with socket.socket(socket.AF_UNIX) as files, socket.socket(socket.AF_UNIX) as caller:
    files.bind(path)
    files.listen()
    caller.connect(path)
    print("unix")
"""
    assert run(code).split() == ["b'x'", "b'y'", "unix"]


def test_processes_that_are_started_heed_it() -> None:
    code = """
heed_environment()
try:
    socket.gethostbyname("example.org")
except UserError:
    print("refused")
"""
    assert "refused" in run(code, WORKBENCH_OFFLINE="1")
    told = run("forbid_network()\nimport os\nprint(os.environ['WORKBENCH_OFFLINE'])")
    assert told.strip() == "1"
