"""The first five minutes: from no project to answers, her own files, a model, and corrections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_server import Faults, Server, start_server
from described_sample import what_happens
from model_server import ModelServer, Request
from walk_checks import IN_THE_PAGE
from walk_files import NAME, own_files
from walk_page import Walker, drop

from workbench.project import Project, open_project

QUESTION = "how often does mouse_1 approach mouse_2 after rearing?"
LONG_MS = 180_000

pytestmark = pytest.mark.slow


def test_from_nothing_to_corrections(chromium, faults: Faults, tmp_path: Path) -> None:
    files = own_files(tmp_path / "camera")
    model = ModelServer(_says)
    server = start_server(None, place=tmp_path)
    try:
        mara = _arrives(chromium, server, faults)
        _takes_the_demo(mara)
        _watches(mara)
        _asks(mara)
        project = open_project(tmp_path / "demo-project")
        _adds_her_files(mara, files, project)
        _brings_labels_in(mara, project)
        _lets_a_model_look(mara, model, project)
        decided = _corrects(mara, project)
        _reloads(mara, decided)
        mara.page.context.close()
        server.stop()
        server = start_server(project.folder)
        again = _arrives(chromium, server, faults)
        again.steps = mara.steps
        _finds_it_again(again, decided)
    finally:
        server.stop()
        model.close()


def _says(request: Request) -> object:
    """Answer what happens, or the question with which the server is tried first."""
    assert request.schema is not None
    return {"colour": "red"} if "colour" in request.schema["properties"] else what_happens(request)


def _arrives(chromium, server: Server, faults: Faults) -> Walker:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(path=IN_THE_PAGE)
    page = context.new_page()
    page.set_default_timeout(30_000)
    faults.watch(page, server.address)
    page.goto(server.address)
    page.get_by_role("tab", name="Start").wait_for()
    return Walker(page, "five-minutes", faults)


def _takes_the_demo(mara: Walker) -> None:
    button = mara.page.get_by_role("button", name="Open the demo project")
    button.wait_for()
    mara.keep("nothing-yet")
    button.click()
    mara.page.get_by_role("progressbar").first.wait_for()
    mara.page.get_by_text("1 recording, 1 described").wait_for(timeout=LONG_MS)
    mara.keep("demo")
    assert "demo --project" in mara.page.locator("#wb-line").inner_text()


def _watches(mara: Walker) -> None:
    mara.watch("open_field")
    before = mara.page.evaluate("document.querySelector('wb-timeline video').currentTime")
    mara.page.get_by_role("button", name="Play (Space)").click()
    mara.page.wait_for_function(
        f"document.querySelector('wb-timeline video').currentTime > {before} + 1"
    )
    mara.keep("playing")
    mara.press("Space")
    assert mara.colors_of_bouts() > 8


def _asks(mara: Walker) -> None:
    mara.go("Ask")
    mara.page.get_by_label("Ask in plain language").fill(QUESTION)
    mara.press("Enter")
    answer = mara.part("ask").get_by_role("article").first
    answer.get_by_text("Program", exact=True).wait_for()
    assert answer.locator(".wb-values strong").first.inner_text().split()[0] == "2"
    clips = answer.get_by_role("button", name=re.compile(r"^[\d.]+–[\d.]+ s"))
    assert clips.count() == 2
    assert "approach" in answer.get_by_label("Program").input_value()
    assert answer.get_by_label("To know before believing it").inner_text()
    mara.keep("answer")
    start_s = float(clips.first.inner_text().split("–")[0])
    clips.first.click()
    mara.line_is(
        f"line.isSeen && Math.abs(line.stage.player.time - {start_s}) < 4"
        " && line.stage.player.time > 0.5"
    )
    mara.keep("clip")


def _adds_her_files(mara: Walker, files: list[Path], project: Project) -> None:
    mara.go("Start")
    drop(mara.page, files)
    sent = mara.page.get_by_label("Files that were sent")
    sent.get_by_text("BORIS labels of").wait_for()
    row = mara.page.get_by_role("row", name=re.compile(NAME)).last
    row.wait_for()
    assert mara.page.get_by_label(f"Add {NAME}").is_checked()
    for file in files[:2]:
        assert file.name in row.inner_text()
    mara.keep("paired")
    mara.page.get_by_label("Pixels per cm").first.fill("10")
    mara.page.get_by_role("button", name="Add 1 recording").click()
    describe = mara.page.get_by_role("button", name="Describe them now, by rules")
    describe.wait_for()
    mara.keep("added")
    describe.click()
    mara.page.get_by_text("2 recordings, 2 described").wait_for(timeout=LONG_MS)
    assert NAME in project.store().recordings()


def _brings_labels_in(mara: Walker, project: Project) -> None:
    bring = mara.page.get_by_role("button", name="Bring them in")
    bring.wait_for()
    mara.keep("labels")
    bring.click()
    mara.page.get_by_text(f"2 new facts from {NAME}").first.wait_for()
    by_hand = [fact for fact in project.store().read(NAME).facts if fact.source == "human"]
    assert {(fact.subject, fact.predicate) for fact in by_hand} == {
        ("mouse_2", "groom"), ("mouse_1", "rear"),
    }  # fmt: skip


def _lets_a_model_look(mara: Walker, model: ModelServer, project: Project) -> None:
    mara.go("Describe")
    mara.page.locator("summary", has_text="Let a model look").click()
    mara.page.get_by_label("Provider").select_option("openai-compatible")
    mara.page.get_by_label("Name, as the server calls it").fill(model.model)
    mara.page.get_by_label("Address").fill(model.url)
    mara.page.get_by_role("button", name="Keep", exact=True).click()
    look = mara.page.get_by_label(re.compile("then let the model tiny-vl"))
    look.wait_for()
    mara.page.get_by_text("A model (chat) is configured").wait_for()
    mara.page.get_by_label("All (2)").check()
    look.check()
    mara.page.get_by_role("button", name="Estimate what the model would cost").click()
    mara.page.get_by_text("What tiny-vl would cost").wait_for(timeout=LONG_MS)
    mara.keep("estimate")
    assert model.requests == []
    told = mara.page.get_by_role("row", name=re.compile("events to describe")).inner_text()
    events = int(told.split()[-1])
    assert events >= 20
    mara.page.get_by_role("button", name="Describe", exact=True).click()
    table = mara.page.get_by_role("region", name="By the model")
    table.wait_for(timeout=LONG_MS)
    mara.keep("described")
    assert "failed" not in table.inner_text()
    assert len(model.answered) >= events
    made = [
        fact for name in ("open_field", NAME) for fact in project.store().read(name).facts
        if fact.source == "model"
    ]  # fmt: skip
    assert made


def _corrects(mara: Walker, project: Project) -> dict[str, str]:
    """Accept, reject and edit by keyboard, and take the edit back."""
    mara.watch("open_field")
    before = len(project.graph().corrections.history())
    mara.press("n")
    mara.line_is("line.selected >= 0 && line.fact?.id === line.bouts.ids[line.selected]")
    mara.press("a")
    mara.settled()
    mara.press("x")
    mara.settled()
    mara.line_is("line.fact?.id === line.bouts.ids[line.selected]")
    stop_s = mara.line("line.bouts.stop[line.selected]")
    mara.press("e")
    mara.page.get_by_label("Stop, s", exact=True).fill(f"{stop_s + 0.2:.3f}")
    mara.press("Enter")
    mara.settled()
    mara.keep("edited")
    history = project.graph().corrections.history()
    assert list(history["action"])[before:] == ["accept", "reject", "edit"]
    mara.press("u")
    mara.settled()
    mara.keep("taken-back")
    decided = mara.statuses()
    assert {"accepted", "rejected"} <= set(decided.values())
    return decided


def _reloads(mara: Walker, decided: dict[str, str]) -> None:
    mara.page.reload()
    mara.watch("open_field")
    mara.keep("reloaded")
    assert mara.statuses() == decided


def _finds_it_again(mara: Walker, decided: dict[str, str]) -> None:
    mara.page.get_by_text("2 recordings, 2 described").wait_for()
    mara.watch("open_field")
    mara.keep("restarted")
    assert mara.statuses() == decided
    mara.go("Ask")
    conversation = (
        mara.page.get_by_label("Memory")
        .get_by_role("listitem")
        .filter(has_text=re.compile("rearing"))
    )
    conversation.first.wait_for()
    mara.keep("remembered")
