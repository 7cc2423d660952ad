"""Films as frames through pipes, by ffmpeg: one frame in the memory at a time. The sound goes past, unheard."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

_QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"]
_ONE = ["-threads", "1"]
MOST_RATE = 30


class NotRead(Exception):
    """It is no film that can be read; the message is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """An mp4 with its size, the frames a second it is read with, and about how many frames there are."""

    path: Path
    width: int
    height: int
    rate: str
    frames: int

    @property
    def _given(self) -> list[str]:
        return ["-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{self.path}"]

    def pictures(self, step: int) -> Iterator[Any]:
        """Every so many frames a picture, as an array of height, width and red, green, blue."""
        chosen = f"{self._even},select=not(mod(n\\,{step}))"
        made = ["-vf", chosen, "-fps_mode", "passthrough", "-pix_fmt", "rgb24"]
        for frame in self._read(made, self.width * self.height * 3):
            yield frame.reshape(self.height, self.width, 3)

    def frames_for_covering(self) -> Iterator[Any]:
        """Every frame as yuv420p, to be changed in place."""
        made = ["-vf", self._even, "-pix_fmt", "yuv420p"]
        yield from self._read(made, self.width * self.height * 3 // 2)

    @contextmanager
    def written(self, target: Path) -> Iterator[IO[bytes]]:
        """Takes frames of yuv420p, and writes them with the sound of this film beside them. Raises NotRead."""
        size = f"{self.width}x{self.height}"
        raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", self.rate, "-i", "pipe:0"]
        made = ["-map", "0:v:0", "-map", "1:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"]
        made += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-maxrate", "2500k"]
        made += ["-bufsize", "5000k", "-g", "120", "-pix_fmt", "yuv420p", "-c:a", "copy", *_ONE]
        made += ["-movflags", "+faststart", "-fflags", "+bitexact", "-f", "mp4", f"file:{target}"]
        command = ["ffmpeg", *_QUIET[1:], "-y", *raw, *self._given, *made]
        process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 (no shell, names are ours)
        assert process.stdin is not None
        try:
            yield process.stdin
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdin.close()
            code = process.wait()
        if code:
            raise NotRead(f"ffmpeg ended with {code}")

    @property
    def _even(self) -> str:
        """The same frames each time it is read: evenly in time, from the beginning."""
        return f"fps={self.rate}:start_time=0,scale={self.width}:{self.height}"

    def _read(self, made: list[str], size: int) -> Iterator[Any]:
        import numpy as np

        command = ["ffmpeg", *_QUIET, *_ONE, *self._given, "-map", "0:v:0", *made, *_ONE]
        command += ["-f", "rawvideo", "pipe:1"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603 (as above)
        assert process.stdout is not None
        memory: Any = np.empty(size, dtype=np.uint8)
        try:
            while _fill(process.stdout, memoryview(memory)):
                yield memory
            if process.wait():
                raise NotRead(f"ffmpeg ended with {process.returncode}")
        finally:
            process.stdout.close()
            process.kill()
            process.wait()


def open_film(path: Path) -> Film:
    """Measure a film. Raises NotRead."""
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_streams", "-show_format"]
    command += ["-of", "json", "-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{path}"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (as above)
    try:
        said = json.loads(done.stdout or b"{}")
        stream = said["streams"][0]
        rate = min(Fraction(stream["avg_frame_rate"]), Fraction(MOST_RATE))
        seconds = float(said["format"]["duration"])
        width, height = int(stream["width"]) // 2 * 2, int(stream["height"]) // 2 * 2
    except (ValueError, KeyError, IndexError, ZeroDivisionError) as e:
        raise NotRead(f"{done.stderr[:500]!r} {e}") from e
    if rate <= 0 or width < 16 or height < 16:
        raise NotRead("It has no pictures.")
    frames = max(1, round(seconds * rate))
    return Film(path=path, width=width, height=height, rate=str(rate), frames=frames)


def _fill(pipe: IO[bytes], memory: memoryview) -> bool:
    """Read until it is full; False where the film is over."""
    have = 0
    while have < len(memory):
        n = pipe.readinto(memory[have:])  # type: ignore[attr-defined]
        if not n:
            return False
        have += n
    return True
