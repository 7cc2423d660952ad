"""Two pictures of a film as wholes: whether there is a cut between them, and by how much the camera moved."""

from typing import Any

#: A coarse picture has one pixel for so many by so many.
_PART = 8
#: How far two pictures may be apart, of 255 and on average, before that is a cut.
_CUT = 32.0
#: By how many deviations a shift must come out of all others to be believed: over cuts it is 7 at most.
_CLEAR = 8.0


def coarse(picture: Any) -> Any:
    """How bright it is, roughly."""
    high, wide = (side // _PART * _PART for side in picture.shape[:2])
    parts = picture[:high, :wide, 1].reshape(high // _PART, _PART, wide // _PART, _PART)
    return parts.mean(axis=(1, 3))


def has_cut(before: Any, after: Any) -> bool:
    """Whether they show different things; not of the light: a lamp that goes out is no other place."""
    a, b = before - before.mean(), after - after.mean()
    differ = float(abs(a - b).mean())
    if differ <= _CUT:
        return False
    return shift_between(before, after) == (
        0.0,
        0.0,
    )  # a wide pan differs as much, and is one place


def shift_between(before: Any, after: Any) -> tuple[float, float]:
    """By how many pixels of the film all has moved, by phase correlation; nothing where that is not clear."""
    import numpy as np

    window = np.outer(np.hanning(before.shape[0]), np.hanning(before.shape[1]))
    a = np.fft.rfft2((before - before.mean()) * window)
    b = np.fft.rfft2((after - after.mean()) * window)
    cross = b * a.conj()
    peaks = np.fft.irfft2(cross / np.maximum(abs(cross), 1e-9), s=before.shape)
    y, x = np.unravel_index(peaks.argmax(), peaks.shape)
    if peaks[y, x] < _CLEAR * peaks.std():
        return 0.0, 0.0
    height, width = before.shape
    dy, dx = (y - height if y > height // 2 else y), (x - width if x > width // 2 else x)
    return float(dx * _PART), float(dy * _PART)
