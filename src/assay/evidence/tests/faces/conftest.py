"""A film of a drawn face that walks from left to right: nobody's, and found as one."""

import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FRAMES = 640, 360, 30


def draw_face():
    """Enough of a face to be found."""
    image = Image.new("RGB", (300, 360), (110, 130, 120))
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 20, 240, 300), fill=(60, 40, 30))
    draw.ellipse((75, 50, 225, 300), fill=(222, 172, 145))
    for x in (115, 185):
        draw.ellipse((x - 18, 140, x + 18, 160), fill=(245, 240, 235))
        draw.ellipse((x - 9, 140, x + 9, 160), fill=(50, 35, 25))
        draw.arc((x - 24, 115, x + 24, 150), 200, 340, fill=(60, 40, 30), width=6)
    draw.polygon([(150, 150), (138, 205), (162, 205)], fill=(205, 150, 125))
    draw.ellipse((120, 232, 180, 256), fill=(175, 75, 75))
    draw.line((122, 243, 178, 243), fill=(110, 40, 40), width=3)
    return image.filter(ImageFilter.GaussianBlur(3)).resize((100, 120))


def place(n):
    return 40 + 8 * n, 100


def write_film(path):
    """Two seconds: a face goes from left to right over stripes, with a tone."""
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", "15", "-i", "pipe:0", "-f", "lavfi"]
    command += ["-i", "sine=frequency=440:duration=2", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    face, frames = draw_face(), []
    for n in range(FRAMES):
        frame = Image.new("RGB", (WIDTH, HEIGHT), (110, 130, 120))
        frame.paste(face, place(n))
        frames.append(frame.tobytes())
    command += ["-c:a", "aac", str(path)]
    subprocess.run(command, input=b"".join(frames), check=True)
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("faces") / "walk.mp4")
