"""Sightings of a face in single pictures, linked into tracks: what is covered in which frame, and what is left clear.

Cover wins: a track is covered before it was first seen and after it was lost, gaps are filled, and a face is left clear
only while it surely is the one that was pressed.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations, pairwise
from math import dist, log
from statistics import median
from typing import NamedTuple

from assay.evidence.faces.boxes import Box
from assay.evidence.faces.detector import Sighting

#: How sure a sighting must be to go on with a track, to begin one, and to be one alone.
GOES_ON, BEGINS, ALONE = 20, 20, 35
#: How many looks a lost track waits to be found again, and how many frames it is covered before and after.
WAITS, LINGERS = 15, 24
#: Small faces are found smaller than they are, so a box grows by so much on each side.
GROWN = 0.35
#: Between looks so close together, both boxes are covered.
_CLOSE = 3


class Motion(NamedTuple):
    """How the camera moved between two looks: everything is so many times larger, and shifted."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def after(self, box: Box) -> Box:
        """Where a box is seen after it."""
        x, y = box.x * self.scale + self.dx, box.y * self.scale + self.dy
        return Box(x, y, box.w * self.scale, box.h * self.scale)

    def before(self, box: Box) -> Box:
        """Where it was seen before."""
        x, y = (box.x - self.dx) / self.scale, (box.y - self.dy) / self.scale
        return Box(x, y, box.w / self.scale, box.h / self.scale)


class Kind(IntEnum):
    """What a box of a track rests on: the camera alone, a sighting, or one that can be of no other face."""

    GUESSED, SEEN, SURE = 0, 1, 2


