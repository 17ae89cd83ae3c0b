"""The review loop, and a question, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_server import Faults
from walk_page import Walker

from workbench.project import open_project

TABS = "#wb-pages [role=tab]"
FOCUSED = "(() => { const one = document.activeElement; return [one.getAttribute('role') ?? \
one.localName, (one.getAttribute('aria-label') || one.labels?.[0]?.textContent || \
one.textContent || '').trim().slice(0, 80)] })()"
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const top = document.elementFromPoint(x, Math.max(box.top, 0) + Math.min(box.height, 30) / 2);
  return Boolean(top) && (one.contains(top) || top.contains(one));
}"""
STYLE = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    || style.boxShadow !== "none" || document.activeElement.localName === "input";
}"""


class _Keys(Walker):
    """Somebody without a mouse."""

    @property
    def focused(self) -> tuple[str, str]:
        return tuple(self.page.evaluate(FOCUSED))

    def tab_to(self, role: str, name: str, most: int = 80, back: bool = False) -> None:
        """Press Tab until something is focused; what is focused on the way must be visible."""
        on_the_way = []
        for _ in range(most):
            self.press("Shift+Tab" if back else "Tab")
            found = self.focused
            if found[0] != "body":
                assert self.page.evaluate(SEEN), f"{found} has the focus and cannot be seen"
                assert self.page.evaluate(STYLE), f"{found} does not show that it has the focus"
            if found[0] == role and found[1].startswith(name):
                return
            on_the_way.append(found)
        message = f"Tab does not reach {role} {name!r}, only {on_the_way}"
        raise AssertionError(message)

    def open_tab(self, name: str) -> None:
        """Go to a page: Tab stops at one of the tabs, arrows go along them."""
        for _ in range(40):
            if self.focused[0] == "tab":
                break
            self.press("Tab")
        for _ in range(self.page.locator(TABS).count()):
            assert self.page.locator(f"{TABS}[tabindex='0']").count() == 1
            if self.focused == ("tab", name):
                break
            self.press("ArrowRight")
            assert self.page.evaluate(SEEN)
            assert self.page.evaluate(STYLE)
        assert self.focused == ("tab", name)
        self.press("Enter")


def test_review_without_a_mouse(open_page, project_folder: Path, faults: Faults) -> None:
    page = open_page()
    keys = _Keys(page, "keyboard", faults)
    keys.open_tab("Timeline")
    keys.line_is("line?.bouts?.count > 0 && line.stage.player.edges && line.queue.list.id.length")

    keys.press("n")
    keys.line_is("line.stage.player.playing")
    keys.line_is("line.fact?.id === line.bouts.ids[line.selected]")
    first = keys.line("line.bouts.ids[line.selected]")
    keys.press("a")
    keys.settled()
    keys.line_is(f"line.bouts.ids[line.selected] !== '{first}'")
    keys.press("x")
    keys.settled()

    keys.line_is("line.fact?.id === line.bouts.ids[line.selected]")
    stop_s = keys.line("line.bouts.stop[line.selected]")
    keys.press("e")
    assert keys.focused == ("input", "Subject")
    keys.tab_to("input", "Stop, s")
    keys.press("Control+a")
    page.keyboard.type(f"{stop_s + 0.2:.3f}")
    keys.press("Enter")
    keys.settled()
    keys.press("u")
    keys.settled()
    history = open_project(project_folder).graph().corrections.history()
    assert list(history["action"])[:3] == ["accept", "reject", "edit"]

    keys.press("?")
    page.get_by_role("dialog").wait_for()
    keys.keep("keys")
    keys.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    keys.press("ArrowRight", "ArrowRight")
    keys.line_is("line.fact?.id === line.bouts.ids[line.selected]")
    keys.tab_to("button", "Accept it", back=True)
    keys.press("Enter")
    keys.settled()
    assert len(open_project(project_folder).graph().corrections.history()) == len(history) + 1
    keys.keep("accepted")


@pytest.mark.slow
def test_question_without_a_mouse(open_page, faults: Faults) -> None:
    page = open_page()
    keys = _Keys(page, "keyboard-ask", faults)
    keys.open_tab("Ask")
    keys.tab_to("input", "Ask in plain language")
    page.keyboard.type("how often does mouse_1 approach mouse_2 after rearing?")
    keys.press("Enter")
    page.get_by_role("article").get_by_text("Clips").wait_for()
    keys.tab_to("button", "5.9")
    keys.press("Enter")
    keys.line_is("line?.isSeen && line.stage?.player.time > 4 && line.stage.player.time < 9")
    keys.keep("clip")


@pytest.mark.slow
def test_every_page_is_left_with_tab(open_page) -> None:
    """The focus gets through each page and out of it again."""
    page = open_page()
    keys = _Keys(page, "keyboard-pages")
    names = [tab.inner_text() for tab in page.locator("#wb-pages").get_by_role("tab").all()]
    for name in names:
        page.get_by_role("tab").first.focus()
        keys.open_tab(name)
        seen = set()
        for _ in range(150):
            keys.press("Tab")
            found = keys.focused
            if found[0] == "body" or (found[0] == "tab" and seen):
                break
            seen.add(found)
        else:
            message = f"Tab does not get out of {name}: {keys.focused}"
            raise AssertionError(message)
