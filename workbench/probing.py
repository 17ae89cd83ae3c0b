"""Probes of the recordings of a project: made of what is known there, put to its model, scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.words import MOST_LISTED, counted
from pipelines.describe.by_model.estimate import Estimate
from pipelines.evaluate.describer.clips import LabelledClip, clip_between
from pipelines.evaluate.describer.run import Progress
from pipelines.evaluate.describer.showing import View
from pipelines.evaluate.probes.generate import ProbeSettings, make_probes, places_of
from pipelines.evaluate.probes.probe import ProbeSet, Shown
from pipelines.evaluate.probes.report import ProbeReport
from pipelines.evaluate.probes.run import asked, evaluate_probes
from pipelines.fingerprint import file_fingerprint
from pipelines.recording import RecordingSpec
from pipelines.video import Video
from workbench.describing import ModelWork
from workbench.evaluating import Asking, Videos, clips_of_facts, people_say, quiet

if TYPE_CHECKING:
    from pipelines.scene import Scene
    from workbench.project import Project

MEASURED_S, MEASURED_CLIPS = 2.0, 12
"""Seconds of a clip of which nobody said anything, and the most of them in one recording."""

VIEW: View = "crop"
Opened = Mapping[str, tuple[Video, "Scene"]]


def probes_of(
    videos: Videos, recordings: Sequence[RecordingSpec], seed: int = 0, *, named: bool = False
) -> ProbeSet:
    """Return the probes of recordings of a project.

    Parameters
    ----------
    videos
        Of the project.
    recordings
        Around facts that people said, accepted or imported, probes are about these and about
        where the tracks have the animals. In labelled recordings without such facts there are
        clips at even distances, and their probes are about what the tracks show alone.
    seed
        Of what is drawn.
    named
        Each of the recordings is wanted: `UserError` for one of which nothing can be asked.

    Raises
    ------
    UserError
        Of no recording, or not of all that are named, can anything be asked; it says why.
    """
    project = videos.project
    shown = [one for one in recordings if one.video is not None]
    facts = people_say(project, [one.name for one in shown])
    said, store = {fact.recording for fact in facts}, project.store()
    usable = said | {one.name for one in shown if store.is_labelled(one.name)}
    unusable = [one for one in recordings if one.name not in usable]
    if unusable and (named or not usable):
        _refuse(unusable)
    if not recordings:
        message = f"{project.folder} has no recordings yet. Add some: workbench label PATHS..."
        raise UserError(message)
    opened = videos.of([one for one in shown if one.name in usable])
    clips = clips_of_facts(facts, {name: opened[name] for name in opened if name in said})
    for name in opened:
        if name not in said:
            clips += measured_clips(name, *opened[name])
    return _made(project, clips, opened, seed)


def _refuse(unusable: Sequence[RecordingSpec]) -> None:
    faults = [
        f"{one.name!r} "
        + ("has no video" if one.video is None else "is not labelled, and nobody said a fact of it")
        for one in unusable[:MOST_LISTED]
    ]
    if len(unusable) > MOST_LISTED:
        faults.append(f"and {len(unusable) - MOST_LISTED} more")
    message = (
        f"There is nothing to make probes of: {'; '.join(faults)}. Probes need a video with facts "
        "that people said, accepted or imported, or a labelled one with tracks. See: workbench "
        "label, workbench review, workbench import"
    )
    raise UserError(message)


def _made(project: Project, clips: Sequence[LabelledClip], opened: Opened, seed: int) -> ProbeSet:
    if not clips:
        message = "There is nothing to make probes of: no animal is tracked in these recordings."
        raise UserError(message)
    places = {name: places_of(scene) for name, (_, scene) in opened.items()}
    probes = make_probes(clips, project.full_ethogram(), ProbeSettings(seed=seed, places=places))
    if not probes.probes:
        why = "; ".join(f"{one.aspect}: {one.why}" for one in probes.dropped)
        message = f"Nothing can be asked about {counted(len(clips), 'clip')}: {why}."
        raise UserError(message)
    shown = {
        name: replace(one, video=file_fingerprint(opened[name][0].path))
        for name, one in probes.recordings.items()
    }
    return replace(probes, recordings=shown)


def measured_clips(recording: str, video: Video, scene: Scene) -> list[LabelledClip]:
    """Return clips at even distances in which an animal is tracked; nobody said anything of them.

    Parameters
    ----------
    recording
        Its name.
    video, scene
        Of it.
    """
    stop_s = video.timebase.stop_s
    count = max(1, min(MEASURED_CLIPS, int(stop_s / MEASURED_S)))
    step_s = stop_s / count
    length_s = min(MEASURED_S, step_s)
    starts = [round(step_s * place + (step_s - length_s) / 2, 3) for place in range(count)]
    clips = [
        clip_between(recording, at, at + length_s, scene.individuals, (), scene=scene)
        for at in starts
    ]
    return [clip for clip in clips if clip.visible]


class Probing:
    """The model of a project, and probes of its recordings.

    Parameters
    ----------
    work
        The model with its budget.
    probes
        From `probes_of`, or a file of them.
    videos
        Of the project.

    Raises
    ------
    UserError
        The probes are of other recordings than those of the project, or of behaviors that it does
        not know; all that does not fit is listed.
    """

    def __init__(self, work: ModelWork, probes: ProbeSet, videos: Videos) -> None:
        project = work.project
        self._probes, self._ethogram = probes, project.full_ethogram()
        wanted = {one.recording for one in probes.probes}
        specs = {one.name: one for one in project.specs()}
        faults = [
            *(f"recording {name!r} is not in it" for name in sorted(wanted - set(specs))),
            *(f"recording {name!r} has no video in it" for name in sorted(wanted & set(specs))
              if specs[name].video is None),
            *_unknown_behaviors(probes, self._ethogram),
        ]  # fmt: skip
        opened = videos.of([one for name, one in specs.items() if name in wanted])
        faults += [fault for name, one in sorted(opened.items())
                   for fault in _other(name, *one, probes)]  # fmt: skip
        if faults:
            message = (
                f"These probes cannot be asked in {project.folder}: {'; '.join(faults)}. Expected "
                "probes of the recordings of this project; make them: workbench evaluate probes "
                "--save FILE"
            )
            raise UserError(message)
        self._asking = Asking(work, opened)

    def estimate(self, progress: Progress = quiet) -> Estimate:
        """Return what asking would cost; nothing is sent."""
        pictures = self._asking.pictures
        return self._asking.estimate(lambda ask: asked(self._probes, pictures, ask, VIEW, progress))

    def run(self, progress: Progress = quiet) -> ProbeReport:
        """Ask the model, and return what came out; what was answered before is not asked again."""
        asking = self._asking
        return evaluate_probes(
            asking.identity,
            self._probes,
            self._ethogram,
            asking.pictures,
            asking.asker(),
            VIEW,
            progress,
        )


def _unknown_behaviors(probes: ProbeSet, ethogram: Ethogram) -> Iterator[str]:
    for name in probes.scored:
        if name not in ethogram.behaviors:
            yield f"behavior {name!r} is not in its ethogram"


def _other(name: str, video: Video, scene: Scene, probes: ProbeSet) -> Iterator[str]:
    """Yield why a recording is another one than that which probes were made of."""
    known = probes.recordings.get(name, Shown(()))
    if known.individuals != tuple(scene.individuals):
        there, here = ", ".join(known.individuals) or "none", ", ".join(scene.individuals)
        yield f"recording {name!r} has the animals {here}, and in the probes {there}"
    if known.video and known.video != file_fingerprint(video.path):
        yield f"recording {name!r} has another video than that of which the probes were made"
    end_s = video.timebase.stop_s
    late = Counter(one.clip for one in probes.probes if one.recording == name
                   and one.stop_s > end_s + 1e-6)  # fmt: skip
    if late:
        yield f"recording {name!r} ends at {end_s:.3f} s, before {counted(len(late), 'clip')}"
