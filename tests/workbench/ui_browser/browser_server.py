"""A running server, and what goes wrong in a page that shows it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
PLACE = Path(__file__).parents[3]
SCREENSHOTS = PLACE / "build" / "screenshots"
_LEFT = re.compile(r"net::ERR_ABORTED")
"""Requests that end because the page is left, or because a video jumps."""


@dataclass
class Server:
    """A running ``workbench app``.

    Parameters
    ----------
    process, address, folder
        Its process, where it answers, and the project that it shows first.
    """

    process: subprocess.Popen[str]
    address: str
    folder: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@dataclass
class Faults:
    """What went wrong in a page."""

    found: list[str] = field(default_factory=list)

    def watch(self, page, address: str) -> None:
        """Collect errors of the console, failed requests and those to other servers."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("request", lambda request: self._elsewhere(request.url, address))
        page.on("response", lambda answer: self._refused(answer))

    def _said(self, said) -> None:
        if said.type == "error":
            self.found.append(f"{said.text} {said.location.get('url', '')}".rstrip())

    def _failed(self, request) -> None:
        if not _LEFT.search(request.failure or ""):
            self.found.append(f"failed: {request.url} {request.failure}")

    def _elsewhere(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.found.append(f"external: {url}")

    def _refused(self, answer) -> None:
        if answer.status >= 500:
            self.found.append(f"{answer.status}: {answer.url}")


def start_server(folder: Path | None, *more: str, place: Path | None = None) -> Server:
    """Start ``workbench app`` on a free port and wait until it answers.

    Parameters
    ----------
    folder
        Of the project; ``None``: it starts without one.
    more
        Further options.
    place
        Folder that it is started in.
    """
    project = [] if folder is None else [str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "app", *project, "--port", "0", "--no-browser", *more],
        stderr=subprocess.PIPE,
        text=True,
        cwd=place or PLACE,
        env={**os.environ, "PYTHONPATH": str(PLACE)},
    )
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"http://\S+", line)
        if found:
            return Server(process, found[0].rstrip("/"), folder or Path())
    process.wait()
    raise AssertionError("The server ended before it listened")


def keep_screenshot(page, name: str) -> Path:
    """Keep a picture of a page under ``build/screenshots``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path
