"""Each fault of a scripted model shows in its own aspect, and in no other."""

from __future__ import annotations

import pytest
from probe_world import (
    ETHOGRAM,
    fake_pictures,
    known_of,
    rodents,
    sample_clips,
    world,
    world_probes,
)

from graphs.ethogram import Ethogram
from pipelines.evaluate.probes import scripted
from pipelines.evaluate.probes.generate import make_probes
from pipelines.evaluate.probes.probe import ASPECTS, ProbeSet
from pipelines.evaluate.probes.report import ProbeReport
from pipelines.evaluate.probes.run import evaluate_probes
from pipelines.evaluate.probes.score import MEASURES


def probed(
    script: scripted.ProbeScript, probes: ProbeSet | None = None, ethogram: Ethogram = ETHOGRAM
) -> ProbeReport:
    asked = probes or world_probes()
    model = scripted.scripted("scripted", asked, script)
    return evaluate_probes(model.identity, asked, ethogram, fake_pictures, model.ask)


def faulty(report: ProbeReport) -> set[str]:
    """Aspects in which something is wrong."""
    return {row.aspect for row in report.rows if row.measure != "yes-rate" and row.value < 1}


def test_every_aspect_is_probed_in_the_world() -> None:
    assert {row.aspect for row in probed(scripted.right).rows} == set(ASPECTS)


def test_who_is_right_is_right_everywhere() -> None:
    report = probed(scripted.right)
    assert faulty(report) == set()
    assert {report.row(aspect, "yes-rate").value for aspect in ASPECTS} == {0.5}


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_fault_in_one_aspect_shows_there_alone(aspect: str) -> None:
    report = probed(scripted.yes_to(aspect))
    assert faulty(report) == {aspect}
    assert report.row(aspect, "accuracy").value == 0.5
    assert report.row(aspect, "pair accuracy").value == 0.0
    assert report.row(aspect, "false rejected").value == 0.0
    assert report.row(aspect, "yes-rate").value == 1.0


def test_always_yes_is_half_right_and_has_no_pair() -> None:
    report = probed(scripted.always_yes)
    for aspect in ASPECTS:
        values = {
            name: report.row(aspect, name).value
            for name in ("accuracy", "pair accuracy", "yes-rate", "false rejected")
        }
        assert values == {
            "accuracy": 0.5, "pair accuracy": 0.0, "yes-rate": 1.0, "false rejected": 0.0
        }  # fmt: skip
        rows = {name: report.row(aspect, name) for name in MEASURES}
        always = {name: (row.always_yes, row.always_no) for name, row in rows.items()}
        assert always == {
            "true accepted": (1.0, 0.0), "false rejected": (0.0, 1.0), "pair accuracy": (0.0, 0.0),
            "accuracy": (0.5, 0.5), "yes-rate": (1.0, 0.0)
        }  # fmt: skip


@pytest.mark.parametrize("which", ["world", "sample"])
def test_who_is_blind_to_direction_fails_there_alone(which: str) -> None:
    clips, ethogram = (world(), ETHOGRAM) if which == "world" else (sample_clips(), rodents())
    probes = make_probes(clips, ethogram) if which == "sample" else world_probes()
    report = probed(scripted.direction_blind(known_of(clips, ethogram)), probes, ethogram)
    assert faulty(report) == {"direction"}
    assert report.row("direction", "pair accuracy").value == 0.0
    assert report.row("direction", "yes-rate").value == 1.0


@pytest.mark.parametrize("which", ["world", "sample"])
def test_who_mixes_up_animals_fails_on_identity_alone(which: str) -> None:
    clips, ethogram = (world(), ETHOGRAM) if which == "world" else (sample_clips(), rodents())
    probes = make_probes(clips, ethogram) if which == "sample" else world_probes()
    report = probed(scripted.identity_blind(known_of(clips, ethogram)), probes, ethogram)
    assert faulty(report) == {"identity"}
    assert report.row("identity", "pair accuracy").value == 0.0


def test_a_coin_is_near_a_half_and_a_quarter_of_pairs() -> None:
    report = probed(scripted.coin(3))
    rows = [report.row(aspect, "accuracy") for aspect in ASPECTS]
    total = sum(row.value * row.n for row in rows) / sum(row.n for row in rows)
    pairs = [report.row(aspect, "pair accuracy") for aspect in ASPECTS]
    of_pairs = sum(row.value * row.n for row in pairs) / sum(row.n for row in pairs)
    assert total == pytest.approx(0.5, abs=0.07)
    assert of_pairs == pytest.approx(0.25, abs=0.08)


def test_no_answer_is_wrong_and_neither_yes_nor_no() -> None:
    report = probed(lambda probe: None)
    assert report.unread == report.probes
    assert {row.value for row in report.rows} == {0.0}
    misfit = probed(lambda probe: {"answer": "maybe"} if probe.form == "yes_no" else None)
    assert misfit.unread == misfit.probes
    assert f"{report.probes} without an answer" in report.text()


def test_open_answers_are_mapped_to_the_ethogram() -> None:
    def in_words(probe: scripted.Probe) -> scripted.Json:
        said = scripted.right(probe)
        if probe.form == "open" and isinstance(probe.right, tuple):
            return {"answer": f"It is {ing[str(said['answer'])]}"[6:]}
        return said

    ing = {
        "groom": "grooming", "rear": "rearing", "rest": "resting", "dig": "digging",
        "chase": "chasing", "follow": "following", "sniff": "sniffing", "mount": "mounting",
        "feed": "feeding", "guard": "guarding",
    }  # fmt: skip
    report = probed(in_words)
    assert report.row("action", "accuracy", "open").value == 1.0
    assert report.row("attribute", "accuracy", "open").value == 1.0
    strange = probed(
        lambda probe: {"answer": "frolics"} if probe.form == "open" else scripted.right(probe)
    )
    assert strange.row("action", "accuracy", "open").value == 0.0
    # an open question for a number is not answered by a word
    assert strange.row("count", "accuracy", "open").unread > 0


def test_the_report_tells_what_was_not_asked() -> None:
    report = probed(scripted.right, make_probes(sample_clips(), rodents()), rodents())
    text = report.text()
    assert ": 'rest' is not scored where 'groom' is" in text
    assert ": there is nothing else to put in its place" in text  # two mice, one feeder
    with pytest.raises(KeyError):
        report.row("target", "accuracy")
    assert {row["aspect"] for row in report.table()} == set(ASPECTS) - {"target", "zone"}
    assert report.to_dict()["model_digest"] == report.model_digest
