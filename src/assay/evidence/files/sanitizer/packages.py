"""Zip packages read whole within bounds, and written anew: names in order, no dates, no comments, nothing between."""

import zipfile
from io import BytesIO

from assay.evidence.files.sanitizer.report import Refused

MOST_UNFOLDED = 256 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


def parts_of(body: bytes, left: int = MOST_UNFOLDED) -> dict[str, bytes]:
    """Every part by its name. Refused for a bomb, a lock, a part that stands twice, or damage."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as package:
            found: dict[str, bytes] = {}
            for entry in package.infolist():
                name = entry.filename.replace("\\", "/").lstrip("/")
                if entry.is_dir():
                    continue
                if entry.flag_bits & 1:
                    raise Refused("locked")
                if name in found or ".." in name.split("/"):
                    raise Refused("damaged")
                with package.open(entry) as part:
                    found[name] = part.read(left + 1)
                left -= len(found[name])
                if left < 0:
                    raise Refused("too-much")
            return found
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise Refused("damaged") from None


def packed(parts: dict[str, bytes], *, first: str) -> bytes:
    """A package of these parts, `first` ahead; a `mimetype` is not compressed (OCF 3.3, 4.3)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in sorted(parts, key=lambda n: (n != first, n)):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return out.getvalue()
