"""Disclosures: what a draft may tell of students, as questions before handing in. Guesses that never block. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.evidence.files.names import looks_like_a_person
from assay.evidence.identifying_words import look
from assay.people.name_matching import Naming

MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a draft: the step (or note, declarations) and the field on its page where they stand."""

    where: str
    field: str
    text: str
    is_file_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to look at once more: the step, the field on its page, and what is asked."""

    where: str
    field: str
    text: str


def questions(said: Iterable[Said], *, known: frozenset[str], naming: Naming) -> Iterator[Question]:
    """One question for each place in which somebody may be named. `known`: words that are nobody's name here.

    The learner's own names are not asked about: assessors do not see them.
    """
    for one in said:
        text = _about_name(one.text) if one.is_file_name else _about_words(one.text, known, naming)
        if text:
            yield Question(where=one.where, field=one.field, text=text)


def _about_name(name: str) -> str:
    if not looks_like_a_person(name):
        return ""
    text = _(
        "Does “%(name)s” name a student? If so, take it out, rename the file on your device and add it again."
    )
    return text % {"name": name}


def _about_words(text: str, known: frozenset[str], naming: Naming) -> str:
    found = [word for word in look(text, known=known).marked if not naming.are_in(word)]
    if not found:
        return ""
    words = ", ".join(f"“{word}”" for word in found[:MOST_NAMED]) + (
        " …" if len(found) > MOST_NAMED else ""
    )
    said = _(
        "Could this be a student’s name, a number or an address: %(words)s? If so, write “a student” instead."
    )
    return said % {"words": words}
