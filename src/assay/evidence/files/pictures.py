"""Pictures: opened once to know they are whole and of a sane size; where they were taken, and by whom, is left out.

Nothing is re-encoded: the picture's own data is copied, and what tells about place, device or owner is not.
"""

import struct
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from assay.evidence.files import picture_formats
from assay.lib.errors import BadInput, TooLarge

MAX_PIXELS = 80_000_000
KINDS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}


def clean_picture(content: IO[bytes], name: str, kind: str) -> IO[bytes]:
    """The picture and nothing else. Raises BadInput if it cannot be opened, TooLarge by its pixels."""
    orientation = _opened(content, name, kind)
    content.seek(0)
    data = content.read()
    try:
        return BytesIO(bare(data, kind, orientation))
    except (struct.error, IndexError) as e:
        raise _damaged(name) from e


def bare(data: bytes, kind: str, orientation: int = 1) -> bytes:
    """The parts of a picture that show it. Raises struct.error or IndexError where it is cut short."""
    if kind == "png":
        return picture_formats.png(data, orientation)
    if kind == "gif":
        return picture_formats.gif(data)
    return (
        picture_formats.webp(data, orientation)
        if kind == "webp"
        else picture_formats.jpeg(data, orientation)
    )


def _opened(content: IO[bytes], name: str, kind: str) -> int:
    """Decode it; its orientation (1 to 8)."""
    content.seek(0)
    try:
        with Image.open(content, formats=(KINDS[kind],)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise TooLarge(
                    _("“%(name)s” has %(n)s million pixels; up to 80 are taken. Save it smaller.")
                    % {"name": name, "n": picture.width * picture.height // 1_000_000}
                )
            orientation = int(picture.getexif().get(0x0112, 1) or 1)
            picture.draft(
                "RGB", (2000, 2000)
            )  # a JPEG is read through, at a fraction of the memory
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as e:
        raise _damaged(name) from e
    return orientation if 1 <= orientation <= 8 else 1


def _damaged(name: str) -> BadInput:
    return BadInput(
        _("“%(name)s” cannot be opened as a picture. Save it again and choose it again.")
        % {"name": name}
    )
