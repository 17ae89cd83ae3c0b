"""Folders of this machine, in memory, and of an S3-compatible server: one behaviour."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from stored_graphs import asked, fact, files_in, generations, graph, ids, version_of

from graphs.errors import UserError
from graphs.storage.folder import YOUNG_NS, Folder, LocalFolder, RemoteFolder, folder_at
from graphs.storage.store import GraphStore


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """A server on loopback that speaks the protocol of S3."""
    pytest.importorskip("s3fs", reason="needs s3fs")
    pytest.importorskip("moto.server", reason='needs "moto[server]"')
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new bucket, found as people set it: by environment variables."""
    import s3fs

    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": s3_server,
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"b{uuid.uuid4().hex}"
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}"
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(params=["local", "file", "memory", "s3"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place with nothing there yet."""
    if request.param == "s3":
        return f"{request.getfixturevalue('bucket')}/lab/my graph"
    places = {
        "local": str(tmp_path / "my graph"),
        "file": f"file://{tmp_path}/my graph",
        "memory": f"memory://{uuid.uuid4().hex}/my graph",
    }
    return places[request.param]


@pytest.fixture
def folder(where: str) -> Folder:
    return folder_at(where)


def test_nothing_is_there(folder: Folder) -> None:
    assert folder.files() == {}
    assert folder.version("a") is None
    assert folder.clean() == []
    for call in (folder.read, folder.remove):
        with pytest.raises(FileNotFoundError):
            call("a")


def test_written_read_replaced_removed(folder: Folder) -> None:
    folder.write("a%20b.parquet", b"one")
    folder.write("c", b"")
    first = folder.files()
    assert list(first) == ["a%20b.parquet", "c"]
    assert folder.version("c") == first["c"]
    assert folder.read("a%20b.parquet") == b"one"
    assert folder.read("c") == b""
    folder.write("a%20b.parquet", b"two")
    assert folder.read("a%20b.parquet") == b"two"
    second = folder.files()
    assert second["a%20b.parquet"] != first["a%20b.parquet"]
    assert second["c"] == first["c"]
    folder.remove("c")
    assert list(folder.files()) == ["a%20b.parquet"]
    with pytest.raises(FileNotFoundError):
        folder.remove("c")


def test_names_by_how_they_begin(folder: Folder) -> None:
    for name in ("a1", "a2", "b1"):
        folder.write(name, b"x")
    assert folder.files("a") == {n: v for n, v in folder.files().items() if n < "b"}
    assert list(folder.files("c")) == []


def test_another_one_sees_what_is_written(folder: Folder, where: str) -> None:
    other = folder_at(where)
    assert other.files() == {}
    folder.write("a", b"1")
    assert other.files() == folder.files()
    folder.write("a", b"2")
    assert other.files() == folder.files()
    assert other.read("a") == b"2"
    folder.remove("a")
    assert other.files() == {}
    assert other.version("a") is None


def test_a_folder_in_it_is_no_file(folder: Folder, where: str) -> None:
    folder_at(f"{where}/inner").write("a", b"1")
    folder.write("b", b"1")
    assert list(folder.files()) == ["b"]
    assert folder.version("inner") is None


def test_a_graph_there(where: str, tmp_path: Path) -> None:
    store = GraphStore(where)
    index = asked(store, tmp_path / "cache")
    assert index.facts() == []
    one = fact("day 1", "A", "chase", "B", 1, 2)
    store.write(graph("day 1", one))
    for number in range(20):
        store.write(version_of(f"M{number}", number))
    assert one in index.facts()
    assert store.recordings() == sorted(["day 1", *(f"M{n}" for n in range(20))])
    assert generations(tmp_path / "cache") == [1]
    store.write(graph("day 1"))
    store.remove("M3")
    assert one not in index.facts()
    assert ids(index.facts()) == ids(asked(GraphStore(where)).facts())
    assert "M3" not in index.recordings()
    with pytest.raises(UserError, match="No recording 'M3' in"):
        store.read("M3")


# of this machine ----------------------------------------------------------------------------------


def test_an_old_folder_is_listed_again_when_it_changes(tmp_path: Path) -> None:
    """Nothing is looked at twice while the time stamp of the folder stays the same."""
    folder, other = LocalFolder(tmp_path), LocalFolder(tmp_path)
    other.write("a", b"1")
    long_ago = time.time_ns() - 10 * YOUNG_NS
    for _ in range(2):
        os.utime(tmp_path, ns=(long_ago, long_ago))
        assert folder.files() == other.files()
    before = folder.files()
    other.write("a", b"2")
    assert folder.files() != before
    before.clear()
    assert folder.files() == other.files() != {}


def test_changes_within_one_tick_of_the_clock_are_seen(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    for number in range(60):
        folder.write("a", b"%d" % number)
        seen = folder.files()
        folder.write(f"b{number}", b"")
        assert set(folder.files()) - set(seen) == {f"b{number}"}


def test_a_folder_for_a_name_or_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for folder in (LocalFolder(tmp_path / "file"), LocalFolder(tmp_path)):
        with pytest.raises(FileNotFoundError):
            folder.read("folder")
        assert folder.version("folder") is None
    with pytest.raises(UserError, match="Cannot write"):
        LocalFolder(tmp_path / "file").write("a", b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_to_read(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.write("a", b"1")
    (tmp_path / "a").chmod(0)
    with pytest.raises(UserError, match="Ask its owner for read access"):
        folder.read("a")


# elsewhere ----------------------------------------------------------------------------------------


def test_which_folder_a_text_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for place in ("graph", Path("graph"), f"file://{tmp_path}/graph", f"local://{tmp_path}/graph"):
        folder = folder_at(place)
        assert isinstance(folder, LocalFolder)
        assert str(folder) == str(tmp_path / "graph")
    assert isinstance(folder_at("memory://x/"), RemoteFolder)
    assert str(folder_at("memory://x/")) == "memory://x"


@pytest.mark.parametrize("url", ["no-such-protocol://x", "htp://server/x"])
def test_a_place_that_cannot_be_opened(url: str) -> None:
    with pytest.raises(UserError, match=f"{url} cannot be opened"):
        folder_at(url)


def test_a_server_that_refuses(bucket: str) -> None:
    folder = folder_at(f"{bucket}-not-there/graph")
    assert folder.files() == {}
    with pytest.raises(UserError, match=r"Cannot write to s3://.*Create that place"):
        folder.write("a", b"1")


def test_other_systems_get_whole_files_too(tmp_path: Path) -> None:
    """Where nothing says that files appear whole, one is written beside and moved."""
    folder = RemoteFolder(f"file://{tmp_path}/graph")
    folder.write("a", b"one")
    folder.write("a", b"two")
    assert folder.read("a") == b"two"
    assert files_in(tmp_path / "graph") == ["a"]
