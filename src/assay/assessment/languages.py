"""Languages: work in another than its version's goes only to assessors who say that they read it.

Whoever is certified for a version reads the version's own language.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from assay.assessment.models import Assessor, Availability, Evaluation, Status
from assay.catalog.models import major_of
from assay.evidence.models import Submission
from assay.lib.clock import today
from assay.lib.prepared import planned_once, prepared
from assay.people.models import Person
from assay.ui.languages import language_name

#: Where nobody has read it yet: a reader is still to be found.
UNREAD = (Status.SCREENING, Status.QUEUED, Status.SECOND_SCORING)
#: Language, micro-credential and scoring version.
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """What waits in a language for readings of one scoring version, and how many may give them."""

    language: str  # a code
    micro_credential: int
    major: str
    title: str
    of_version: str  # the language of the version, as a code
    waiting: int
    readers: int

    @property
    def key(self) -> Key:
        return self.language, self.micro_credential, self.major

    @property
    def name(self) -> str:
        return language_name(self.language)


def languages_read(people: Sequence[int]) -> dict[int, frozenset[str]]:
    """Of each who said so, which they read beside those of what they are certified for. One query."""
    return {person: frozenset(read) for person, read in _said(people)}


def reads(person: Person, submission: Submission) -> bool:
    """True if they can judge what it is written in. No query where that is the version's language."""
    if not submission.language:
        return True
    return submission.language in languages_read([person.pk]).get(person.pk, frozenset())


def waiting_in_languages(paths: Sequence[str], lead: Person) -> list[InLanguage]:
    """Of what a lead looks after and a scoring is still to come for. One query, and one more where there is any."""
    waiting: Counter[Key] = Counter()
    titles: dict[Key, tuple[str, str]] = {}
    for language, micro_credential, number, title, of_version, many in _waiting(paths, lead):
        key = language, micro_credential, major_of(number)
        waiting[key] += many
        titles[key] = title, of_version
    if not waiting:
        return []
    readers = _readers({micro_credential for _language, micro_credential, _major in waiting})
    found = [
        InLanguage(
            language=key[0],
            micro_credential=key[1],
            major=key[2],
            title=titles[key][0],
            of_version=titles[key][1],
            waiting=many,
            readers=len(readers[key]),
        )
        for key, many in waiting.items()
    ]
    return sorted(found, key=lambda one: (one.readers, one.language, one.title))


def _readers(micro_credentials: Iterable[int]) -> dict[Key, set[int]]:
    """Who is at work and reads it."""
    found: dict[Key, set[int]] = defaultdict(set)
    for person, micro_credential, major, languages in _at_work(sorted(micro_credentials), today()):
        for language in languages:
            found[language, micro_credential, major].add(person)
    return found


@planned_once
def _said(people: Sequence[int]) -> QuerySet[Availability, tuple[int, list[str]]]:
    return Availability.objects.filter(person__pk__in=people).values_list("person", "languages")


@prepared
def _waiting(
    paths: Sequence[str], lead: Person
) -> QuerySet[Evaluation, tuple[str, int, str, str, str, int]]:
    """Language, micro-credential, number, title and language of each version, and how many wait for it."""
    rows = Evaluation.objects.all().led_from(paths, lead).filter(status__in=UNREAD)
    other = Submission.objects.filter(status="submitted").exclude(language="").order_by()
    rows = rows.filter(submission__in=other.values("pk")).order_by()
    version = "submission__version"
    of_version = [
        f"{version}__{name}" for name in ("micro_credential", "number", "title", "language")
    ]
    return rows.values_list("submission__language", *of_version).annotate(many=Count("pk"))


@prepared
def _at_work(
    micro_credentials: Sequence[int], day: date
) -> QuerySet[Assessor, tuple[int, int, str, list[str]]]:
    """Of those who said that they read another language: whether somebody is at work is a long question."""
    said = "person__availability__languages"
    more = Availability.objects.exclude(languages=[]).order_by().values("person")
    rows = Assessor.objects.at_work(day).filter(person__in=more)
    rows = rows.filter(micro_credential__pk__in=micro_credentials)
    return rows.order_by().values_list("person", "micro_credential", "major", said)
