"""Which frames of a covered film are looked at: evenly, and where a face may have been missed. And their pictures."""

from fractions import Fraction
from pathlib import Path

from assay.evidence.examining.limited_process import Bounds, NotRun, run
from assay.evidence.faces.plan import Plan
from assay.evidence.faces.tracks import LINGERS, Kind

#: At most so many evenly, and so many where a face may have been missed.
MOST_EVEN, MOST_DOUBTFUL = 60, 24
_EVERY_SECONDS = 2


def frames_to_review(plan: Plan) -> list[tuple[int, bool]]:
    """Frames in their order, each with whether a face may be missed there."""
    rate = Fraction(plan.rate)
    seconds = float(plan.frames / rate)
    every = max(_EVERY_SECONDS, seconds / MOST_EVEN)
    even = [round(n * every * rate) for n in range(MOST_EVEN) if n * every < seconds]
    doubtful = _doubtful(plan)
    last = plan.frames - 1
    found = dict.fromkeys((min(n, last) for n in even), False)
    found |= dict.fromkeys((min(n, last) for n in doubtful), True)
    return sorted(found.items())


def _doubtful(plan: Plan) -> list[int]:
    """Where a face was lost, or guessed rather than seen: one a second, spread over the film."""
    by_second: dict[int, int] = {}
    rate = Fraction(plan.rate)
    for track in plan.tracks:
        guessed = next(
            (f for f, kind in zip(track.frames, track.kinds, strict=True) if kind == Kind.GUESSED),
            None,
        )
        for frame in (guessed, track.frames[-1] + LINGERS):
            if frame is not None and 0 <= frame < plan.frames:
                by_second.setdefault(int(frame / rate), frame)
    frames = [by_second[second] for second in sorted(by_second)]
    if len(frames) <= MOST_DOUBTFUL:
        return frames
    return [frames[n * len(frames) // MOST_DOUBTFUL] for n in range(MOST_DOUBTFUL)]


def write_stills(film: Path, plan: Plan, frames: list[int], folder: Path) -> list[Path]:
    """A JPEG for each of these frames. Raises NotRun."""
    chosen = "+".join(f"eq(n\\,{frame})" for frame in frames)
    command = [
        "ffmpeg",
        "-nostdin",
        "-hide_banner",
        "-loglevel",
        "error",
        "-progress",
        "pipe:1",
        "-y",
    ]
    command += ["-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{film}", "-map", "0:v:0"]
    command += ["-vf", f"fps={plan.rate}:start_time=0,select={chosen}", "-fps_mode", "passthrough"]
    command += [
        "-c:v",
        "mjpeg",
        "-q:v",
        "4",
        "-pix_fmt",
        "yuvj420p",
        "-threads",
        "1",
        "-map_metadata",
        "-1",
    ]
    command += ["-f", "image2", f"file:{folder}/still-%04d.jpg"]
    seconds = int(plan.frames / Fraction(plan.rate)) + 1
    run(command, folder=folder, bounds=Bounds(seconds=60 + 2 * seconds))
    made = sorted(folder.glob("still-*.jpg"))
    if not made:
        raise NotRun("ffmpeg made no stills.")
    return made
