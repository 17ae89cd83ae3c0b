"""Lengths in px, cm, mm and body lengths (BL), and how the body length of a recording is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from graphs.errors import UserError
from pipelines.kernels import distance, mean_point

if TYPE_CHECKING:
    import xarray as xr

    from pipelines.roles import Roles
    from pipelines.tracks.schema import Tracks

BodyLengthIs = Literal["given", "measured", "estimated", "typical", "assumed", "unknown"]

_SPANS = (
    (("nose", "tailbase"), 1.0),
    (("nose", "centre"), 0.5),
    (("centre", "tailbase"), 0.5),
    (("nose", "neck"), 0.25),
    (("neck", "tailbase"), 0.75),
)
"""Pairs of roles, best first, and the share of the body length that lies between them."""

_ARENA_LENGTHS = 10
"""Body lengths that the visited area is assumed to span where nothing better is known."""

_STRETCHED = 90
"""Percentile of the distance from nose to tail base at which an animal counts as stretched out."""

_MOST_STRETCHED = 1.5
"""Stretched animals are at most this many times as long as they usually are; more is mistaken."""

_MOST_APART = 0.02
"""Two scales in cm that differ by more than this share contradict each other."""

_LEAST_SEEN = 0.1
"""Animals seen in less than this share of the frames of the best seen one do not count."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a length means in the pixels of a recording.

    Parameters
    ----------
    px_per_cm
        Pixels per centimetre; ``None`` if nobody said.
    body_length_px
        Nose to tail base in pixels as it usually is, for all animals of the recording; ``None`` if
        unknown. This is one BL.
    body_length_is
        Where `body_length_px` comes from: ``given`` by a person; ``measured`` nose to tail base;
        ``estimated`` from a part of the body; ``typical`` of the species, by the scale in cm;
        ``assumed`` from the area visited; or ``unknown``.
    ethogram_body_length_cm
        Typical body length of the species, stretched out; turns cm into pixels without a scale.
    individuals_px
        Individual -> its own body length in pixels, for those measured or estimated.
    px_per_cm_from
        Where `px_per_cm` comes from, if not from a person: ``declared by the track file``.
    stretched_px
        Nose to tail base in pixels of an animal stretched out; `body_length_px` if ``None``.

    Notes
    -----
    Animals are mostly hunched: half of the time nose and tail base of eight mice exploring objects
    were less than 5.3 to 7.1 cm apart, and less than 6.7 to 8.3 cm in nine frames of ten; 6.7 and
    8.2 cm in a JABS recording of three. What is known of a species is the length stretched out.
    """

    px_per_cm: float | None
    body_length_px: float | None
    body_length_is: BodyLengthIs
    ethogram_body_length_cm: float | None = None
    individuals_px: Mapping[str, float] = field(default_factory=dict)
    px_per_cm_from: str = ""
    stretched_px: float | None = None

    @property
    def display_unit(self) -> Literal["cm", "px"]:
        """The unit in which lengths are shown: cm with a known scale, else px."""
        return "cm" if self.px_per_cm is not None else "px"

    def to_px(self, value: float, unit: str) -> float:
        """Return a length in pixels.

        Parameters
        ----------
        value, unit
            The length; ``px``, ``cm``, ``mm`` or ``BL``. Without a scale, cm and mm are taken as
            shares of the stretched body, which is as long as the ethogram says.

        Raises
        ------
        UserError
            Unknown unit, or neither scale nor body length to convert it.
        """
        if unit not in ("px", "cm", "mm", "BL"):
            message = f"{unit!r} is no unit of length; use px, cm, mm or BL (body lengths)."
            raise UserError(message)
        if unit == "px":
            return value
        if unit == "BL":
            if self.body_length_px is None:
                message = (
                    f"{value:g} BL cannot be converted: the body length of this recording is "
                    "unknown. Set body_length_px, or name the keypoints for nose and tailbase."
                )
                raise UserError(message)
            return value * self.body_length_px
        centimetres = value / 10 if unit == "mm" else value
        if self.px_per_cm is not None:
            return centimetres * self.px_per_cm
        if self.body_length_px is None or self.ethogram_body_length_cm is None:
            missing = "px_per_cm" if self.body_length_px else "px_per_cm or body_length_px"
            message = (
                f"{value:g} {unit} cannot be converted: this recording has no scale. Set {missing} "
                "for it, give body_length_cm in the ethogram, or write the rule in BL."
            )
            raise UserError(message)
        return centimetres * self._stretched_px / self.ethogram_body_length_cm

    @property
    def _stretched_px(self) -> float:
        return self.stretched_px or self.body_length_px or float("nan")

    def describe(self) -> str:
        """Return the scale in words: ``10 px per cm; body length 85 px = 8.5 cm (measured)``."""
        known = f" ({self.px_per_cm_from})" if self.px_per_cm_from else ""
        parts = [f"{self.px_per_cm:.4g} px per cm{known}" if self.px_per_cm else "no scale in cm"]
        if self.body_length_px is None:
            return f"{parts[0]}; body length unknown"
        length = f"body length {self.body_length_px:.4g} px"
        if self.px_per_cm:
            length += f" = {self.body_length_px / self.px_per_cm:.3g} cm"
        parts.append(f"{length} ({self.body_length_is})")
        if not self.px_per_cm and self.ethogram_body_length_cm:
            parts.append(
                f"{self._stretched_px:.4g} px, stretched out, are taken as "
                f"{self.ethogram_body_length_cm:g} cm"
            )
        return "; ".join(parts)


def find_scale(
    tracks: Tracks,
    roles: Roles,
    px_per_cm: float | None = None,
    body_length_px: float | None = None,
    ethogram_body_length_cm: float | None = None,
) -> tuple[Scale, list[str]]:
    """Return the scale of a recording, and what a person should know about it.

    Parameters
    ----------
    tracks, roles
        Tracks of the whole recording, cleaned (a guessed position of an animal out of view counts
        as much as a seen one), and what the keypoints stand for.
    px_per_cm, body_length_px
        As a person gave them; without, the scale that the track file declares (JABS) holds.
    ethogram_body_length_cm
        Typical body length of the species.

    Notes
    -----
    In this order: the body length as given; the median distance from nose to tail base of each
    animal over the recording, then the median over animals (robust to curled postures and swaps;
    animals that are rarely seen do not count; each animal's own is in `Scale.individuals_px`);
    twice nose to centre, or another part of the body, if there are no such two points; the typical
    length with a scale in cm; a tenth of the area visited. All but the first two come with a
    warning.
    """
    parts = _measure(tracks.data, roles)
    px_per_cm, source, doubts = _px_per_cm(px_per_cm, tracks.data.attrs.get("cm_per_px"))
    found: tuple[float | None, BodyLengthIs, str] = (body_length_px, "given", "")
    if body_length_px is None:
        found = _choose(parts, px_per_cm, ethogram_body_length_cm, tracks.data)
    length, length_is, doubt = found
    scale = Scale(
        px_per_cm,
        length,
        length_is,
        ethogram_body_length_cm,
        parts.lengths_px,
        source,
        stretched_px=length if length_is == "given" else parts.stretched_px,
    )
    return scale, [*doubts, doubt] if doubt else doubts


def _px_per_cm(given: float | None, cm_per_px: float | None) -> tuple[float | None, str, list[str]]:
    """Return the scale, where it comes from if not from a person, and a warning if two differ."""
    if cm_per_px is None or not cm_per_px > 0:
        return given, "", []
    declared = 1 / cm_per_px
    if given is None:
        return declared, "declared by the track file", []
    if abs(given - declared) <= _MOST_APART * declared:
        return given, "", []
    doubt = (
        f"The scale given is {given:.4g} px per cm, but the track file declares {declared:.4g}. "
        "The one given is used; correct or remove it if that is wrong."
    )
    return given, "", [doubt]


def body_lengths_px(data: xr.Dataset, roles: Roles) -> Mapping[str, float]:
    """Return individual -> median body length in pixels, as `find_scale` measures or estimates it.

    Animals that are hardly ever seen are left out; empty where front and back are not tracked.
    """
    return _measure(data, roles).lengths_px


class _Measured(NamedTuple):
    """Body length of each animal, and from which part of the body it is taken."""

    lengths_px: dict[str, float]
    stretched_px: float | None = None
    front: str = ""
    back: str = ""
    share: float = 1.0


def _choose(
    parts: _Measured, px_per_cm: float | None, typical_cm: float | None, data: xr.Dataset
) -> tuple[float | None, BodyLengthIs, str]:
    """Return the body length in pixels, where it comes from, and a warning if it is a guess."""
    if parts.lengths_px:
        length = float(np.median(list(parts.lengths_px.values())))
        if parts.share == 1.0:
            return length, "measured", ""
        return (
            length,
            "estimated",
            f"Body length estimated as {length:.4g} px, {1 / parts.share:.3g} times the distance "
            f"from {parts.front} to {parts.back}, because nose and tail base are not both tracked. "
            "Set body_length_px if that is wrong.",
        )
    if px_per_cm is not None and typical_cm is not None:
        length = px_per_cm * typical_cm
        return (
            length,
            "typical",
            f"Body length cannot be measured on these keypoints; the typical {typical_cm:g} cm = "
            f"{length:.4g} px is used. Set body_length_px if that is wrong.",
        )
    span = _span(data)
    if span == 0:
        return None, "unknown", "Body length unknown: the tracks have no position that moves."
    return (
        span / _ARENA_LENGTHS,
        "assumed",
        f"Body length assumed to be {span / _ARENA_LENGTHS:.4g} px, 1/{_ARENA_LENGTHS} of the area "
        "visited, because front and back of the body are not tracked. Set body_length_px or "
        "px_per_cm for this recording.",
    )


def _measure(data: xr.Dataset, roles: Roles) -> _Measured:
    """Return the body lengths from the best pair of roles that was ever seen together."""
    position = data["position"].values
    names = [str(name) for name in data["keypoint"].values]
    animals = [str(name) for name in data["individual"].values]
    for (front, back), share in _SPANS:
        pair = [roles.rows[role].keypoints for role in (front, back)]
        if not pair[0] or not pair[1] or set(pair[0]) & set(pair[1]):
            continue
        columns = [[names.index(name) for name in keypoints] for keypoints in pair]
        lengths: dict[str, float] = {}
        stretched: dict[str, float] = {}
        seen: dict[str, int] = {}
        for number, animal in enumerate(animals):
            of_animal = position[:, :, :, number]
            one, two = (mean_point(of_animal[:, :, chosen]) for chosen in columns)
            apart = distance(one, two)
            known = apart[np.isfinite(apart)]
            if len(known):
                usual, long = np.percentile(known, (50, _STRETCHED)) / share
                lengths[animal], seen[animal] = float(usual), len(known)
                stretched[animal] = float(min(long, _MOST_STRETCHED * usual))
        often = {a: px for a, px in lengths.items() if seen[a] >= _LEAST_SEEN * max(seen.values())}
        if often and np.median(list(often.values())) > 0:
            long = float(np.median([stretched[animal] for animal in often]))
            return _Measured(often, long, front, back, share)
    return _Measured({})


def _span(data: xr.Dataset) -> float:
    """Return the longer side of the area visited in pixels, without the outermost 1 %."""
    position = np.moveaxis(data["position"].values, 1, 0)[:2].reshape(2, -1)
    known = position[:, np.isfinite(position).all(axis=0)].astype(np.float64)
    if known.shape[1] == 0:
        return 0.0
    low, high = np.percentile(known, [0.5, 99.5], axis=1)
    return float((high - low).max())
