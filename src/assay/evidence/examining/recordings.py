"""The copy of a recording that plays everywhere: 720p H.264 with AAC, or sound alone; and its picture. By ffmpeg.

Nothing is asked of the network: ffmpeg may open files only, and only as the container that the bytes were found to be.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.evidence.examining.limited_process import Bounds, NotRun, run

#: A frame may have so many pixels: 8K, and no picture that fills the memory.
MOST_PIXELS = 36_000_000
MOST_SECONDS = 4 * 60 * 60
SHORT_SIDE = 720
_FORMATS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
_QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"]
_PLAIN = ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-threads", "1"]
_SAME = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
_SOUND = ["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]
#: Upright it is made by ffmpeg itself; the short side gets at most 720, and both are even.
_SIZE = (
    f"scale=w='if(gt(iw,ih),-2,trunc(min({SHORT_SIDE},iw)/2)*2)'"
    f":h='if(gt(iw,ih),trunc(min({SHORT_SIDE},ih)/2)*2,-2)',format=yuv420p"
)
_PICTURE = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-maxrate", "2500k"]
_PICTURE += ["-bufsize", "5000k", "-fpsmax", "30", "-g", "120", "-vf", _SIZE]


class NotConverted(Exception):
    """No copy can be made of it; the message is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What was made, as files in the working folder."""

    streaming: Path
    media_type: str
    seconds: int
    poster: Path | None = None


def is_here() -> bool:
    """Whether ffmpeg and ffprobe are installed."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def convert(
    source: Path, media_type: str, folder: Path, tell: Callable[[int], None] = lambda _p: None
) -> Converted:
    """Make the copy and the picture in `folder`; `tell` hears how far it is, in percent. Raises NotConverted.

    A recording of one minute gets six, and some to begin with: a 4K film needs three times its length on a slow core.
    """
    given = ["-protocol_whitelist", "file", "-f", _FORMATS[media_type], "-i", f"file:{source}"]
    seconds, is_film = _measured(given, folder)
    try:
        if is_film:
            return _film(given, folder, seconds, tell)
        target = folder / "copy.m4a"
        made = ["-map", "0:a:0", *_PLAIN, *_SAME, *_SOUND, "-movflags", "+faststart"]
        _ffmpeg([*given, *made, "-f", "ipod", f"file:{target}"], folder, seconds, tell)
        return Converted(streaming=target, media_type="audio/mp4", seconds=seconds)
    except NotRun as e:
        raise NotConverted(str(e)) from e


def _film(given: list[str], folder: Path, seconds: int, tell: Callable[[int], None]) -> Converted:
    target, poster = folder / "copy.mp4", folder / "poster.jpg"
    made = ["-map", "0:v:0", "-map", "0:a:0?", *_PLAIN, *_SAME, *_PICTURE, *_SOUND]
    made += ["-movflags", "+faststart", "-f", "mp4", f"file:{target}"]
    _ffmpeg(["-max_pixels", str(MOST_PIXELS), *given, *made], folder, seconds, tell)
    at = str(min(1.0, seconds / 3))
    seen = ["-protocol_whitelist", "file", "-ss", at, "-f", "mov", "-i", f"file:{target}"]
    seen += ["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", *_PLAIN, *_SAME]
    _ffmpeg([*seen, "-f", "image2", "-update", "1", f"file:{poster}"], folder, 1, lambda _p: None)
    return Converted(streaming=target, media_type="video/mp4", seconds=seconds, poster=poster)


def _ffmpeg(arguments: list[str], folder: Path, seconds: int, tell: Callable[[int], None]) -> None:
    def heard(line: str) -> None:
        name, _is, value = line.partition("=")
        if name == "out_time_us" and value.isdigit():
            heard.percent = min(99, int(value) // 10_000 // max(seconds, 1))  # type: ignore[attr-defined]
        tell(getattr(heard, "percent", 0))

    command = ["ffmpeg", *_QUIET, "-progress", "pipe:1", "-y", *arguments]
    run(command, folder=folder, bounds=Bounds(seconds=120 + 6 * seconds), heard=heard)
    if not Path(arguments[-1].removeprefix("file:")).is_file():
        raise NotRun("ffmpeg wrote nothing.")


def _measured(given: list[str], folder: Path) -> tuple[int, bool]:
    """Its length in seconds, and whether there is a picture that moves. Raises NotConverted."""
    asked = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", *given]
    try:
        said = json.loads(run(asked, folder=folder, bounds=Bounds(seconds=60)) or b"{}")
    except (NotRun, ValueError) as e:
        raise NotConverted(str(e)) from e
    streams: list[dict[str, Any]] = said.get("streams", [])
    films = [s for s in streams if s.get("codec_type") == "video" and not _is_cover(s)]
    if any(int(s.get("width", 0)) * int(s.get("height", 0)) > MOST_PIXELS for s in films):
        raise NotConverted("Its pictures are too large.")
    if not films and not any(s.get("codec_type") == "audio" for s in streams):
        raise NotConverted("There is neither a picture nor a sound in it.")
    try:
        seconds = float(said.get("format", {}).get("duration", 0))
    except ValueError:
        seconds = 0
    if not 0 < seconds <= MOST_SECONDS:
        raise NotConverted("It does not say how long it is, or it is too long.")
    return max(1, round(seconds)), bool(films)


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))
