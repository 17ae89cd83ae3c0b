"""A real server on loopback and a real Chromium; what goes wrong in the page fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_server import ARGUMENTS, Faults, Server, Shared, start_server
from walk_checks import IN_THE_PAGE, settle

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
        jobs=0, cache=project.cache_folder,
    )  # fmt: skip
    return project.folder


@pytest.fixture
def project_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo project."""
    return Path(shutil.copytree(sample_folder, tmp_path / "demo"))


@pytest.fixture(scope="session")
def server(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that was started without a project; each test opens its own in it."""
    started = start_server(None, place=tmp_path_factory.mktemp("started"))
    yield started
    started.stop()


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Collects what goes wrong in pages; whatever is left at the end fails the test."""
    collected = Faults()
    yield collected
    assert collected.found == []


def _in(context: Any, server: Server) -> Callable[..., Any]:
    """Return what shows projects in pages of a context."""

    def opened(
        folder: Path, faults: Faults, width: int = 1280, height: int = 800, theme: str = "light",
        says: str = "Offline: nothing leaves this machine.",
    ) -> Any:  # fmt: skip
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(30_000)
        faults.watch(page, server.address)
        page.goto(f"{server.show(folder)}&__theme={theme}")
        page.get_by_text(says).first.wait_for()
        settle(page)  # gradio has filled its elements, and takes the focus from nothing
        return page

    return opened


@pytest.fixture(scope="session")
def new_page(chromium, server: Server) -> Iterator[Callable[..., Any]]:
    """Show a project: ``new_page(folder, faults, width=1280, height=800, theme="light")``.

    All pages are opened in one context: what each loads is fetched once.
    """
    context = chromium.new_context()
    context.add_init_script(path=IN_THE_PAGE)
    yield _in(context, server)
    context.close()


@pytest.fixture(scope="module")
def new_page_alone(chromium, server: Server) -> Iterator[Callable[..., Any]]:
    """Show a project as `new_page` does, in a window that no page of another file shares.

    All pages of a context are tabs of one window: whoever changes the size of one page changes
    the window of all of them.
    """
    context = chromium.new_context()
    context.add_init_script(path=IN_THE_PAGE)
    yield _in(context, server)
    context.close()


@pytest.fixture
def open_page(
    new_page: Callable[..., Any], project_folder: Path, faults: Faults
) -> Iterator[Callable[..., Any]]:
    """Show the copy of the demo project: ``open_page(theme="dark")``."""
    pages = []

    def opened(**how: Any) -> Any:
        pages.append(new_page(project_folder, faults, **how))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def of_file(
    new_page: Callable[..., Any], sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    """A page that shows a copy of the demo project, for all tests of a file."""
    folder = Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("shared") / "demo"))
    faults = Faults()
    page = new_page(folder, faults)
    yield Shared(page, faults, folder)
    page.close()


@pytest.fixture
def shared(of_file: Shared) -> Iterator[Shared]:
    """The page of the file; whatever goes wrong in it fails the test."""
    of_file.faults.found.clear()
    yield of_file
    assert of_file.faults.found == []
