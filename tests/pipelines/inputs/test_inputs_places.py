"""Paths of files behind URLs."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.inputs.places import as_written, cache_of, input_path, is_url, url_of


@pytest.mark.parametrize(
    ("url", "below"),
    [
        ("s3://lab/day 1/m1.mp4", "s3/lab/day 1/m1.mp4"),
        ("S3://lab/a%20b.csv", "s3/lab/a%20b.csv"),  # the name of an object is taken as it is
        ("gs://lab/ä/m1.h5", "gs/lab/ä/m1.h5"),
        ("sftp://server:2022/data/m1.h5", "sftp/server:2022/data/m1.h5"),
        ("http://127.0.0.1:8000/my%20lab/m1.mp4", "http/127.0.0.1:8000/my lab/m1.mp4"),
        ("abfs://box@account.dfs.core.windows.net/m1.h5",
         "abfs/box@account.dfs.core.windows.net/m1.h5"),
    ],
)  # fmt: skip
def test_a_place_in_the_cache_tells_the_url(url: str, below: str) -> None:
    path = input_path(url, Path("/data"), Path("/p/cache"))
    assert path == Path("/p/cache/by-url") / below
    protocol, _, rest = url.partition("://")
    assert url_of(path) == as_written(path) == f"{protocol.lower()}://{rest}"
    assert cache_of(path) == Path("/p/cache/by-url")


def test_files_of_this_machine_are_plain_paths() -> None:
    for text in ("m1.mp4", "file:///data/m1.mp4", "local:///data/x/../m1.mp4"):
        path = input_path(text, Path("/data"), Path("/p/cache"))
        assert path == Path("/data/m1.mp4")
        assert url_of(path) is None
        assert as_written(path) == "/data/m1.mp4"
    assert not is_url("C:/data/m1.mp4")
    assert not is_url("a b/http:/x")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sftp://ann:hunter2@server/m1.mp4", "user name or password"),
        ("https://lab.org/m1.mp4?key=hunter2", "query"),
        ("simplecache::s3://lab/m1.mp4", "chains several places"),
        ("s3://lab/../m1.mp4", "empty or no name of a file"),
        ("s3://lab//m1.mp4", "empty or no name of a file"),
        ("https://lab.org/a%2Fb.mp4", "empty or no name of a file"),
    ],
)
def test_urls_that_cannot_be_kept_in_a_project(url: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as raised:
        input_path(url, Path(), Path("cache"))
    assert "hunter2" not in str(raised.value)
