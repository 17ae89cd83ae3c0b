"""Servers of the web: one that is away is no absent file, nor an empty folder."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

import pytest

from graphs.errors import AwayError, UserError
from pipelines.fingerprint import file_fingerprint
from pipelines.inputs.expand import expanded
from pipelines.inputs.places import as_written, input_path
from pipelines.inputs.remote import is_there, look
from pipelines.mapping import read_mapping

FILES = ("day 1/m1.csv", "day 1/m10.csv", "day 2/m2.csv", "day 2/late/m3.csv", "m4.csv")


class Server(ThreadingHTTPServer):
    """Serves a folder; `refuses` says with which status what begins with a path is refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Answers, directory=str(folder)))
        self.refuses: dict[str, int] = {}
        self.url = f"http://127.0.0.1:{self.server_port}"


class Answers(SimpleHTTPRequestHandler):
    """Answers for `Server`."""

    server: Server

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Refuse, or do as usual."""
        for path, status in self.server.refuses.items():
            if self.path.startswith(path):
                self.send_error(status)
                return None
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    for name in FILES:
        (tmp_path / "web" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "web" / name).write_text("scorer,D\n")
    made = Server(tmp_path / "web")
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def found(server: Server, given: str, cache: Path) -> list[str]:
    files, faults = expanded([f"{server.url}/{given}"], cache)
    assert not faults
    return [as_written(path).removeprefix(f"{server.url}/") for path in files]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", FILES),
        ("day%201/", FILES[:2]),
        ("*.csv", FILES[4:]),
        ("day*/*.csv", FILES[:3]),
        ("**/m3.csv", FILES[3:4]),
        ("day%202/**", FILES[2:4]),
        ("day*", FILES[:4]),
        ("m4.csv", FILES[4:]),
    ],
)
def test_what_folders_and_patterns_of_the_web_mean(
    given: str, meant: tuple[str, ...], server: Server, tmp_path: Path
) -> None:
    listed = found(server, given, tmp_path / "cache")
    assert sorted(listed) == sorted(name.replace(" ", "%20") for name in meant)


@pytest.mark.parametrize("given", ["", "day%202/", "**/*.csv", "day*/*/m3.csv", "day%202/late/"])
def test_a_folder_that_cannot_be_listed_is_not_left_out(
    given: str, server: Server, tmp_path: Path
) -> None:
    server.refuses["/day%202/late/"] = 503
    with pytest.raises(AwayError, match=r"day%202/late.*cannot be reached.*503"):
        expanded([f"{server.url}/{given}"], tmp_path / "cache")
    server.refuses.clear()
    assert f"{FILES[3].replace(' ', '%20')}" in found(server, given, tmp_path / "cache")


@pytest.mark.parametrize(
    ("status", "expected", "words"),
    [
        (404, UserError, "There is no file"),
        (410, UserError, "There is no file"),
        (403, UserError, "No permission"),
        (401, UserError, "No permission"),
        (429, AwayError, "cannot be reached"),
        (500, AwayError, "cannot be reached"),
        (503, AwayError, "cannot be reached"),
    ],
)
def test_what_a_server_says_of_a_file(
    status: int, expected: type[Exception], words: str, server: Server
) -> None:
    url = f"{server.url}/m4.csv"
    assert look(url).size == len("scorer,D\n")
    server.refuses["/m4.csv"] = status
    with pytest.raises(expected, match=words) as caught:
        look(url)
    assert type(caught.value) is expected


@pytest.mark.parametrize("given", ["", "*.csv", "m4.csv"])
def test_a_server_that_is_away_is_no_empty_folder(
    given: str, server: Server, tmp_path: Path
) -> None:
    assert found(server, given, tmp_path)
    server.shutdown()
    server.server_close()
    url = f"{server.url}/m4.csv"
    with pytest.raises(AwayError, match="cannot be reached"):
        expanded([f"{server.url}/{given}"], tmp_path)
    with pytest.raises(AwayError, match="cannot be reached"):
        is_there(url)
    with pytest.raises(AwayError, match="cannot be reached"):
        file_fingerprint(input_path(url, Path(), tmp_path))


def test_files_of_a_table_are_not_absent_because_their_server_is_away(
    server: Server, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"tracks\n{server.url}/m4.csv\n")
    assert read_mapping(table, tmp_path / "cache")
    server.refuses["/m4.csv"] = 503
    with pytest.raises(AwayError, match="cannot be reached"):
        read_mapping(table, tmp_path / "cache")


def test_a_server_that_is_connected_to_at_once_and_is_away_is_told(tmp_path: Path) -> None:
    with socket.socket() as unheard:  # has a port, and does not listen
        unheard.bind(("127.0.0.1", 0))
        url = f"ftp://127.0.0.1:{unheard.getsockname()[1]}/m4.csv"
        for given in (url, f"{url}/", f"{url}/*.csv"):
            with pytest.raises(AwayError, match="cannot be reached: ConnectionRefusedError"):
                expanded([given], tmp_path)
        with pytest.raises(AwayError, match="cannot be reached"):
            is_there(url)
    with pytest.raises(UserError, match="Protocol not known"):
        look("nowhere://m4.csv")
