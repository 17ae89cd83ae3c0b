"""A real browser loads the cues, and they change while the video plays."""

from __future__ import annotations

import functools
import http.server
import itertools
import json
import shutil
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

import av
import numpy as np
import pytest

from graphs.ethogram import parse_ethogram
from graphs.formats import webvtt
from graphs.formats.contract import Context, Described
from graphs.records import Event, Fact, Kind

BROWSER = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
RECORDING = "day 1 é"
ETHOGRAM = parse_ethogram('[behavior.eye]\ndefinition = "x"\nverb = "eyes"\ntarget = "object"')
PAGE = """<!doctype html><meta charset="utf-8"><video src="clip.webm" muted preload="auto">
<track kind="chapters" src="{stem}.chapters.vtt"><track kind="metadata" src="{stem}.metadata.vtt">
</video><script>
const video = document.querySelector("video"), seen = [[], []]
const tracks = [...document.querySelectorAll("track")]
const loaded = tracks.map(t => new Promise((done, fail) => {{ t.onload = done; t.onerror = fail }}))
tracks.forEach(({{ track }}, n) => {{
  track.mode = "hidden"
  track.oncuechange = () => seen[n].push([...track.activeCues].map(c => c.id))
}})
const cue = c => [c.id, c.startTime, c.endTime, c.text, c.getCueAsHTML().textContent]
async function cues() {{
  await Promise.all(loaded)
  return tracks.map(({{ track }}) => [...track.cues].map(cue))
}}
async function play() {{
  await Promise.all(loaded)
  const end = new Promise(done => video.onended = done)
  await video.play()
  await end
  return seen
}}
</script>"""


def _fact(start_s: float, stop_s: float, target: str) -> Fact:
    kind: Kind = "point" if start_s == stop_s else "state"
    return Fact(
        RECORDING, "m", "eye", target, start_s, stop_s, 0, 1, kind, 1.0, "asserted", "rule", "x"
    )


FACTS = [
    _fact(0.4, 2.2, 'a <b> & "c" -->\n\n鼠'),
    _fact(1.2, 1.2, "wall"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve a page with a video of three seconds and its cues, on this machine only."""
    events = [
        Event(RECORDING, f"bout-{n}", "bout", n * 1.0, n + 1.0, None, "fixed") for n in range(3)
    ]
    folder = tmp_path / "site"
    webvtt.write([Described(RECORDING, FACTS, events)], folder, Context(ETHOGRAM))
    _video(folder / "clip.webm")
    (folder / "page.html").write_text(PAGE.format(stem=quote(RECORDING)), encoding="utf-8")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def _video(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(30):
            picture = np.full((48, 64, 3), index * 8, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.mark.skipif(BROWSER is None, reason="there is no chromium to play in")
def test_cues_in_a_browser(address: str) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        chapters, metadata = page.evaluate("cues()")
        seen_chapters, seen_metadata = page.evaluate("play()")
        browser.close()
    assert [cue[:3] for cue in chapters] == [
        ["chapter-1", 0, 1],
        ["chapter-2", 1, 2],
        ["chapter-3", 2, 3],
    ]
    assert [cue[4] for cue in chapters] == ["bout-0: eye", "bout-1: eye", "bout-2"]
    _check_metadata(metadata)
    assert _changes(seen_chapters) == [["chapter-1"], ["chapter-2"], ["chapter-3"]]
    long, point = (fact.fact_id for fact in FACTS)
    assert _changes(seen_metadata) == [[long], [long, point], [long]]


def _changes(seen: list[list[str]]) -> list[list[str]]:
    """Return what was active, each time it changed; a busy browser may tell a change twice."""
    return [ids for ids, _ in itertools.groupby(filter(None, seen))]


def _check_metadata(metadata: list[list[Any]]) -> None:
    long, point = FACTS
    assert [cue[:3] for cue in metadata] == [[long.fact_id, 0.4, 2.2], [point.fact_id, 1.2, 1.7]]
    told = [json.loads(cue[3]) for cue in metadata]
    assert [entry["object"] for entry in told] == [long.object, point.object]
    assert told[1]["sentence"] == "m eyes wall at 1.20 s (confidence 1.00)"
