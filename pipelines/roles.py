"""Keypoint roles: rules speak of ``nose`` or ``centre``, track files have names of their own.

A role stands for one keypoint or for the mean of several. It is decided by name alone (case,
spaces, ``_``, ``-`` and camel case do not matter), from names that DeepLabCut, SuperAnimal, SLEAP,
JABS, deepof, MARS, MABe and other projects use; what a person set for the project wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphs.errors import UserError
from graphs.words import nearest
from pipelines.keypoint_names import (
    ROLES,
    Stripped,
    is_limb,
    is_object,
    is_tail,
    is_trunk,
    normalised,
    strip_affix,
)


class RoleRow(NamedTuple):
    """A role, the keypoints that stand for it, and how that was decided, for people."""

    role: str
    keypoints: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Roles:
    """What the keypoints of a recording stand for.

    Parameters
    ----------
    keypoints
        Names in the track file.
    rows
        Role -> what stands for it; every role has a row, with no keypoints if nothing fits.
    objects
        Keypoints that by their name are things or places, not parts of an animal.
    tail
        Keypoints of the tail beyond its base.
    body
        All keypoints of the animal's body: neither tail nor objects, and of one view or animal
        where the names hold several (``nose_top`` and ``nose_bot``).
    """

    keypoints: tuple[str, ...]
    rows: Mapping[str, RoleRow]
    objects: tuple[str, ...]
    tail: tuple[str, ...]
    body: tuple[str, ...]

    @classmethod
    def from_keypoints(
        cls, names: Sequence[str], overrides: Mapping[str, str] | None = None
    ) -> Roles:
        """Decide the roles of keypoints from their names.

        Parameters
        ----------
        names
            Keypoints of the track file.
        overrides
            Role -> keypoint, as a person set it.

        Raises
        ------
        UserError
            An override names an unknown role or keypoint; all faults are listed.
        """
        chosen = _check_overrides(names, overrides or {})
        stripped = strip_affix([name for name in names if not is_object(name)])
        rows = {role: RoleRow(role, (name,), "set for the project") for role, name in chosen}
        for role in ROLES:
            if role not in rows and role != "centre":
                rows[role] = _by_name(role, stripped)
        base = rows["tailbase"].keypoints
        used = {name for _, name in chosen}
        objects = tuple(name for name in names if is_object(name) and name not in used)
        tail = tuple(n for n, key in stripped.keys.items() if is_tail(key) and n not in base)
        animal = [n for n in names if (n in stripped.keys or n in used) and n not in tail]
        if "centre" not in rows:
            rows["centre"] = _centre(stripped, animal)
        return cls(
            keypoints=tuple(names),
            rows={role: rows[role] for role in ROLES},
            objects=objects,
            tail=tail,
            body=tuple(animal),
        )

    def resolve(self, name: str) -> tuple[str, ...]:
        """Return the keypoints whose mean a role or keypoint name stands for.

        Returns
        -------
        tuple
            Empty for a role that no keypoint of this recording can stand for.

        Raises
        ------
        UserError
            Neither a role nor a keypoint; near matches and all known names are listed.
        """
        if name in self.rows:
            return self.rows[name].keypoints
        if name in self.keypoints:
            return (name,)
        key = normalised(name)
        same = tuple(keypoint for keypoint in self.keypoints if normalised(keypoint) == key)
        if len(same) == 1:
            return same
        for role, row in self.rows.items():
            if normalised(role) == key:
                return row.keypoints
        known = [*self.rows, *self.keypoints]
        message = (
            f"{name!r} is neither a role nor a keypoint{nearest(name, known)} "
            f"(roles: {', '.join(self.rows)}; keypoints: {', '.join(self.keypoints)})"
        )
        raise UserError(message)

    @property
    def body_axis(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Keypoints in front and at the back of the body, or ``None`` if there are no such two.

        From the tail base to the nose, where both are known; else with what lies between them.
        """
        return self._axis(("nose", "neck", "centre"), ("tailbase", "centre", "neck"))

    @property
    def head_axis(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Keypoints in front and at the back of the head: where the animal faces.

        From the ears, the neck or else the centre to the nose; falls back to the body's axis.
        """
        front, ears = self.rows["nose"].keypoints, self._ears()
        if front and ears and not set(ears) & set(front):
            return front, ears
        return self._axis(("nose",), ("neck", "centre", "tailbase")) or self.body_axis

    def describe(self) -> list[RoleRow]:
        """Return every role with its keypoints and how they were found, then the other points."""
        rows = list(self.rows.values())
        rows.append(RoleRow("body", self.body, "all points of the animal but the tail"))
        if self.tail:
            rows.append(RoleRow("tail", self.tail, "beyond the tail base, not used as body"))
        if self.objects:
            rows.append(RoleRow("objects", self.objects, "things or places, by their name"))
        used = {*self.body, *self.tail, *self.objects}
        other = tuple(name for name in self.keypoints if name not in used)
        if other:
            how = "another view or animal in the same table, not used"
            rows.append(RoleRow("other", other, how))
        return rows

    def _ears(self) -> tuple[str, ...]:
        return self.rows["left_ear"].keypoints + self.rows["right_ear"].keypoints

    def _axis(
        self, fronts: Sequence[str], backs: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return the first front and the first back role that have no keypoint in common."""
        for front in fronts:
            for back in backs:
                one, two = self.rows[front].keypoints, self.rows[back].keypoints
                if one and two and not set(one) & set(two):
                    return one, two
        return None


def _check_overrides(names: Sequence[str], overrides: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return role and keypoint as they are really called; all faults in one error."""
    chosen, faults = [], []
    for role, keypoint in overrides.items():
        known_roles = [known for known in ROLES if normalised(known) == normalised(role)]
        if not known_roles:
            faults.append(f"unknown role {role!r} (known: {', '.join(ROLES)})")
        found = [n for n in names if n == keypoint] or [
            n for n in names if normalised(n) == normalised(keypoint)
        ]
        if not found:
            hint = nearest(keypoint, names)
            faults.append(f"no keypoint {keypoint!r} for role {role!r}{hint}")
        if known_roles and found:
            chosen.append((known_roles[0], found[0]))
    if faults:
        message = f"Keypoint roles: {'; '.join(faults)}. The tracks have: {', '.join(names)}."
        raise UserError(message)
    return chosen


def _by_name(role: str, stripped: Stripped) -> RoleRow:
    """Return the row of a role from the table of names; the first alternative that fits wins."""
    by_key: dict[str, str] = {}
    for name, key in stripped.keys.items():
        by_key.setdefault(key, name)
    # "back" is the trunk of an animal, or the opposite of its front
    misread = "tailbase" if "front" not in by_key else "centre"
    for keys in ROLES[role]:
        if keys == ("back",) and role == misread:
            continue
        found = tuple(by_key[key] for key in keys if key in by_key)
        if len(found) == len(keys):
            how = "by name" if len(found) == 1 else "mean of both"
            return RoleRow(role, found, f"{how}{stripped.note}")
    return RoleRow(role, (), "no keypoint of this kind")


def _centre(stripped: Stripped, animal: Sequence[str]) -> RoleRow:
    """Return the centre: by name, else the mean of trunk points, else of all points."""
    row = _by_name("centre", stripped)
    if row.keypoints:
        return row
    keys = {name: stripped.keys.get(name, normalised(name)) for name in animal}
    ends = {"front", "back"} if "front" in keys.values() else set()
    trunk = tuple(name for name in animal if is_trunk(keys[name]) and keys[name] not in ends)
    if trunk:
        how = "mean of the trunk" if len(trunk) > 1 else "the only point of the trunk"
        return RoleRow("centre", trunk, f"{how}{stripped.note}")
    points = tuple(name for name in animal if not is_limb(keys[name])) or tuple(animal)
    how = "mean of all points of the body" if len(points) > 1 else "the only point"
    return RoleRow("centre", points, f"{how}{stripped.note}")
