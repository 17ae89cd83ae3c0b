"""Positions in time: one xarray Dataset, whatever the source.

The Dataset follows the *movement* project: dims ``time, space, keypoint, individual``, variables
``position`` (float32, pixels, NaN where unseen) and ``confidence`` (float32, dims ``time, keypoint,
individual``; NaN where the source gives none). ``time`` is float64 seconds, ``space`` is ``x, y``
(and ``z``). Keypoints that belong to no animal (corners, objects) are in the second Dataset of
`Tracks`, ``landmarks``, with dims ``time, space, landmark``.
"""
