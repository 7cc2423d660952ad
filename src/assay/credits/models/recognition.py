"""Recognition that is no amount, by a dated rule: a letter, a certificate, a celebration, a way into a leader pool."""

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Stack
from assay.people.models import Organization, Person


class RecognitionKind(models.TextChoices):
    CERTIFICATE = "certificate", _("Certificate")
    LETTER = "letter", _("Letter")
    POOL = "pool", _("Leader pool")
    CELEBRATION = "celebration", _("Celebration")


#: Printed on a page of its own; and what others see of, once a learner asked for it.
PAPERS = (RecognitionKind.CERTIFICATE, RecognitionKind.LETTER)
ASKED_FOR = (RecognitionKind.LETTER, RecognitionKind.CELEBRATION)


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def kept_at(self, places: Sequence[Organization]) -> "RecognitionQuerySet":
        """Those of the programs that somebody looks after."""
        wanted = Q(pk__in=[])
        for place in places:
            wanted |= Q(organization__path__startswith=place.path)
        return self.filter(wanted)

    def naming(self, words: str) -> "RecognitionQuerySet":
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(name__icontains=word) | Q(words__icontains=word) | Q(said_by__icontains=word)
            )
        return rows


class Recognition(models.Model):
    """What a program gives for badges besides pay, as it was written down: never changed, only ended.

    A letter and a certificate are for each badge that was earned on one of its days; what was earned then keeps its
    paper. A celebration is for whoever asks. A pool names the stack whose badge leads into it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RecognitionKind)
    name = models.CharField(max_length=120)
    words = models.TextField()  # what the paper says, or what the pool is for
    said_by = models.CharField(max_length=160)  # whose word it is, with their office
    stack = models.ForeignKey(
        Stack, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # before `since`: it never began
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ("name", "since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="pool", stack__isnull=False)
                | (~Q(kind="pool") & Q(stack__isnull=True)),
                name="recognition_of_a_pool_names_its_stack",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} from {self.since}"

    @property
    def is_paper(self) -> bool:
        return self.kind in PAPERS

    @property
    def is_asked_for(self) -> bool:
        """Whether others see of it, and therefore only where whoever earned the badge asks."""
        return self.kind in ASKED_FOR

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
