"""Who may assess, and whom they must not judge."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from assay.assessment.models.pauses import Pause
from assay.catalog.models import MicroCredential, Version
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import (
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
    below,
    pools_of,
)

#: A certification may be renewed so long before its end.
AHEAD_DAYS = 60


class Basis(models.TextChoices):
    EXPERT = "expert", _("Expert")
    HOLDER = "holder", _("Holds it")


def _in_the_pool(day: date) -> models.QuerySet[Membership]:
    """For an attestation: its person's roles in the program that issues, as `Person.serves_program` counts them."""
    issuer = models.OuterRef("micro_credential__issuer__path")
    path = {"issuer": models.ExpressionWrapper(issuer, output_field=models.CharField())}
    between = (  # of a department: a school or another program that it belongs to
        Organization.objects.exclude(kind=OrganizationKind.DEPARTMENT)
        .alias(
            issuer=models.ExpressionWrapper(
                models.OuterRef("issuer"), output_field=models.CharField()
            ),
            below=models.ExpressionWrapper(
                models.OuterRef("organization__path"), output_field=models.CharField()
            ),
        )
        .filter(path__startswith=models.F("issuer"), below__startswith=models.F("path"))
        .exclude(path=models.F("issuer"))
    )
    here = Q(organization__path=models.F("issuer"))
    department = Q(
        organization__kind=OrganizationKind.DEPARTMENT,
        organization__path__startswith=models.F("issuer"),
    )
    consortium = Q(
        organization__kind=OrganizationKind.CONSORTIUM,
        issuer__startswith=models.F("organization__path"),
    )
    held = Membership.objects.current(day).filter(
        person=models.OuterRef("person"), role__in=(Role.ASSESSOR, Role.LEAD_ASSESSOR)
    )
    return held.annotate(**path).filter(here | consortium | (department & ~models.Exists(between)))


class AssessorQuerySet(models.QuerySet["Assessor"]):
    def current(self) -> "AssessorQuerySet":
        return self.filter(ended_at__isnull=True)

    def not_paused(self) -> "AssessorQuerySet":
        """Without those whom a lead has paused in the pool of the issuer."""
        paused = Pause.objects.open().filter(
            person=models.OuterRef("person"), issuer=models.OuterRef("micro_credential__issuer")
        )
        return self.exclude(models.Exists(paused))

    def at_work(self, day: date | None = None) -> "AssessorQuerySet":
        """Certified, with an open account and on a day (today) the role in the pool of the issuer; not paused."""
        pool = models.Exists(_in_the_pool(day or today()))
        return self.current().not_paused().filter(pool, person__is_active=True)

    def calibrated(self, day: date | None = None) -> "AssessorQuerySet":
        """Agreed with the anchors, and on a day (today) not longer ago than that counts."""
        until = Q(calibrated_until__isnull=True) | Q(calibrated_until__gte=day or today())
        return self.filter(until, calibrated_at__isnull=False)

    def enough_for(self, version: Version, language: str = "") -> bool:
        """True if a submission would find as many readers as it needs: two, or one once somebody is calibrated.

        `language`: of its evidence, where that is not the version's.
        """
        day, known = today(), (version.micro_credential_id, version.major)
        if language and language != version.language:
            found = _with_languages(*known, day)
            rows = [(at, until) for at, until, read in found if language in (read or ())]
        else:
            rows = _readers(*known, day)
        return len(rows) >= 2 or any(counts_alone(*row, day) for row in rows)

    def enough_for_each(self, day: date | None = None) -> Q:
        """The same for rows of versions, as a condition: of thousands no more are looked at than are needed."""
        day = day or today()
        readers = self.at_work(day).filter(micro_credential=models.OuterRef("micro_credential"))
        readers = readers.alias(
            number=models.ExpressionWrapper(
                models.OuterRef("number"), output_field=models.CharField()
            )
        ).filter(
            Q(number=models.F("major")) | Q(number__startswith=Concat("major", models.Value(".")))
        )
        return Q(models.Exists(readers[1:2])) | Q(models.Exists(readers.calibrated(day)))

    def visible_to(self, person: Person) -> "AssessorQuerySet":
        """Attestations for versions whose owner or issuer a lead's role reaches."""
        places = person.organizations_as(Role.LEAD_ASSESSOR)
        return self.led_from([place.path for place in places])

    def led_from(self, paths: Sequence[str]) -> "AssessorQuerySet":
        """The same by the paths of the organizations where that role is held, as a prepared question takes them."""
        led = MicroCredential.objects.all().under(paths).order_by()
        return self.filter(micro_credential__in=led.values("pk"))


