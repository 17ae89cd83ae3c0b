"""Patterns of questions, by the function that each of them practises.

A pattern is a question and the end of a program, both with slots in braces:

| slot | what is put there |
|---|---|
| ``a, b`` | two animals |
| ``z, y`` | two zones |
| ``o`` | a fixed thing |
| ``r, r2`` | two recordings |
| ``p, p2`` | behaviors without a target, by name |
| ``q, q2`` | behaviors towards another animal |
| ``g, h``; ``s, u`` | two groups; two sessions |
| ``k`` | a keypoint; ``k.words`` as it is said |
| ``paw`` | a hindpaw; ``paw.words`` |
| ``v, v2``; ``d, d2`` | speeds and distances with their unit, the second more than the first |
| ``acc, deg, turn`` | an acceleration, an angle, a rate of turning |
| ``t, t2`` | seconds within a recording, the second later |
| ``w, m, f`` | seconds: some, few, very few |
| ``n, pc, sure`` | a small number, a percentage, a confidence |
| ``l`` | a name to give |

``!r`` writes it as a text of a program. What stands before the end (opening the project, a
recording) is put there by need: see `workbench.practice.proposing`.
"""

Patterns = dict[str, tuple[tuple[str, str], ...]]
"""Function -> question and end of a program."""
