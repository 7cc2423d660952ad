"""The one shape of answers to what scripts save."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from assay import ui

SCHEMA = Draft202012Validator(
    json.loads((Path(ui.__file__).parent / "saving.schema.json").read_text())
)
