"""Time until a recording plays everywhere, by codec and size, and pages of a PDF a second, by our own converters.

A share under 1 means: ready within the recording's own length, on one core with the lowest priority.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SECONDS, PAGES = 10, 60
FILMS = (
    ("1080p30 H.264", "1920x1080", ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "14M"], 1.0),
    (
        "1080p30 HEVC",
        "1920x1080",
        ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"],
        1.0,
    ),
    ("4K30 HEVC", "3840x2160", ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"], 3.0),
)


def main() -> int:
    from assay.evidence.examining import pages, recordings

    if not recordings.is_here() or not pages.is_here():
        print("ffmpeg or poppler is not installed: nothing was measured.")
        return 0
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, size, codec, most in FILMS:
            source = _film(folder / "film.mp4", size, codec)
            share = (
                _took(lambda source=source: recordings.convert(source, "video/mp4", folder))
                / SECONDS
            )
            missed += share > most
            print(f"{title:15} ready in {share:.2f} of its length (aim: {most:g})")
        source = _document(folder / "a.pdf")
        print(
            f"PDF             {PAGES / _took(lambda: pages.pictures(source, folder)):.0f} pages a second"
        )
    return int(bool(missed))


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _film(path: Path, size: str, codec: list[str]) -> Path:
    """Noise over a test picture: as hard to compress as a classroom."""
    picture = f"testsrc2=size={size}:rate=30:duration={SECONDS},noise=alls=12:allf=t"
    command = ["ffmpeg", "-nostdin", "-loglevel", "quiet", "-y", "-f", "lavfi", "-i", picture]
    command += ["-f", "lavfi", "-i", f"sine=duration={SECONDS}", "-pix_fmt", "yuv420p", *codec]
    subprocess.run([*command, "-c:a", "aac", str(path)], check=True)
    return path


def _document(path: Path) -> Path:
    import typst

    lines = '#set page(paper: "us-letter")\n' + "\n#pagebreak()\n".join(["#lorem(500)"] * PAGES)
    written = path.with_suffix(".typ")
    written.write_text(lines)
    typst.compile(str(written), output=str(path))
    return path
