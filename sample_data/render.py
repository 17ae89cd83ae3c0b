"""Draw the scene."""

from pathlib import Path
from sample_data.motion import Motion
from sample_data.scene import Floats


def write_movie(path: Path, motion: Motion, times_s: Floats) -> None:
    raise NotImplementedError
