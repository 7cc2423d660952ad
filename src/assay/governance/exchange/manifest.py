"""What stands in the files of a package: its manifest, its anchors and its lessons learned, as shapes."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.catalog.content.schema import IDENT, LINE, PARTY, PROSE, SLUG, WORD
from assay.lib.levels import LEVELS
from assay.lib.text.shapes import Day, ListOf, OneOf, OrNull, Record, Shape, Text, Whole, check

MANIFEST = "manifest.json"
#: The name of the format, and the number that this Assay writes and the highest it reads.
NAME, EDITION = "assay-exchange", 1
SCHEMA = f"{NAME}/{EDITION}"
ANCHOR_SCHEMA, LESSONS_SCHEMA = "assay-anchor/1", "assay-lessons/1"

#: Under which others may use it, by the short names of SPDX.
LICENSES = {
    "CC-BY-4.0": gettext_lazy("CC BY 4.0: anyone may use and change it, and names who designed it"),
    "CC-BY-SA-4.0": gettext_lazy("CC BY-SA 4.0: the same, and what is made of it is shared alike"),
    "CC-BY-NC-4.0": gettext_lazy("CC BY-NC 4.0: as CC BY, for no commercial purpose"),
    "CC-BY-NC-SA-4.0": gettext_lazy("CC BY-NC-SA 4.0: as CC BY-SA, for no commercial purpose"),
    "CC0-1.0": gettext_lazy("CC0: anyone may do with it what they wish"),
}
VOICES = ("author", "committee")

_PATH = Text(most=160, line=True, pattern=r"[a-z0-9_-]+(\.[a-z0-9]+)?(/[a-z0-9_-]+(\.[a-z0-9]+)?)*")
_HASH = Text(most=64, line=True, pattern=r"[0-9a-f]{64}")
_WORDS = Text(most=8000, least=0)
_ORIGIN = Record(
    {
        "designed_by": (Text(most=300, line=True), "always"),
        "at": (Text(most=300, line=True, least=0), "always"),
        "license": (OneOf(tuple(LICENSES)), "always"),
    }
)
_CARRIED = Record(
    {
        "id": (SLUG, "always"),
        "file": (_PATH, "always"),
        "origin": (_ORIGIN, "always"),
        "anchors": (ListOf(shape=_PATH, most=50, unique="."), "always"),
        "lessons": (_PATH, "optional"),
    }
)
_FILE = Record(
    {"path": (_PATH, "always"), "sha256": (_HASH, "always"), "bytes": (Whole(most=10**9), "always")}
)
_MANIFEST = Record(
    {
        "schema": (LINE, "always"),
        "installation": (Text(most=300, line=True), "always"),
        "issuer": (PARTY, "always"),
        "created": (Text(most=40, line=True), "always"),
        "micro_credentials": (ListOf(shape=_CARRIED, least=1, most=100, unique="id"), "always"),
        "files": (ListOf(shape=_FILE, least=1, most=1000, unique="path"), "always"),
    }
)
_NOTE = Record({"at": (OrNull(Whole(most=10**6)), "always"), "text": (_WORDS, "always")})
_MOMENT = Record(
    {
        "step": (IDENT, "always"),
        "at": (OrNull(Whole(most=10**6)), "always"),
        "words": (_WORDS, "always"),
    }
)
_JUDGMENT = Record(
    {
        "criterion": (IDENT, "always"),
        "level": (OneOf(LEVELS), "always"),
        "reason": (_WORDS, "always"),
        "moment": (OrNull(_MOMENT), "always"),
    }
)
_ANCHOR_FILE = Record(
    {
        "path": (_PATH, "always"),
        "step": (IDENT, "always"),
        "name": (Text(most=255, line=True), "always"),
        "description": (_WORDS, "always"),
        "notes": (ListOf(shape=_NOTE, most=200), "always"),
    }
)
_ANCHOR = Record(
    {
        "schema": (OneOf((ANCHOR_SCHEMA,)), "always"),
        "setting": (Text(most=120, line=True, least=0), "always"),
        "language": (WORD, "always"),
        "minutes": (Whole(least=1, most=600), "always"),
        "responses": (
            ListOf(
                shape=Record({"step": (IDENT, "always"), "text": (_WORDS, "always")}), unique="step"
            ),
            "always",
        ),
        "declared_ai": (_WORDS, "always"),
        "judgments": (ListOf(shape=_JUDGMENT, unique="criterion"), "always"),
        "lesson": (_WORDS, "always"),
        "files": (ListOf(shape=_ANCHOR_FILE, most=60), "always"),
    }
)
_LESSONS = Record(
    {
        "schema": (OneOf((LESSONS_SCHEMA,)), "always"),
        "lessons": (
            ListOf(
                shape=Record(
                    {
                        "text": (PROSE, "always"),
                        "voice": (OneOf(VOICES), "always"),
                        "written_on": (Day(), "always"),
                        "source": (Text(most=300, line=True, least=0), "always"),
                    }
                ),
                most=200,
            ),
            "always",
        ),
    }
)


class Unreadable(ValueError):
    """A file of a package is not what it should be; `reasons` says why, in plain words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


def manifest_of(text: bytes) -> dict[str, Any]:
    """The manifest. Raises Unreadable, also for one of a newer edition of the format."""
    value = _json(text)
    _refuse_other_edition(value)
    return _shaped(value, _MANIFEST)


def anchor_of(text: bytes) -> dict[str, Any]:
    """One anchor. Raises Unreadable."""
    return _shaped(_json(text), _ANCHOR)


def lessons_of(text: bytes) -> list[dict[str, Any]]:
    """What was learned with one micro-credential. Raises Unreadable."""
    found: list[dict[str, Any]] = _shaped(_json(text), _LESSONS)["lessons"]
    return found


def _refuse_other_edition(value: Any) -> None:
    schema = value.get("schema") if isinstance(value, dict) else None
    name, _slash, number = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if name != NAME or not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Unreadable(_("This does not say that it is an exchange package of Assay."))
    if int(number) > EDITION:
        raise Unreadable(
            _(
                "It was written by a newer Assay, in edition %(theirs)s of the format; this one reads edition %(ours)s."
            )
            % {"theirs": number, "ours": EDITION}
        )
    if int(number) < EDITION:
        raise Unreadable(_("This edition of the format was never in use."))


def _shaped(value: Any, shape: Shape) -> dict[str, Any]:
    found, reading = check(value, shape)
    if reading.problems or not isinstance(found, dict):
        raise Unreadable(*(str(problem) for problem in sorted(reading.problems)[:20]))
    return found


def _json(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise Unreadable(_("This is not text in UTF-8.")) from None
    except (ValueError, RecursionError) as e:
        if isinstance(e, Unreadable):
            raise
        raise Unreadable(_("This is not JSON that can be read.")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable(_("“%(name)s” is written twice.") % {"name": key[:60]})
        found[key] = value
    return found
