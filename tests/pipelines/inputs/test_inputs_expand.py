"""What paths, folders, patterns and URLs mean: the same here and behind a URL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from object_store import ObjectStore

from graphs.errors import DataError, UserError
from pipelines.inputs.expand import expanded
from pipelines.inputs.kept import at_hand
from pipelines.inputs.places import as_written
from pipelines.pairing import pair_files

POSE = "scorer,D,D,D\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1,2,0.9\n"
FILES = {
    "m2.mp4": "video", "m10.mp4": "video", "sub/m10.csv": POSE, "sub/deep/m2.csv": POSE,
    "sub/notes.csv": "date,weight\n1,2\n", ".hidden/x.mp4": "video", "p/project.toml": "",
    "p/graph/m9.mp4": "video", "p/m9.mp4": "video", "p/reports/2026/report.json": "{}",
}  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def web(data: Path) -> Iterator[str]:
    """A server of the web with the files; it gives no parts of a file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(data)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def names(given: str, top: str, cache: Path) -> list[str]:
    files, faults = expanded([given], cache)
    assert not faults
    return [as_written(path).removeprefix(top).strip("/") for path in files]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", ["m2.mp4", "m10.mp4", "p/m9.mp4", "p/project.toml", "sub/m10.csv", "sub/notes.csv",
              "sub/deep/m2.csv"]),
        ("sub", ["sub/m10.csv", "sub/notes.csv", "sub/deep/m2.csv"]),
        ("sub/m10.csv", ["sub/m10.csv"]),
        ("*.mp4", ["m2.mp4", "m10.mp4"]),
        ("m[0-9].mp4", ["m2.mp4"]),
        ("sub/**/*.csv", ["sub/deep/m2.csv", "sub/m10.csv", "sub/notes.csv"]),
        ("s*b/m??.csv", ["sub/m10.csv"]),
        ("s*/", ["sub/m10.csv", "sub/notes.csv", "sub/deep/m2.csv"]),
        ("sub/**", ["sub/m10.csv", "sub/notes.csv", "sub/deep/m2.csv"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["here", "s3"])
def test_the_same_here_and_behind_a_url(
    where: str, given: str, meant: list[str], data: Path, store: ObjectStore, cache: Path
) -> None:
    top = str(data)
    if where == "s3":
        store.put_folder(data)
        top = store.url
    assert sorted(names(f"{top}/{given}", top, cache)) == sorted(meant)


def test_a_name_that_looks_like_a_pattern_is_taken_as_it_is(tmp_path: Path, cache: Path) -> None:
    odd = tmp_path / "m[1].mp4"
    odd.touch()
    (tmp_path / "m1.mp4").touch()
    assert expanded([odd], cache) == ([odd], [])


def test_what_means_nothing_is_told(tmp_path: Path, store: ObjectStore, cache: Path) -> None:
    given = [tmp_path / "no.mp4", f"{tmp_path}/*.mp4", f"{store.url}/no/", f"{store.url}/*.mp4"]
    files, faults = expanded(given, cache)
    assert files == []
    assert [fault.split(f"{tmp_path}")[-1] for fault in faults[:2]] == [
        "/no.mp4' does not exist",
        "/*.mp4' fits no file (patterns: *, ?, [...], and ** for any folders)",
    ]
    assert "Nothing is there" in faults[2]
    assert "fits no file" in faults[3]


def test_a_server_that_is_away_is_told(store: ObjectStore, cache: Path) -> None:
    store.put("m1.mp4", b"video")
    store.gate.close()
    with pytest.raises(DataError, match="cannot be reached"):
        expanded([f"{store.url}/"], cache)
    store.gate.open()
    assert len(expanded([f"{store.url}/"], cache)[0]) == 1


def test_files_of_the_web(web: str, cache: Path) -> None:
    listed = names(f"{web}/sub/", web, cache)
    assert sorted(listed) == ["sub/deep/m2.csv", "sub/m10.csv", "sub/notes.csv"]
    assert names(f"{web}/*.mp4", web, cache) == ["m2.mp4", "m10.mp4"]
    (path,), _ = expanded([f"{web}/sub/m10.csv"], cache)
    with at_hand([path]):
        assert path.read_text() == POSE


@pytest.mark.parametrize("where", ["s3", "web"])
def test_pairing_follows_the_same_rules(
    where: str, data: Path, store: ObjectStore, web: str, cache: Path
) -> None:
    if where == "s3":
        store.put_folder(data)
    top = store.url if where == "s3" else web
    pairing = pair_files([f"{top}/*.mp4", f"{top}/sub/"], cache=cache)
    assert [dict(pair.entry) for pair in pairing.pairs] == [
        {"name": "m2", "video": f"{top}/m2.mp4", "tracks": f"{top}/sub/deep/m2.csv"},
        {"name": "m10", "video": f"{top}/m10.mp4", "tracks": f"{top}/sub/m10.csv"},
    ]
    (left_out,) = pairing.left_out
    assert as_written(left_out.path) == f"{top}/sub/notes.csv"
    assert left_out.reason.startswith("a table of date, weight: no tracks")


def test_no_server(cache: Path) -> None:
    with pytest.raises((DataError, UserError), match="no-such-protocol"):
        pair_files(["no-such-protocol://x/m1.mp4"], cache=cache)
