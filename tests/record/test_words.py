"""What happens anywhere in the house can be read in the record in words."""

import re
from pathlib import Path

from assay.people.audit_words import WORDS

SOURCE = Path(__file__).parents[2] / "src" / "assay"
# note("room.verb", …), Entry(verb="room.verb", …): wherever a room writes an event.
NOTED = re.compile(r'(?:note\(|verb=)\s*"([a-z]+\.[a-z_]+)"')


def noted() -> set[str]:
    files = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    return {verb for path in files for verb in NOTED.findall(path.read_text())}


def test_every_verb_that_is_noted_has_words() -> None:
    verbs = noted()
    assert len(verbs) > 30
    assert verbs - set(WORDS) == set()
