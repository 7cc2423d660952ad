"""Leave of an issuer: asked by who writes for another program, given by the issuer's own people, ended by either."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.drafting import check_leave
from assay.catalog.models import IssuerLeave, LeaveStatus, MicroCredential
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Organization, Person
from assay.record.actions import note

MOST_CHARACTERS = 1000  # of the reason


@transaction.atomic
def ask_leave(
    issuer: Organization,
    organization: Organization,
    why: str,
    *,
    micro_credential: MicroCredential | None = None,
    by: Person,
) -> IssuerLeave:
    """Ask an issuer of another program to let one micro-credential, or all, of an organization stand in its name.

    Raises PermissionDenied, BadInput with `fields`, WrongState where the same is asked or in force already.
    """
    if not policy.can_author(by, organization):
        raise PermissionDenied
    why = clean(why).strip()
    _check(issuer, organization, why, micro_credential)
    hold(organization)
    about = micro_credential.pk if micro_credential else None
    open_ = IssuerLeave.objects.filter(
        issuer=issuer, organization=organization, micro_credential=about
    )
    if open_.asked().exists():
        raise WrongState(_("This was asked, and has no answer yet."))
    if IssuerLeave.objects.covering(issuer, organization, about).exists():
        raise WrongState(_("Its permission for this is in force."))
    row = IssuerLeave.objects.create(
        issuer=issuer,
        organization=organization,
        micro_credential=micro_credential,
        why=why,
        asked_by=by,
        asked_at=now(),
    )
    note("catalog.leave_asked", row, by=by, **_ids(row))
    return row


@transaction.atomic
def give_leave(
    leave: IssuerLeave, *, first_on: date | None = None, last_on: date | None = None, by: Person
) -> None:
    """The issuer permits it from a day, by default today, to a last day or until somebody ends it.

    Raises PermissionDenied, also for whoever asked; BadInput for days in the past or out of order; WrongState.
    """
    if not policy.can_answer_leave(by, leave):
        raise PermissionDenied
    first_on = first_on or today()
    if first_on < today():
        message = _("This day is over. Choose today or a later one.")
        raise BadInput(message, fields={"first_on": message})
    if last_on is not None and last_on < first_on:
        message = _("The last day comes before the first.")
        raise BadInput(message, fields={"last_on": message})
    move(
        leave,
        to=LeaveStatus.GIVEN,
        answered_by=by,
        answered_at=now(),
        first_on=first_on,
        last_on=last_on,
    )
    said = {"first_on": first_on.isoformat(), "last_on": last_on and last_on.isoformat()}
    note("catalog.leave_given", leave, by=by, **_ids(leave), **said)


@transaction.atomic
def decline_leave(leave: IssuerLeave, *, by: Person) -> None:
    """The issuer does not permit it. Raises PermissionDenied, WrongState."""
    if not policy.can_answer_leave(by, leave):
        raise PermissionDenied
    move(leave, to=LeaveStatus.DECLINED, answered_by=by, answered_at=now())
    note("catalog.leave_declined", leave, by=by, **_ids(leave))


@transaction.atomic
def end_leave(leave: IssuerLeave, *, by: Person) -> None:
    """End it at once, or take the question back. No new version comes under it; what was published and awarded stays.

    Raises PermissionDenied, WrongState.
    """
    if not policy.can_end_leave(by, leave):
        raise PermissionDenied
    was_given = leave.status == LeaveStatus.GIVEN
    if leave.state == "ran_out":
        raise WrongState(_("Its last day is over."))
    move(leave, to=LeaveStatus.ENDED, ended_by=by, ended_at=now())
    note("catalog.leave_ended", leave, by=by, **_ids(leave), was_given=was_given)


@transaction.atomic
def name_issuer(micro_credential: MicroCredential, issuer: Organization, *, by: Person) -> None:
    """Put another issuer on a micro-credential before anything of it is published. The same again changes nothing.

    Raises PermissionDenied, NoLeave, WrongState once a version was published: badges name their issuer for good.
    """
    if not policy.can_author_of(by, micro_credential):
        raise PermissionDenied
    hold(micro_credential)
    micro_credential.refresh_from_db()
    if micro_credential.issuer_id == issuer.pk:
        return
    if micro_credential.owner is None or micro_credential.versions.public().exists():
        raise WrongState(_("A version of it was published, so its issuer stays."))
    check_leave(issuer, micro_credential.owner, by=by, micro_credential=micro_credential)
    before = micro_credential.issuer_id
    micro_credential.issuer = issuer
    micro_credential.save(update_fields=("issuer",))
    renew_edition()
    note("catalog.issuer_named", micro_credential, by=by, issuer=issuer.pk, before=before)


def _ids(leave: IssuerLeave) -> dict[str, int | None]:
    return {
        "issuer": leave.issuer_id,
        "organization": leave.organization_id,
        "micro_credential": leave.micro_credential_id,
    }


def _check(
    issuer: Organization,
    organization: Organization,
    why: str,
    micro_credential: MicroCredential | None,
) -> None:
    wrong: dict[str, str] = {}
    if not policy.may_issue(issuer) or issuer.ended_on is not None:
        wrong["issuer"] = _("Choose a program that may issue.")
    elif organization.program == issuer:
        wrong["issuer"] = _("What your own program issues needs no permission.")
    if micro_credential is not None:
        if organization.pk not in micro_credential.home.lineage:
            wrong["micro_credential"] = _("Choose one that this organization owns.")
        elif (
            micro_credential.issuer_id != issuer.pk and micro_credential.versions.public().exists()
        ):
            wrong["micro_credential"] = _("A version of it was published, so its issuer stays.")
    if not why:
        wrong["why"] = _("Say what it is for.")
    elif len(why) > MOST_CHARACTERS:
        wrong["why"] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)
