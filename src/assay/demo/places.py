"""Where the demo's content lies, and reading it."""

from pathlib import Path
from typing import Any

import yaml

# The safe loader, in C where it is built: ten times quicker.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONTENT = Path(__file__).parent / "content"
MEDIA = CONTENT / "media"


def load(path: str) -> dict[str, Any]:
    """A content file as data."""
    data: dict[str, Any] = yaml.load((CONTENT / path).read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 (safe ones)
    return data


def load_all(folder: str) -> list[dict[str, Any]]:
    """Every YAML file of a content folder, in the order of their names."""
    return [load(f"{folder}/{path.name}") for path in sorted((CONTENT / folder).glob("*.yaml"))]
