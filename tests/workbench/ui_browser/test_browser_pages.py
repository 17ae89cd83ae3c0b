"""Every page, in both themes and two widths: whole, readable, and nothing fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_server import Faults, keep_screenshot
from walk_checks import axe_faults, layout_faults, settle

PAGES = pytest.importorskip("workbench.ui.page").PAGES
NAMES = [page.name for page in PAGES]
TITLES = {page.name: page.title for page in PAGES}
WIDTHS = {1280: 800, 1920: 1080}

GRADIOS_OWN: dict[str, tuple[str, ...]] = {}
"""Rule of axe-core: what gradio itself writes that breaks it, and that cannot be changed here."""


@pytest.fixture(scope="module")
def folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("pages") / "demo"))


@pytest.fixture(scope="module", params=["light", "dark"])
def shown(request, new_page_alone, folder: Path) -> Iterator[tuple[Any, Faults, str]]:
    """A page that all tests of a theme look at, and what went wrong in it so far."""
    faults = Faults()
    page = new_page_alone(folder, faults, theme=request.param)
    yield page, faults, request.param
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_page_is_whole(shown, name: str) -> None:
    page, faults, theme = shown
    faults.found.clear()
    page.get_by_role("tab", name=TITLES[name], exact=True).click()
    page.wait_for_function(f"document.querySelector('#wb-page-{name}').innerText.length > 20")
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        keep_screenshot(page, f"page-{name}-{width}-{theme}")
        found += [f"{width}: {fault}" for fault in layout_faults(page)]
    found += axe_faults(page, GRADIOS_OWN)
    assert found + faults.found == []
