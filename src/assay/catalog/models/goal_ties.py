"""That a micro-credential, or a competency that it is aligned to, serves a strategic goal from a day on."""

from datetime import date

from django.db import models
from django.db.models import Q

from assay.catalog.models.micro_credentials import Alignment, MicroCredential
from assay.frameworks.models import Competency
from assay.lib.clock import today
from assay.people.models import Person
from assay.program.models import StrategicGoal


class GoalTieQuerySet(models.QuerySet["GoalTie"]):
    def in_force(self, day: date | None = None) -> "GoalTieQuerySet":
        """Begun by a day (today) and not taken away, of goals that hold on it."""
        day = day or today()
        kept = Q(ended_on=None) | Q(ended_on__gt=day)
        goals = StrategicGoal.objects.all().open(day)
        return self.filter(kept, first_on__lte=day, strategic_goal__in=goals)

    def by_micro_credential(self) -> dict[int, list["GoalTie"]]:
        """Micro-credential -> the ties by which it serves a goal: its own first, then those of the competencies
        that its open version is aligned to; each goal once. Two queries.
        """
        ties = list(self.select_related("strategic_goal").order_by("pk"))
        competencies = {tie.competency_id for tie in ties if tie.competency_id}
        aligned: dict[int, list[int]] = {}
        rows = Alignment.objects.filter(
            competency__in=competencies,
            version__micro_credential__current=models.F("version"),
        )
        for competency, micro_credential in rows.values_list(
            "competency", "version__micro_credential"
        ):
            aligned.setdefault(competency, []).append(micro_credential)
        found: dict[int, list[GoalTie]] = {}
        for tie in sorted(ties, key=lambda tie: tie.micro_credential_id is None):
            own = [tie.micro_credential_id] if tie.micro_credential_id else []
            for one in own or aligned.get(tie.competency_id or 0, []):
                mine = found.setdefault(one, [])
                if all(other.strategic_goal_id != tie.strategic_goal_id for other in mine):
                    mine.append(tie)
        return found


class GoalTie(models.Model):
    """One tie, with its reason and its days; one that was taken away stays as history."""

    strategic_goal = models.ForeignKey(StrategicGoal, on_delete=models.PROTECT, related_name="ties")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="goal_ties"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="goal_ties"
    )
    reason = models.TextField()  # learners read it
    first_on = models.DateField()
    tied_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tied_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)  # from that day on it serves it no more
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GoalTieQuerySet.as_manager()

    class Meta:
        ordering = ("-tied_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("strategic_goal", "micro_credential"),
                condition=Q(ended_on=None),
                name="goal_tied_once",
            ),
            models.UniqueConstraint(
                fields=("strategic_goal", "competency"),
                condition=Q(ended_on=None),
                name="goal_tied_to_competency_once",
            ),
            models.CheckConstraint(
                condition=Q(micro_credential=None, competency__isnull=False)
                | Q(micro_credential__isnull=False, competency=None),
                name="goal_tie_is_one",
            ),
        )

    @property
    def is_to_come(self) -> bool:
        return self.ended_on is None and self.first_on > today()
