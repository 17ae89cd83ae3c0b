"""Run a model on videos: frames in, tracks out."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError, UserError
from pipelines.fingerprint import file_fingerprint
from pipelines.tracks.columns import SINGLE_ANIMAL
from pipelines.tracks.dlc.engine import require_deeplabcut
from pipelines.tracks.dlc.link import link_animals
from pipelines.tracks.dlc.load import Networks, load_networks
from pipelines.tracks.dlc.model import Model
from pipelines.tracks.schema import Tracks, make_tracks, with_landmarks
from pipelines.tracks.tracker import Report
from pipelines.video import Picture, Video

CHUNK_BYTES, CHUNK_BATCHES = 2**27, 4
"""Pictures that are held at once at most; progress is reported after each chunk."""


class DeepLabCutTracker:
    """A DeepLabCut model as a `pipelines.tracks.tracker.Tracker`.

    Parameters
    ----------
    model
        From `find_model`.
    animals
        How many animals there are; as many as the project has if not given.
    device
        ``cpu``, ``cuda``, or ``auto``: a GPU if there is one.
    batch_size
        Frames that the network looks at together; the project's setting if not given.

    Raises
    ------
    UserError
        DeepLabCut is not installed; or the model needs to be told how many animals there are.
    """

    def __init__(
        self,
        model: Model,
        *,
        animals: int | None = None,
        device: str = "auto",
        batch_size: int | None = None,
    ) -> None:
        if model.superanimal is not None and animals is None:
            message = (
                "A SuperAnimal model finds any number of animals, so it must be told how many "
                "there are in the videos. Add --animal-count."
            )
            raise UserError(message)
        if model.multi_animal is False and animals not in (None, 1):
            message = (
                f"{model.scorer} is a model of one animal; found animals = {animals}. Leave it out."
            )
            raise UserError(message)
        self.version = require_deeplabcut()
        self.model = replace(model, batch_size=batch_size or model.batch_size)
        self.animals = animals
        self.device = device
        self._networks: Networks | None = None

    @property
    def scorer(self) -> str:
        """What the model is called."""
        return self.model.scorer

    @property
    def identity(self) -> dict[str, object]:
        """What decides the result: files of the model, number of animals, crop, linking."""
        model = self.model
        files = {"snapshot": model.snapshot, "config": model.config, "detector": model.detector}
        return {
            "tracker": "deeplabcut",
            "scorer": model.scorer,
            "animals": self.animals or list(model.individuals),
            "crop": model.crop,
            "linking": [model.track_method, dict(model.linking)],
            "files": {role: file_fingerprint(path) for role, path in files.items() if path},
        }

    @property
    def networks(self) -> Networks:
        """The loaded model."""
        assert self._networks is not None, "load first"
        return self._networks

    @property
    def multi_animal(self) -> bool:
        """Whether tables name individuals, as those of projects of several animals do."""
        return self.networks.multi_animal

    def load(self) -> None:
        """Load the networks; raises as `load_networks`."""
        self._networks = load_networks(self.model, self.animals, self.device)

    def track(self, video: Video, report: Report) -> Tracks:
        """Return the tracks of a video.

        Raises
        ------
        DataError
            Nothing was followed in it, or the project crops a part that the video does not have.
        """
        networks, frames = self.networks, video.frames
        found: dict[int, NDArray[np.float32]] = {}
        unique = np.full((frames, len(networks.unique), 3), np.nan, np.float32)
        offset = _offset(self.model, video)
        with contextlib.redirect_stdout(io.StringIO()):
            for numbers, pictures in _chunks(video, self.model):
                for number, prediction in zip(numbers, networks.look_at(pictures), strict=True):
                    found[number] = _moved(prediction.animals, offset)
                    if prediction.unique is not None:
                        unique[number] = _known(_moved(prediction.unique, offset))
                report(numbers[-1] + 1, frames)
            animals, notes = self._animals(found, frames)
        names = self._names(animals.shape[1])
        software = f"DeepLabCut {self.version}"
        position, confidence = _split(animals)
        tracks = make_tracks(
            position, confidence, networks.keypoints, names, video.timebase, software
        )
        if networks.unique:
            where, sure = _split(unique[:, None])
            tracks = with_landmarks(tracks, networks.unique, where[..., 0], sure[..., 0])
        return replace(tracks, warnings=tuple(notes))

    def _animals(
        self, found: Mapping[int, NDArray[np.float32]], frames: int
    ) -> tuple[NDArray[np.float32], list[str]]:
        """Return x, y, confidence, shape (frames, animals, keypoints, 3), and notes."""
        networks = self.networks
        if networks.multi_animal:
            seen = {number: _detected(animals) for number, animals in found.items()}
            return link_animals(
                seen, frames, networks.keypoints, networks.animals,
                self.model.track_method, self.model.linking,
            )  # fmt: skip
        tracks = np.full((frames, 1, len(networks.keypoints), 3), np.nan, np.float32)
        for number, animals in found.items():
            tracks[number] = _known(animals[:1, :, :3])
        return tracks, []

    def _names(self, count: int) -> list[str]:
        if not self.networks.multi_animal:
            return [SINGLE_ANIMAL]
        known = list(self.networks.individuals)
        if len(known) >= count:
            return known[:count]
        return [f"animal_{i + 1}" for i in range(count)]


def _chunks(video: Video, model: Model) -> Iterator[tuple[list[int], list[Picture]]]:
    """Yield frame numbers and pictures in order, some batches at once."""
    fitting = CHUNK_BYTES // (video.width * video.height * 3)
    most = max(1, min(fitting, CHUNK_BATCHES * model.batch_size))
    numbers: list[int] = []
    pictures: list[Picture] = []
    for number, _, picture in video.iter_frames():
        if model.crop is not None:
            x1, x2, y1, y2 = model.crop
            picture = np.ascontiguousarray(picture[y1:y2, x1:x2])
        numbers.append(number)
        pictures.append(picture)
        if len(numbers) == most:
            yield numbers, pictures
            numbers, pictures = [], []
    if numbers:
        yield numbers, pictures


def _offset(model: Model, video: Video) -> tuple[int, int]:
    """Return where the part that is looked at begins, in pixels of the whole picture."""
    if model.crop is None:
        return 0, 0
    x1, x2, y1, y2 = model.crop
    if not (0 <= x1 < x2 <= video.width and 0 <= y1 < y2 <= video.height):
        message = (
            f"The project crops videos to x {x1} to {x2} and y {y1} to {y2}, but "
            f"{video.path.name!r} is {video.width} x {video.height}. Set cropping: false in its "
            "config.yaml, or x1, x2, y1, y2 to a part of the video."
        )
        raise DataError(message)
    return x1, y1


def _moved(points: NDArray[np.float32], offset: tuple[int, int]) -> NDArray[np.float32]:
    """Return points in pixels of the whole picture; those that were not found stay negative."""
    moved = points.astype(np.float32)
    moved[..., :2] += np.where(moved[..., 2:3] < 0, 0, offset).astype(np.float32)
    return moved


def _known(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return points with NaN where nothing was found."""
    return np.where(points[..., 2:3] < 0, np.float32(np.nan), points)


def _detected(animals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the animals of which something was found."""
    return animals[~(animals[..., :3] < 0).all(axis=(1, 2))]


def _split(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return position (time, space, keypoint, individual) and confidence of x, y, confidence."""
    series = points.transpose(0, 3, 2, 1)
    return series[:, :2], series[:, 2]
