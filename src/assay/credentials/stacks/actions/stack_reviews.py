"""A badge inside that of a stack was withdrawn: a person is asked, and says what becomes of the whole."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.awarding.actions.cases import LEAST_WORDS, begin_case
from assay.credentials.grounds import PART_WITHDRAWN
from assay.credentials.models import Award, AwardStatus, StackAward, StackOutcome, StackReview
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

MOST_WORDS = 2000


@transaction.atomic
def ask_about_stacks(withdrawn: Award) -> list[StackReview]:
    """For each badge of a stack in force inside which this one counted: ask, unless it is asked already."""
    wholes = StackAward.objects.filter(
        parts__award=withdrawn, award__status=AwardStatus.ISSUED
    ).order_by("pk")
    for whole in wholes:
        hold(whole.award)  # whoever settles it at this moment has said so, or sees this one
    return [_asked(whole, withdrawn) for whole in wholes.exclude(reviews__outcome="").distinct()]


def _asked(whole: StackAward, withdrawn: Award) -> StackReview:
    row = StackReview.objects.create(whole=whole, part=withdrawn, opened_at=now())
    note("credentials.stack_questioned", row, by=MACHINE, award=str(whole.award_id))
    return row


@transaction.atomic
def settle_stack(
    review: StackReview, outcome: str, *, reason: str, by: Person, seen: int | None = None
) -> None:
    """Keep the badge of a stack, or ask for its withdrawal, with a reason that its earner reads.

    Asked for, it stays valid, and a case is open as about any badge: the earner answers, a panel decides, the chair
    hears an appeal.
    `seen`: how many of its parts were withdrawn when this person looked.
    Raises PermissionDenied for anyone but an approver or administrator of its issuer (and for one's own badge),
    BadInput without an outcome or a reason, WrongState once it is settled, while a case about it is open, and where the
    badge was withdrawn meanwhile.
    """
    award = review.whole.award
    if not policy.can_settle_stack(by, award):
        raise PermissionDenied
    said = clean(reason).strip()
    _check(outcome, said)
    hold(award)
    if not StackReview.objects.all().open().filter(pk=review.pk).exists():
        raise WrongState(_("This is settled already. Reload the page to see how."))
    if seen is not None and seen != withdrawn_of(review.whole):
        raise WrongState(_("Another badge in it was withdrawn meanwhile. Look at it again."))
    review.outcome, review.reason, review.by, review.ended_at = outcome, said, by, now()
    review.save(update_fields=("outcome", "reason", "by", "ended_at"))
    note("credentials.stack_settled", review, by=by, award=str(award.pk), outcome=outcome)
    if outcome == StackOutcome.WITHDRAW:
        begin_case(award, ground=PART_WITHDRAWN, reason=said, by=by)


def withdrawn_of(whole: StackAward) -> int:
    """How many of its parts were withdrawn. One query."""
    return whole.parts.filter(award__status=AwardStatus.REVOKED).count()


def _check(outcome: str, said: str) -> None:
    fields = {}
    if outcome not in StackOutcome.values:
        fields["verdict"] = _("Choose whether it stays.")
    if not said:
        fields["reason"] = _("Say why. The earner reads it.")
    elif outcome == StackOutcome.WITHDRAW and len(said) < LEAST_WORDS:
        fields["reason"] = _(
            "Say in a few sentences what happened. The earner and the panel read it."
        )
    elif len(said) > MOST_WORDS:
        fields["reason"] = _("Say it in %(n)s characters at most.") % {"n": MOST_WORDS}
    if fields:
        raise BadInput(_("Please look at this again."), fields=fields)
