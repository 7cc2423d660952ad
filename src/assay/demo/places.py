"""Where the demo's content lies, and reading it."""

from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"
MEDIA = CONTENT / "media"


def load(path: str) -> dict[str, Any]:
    """A content file as data."""
    data: dict[str, Any] = yaml.safe_load((CONTENT / path).read_text(encoding="utf-8"))
    return data


def load_all(folder: str) -> list[dict[str, Any]]:
    """Every YAML file of a content folder, in the order of their names."""
    return [load(f"{folder}/{path.name}") for path in sorted((CONTENT / folder).glob("*.yaml"))]
