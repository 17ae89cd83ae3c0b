"""The timeline with an hour of video and 20,000 bouts, in a project of 200 recordings.

``python -m benchmarks timeline`` makes the project, starts ``workbench app`` on loopback and drives
Chromium without a window (Debian's ``chromium`` and the package playwright). Frames are those of
the browser: the time from one to the next while the wheel turns at every frame. The baseline is the
same without any wheel, in the same run. Clicks are on bouts, each in another place of the hour, and
each waits until the bout is told in full and its clip has begun. Targets are for two processors
with nothing else to do; a browser shows 60 frames a second, one each 16.7 ms.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.timeline_world import RECORDING, timeline_project

BOUTS, RECORDINGS, CLICKS, FRAMES = 20_000, 200, 200, 120
PAINT_TARGET_S = 2.0
MEDIAN_TARGET_MS, WORST_TARGET_MS = 20.0, 100.0
GROWTH_TARGET_MB = 50.0
LINE = "document.querySelector('wb-timeline')"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip

FRAME_TIMES = """async ([frames, kind]) => {
  const line = document.querySelector("wb-timeline"), { view } = line, { scroller } = view;
  const box = scroller.getBoundingClientRect();
  const at = { clientX: box.left + box.width * 0.6, clientY: box.top + 60 };
  const wheel = (given) => scroller.dispatchEvent(
    new WheelEvent("wheel", { ...at, cancelable: true, bubbles: true, ...given }));
  const turns = {
    nothing: () => {},
    "scroll along the hour": (i) => wheel({ deltaX: i < frames / 2 ? 90 : -90 }),
    "scroll along ten minutes": (i) => wheel({ deltaX: i < frames / 2 ? 90 : -90 }),
    "scroll the rows": (i) => wheel({ deltaY: i % 40 < 20 ? 24 : -24, shiftKey: true }),
    "zoom in and out": (i) => wheel({ deltaY: i < frames / 2 ? -45 : 45, ctrlKey: true }),
  };
  const spans = {
    "scroll along the hour": 1800, "scroll along ten minutes": 600, "scroll the rows": 600,
  };
  view.show(0, spans[kind] ?? line.bouts.duration);
  const draw = view.draw, draws = [], gaps = [];
  view.draw = () => {
    const from = performance.now();
    draw.call(view);
    draws.push(performance.now() - from);
  };
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  draws.length = 0;
  let last = await frame();
  for (let i = 0; i < frames; i += 1) {
    turns[kind](i);
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  delete view.draw;
  return { gaps, draws };
}"""

AXIS_PX = 26
"""Height of the scale above the rows."""

PLACE_OF = """(number) => {
  const line = document.querySelector("wb-timeline"), { view, bouts } = line;
  view.follow = false; // the clip before may still play
  const [start, stop] = [bouts.start[number], bouts.stop[number]];
  view.show(start - 10, 30);
  view.revealRow(bouts.rowOf[number]);
  view.draw();
  const box = view.scroller.getBoundingClientRect();
  const isOf = (one) => one.kind === "row" && one.number === bouts.rowOf[number];
  const item = view.layout.items.find(isOf);
  return [box.left + view.x((start + stop) / 2),
    box.top + item.y + item.height / 2 + AXIS - view.scroller.scrollTop];
}""".replace("AXIS", str(AXIS_PX))


class Target(NamedTuple):
    """A figure beside what it should not pass."""

    what: str
    found: float
    target: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether it does not."""
        return self.found <= self.target

    def __str__(self) -> str:
        ending = "" if self.is_met else "  MISSED"
        return f"{self.what:<44} {self.found:8.1f} {self.unit:<3} target {self.target:g}{ending}"


def main() -> bool | None:
    """Print first paint, frames and memory; return whether all of them meet their targets."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("left out: needs Debian's chromium and the package playwright")
        return None
    with tempfile.TemporaryDirectory(prefix="timeline-") as folder:
        began = time.perf_counter()
        project = timeline_project(Path(folder), BOUTS, RECORDINGS)
        print(
            f"an hour of video, {BOUTS:,} bouts, {RECORDINGS} recordings: "
            f"made in {time.perf_counter() - began:.0f} s"
        )
        print(f"processors busy at the start, of {os.cpu_count()}: {os.getloadavg()[0]:.1f}")
        with running(project.folder) as (process, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(address)
            page.get_by_text("Offline: nothing leaves this machine.").wait_for()
            figures = [*painted(page), *drawn(page), *clicked(page, process.pid)]
            browser.close()
    return all(figure.is_met for figure in figures)


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the page's server on a free port; yield its process and where it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "app", str(folder), "--port", "0", "--no-browser"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        said = re.search(r"http://\S+", process.stderr.readline())
        assert said is not None, "the server ended before it listened"
        yield process, said[0]
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def painted(page: Any) -> list[Target]:
    """Open the timeline, first of a new server and again; return how long until bouts are drawn."""
    shown = (
        f"{LINE}?.opened?.name === '{RECORDING}' && {LINE}.bouts?.count === {BOUTS} "
        f"&& {LINE}.view.width > 0 && !{LINE}.view.asked"
    )
    began = time.perf_counter()
    page.get_by_role("tab", name="Timeline").click()
    page.wait_for_function(shown)
    first = time.perf_counter() - began
    page.reload()
    page.get_by_text("Offline: nothing leaves this machine.").wait_for()
    began = time.perf_counter()
    page.get_by_role("tab", name="Timeline").click()
    page.wait_for_function(shown)
    again = time.perf_counter() - began
    return _told(
        Target("first paint, from the click on its tab", first, PAINT_TARGET_S, "s"),
        Target("again, in a page that is loaded anew", again, PAINT_TARGET_S, "s"),
    )


def drawn(page: Any) -> list[Target]:
    """Turn the wheel at every frame; return how long frames took."""
    page.wait_for_function(f"{LINE}.stage.player.edges && {LINE}.queue.list.id.length > 0")
    page.locator(".wbt-scroller").evaluate("one => one.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(2000)
    bare = page.evaluate(FRAME_TIMES, [FRAMES, "nothing"])["gaps"]
    print(
        f"{'baseline: frames of this page, nothing moved':<44} "
        f"{statistics.median(bare):8.1f} ms  worst {max(bare):.1f}"
    )
    figures: list[Target] = []
    for kind in (
        "scroll along the hour", "scroll along ten minutes", "scroll the rows", "zoom in and out",
    ):  # fmt: skip
        found = page.evaluate(FRAME_TIMES, [FRAMES, kind])
        gaps, draws = found["gaps"], found["draws"]
        figures += _told(
            Target(f"{kind}, median frame", statistics.median(gaps), MEDIAN_TARGET_MS, "ms"),
            Target(f"{kind}, worst frame", max(gaps), WORST_TARGET_MS, "ms"),
        )
        print(f"    of it drawing: median {statistics.median(draws):.1f}, worst {max(draws):.1f}")
    return figures


def clicked(page: Any, pid: int) -> list[Target]:
    """Click on bouts; return how much more memory the server holds after them."""
    held = [resident_mb(pid)]
    took: list[float] = []
    for number in range(CLICKS):
        bout = number * 97 % BOUTS
        x, y = page.evaluate(PLACE_OF, bout)
        began = time.perf_counter()
        page.mouse.click(x, y)
        page.wait_for_function(
            f"{LINE}.selected === {bout} && {LINE}.fact?.id === {LINE}.bouts.ids[{bout}] "
            f"&& {LINE}.stage.player.playing"
        )
        took.append(1000 * (time.perf_counter() - began))
        held.append(resident_mb(pid))
    print(
        f"click to told and playing: median {statistics.median(took):.0f} ms, worst "
        f"{max(took):.0f}; server {held[0]:.0f} MB before, {max(held):.0f} at most, "
        f"{held[-1]:.0f} after {CLICKS} clicks"
    )
    return _told(
        Target("server, after the clicks more", held[-1] - held[0], GROWTH_TARGET_MB, "MB")
    )


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def _told(*figures: Target) -> list[Target]:
    for figure in figures:
        print(figure, flush=True)
    return list(figures)


if __name__ == "__main__":
    sys.exit(main() is False)
