"""Two people at once, and a server that is killed: nothing that was acknowledged is lost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from browser_server import start_server
from walk_page import Walker

from workbench.project import open_project

REFUSED = re.compile(r"responded with a status of 4\d\d")
"""How the console tells of an edit that was refused, as it should be."""

JUDGE = """([from, to, isRight]) => {
  const line = document.querySelector("wb-timeline");
  for (let i = from; i < to; i += 1) line.edits.judge(i, isRight);
}"""

BURST = """([key, ids]) => {
  window.walkKept = [];
  window.walkBurst = (async () => {
    for (const id of ids) {
      const told = await fetch(`/wb/p/${key}/do/review.accept`, { method: "POST",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ids: [id] }) });
      if (told.ok) window.walkKept.push(id);
    }
  })().catch(() => null);
}"""


class _Acknowledged:
    """What the server said of the reviews that a page sent."""

    def __init__(self, page) -> None:
        self.kept: list[int] = []
        self.refused = 0
        page.on("response", self._heard)

    def _heard(self, answer) -> None:
        if "/do/review." not in answer.url:
            return
        told = answer.json()
        if "refused" in told:
            self.refused += 1
        else:
            self.kept += [one["seq"] for one in told["data"]["reviews"]]


def test_two_pages_edit_the_same_facts_at_once(open_page, project_folder: Path) -> None:
    walkers = [Walker(open_page(), "two") for _ in range(2)]
    heard = [_Acknowledged(walker.page) for walker in walkers]
    for walker in walkers:
        walker.watch("open_field")
    first, second = walkers
    first.page.evaluate(JUDGE, [0, 20, True])
    second.page.evaluate(JUDGE, [10, 30, False])
    for walker in walkers:
        walker.settled()

    history = open_project(project_folder).graph().corrections.history()
    kept = [*heard[0].kept, *heard[1].kept]
    assert sorted(kept) == sorted(history["seq"])
    assert len(kept) + heard[0].refused + heard[1].refused == 40
    assert heard[0].refused + heard[1].refused == 10  # of each shared fact, who came second
    ids = first.line("line.bouts.ids")
    assert Counter(history["fact_id"]) == Counter(ids[:30])

    for walker in walkers:
        walker.line("line.refresh()")
    assert first.statuses() == second.statuses()
    stored = dict(zip(history["fact_id"], history["action"], strict=True))
    said = {"accept": "accepted", "reject": "rejected"}
    assert {one: first.statuses()[one] for one in stored} == {
        one: said[action] for one, action in stored.items()
    }


@pytest.mark.slow
def test_two_pages_edit_different_facts_at_once(open_page, project_folder: Path) -> None:
    first, second = (Walker(open_page(), "two") for _ in range(2))
    for walker in (first, second):
        walker.watch("open_field")
    first.page.evaluate(JUDGE, [0, 15, True])
    second.page.evaluate(JUDGE, [15, 30, False])
    for walker in (first, second):
        walker.settled()
        walker.line("line.refresh()")
    history = open_project(project_folder).graph().corrections.history()
    ids = first.line("line.bouts.ids")
    assert set(zip(history["fact_id"], history["action"], strict=True)) == {
        (one, "accept" if at < 15 else "reject") for at, one in enumerate(ids[:30])
    }
    assert first.statuses() == second.statuses()


@pytest.mark.slow
def test_killed_server_loses_only_what_it_did_not_acknowledge(
    chromium, project_folder: Path
) -> None:
    server = start_server(project_folder)
    page = chromium.new_context().new_page()
    try:
        page.goto(server.address)
        walker = Walker(page, "killed")
        walker.watch("open_field")
        ids, key = walker.line("line.bouts.ids"), walker.line("line.key")
        page.evaluate(BURST, [key, ids])
        page.wait_for_function("window.walkKept.length >= 12")
    finally:
        server.process.kill()
        server.stop()
    page.evaluate("window.walkBurst")
    kept = page.evaluate("window.walkKept")
    page.context.close()

    history = list(open_project(project_folder).graph().corrections.history()["fact_id"])
    assert history[: len(kept)] == kept == ids[: len(kept)]
    assert len(history) - len(kept) in (0, 1)
    assert len(kept) < len(ids)

    again = start_server(project_folder)
    page = chromium.new_context().new_page()
    try:
        page.goto(again.address)
        walker = Walker(page, "killed")
        walker.watch("open_field")
        statuses = walker.statuses()
        assert [one for one in ids if statuses[one] == "accepted"] == history
    finally:
        again.stop()
        page.context.close()
