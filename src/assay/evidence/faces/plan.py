"""What is covered where: tracks, boxes drawn by hand, the whole picture; and what is left clear. As JSON, too."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from assay.evidence.faces.boxes import Box
from assay.evidence.faces.tracks import Kind, Track


class Drawn(NamedTuple):
    """A box by hand, in all frames from `first` to `last`, both among them."""

    first: int
    last: int
    box: Box


class Kept(NamedTuple):
    """A face that stays clear: its track, and the frame in which it was pressed."""

    track: int
    frame: int


@dataclass(slots=True)
class Plan:
    """Everything that is needed to cover a film again, without looking for faces again."""

    width: int
    height: int
    rate: str  # frames a second, as a fraction: 30000/1001
    frames: int
    step: int  # every how many frames faces were looked for
    tracks: list[Track] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    is_whole: bool = False
    _by_time: dict[int, list[int]] | None = None

    def at(self, frame: int) -> list[Box]:
        """What is covered in a frame."""
        if self.is_whole:
            return [Box(0, 0, self.width, self.height)]
        boxes = [one.box for one in self.drawn if one.first <= frame <= one.last]
        for n, box in self.seen_at(frame):
            track = self.tracks[n]
            ways = (one for one in self.kept if one.track == n)
            if not any(track.is_surely(one.frame, frame) for one in ways):
                boxes.append(box)
        return boxes

    def seen_at(self, frame: int) -> Iterator[tuple[int, Box]]:
        """The tracks that are there in a frame, by number, with what would be covered of them."""
        if self._by_time is None:
            self._by_time = defaultdict(list)
            for n, track in enumerate(self.tracks):
                first, last = track.span
                for second in range(first // 32, last // 32 + 1):
                    self._by_time[second].append(n)
        for n in self._by_time.get(frame // 32, ()):
            if (box := self.tracks[n].at(frame)) is not None:
                yield n, box

    def frame_of(self, seconds: float) -> int:
        return round(seconds * Fraction(self.rate))

    def draw(self, box: Box, first: float, last: float) -> None:
        """Cover a box from one second to another, whatever was found there; the box in percent of the picture."""
        x, y, w, h = box
        wide, high = self.width / 100, self.height / 100
        drawn = Box(x * wide, y * high, w * wide, h * high)
        self.drawn.append(Drawn(self.frame_of(first), self.frame_of(last), drawn))

    def keep_clear(self, x: float, y: float, seconds: float) -> bool:
        """Leave the face clear that is at this point at this second, as long as it surely is the same; in percent.

        Whether there is one. Where two lie over each other, neither is left clear.
        """
        frame, right, down = self.frame_of(seconds), x * self.width / 100, y * self.height / 100
        point = Box(right, down, 1, 1)
        there = [n for n, box in self.seen_at(frame) if point.shared(box) > 0.5]
        if len(there) == 1 and self.tracks[there[0]].is_surely(frame, frame):
            self.kept.append(Kept(there[0], frame))
            return True
        return False

    def to_json(self) -> str:
        return json.dumps(
            {
                "size": [self.width, self.height],
                "rate": self.rate,
                "frames": self.frames,
                "step": self.step,
                "tracks": [_track_out(track) for track in self.tracks],
                "drawn": [[one.first, one.last, *one.box] for one in self.drawn],
                "kept": [list(one) for one in self.kept],
                "whole": self.is_whole,
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        given: dict[str, Any] = json.loads(text)
        width, height = given["size"]
        return cls(
            width=width,
            height=height,
            rate=given["rate"],
            frames=given["frames"],
            step=given["step"],
            tracks=[_track_in(*one) for one in given["tracks"]],
            drawn=[Drawn(one[0], one[1], Box(*one[2:])) for one in given["drawn"]],
            kept=[Kept(*one) for one in given["kept"]],
            is_whole=given["whole"],
        )


def _track_out(track: Track) -> list[Any]:
    looks = zip(track.frames, track.boxes, track.kinds, strict=True)
    rows = [[frame, *(round(n) for n in box), int(kind)] for frame, box, kind in looks]
    return [track.earliest, track.latest, track.best, rows]


def _track_in(earliest: int, latest: int, best: int, rows: list[list[int]]) -> Track:
    track = Track(earliest=earliest, latest=latest, best=best)
    for frame, x, y, w, h, kind in rows:
        track.add(frame, Box(x, y, w, h), Kind(kind))
    return track
