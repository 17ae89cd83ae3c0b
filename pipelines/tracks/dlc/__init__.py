"""DeepLabCut 3 models as trackers: projects, exported models and SuperAnimal models.

Needs the extra ``deeplabcut``. Nothing of the model is changed, and nothing is fetched from the
network unless that is asked for. Frames are those of `pipelines.video`, so a row of the result is a
frame of the recording's clock also where a file is rotated or damaged; positions are pixels of the
whole picture, also where a project crops it.

>>> tracker = DeepLabCutTracker(find_model("mice-mara-2026-11-03"))  # doctest: +SKIP
>>> tracker.track(Video("m12.mp4"), print)  # doctest: +SKIP
"""

from pipelines.tracks.dlc.find import find_model
from pipelines.tracks.dlc.run import DeepLabCutTracker

__all__ = ["DeepLabCutTracker", "find_model"]
