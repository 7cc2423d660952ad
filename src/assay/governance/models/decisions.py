"""Who is recused, how a motion is voted on, and what the committee decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.governance.models.proposals import Proposal
from assay.people.models import Person


class RecusalReason(models.TextChoices):
    AUTHOR = "author", _("author of this proposal")
    SPONSOR = "sponsor", _("sponsor of this proposal")
    DEPARTMENT = "department", _("sits for its department")
    DECLARED = "declared", _("said so")


class Recusal(models.Model):
    """Somebody on the committee takes no part in one proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=RecusalReason)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("proposal", "person"), name="recused_once"),)


class Motion(models.TextChoices):
    """What is voted on; carried, it is what the proposal becomes."""

    APPROVED = "approved", _("Approve")
    PILOT = "pilot", _("Approve for a pilot")
    REVISE = "revise", _("Ask to revise")
    DECLINED = "declined", _("Decline")


class Result(models.TextChoices):
    OPEN = "", _("Open")
    CARRIED = "carried", _("Carried")
    LOST = "lost", _("Not carried")
    TIED = "tied", _("Tied")


class Ballot(models.Model):
    """One motion on one proposal, with the quorum it needs as of the day it was opened."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="ballots")
    motion = models.CharField(max_length=20, choices=Motion)
    most_starts = models.PositiveSmallIntegerField(null=True, blank=True)  # of a pilot: people
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    filled = models.PositiveSmallIntegerField()  # seats
    quorum = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    is_by_chair = models.BooleanField(default=False)  # a tie that the chair broke

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("proposal",), condition=Q(closed_at=None), name="ballot_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="")
                | (Q(closed_at__isnull=False) & ~Q(result="")),
                name="ballot_closed_with_result",
            ),
        )


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Vote(models.Model):
    """One person's on one ballot; a dissent in their own words. `void_at`: recused after all, so not counted."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    dissent = models.TextField(blank=True)
    cast_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("cast_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("ballot", "person"), name="vote_once"),
            models.CheckConstraint(
                condition=Q(dissent="") | Q(choice="against"), name="vote_dissent_is_against"
            ),
        )


class Manner(models.TextChoices):
    """How a decision came about."""

    CONSENSUS = "consensus", _("by consensus")
    MAJORITY = "majority", _("by majority")
    CHAIR = "chair", _("by the chair, the votes being equal")


class Decision(models.Model):
    """What the committee decided of a proposal; never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=Motion)
    manner = models.CharField(max_length=20, choices=Manner)
    reason = models.TextField()
    in_favor = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    recused = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "pk")


class PilotWidened(models.Model):
    """That more people may start a pilot than was voted for, by a later decision; never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="widenings")
    before = models.PositiveSmallIntegerField()
    most_starts = models.PositiveSmallIntegerField()
    reason = models.TextField()
    in_favor = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(most_starts__gt=models.F("before")), name="pilot_widened_to_more"
            ),
        )


class Condition(models.Model):
    """What a decision asks to be done, and by when."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(max_length=400)
    due_on = models.DateField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
