"""A running server, and what goes wrong in a page that shows it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

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
    process, address
        Its process, and where it answers.
    """

    process: subprocess.Popen[str]
    address: str

    def show(self, folder: Path) -> str:
        """Open a project in it; return the address of the page that shows it."""
        job = self._answer("begin/do/begin.open", {"folder": str(folder)})["job"]
        while job["state"] == "running":
            time.sleep(0.01)
            told = self._answer("begin/jobs")
            job = next(one for one in told if one["number"] == job["number"])
        assert job["state"] == "done", job
        return f"{self.address}/?project={job['data']['key']}"

    def _answer(self, path: str, given: dict[str, str] | None = None) -> Any:
        asked = urllib.request.Request(
            f"{self.address}/wb/{path}",
            None if given is None else json.dumps(given).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)

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


class Shared(NamedTuple):
    """A page that tests of a file use one after the other.

    Parameters
    ----------
    page
        Of playwright.
    faults
        What goes wrong in it.
    folder
        Of the project that it shows.
    """

    page: Any
    faults: Faults
    folder: Path


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
            return Server(process, found[0].rstrip("/"))
    process.wait()
    raise AssertionError("The server ended before it listened")


def keep_screenshot(page, name: str) -> Path:
    """Keep a picture of a page under ``build/screenshots``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path
