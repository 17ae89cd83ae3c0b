"""The page in a real Chromium."""

from __future__ import annotations


def test_page_opens(open_page) -> None:
    page = open_page()
    page.get_by_text("Offline: nothing leaves this machine.").wait_for()