def counts_alone(calibrated_at: datetime | None, until: date | None, day: date) -> bool:
    """True if what they score need not be scored by somebody else, too: calibrated, and that has not run out."""
    return calibrated_at is not None and (until is None or until >= day)


@prepared
def _readers(
    micro_credential: int, major: str, day: date
) -> models.QuerySet["Assessor", tuple[datetime | None, date | None]]:
    """Of the first two who may judge it on a day: since when they are calibrated, and until when."""
    rows = Assessor.objects.at_work(day).filter(micro_credential=micro_credential, major=major)
    return rows.order_by().values_list("calibrated_at", "calibrated_until")[:2]


@prepared
def _with_languages(
    micro_credential: int, major: str, day: date
) -> models.QuerySet["Assessor", tuple[datetime | None, date | None, list[str] | None]]:
    """Of everybody who may judge it on a day: the same, and which further languages they read."""
    rows = Assessor.objects.at_work(day).filter(micro_credential=micro_credential, major=major)
    said = "person__availability__languages"
    return rows.order_by().values_list("calibrated_at", "calibrated_until", said)


class Assessor(models.Model):
    """A person's certification for one scoring version of one micro-credential (D10: expert, or peer who holds it).

    A lead attests it. Until they have agreed with the anchors, everything they score is scored twice.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessor_for")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="assessors"
    )
    major = models.CharField(max_length=10)  # scoring version: "2"
    basis = models.CharField(max_length=10, choices=Basis)
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    statement = models.TextField(blank=True)  # why they are fit: training, experience
    calibrated_at = models.DateTimeField(
        null=True, blank=True
    )  # agreed with the anchors; until then scored twice
    calibrated_until = models.DateField(null=True, blank=True)  # the last day on which that counts
    reminded_on = models.DateField(null=True, blank=True)  # that it ends, or has ended
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssessorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential", "major"),
                condition=Q(ended_at__isnull=True),
                name="assessor_once",
            ),
            models.CheckConstraint(
                condition=Q(calibrated_at__isnull=False) | Q(calibrated_until__isnull=True),
                name="calibrated_until_after_calibrated",
            ),
        )

    def counts_alone(self, day: date) -> bool:
        return counts_alone(self.calibrated_at, self.calibrated_until, day)


#: Grounds on which two people must not judge each other.
CONFLICTS = (
    "family",
    "supervisor_or_subordinate",
    "co_author",
    "coached",
    "endorsed",
    "confirmed",
    "advised",
    "declared_other",
)
FACTS = ("endorsed", "confirmed", "advised")  # known from what was done; `conflicts.py` keeps them
PASSING = ("coached", "advised")  # bar for as long as the policy says, all others for good


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def standing(self, coached_since: datetime) -> "ConflictQuerySet":
        """Those that keep two people apart today. Having helped somebody does so for a time, all others for good.

        Another fact that the product knows (`FACTS`) stands as long as its row.
        """
        return self.exclude(ground__in=PASSING, declared_at__lt=coached_since)

    def visible_to(self, person: Person, programs: list[Organization]) -> "ConflictQuerySet":
        """The rows a lead of these programs looks after: both belong there, or are in a pool of theirs."""
        paths = [program.path for program in programs]
        return self.looked_after(paths, pools_of(programs), today())

    def looked_after(
        self, paths: Sequence[str], pools: Sequence[int], day: date
    ) -> "ConflictQuerySet":
        """The same by paths and pools, as a prepared question takes them; each row is looked up by itself."""
        serving = Q(
            role__in=(Role.ASSESSOR, Role.LEAD_ASSESSOR),
            organization__pk__in=pools,
            person__is_active=True,
        )
        held = Membership.objects.current(day).filter(below(paths, "organization__path") | serving)
        return self.filter(
            models.Exists(held.filter(person=models.OuterRef("person"))),
            models.Exists(held.filter(person=models.OuterRef("other"))),
        )


class Conflict(models.Model):
    """A declared relation that bars one person from judging another's work (family, co-author, supervisor …)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_declared")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_named")
    ground = models.CharField(max_length=40)
    declared_at = models.DateTimeField()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "other", "ground"), name="conflict_once"),
        )
        indexes = (models.Index(fields=("declared_at", "id"), name="conflict_newest"),)
