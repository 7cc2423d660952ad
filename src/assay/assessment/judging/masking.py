"""Names taken out of what assessors read: blind scoring where the learner's own words would give them away.

A voice, a face or a letterhead still may; recusal is one click away for that. Without database.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from assay.people.name_matching import Naming

# Small words by which a text shows its language; what neither holds is read in the reader's.
_ENGLISH = frozenset(
    {"the", "and", "of", "to", "with", "my", "they", "was", "were", "is", "for", "that", "students"}
)
_SPANISH = frozenset(
    {
        "el",
        "la",
        "los",
        "las",
        "que",
        "de",
        "en",
        "con",
        "mis",
        "para",
        "una",
        "un",
        "y",
        "por",
        "del",
    }
)


def mask(text: str, naming: Naming) -> str:
    """The text with each name of a learner and their schools replaced by neutral words in the text's own language."""
    places = naming.places(text)
    if not places:
        return text
    instead, parts, at = stand_in(text), [], 0
    for start, end in places:
        parts += [text[at:start], instead]
        at = end
    return "".join([*parts, text[at:]])


def stand_in(text: str) -> str:
    """The words in place of a name, in the language of the text around it."""
    words = text.lower().split()
    english, spanish = sum(w in _ENGLISH for w in words), sum(w in _SPANISH for w in words)
    if english == spanish:
        return _("[name taken out]")
    with translation.override("es" if spanish > english else "en"):
        return _("[name taken out]")
