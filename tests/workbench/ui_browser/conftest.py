"""A real server on loopback and a real Chromium; what goes wrong in the page fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_server import ARGUMENTS, Faults, Server, start_server
from walk_checks import IN_THE_PAGE

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project, labelled; nothing in it may be changed."""
    from pipelines.batch import label_all
    from workbench.cli.demo import sample_project

    project = sample_project(tmp_path_factory.mktemp("sample") / "demo")
    label_all(
        project.specs(), project.graph_folder, project.full_ethogram(), project.label_settings(),
        workers=0, cache=project.cache_folder,
    )  # fmt: skip
    return project.folder


@pytest.fixture
def project_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo project."""
    return Path(shutil.copytree(sample_folder, tmp_path / "demo"))


@pytest.fixture
def server(project_folder: Path, chromium: object) -> Iterator[Server]:
    """A server that shows a copy of the demo project."""
    started = start_server(project_folder)
    yield started
    started.stop()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Collects what goes wrong in pages; whatever is left at the end fails the test."""
    collected = Faults()
    yield collected
    assert collected.found == []


@pytest.fixture
def open_page(chromium, server: Server, faults: Faults) -> Iterator[Callable[..., object]]:
    """Open the page in a new browser context: ``open_page(width=1280, theme="dark")``."""
    contexts = []

    def opened(width: int = 1280, height: int = 800, theme: str = "light", path: str = ""):
        context = chromium.new_context(viewport={"width": width, "height": height})
        context.add_init_script(path=IN_THE_PAGE)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        faults.watch(page, server.address)
        page.goto(f"{server.address}{path}?__theme={theme}")
        page.get_by_role("tab", name="Start").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
