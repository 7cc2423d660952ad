"""The needs self-assessment as pages: which competencies, in which order, a few at a time."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Alignment, Version
from assay.frameworks.models import Competency, Framework
from assay.journeys.models import SelfRating
from assay.people.models import Person

PER_PAGE = 5
LEVELS: list[tuple[int, str | Promise]] = [
    (1, _("New to me")),
    (2, _("I am trying it out")),
    (3, _("I do it most weeks")),
    (4, _("I could show others")),
]
LEADERS = frozenset(
    {
        "principal",
        "assistant-principal",
        "department-director",
        "superintendent",
        "assistant-superintendent",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A framework with the competencies one can show here, and how many the person has rated."""

    framework: Framework
    competencies: list[Competency]
    rated: int

    @property
    def total(self) -> int:
        return len(self.competencies)


@dataclass(slots=True, kw_only=True)
class Question:
    """One competency to rate, with what the person said last."""

    competency: Competency
    now: SelfRating | None = None
    before: SelfRating | None = None  # of an earlier day, for growth

    @property
    def level(self) -> int | None:
        return self.now.level if self.now else None


def parts(person: Person) -> list[Part]:
    """Frameworks whose competencies the open catalog aligns to. Two queries.

    Those with most to show come first; for who leads schools, the standards for leaders.
    """
    open_now = Alignment.objects.filter(version__in=Version.objects.open_to_starts()).values(
        "competency"
    )
    competencies = (
        Competency.objects.filter(pk__in=open_now)
        .select_related("framework")
        .order_by("framework", "order")
    )
    rated = set(SelfRating.objects.filter(person=person).values_list("competency", flat=True))
    grouped: dict[int, list[Competency]] = {}
    for competency in competencies:
        grouped.setdefault(competency.framework_id, []).append(competency)
    found = [
        Part(
            framework=group[0].framework,
            competencies=group,
            rated=sum(c.pk in rated for c in group),
        )
        for group in grouped.values()
    ]
    leads = person.job in LEADERS
    found.sort(
        key=lambda p: (
            leads and not p.framework.slug.startswith("psel"),
            -p.total,
            p.framework.title,
        )
    )
    return found


def questions(person: Person, competencies: list[Competency]) -> list[Question]:
    """The person's newest rating of each, and the one before it. One query."""
    found = {c.pk: Question(competency=c) for c in competencies}
    for rating in SelfRating.objects.filter(
        person=person, competency__in=competencies
    ):  # newest first
        question = found[rating.competency_id]
        if question.now is None:
            question.now = rating
        elif question.before is None:
            question.before = rating
    return list(found.values())