@dataclass(slots=True)
class Track:
    """One face from when it was first seen to when it was lost, with guesses where it was not; at each look a box."""

    earliest: int  # the cut before it
    frames: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    best: int = 0
    latest: int = 2**31  # the cut behind it

    def add(self, frame: int, box: Box, kind: Kind) -> None:
        self.frames.append(frame)
        self.boxes.append(box)
        self.kinds.append(kind)

    @property
    def is_kept(self) -> bool:
        return self.best >= ALONE or sum(kind > Kind.GUESSED for kind in self.kinds) > 2

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last frame in which it is covered."""
        return max(self.frames[0] - _CLOSE, self.earliest, 0), min(
            self.frames[-1] + _CLOSE, self.latest
        )

    def at(self, frame: int) -> Box | None:
        """What is covered of it in a frame, grown; None where it is not there."""
        first, last = self.span
        if not first <= frame <= last:
            return None
        i = bisect_left(self.frames, frame)
        if i == len(self.frames):
            return self._grown(i - 1)
        if self.frames[i] == frame or i == 0:
            return self._grown(i)
        if (
            self.frames[i] - self.frames[i - 1] <= _CLOSE
        ):  # one of them may be of the face beside it
            return self._grown(i - 1).with_(self._grown(i))
        share = (frame - self.frames[i - 1]) / (self.frames[i] - self.frames[i - 1])
        return self._grown(i - 1).between(self._grown(i), share)

    def is_surely(self, pressed: int, frame: int) -> bool:
        """Whether in `frame` it is without doubt the face that was pressed at `pressed`: seen at each look between."""
        a, b = sorted((pressed, frame))
        if not self.frames[0] <= a <= b <= self.frames[-1]:
            return False
        first, last = bisect_left(self.frames, a + 1) - 1, bisect_left(self.frames, b)
        return all(kind == Kind.SURE for kind in self.kinds[first : last + 1])

    def finish(self, looks: "Sequence[Look]") -> None:
        """No sighting will come: bridge what was missed, and cover it for a while before and after."""
        seen = [n for n, kind in enumerate(self.kinds) if kind > Kind.GUESSED]
        for a, b in pairwise(seen):
            for n in range(
                a + 1, b
            ):  # it may have gone with the camera, or straight to where it was seen again
                share = (self.frames[n] - self.frames[a]) / (self.frames[b] - self.frames[a])
                straight = self.boxes[a].between(self.boxes[b], share)
                self.boxes[n] = self.boxes[n].with_(straight)
        end = self.frames[seen[-1]] + LINGERS
        while self.frames[-1] > end:
            for column in (self.frames, self.boxes, self.kinds):
                column.pop()
        self._go_back(looks)

    def _go_back(self, looks: "Sequence[Look]") -> None:
        i = bisect_left(looks, self.frames[0], key=lambda look: look.frame)
        first, box = self.frames[0], self.boxes[0]
        own = (0.0, 0.0)
        if len(self.frames) > 2 and self.kinds[1] > Kind.GUESSED:
            own = _apart(looks[i + 1].motion.before(self.boxes[1]), box)
        for n in range(1, 1 + i):
            before = looks[i - n].frame
            if before < max(first - LINGERS, self.earliest):
                break
            box = looks[i - n + 1].motion.before(box)
            self.frames.insert(0, before)
            self.boxes.insert(0, _with_own(box, own, n))
            self.kinds.insert(0, Kind.GUESSED)

    def _grown(self, i: int) -> Box:
        return self.boxes[i].grown(GROWN + (0.1 if self.kinds[i] == Kind.GUESSED else 0.0))


class Look(NamedTuple):
    """A frame that was looked at, and how the camera moved since the look before."""

    frame: int
    motion: Motion


@dataclass(slots=True)
class _Live:
    """A track that goes on: where the camera alone would show it now, and how it moves beside that, in a look."""

    track: Track
    box: Box
    own: tuple[float, float] = (0.0, 0.0)
    missed: int = 0
    is_new: bool = True


class Linking:
    """Takes the sightings of one looked-at frame after the other, and gives the tracks at the end."""

    def __init__(self) -> None:
        self._live: list[_Live] = []
        self._over: list[Track] = []
        self._looks: list[Look] = []
        self._motion = Motion()
        self._since_cut = 0

    def see(
        self,
        frame: int,
        found: Sequence[Sighting],
        *,
        shift: tuple[float, float] = (0.0, 0.0),
        is_cut: bool = False,
    ) -> None:
        """`shift` is by how much the picture as a whole seems to have moved since the look before."""
        if is_cut:
            for live in self._live:
                live.track.latest = frame
            self._over += [live.track for live in self._live]
            self._live, self._motion = [], Motion()
            self._since_cut = self._looks[-1].frame if self._looks else 0
        found = [seen for seen in found if seen.confidence >= GOES_ON]
        # Twice: first by the picture as a whole and as it zoomed before, then by how the faces say that it moved.
        matches = self._matches(found, Motion(1.0, *shift))
        for _again in range(2):
            self._motion = self._told_by(found, matches) or Motion(1.0, *shift)
            matches = self._matches(found, self._motion)
        self._looks.append(Look(frame, self._motion))
        self._go_on(frame, found, matches)

    def tracks(self) -> list[Track]:
        every = [
            track for track in self._over + [live.track for live in self._live] if track.is_kept
        ]
        for track in every:
            track.finish(self._looks)
        self._over, self._live = [], []
        return sorted(every, key=lambda track: track.frames[0])

    def _go_on(
        self, frame: int, found: Sequence[Sighting], matches: list[tuple[int, int, bool]]
    ) -> None:
        matched = {t: (s, is_sure) for t, s, is_sure in matches}
        for t, live in enumerate(self._live):
            with_camera = self._motion.after(live.box)
            if t in matched:
                s, is_sure = matched[t]
                seen = found[s]
                if not live.missed:
                    live.own = _smooth(live.own, _apart(with_camera, seen.box), live.is_new)
                    live.is_new = False
                live.box, live.missed = seen.box, 0
                live.track.best = max(live.track.best, seen.confidence)
                live.track.add(frame, seen.box, Kind.SURE if is_sure else Kind.SEEN)
            else:
                live.box, live.missed = with_camera, live.missed + 1
                live.track.add(frame, _with_own(with_camera, live.own, live.missed), Kind.GUESSED)
        self._over += [live.track for live in self._live if live.missed > WAITS]
        self._live = [live for live in self._live if live.missed <= WAITS]
        taken = {s for _t, s, _sure in matches}
        for s, seen in enumerate(found):
            if s not in taken and seen.confidence >= BEGINS:
                track = Track(earliest=self._since_cut, best=seen.confidence)
                track.add(frame, seen.box, Kind.SURE)
                self._live.append(_Live(track, seen.box))

    def _told_by(
        self, found: Sequence[Sighting], matches: list[tuple[int, int, bool]]
    ) -> Motion | None:
        clear = [(self._live[t], found[s].box) for t, s, _is_sure in matches]
        return _motion([(live.box, box) for live, box in clear if not live.missed])

    def _matches(self, found: Sequence[Sighting], motion: Motion) -> list[tuple[int, int, bool]]:
        """Which live track is which sighting, and whether neither could be another."""
        pairs = []
        for t, live in enumerate(self._live):
            expected = motion.after(live.box).moved(*live.own)
            for s, seen in enumerate(found):
                costs = _distance(expected, seen.box, live.missed)
                if costs is not None:
                    pairs.append((costs, t, s))
        rivals, courted = Counter(t for _c, t, _s in pairs), Counter(s for _c, _t, s in pairs)
        taken_t: set[int] = set()
        taken_s: set[int] = set()
        matches = []
        for _costs, t, s in sorted(pairs):
            if t not in taken_t and s not in taken_s:
                taken_t.add(t)
                taken_s.add(s)
                matches.append((t, s, rivals[t] == courted[s] == 1))
        return matches


def _motion(pairs: Sequence[tuple[Box, Box]]) -> Motion | None:
    """How the camera moved, as most faces tell; one face alone tells nothing of it."""
    if len(pairs) < 2:
        return None
    centers = [(a.center, b.center) for a, b in pairs[:24]]
    ratios = [
        dist(after, other_after) / dist(before, other_before)
        for (before, after), (other_before, other_after) in combinations(centers, 2)
        if dist(before, other_before) > 20
    ]
    scale = median(ratios) if ratios else 1.0
    if not 0.75 < scale < 1.35:
        return None
    dx = median(bx - ax * scale for (ax, _ay), (bx, _by) in centers)
    dy = median(by - ay * scale for (_ax, ay), (_bx, by) in centers)
    return Motion(scale, dx, dy)


def _apart(expected: Box, seen: Box) -> tuple[float, float]:
    (ax, ay), (bx, by) = expected.center, seen.center
    return bx - ax, by - ay


def _smooth(
    before: tuple[float, float], new: tuple[float, float], is_first: bool
) -> tuple[float, float]:
    share = 1.0 if is_first else 0.4
    return before[0] + (new[0] - before[0]) * share, before[1] + (new[1] - before[1]) * share


def _with_own(box: Box, own: tuple[float, float], looks: int) -> Box:
    """Where it may be after so many looks: where it was, or gone on as it did."""
    n = min(looks, 4)
    return box.with_(box.moved(own[0] * n, own[1] * n))


def _distance(expected: Box, seen: Box, missed: int) -> float | None:
    """How far apart two boxes are, in faces; None where they are not of one face."""
    larger, smaller = max(expected.size, seen.size), max(min(expected.size, seen.size), 1.0)
    if larger / smaller > 1.8:
        return None
    far = dist(expected.center, seen.center) / larger
    return far + log(larger / smaller) if far < 0.8 + 0.05 * min(missed, 8) else None
