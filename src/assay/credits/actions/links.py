"""A link for one office: made, ended and opened. Its learner alone gives it out, and reads when it was opened."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import policy
from assay.credits.models import CreditLink, LinkOpening
from assay.credits.transcripts import Chosen
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

MOST_LINKS, MOST_DAYS = 20, 90
NOTHING = Chosen()
#: Opened again within it, it is one visit.
VISIT = timedelta(minutes=15)


@transaction.atomic
def make_link(
    person: Person,
    label: str,
    until: date,
    *,
    chosen: Chosen = NOTHING,
    badges: Collection[str] | None = None,
    by: Person,
) -> CreditLink:
    """Give out a link to one's badges, or to some, and to the credit that one took for what was chosen.

    `badges`: ids of awards; None for all that are in force whenever it is opened.

    Raises PermissionDenied for anyone but oneself, BadInput (`fields`) without a name or for a day that is over or more
    than ninety days away, WrongState beyond twenty open links.
    """
    if not policy.can_show(by, person):
        raise PermissionDenied
    label = clean_line(label)[:120]
    wrong: dict[str, str] = {}
    if not label:
        wrong["label"] = _("Say who it is for, so that you know it again.")
    if not today() <= until <= today() + timedelta(days=MOST_DAYS):
        wrong["until"] = _("Choose a day from today to ninety days from now.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    hold(person)
    if CreditLink.objects.visible_to(person).working().count() >= MOST_LINKS:
        raise WrongState(_("Twenty links are open. End one that you no longer need."))
    row = CreditLink.objects.create(
        person=person,
        label=label,
        until_on=until,
        made_at=now(),
        licenses=sorted(chosen.licenses),
        pay=chosen.pay,
        badges=None if badges is None else sorted(badges),
    )
    note("credits.link_made", row, by=by, until=until.isoformat())
    return row


@transaction.atomic
def end_link(row: CreditLink, *, by: Person) -> None:
    """Take a link back: from now on it opens nothing. Raises PermissionDenied, WrongState if it had ended."""
    if not policy.can_show(by, row.person):
        raise PermissionDenied
    if not CreditLink.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now()):
        raise WrongState(_("This link has already ended."))
    note("credits.link_ended", row, by=by)


@transaction.atomic
def note_opening(row: CreditLink) -> None:
    """Keep that somebody opened it, once a visit."""
    hold(row)
    at = now()
    if LinkOpening.objects.filter(link=row, at__gt=at - VISIT).exists():
        return
    LinkOpening.objects.create(link=row, at=at)
    note("credits.link_opened", row, by=MACHINE)
