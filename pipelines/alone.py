"""Recordings with one file only: which one they lack, and what comes nearest to it in name."""

from __future__ import annotations

import difflib
from bisect import bisect
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.stems import FileName, Role, read_name, same

_NEIGHBOURS = 25
"""So many names before and after one in the alphabet are compared with it letter by letter."""
_SHOWN, _TELLING = 3, 4


class Alone:
    """Files that found no partner.

    Parameters
    ----------
    files
        By role, the file's name for each stem that has none of the other role.
    left_out
        Files that are part of no recording.
    """

    def __init__(self, files: Mapping[Role, Mapping[str, str]], left_out: Iterable[Path]) -> None:
        self._files = files
        self._stems = {role: sorted(names) for role, names in files.items()}
        self._left_out: dict[tuple[Role, str], str] = {}
        for path in left_out:
            found = read_name(path)
            if not isinstance(found, FileName):
                continue
            for stem in found.stems:
                self._left_out.setdefault((found.role, same(stem)), path.name)

    def why(self, stem: str, missing: Role) -> str:
        """Say why a recording has no file of a role."""
        left = self._left_out.get((missing, same(stem)))
        if left is not None:
            return f"no {missing}: {left!r} is left out"
        near = self._near(stem, missing)
        if not near:
            return f"no {missing} of this stem"
        names = ", ".join(repr(self._files[missing][one]) for one in near[:_SHOWN])
        return f"no {missing} of this stem; nearest: {names} (a mapping file can pair them)"

    def _near(self, stem: str, role: Role) -> list[str]:
        stems = self._stems.get(role, [])
        near = [one for one in stems if _is_part(one, stem) or _is_part(stem, one)]
        at = bisect(stems, stem)
        around = stems[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]
        return near + [one for one in difflib.get_close_matches(stem, around) if one not in near]


def _is_part(short: str, long: str) -> bool:
    return len(short) >= _TELLING and short in long
