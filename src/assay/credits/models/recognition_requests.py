"""Recognition that a learner asks for: a letter that reaches their principal, a celebration where they work."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from assay.credentials.models import Award
from assay.credits.models.recognition import Recognition, RecognitionKind
from assay.people.models import Membership, MembershipQuerySet, Organization, Person, Role


class RecognitionRequestQuerySet(models.QuerySet["RecognitionRequest"]):
    def visible_to(self, person: Person) -> "RecognitionRequestQuerySet":
        """One's own, also what was taken back."""
        return self.filter(person=person)

    def current(self, day: date) -> "RecognitionRequestQuerySet":
        """Asked for and not taken back, of a badge in force, while its holder still learns where it is given."""
        learns = _learning(day).filter(
            organization__path__startswith=OuterRef("recognition__organization__path")
        )
        # Asked of each request: as a list, it would be every award there is.
        in_force = Award.objects.standing().filter(pk=OuterRef("award"))
        return self.filter(Exists(learns), Exists(in_force), ended_at=None)

    def celebrated(self, places: Sequence[int]) -> "RecognitionRequestQuerySet":
        """Celebrations of the programs of these places, those above them included."""
        return self.filter(
            recognition__kind=RecognitionKind.CELEBRATION, recognition__organization__pk__in=places
        )

    def letters_to(
        self, schools: Sequence[Organization], day: date
    ) -> "RecognitionRequestQuerySet":
        """Letters of learners of these schools, for whoever leads them today."""
        at_school = _learning(day).under([school.path for school in schools])
        return self.filter(Exists(at_school), recognition__kind=RecognitionKind.LETTER)

    def with_schools(self, day: date) -> models.QuerySet["RecognitionRequest", Any]:
        """Each with the `school` that its holder learns at today."""
        school = _learning(day).order_by("pk").values("organization__name")[:1]
        rows = self.select_related("person", "recognition", "award__version")
        rows = rows.defer("award__version__data")
        return rows.annotate(school=Subquery(school), earned_on=F("award__earned_on"))


def _learning(day: date) -> MembershipQuerySet:
    rows = Membership.objects.current(day).filter(role=Role.LEARNER)
    return rows.filter(person=OuterRef("person"))


class RecognitionRequest(models.Model):
    """One recognition for one badge, that its holder asked for. Nothing is told without it, and it can be taken back.

    It shows that something was reached: a name, what the badge is called and its day, and never the credential.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="requests")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RecognitionRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("recognition", "award"),
                condition=Q(ended_at=None),
                name="recognition_asked_for_once",
            ),
        )
        indexes = (models.Index(fields=("person", "ended_at"), name="recognition_asked_by"),)

    def __str__(self) -> str:
        return f"{self.recognition_id} for {self.award_id}"
