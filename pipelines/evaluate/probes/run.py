"""Put probes to a model and score what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphs.errors import ModelError, UserError
from graphs.ethogram import Ethogram
from graphs.records import content_id
from pipelines.evaluate.describer.items import FREE_TEXT, SYSTEM, an_object, one_of
from pipelines.evaluate.describer.run import Ask, Progress
from pipelines.evaluate.describer.showing import AS_IT_IS, Pictures, View
from pipelines.evaluate.probes.probe import LETTERS, Probe, ProbeSet
from pipelines.evaluate.probes.report import ProbeReport
from pipelines.evaluate.probes.score import ProbeOutcome, score_probes
from pipelines.models.contract import Answer, Image, Json, ModelIdentity, Question
from pipelines.models.json_schema import faults

_FORMS: Mapping[str, Json] = {
    "yes_no": an_object(answer=one_of(["yes", "no"])),
    "choice": an_object(answer=one_of(LETTERS)),
}
_NUMBER: Json = an_object(answer={"type": "integer", "minimum": 0})
_NAME: Json = an_object(answer=FREE_TEXT)


def probe_question(probe: Probe, images: Sequence[Image] = ()) -> Question:
    """Return a probe as it is put to a model.

    Parameters
    ----------
    probe
        What is asked.
    images
        Of its clip; none to estimate what asking costs.
    """
    is_open = _NUMBER if isinstance(probe.right, int) else _NAME
    return Question(
        system=SYSTEM,
        text=probe.ask,
        images=tuple(images),
        schema=_FORMS.get(probe.form, is_open),
        max_tokens=64,
        name=f"probe {probe.probe}",
    )


def calls(probes: ProbeSet) -> int:
    """Return how many questions a model is asked: what two probes ask alike is asked once."""
    return len({_call(one) for one in probes.probes})


def _call(probe: Probe) -> tuple[object, ...]:
    return *probe.clip, probe_question(probe).digest


def evaluate_probes(
    identity: ModelIdentity,
    probes: ProbeSet,
    ethogram: Ethogram,
    pictures: Pictures,
    ask: Ask,
    view: View = "crop",
    progress: Progress = lambda _done, _total: None,
) -> ProbeReport:
    """Put probes to a model and return what came out.

    Parameters
    ----------
    identity
        Of the model, for the report.
    probes
        From `pipelines.evaluate.probes.generate.make_probes` or a file of them.
    ethogram
        Tells what free answers mean.
    pictures, ask
        As for `pipelines.evaluate.describer.run.evaluate_describer`.
    view
        How clips are shown.
    progress
        Told after every answer.

    Raises
    ------
    UserError
        There are no probes, or a picture cannot be made.
    ModelError, BudgetReached
        By `ask`, where it gives up altogether.
    """
    outcomes = asked(probes, pictures, ask, view, progress)
    return ProbeReport(
        rows=score_probes(outcomes, ethogram, probes.seed),
        model=identity.name,
        model_digest=identity.digest,
        view=view,
        probes_digest=content_id([(p.probe, probe_question(p).digest) for p in probes.probes],
                                 length=32),
        seed=probes.seed,
        clips=len({one.clip for one in probes.probes}),
        probes=len(probes.probes),
        measured=sum(not one.facts for one in probes.probes),
        unread=sum(one.data is None for one in outcomes),
        dropped=probes.dropped,
    )  # fmt: skip


def asked(
    probes: ProbeSet, pictures: Pictures, ask: Ask, view: View, progress: Progress
) -> list[ProbeOutcome]:
    """Return every probe with its answer, in the order of the clips; `UserError` without any."""
    if not probes.probes:
        message = "Expected at least one probe, found none. Make them from clips with facts."
        raise UserError(message)
    clips: dict[tuple[str, float, float], dict[tuple[object, ...], list[Probe]]] = {}
    for one in probes.probes:
        clips.setdefault(one.clip, {}).setdefault(_call(one), []).append(one)
    total, done = sum(map(len, clips.values())), 0
    outcomes = []
    for clip, alike in clips.items():
        images = tuple(still.image for still in pictures(*clip, view, AS_IT_IS))
        questions = [replace(probe_question(one[0]), images=images) for one in alike.values()]
        answers: dict[int, Json] = {}

        def heard(
            number: int, answer: Answer | ModelError, answers: dict[int, Json] = answers
        ) -> None:
            nonlocal done
            if isinstance(answer, Answer):
                answers[number] = answer.data
            done += 1
            progress(done, total)

        ask(questions, heard)
        for number, (group, question) in enumerate(zip(alike.values(), questions, strict=True)):
            data = answers.get(number)
            fits = data is not None and not faults(data, question.schema)
            outcomes += [ProbeOutcome(one, data if fits else None) for one in group]
    return outcomes
