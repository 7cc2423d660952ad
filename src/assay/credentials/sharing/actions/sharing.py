"""Who sees a badge: the earner decides, one deliberate act at a time (product principle 2)."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.models import Award, PublicPage, Share, Visibility
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_LINKS = 50


@transaction.atomic
def set_visibility(award: Award, *, visibility: str, by: Person) -> None:
    """Say who may open the badge's page: only me, whoever has its address, or everybody (D9).

    Raises PermissionDenied for anyone but the earner, BadInput for another word.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    if visibility not in Visibility.values:
        raise BadInput(
            _("Choose who may see this badge."),
            fields={"visibility": _("Choose one of the three.")},
        )
    if award.visibility == visibility:
        return
    award.visibility = visibility
    award.save(update_fields=("visibility",))
    note("credentials.visibility_set", award, by=by, visibility=visibility)


@transaction.atomic
def share(
    award: Award, *, by: Person, label: str = "", until: date | None = None, press: str = ""
) -> Share:
    """Give out a link of its own to a badge, with a last day if wanted (A11). It works while the badge is private.

    `press` is the mark of a form as it was shown: sent twice it makes one link.
    Raises PermissionDenied for anyone but the earner, BadInput for a day that is over, TooMany beyond fifty open links.
    """
    if not policy.can_share(by, award):
        raise PermissionDenied
    if until is not None and until < today():
        message = _("Choose a last day that is not over yet, or leave it empty.")
        raise BadInput(message, fields={"until": message})
    hold(award)
    if press and (made := award.shares.filter(press=press).first()):
        return made
    if award.shares.working().count() >= MAX_LINKS:
        raise TooMany(_("Fifty links to this badge are open. End one that you no longer need."))
    row = Share.objects.create(
        award=award,
        label=clean_line(label)[:120],
        until_on=until,
        made_at=now(),
        press=press or None,
    )
    note("credentials.shared", award, by=by, share=row.pk)
    return row


@transaction.atomic
def end_share(row: Share, *, by: Person) -> None:
    """Take a link back; whoever opens it from now on finds nothing. Raises WrongState if it had ended."""
    if not policy.can_share(by, row.award):
        raise PermissionDenied
    if not Share.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=now()):
        raise WrongState(_("This link has already ended."))
    note("credentials.share_ended", row.award, by=by, share=row.pk)


@transaction.atomic
def open_public_page(*, statement: str = "", by: Person) -> PublicPage:
    """Open a public page of one's public badges, or change what it says.

    Raises TooMany where a thousand pages have this name already.
    """
    statement = clean_line(statement)[:400]
    hold(by)
    row = PublicPage.objects.filter(person=by).first()
    if row is not None:
        row.statement = statement
        row.save(update_fields=("statement",))
        return row
    row = _new_page(by, statement)
    note("credentials.public_page_opened", row, by=by)
    return row


@transaction.atomic
def close_public_page(*, by: Person) -> None:
    """Take the public page away; the badges on it keep their own settings. A second press changes nothing."""
    hold(by)
    row = PublicPage.objects.filter(person=by).first()
    if row is not None:
        note("credentials.public_page_closed", row, by=by)
        row.delete()


def _new_page(person: Person, statement: str) -> PublicPage:
    """The address is the name; the second of that name gets a 2."""
    stem = slugify(person.display_name)[:50] or "educator"
    for number in range(1, 1000):
        slug = stem if number == 1 else f"{stem}-{number}"
        if PublicPage.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return PublicPage.objects.create(
                    person=person, slug=slug, statement=statement, opened_at=now()
                )
        except IntegrityError:
            continue
    raise TooMany(_("No free address was found for your page. Ask an administrator."))
