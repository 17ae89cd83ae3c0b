"""A simulated recording of two mice, its ground truth, and the programs that make both.

``python -m sample_data.generate`` rebuilds everything under ``sample_data/open_field``. The same
seed gives the same motion, tracks and truth. Lengths are centimetres in the arena, origin top left,
y down, and become pixels in `sample_data.scene` only. Nothing here imports the describer.
"""
