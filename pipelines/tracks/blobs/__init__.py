"""Tracks from a video alone: centre, front and back of N animals.

>>> tracks = track_blobs("arena.mp4", animals=2)  # doctest: +SKIP
"""

from pipelines.tracks.blobs.cached import cached_blobs
from pipelines.tracks.blobs.settings import BlobSettings
from pipelines.tracks.blobs.tracker import track_blobs

__all__ = ["BlobSettings", "cached_blobs", "track_blobs"]
