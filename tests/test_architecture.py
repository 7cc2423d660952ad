"""docs/explanation/architecture.md shows the house as it is: its rooms, their order, and files that exist."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"


def rooms() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rooms", ROOT / "scripts" / "rooms.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_of_the_rooms_is_fresh() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    assert text == rooms().page(text), "run: python scripts/rooms.py"


def test_the_table_of_rooms_has_every_room_in_its_order() -> None:
    told = re.search(
        r"```\n(  config.*?)\n\n  imports", ARCHITECTURE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert told
    named = [room for line in told[1].splitlines() for room in re.findall(r"[a-z]+", line[:25])]
    drawn = [room for row in rooms().layers()["assay"] for room in row]
    assert set(named) == set(drawn)
    assert [room for room in named if room in drawn[4:]] == drawn[4:], (
        "from credentials down, one below the other"
    )


def test_the_architecture_names_only_files_that_exist() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    files = [
        str(path.relative_to(ROOT))
        for top in ("src", "scripts", "docs")
        for path in (ROOT / top).rglob("*.*")
    ]
    for name in re.findall(r"(?<![\w/])(?:[\w-]+/)*[\w-]+\.(?:py|toml)\b", text):
        assert (ROOT / name).exists() or any(file.endswith("/" + name) for file in files), (
            f"there is no {name}"
        )
    for name in re.findall(r"`(src/[\w/]+)`", text):
        assert (ROOT / name).is_dir(), f"there is no {name}"
