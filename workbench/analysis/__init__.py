"""Analysis of recordings: signals, masks and bouts over pose tracks and stored facts.

| type | what it is | made by | asked for |
|---|---|---|---|
| `Recording` | tracks, scale, zones, facts | `open_recording`, `Project.recording` | what follows |
| `Signal` | a number per frame, with a unit | ``rec.speed("mouse_1")`` | ``< "3 cm"``, ``mean()`` |
| `Vectors` | positions or velocities | ``rec.position()`` | ``x``, ``length()`` |
| `Mask` | true, false or not assessed | ``signal > 5``, ``rec.in_zone()`` | ``bouts()`` |
| `Bouts` | intervals of a subject | ``mask.bouts()``, ``rec.behavior("rest")`` | ``total_s`` |
| `Quantity` | a float with a unit | ``signal.mean()``, ``bouts.total_s`` | ``assessed_s`` |
| `Recordings` | many recordings | `Project.recordings` | ``measure()``, ``compare()`` |

Signals, masks and bouts hold one or several *rows* (`workbench.analysis.rows`): one animal, every
animal, or every ordered pair. Time is seconds from the first frame, half-open ``[start, stop)``;
what is unknown is NaN or *not assessed*, never zero or false.
"""
