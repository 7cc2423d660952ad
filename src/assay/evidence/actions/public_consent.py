"""Consent that reaches the public: recorded for an artifact, and ended, after the work was handed in."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.models import Artifact, Consent, PublicConsent, Scope
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.actions import note


def statement() -> str:
    """The words a learner confirms, which are kept with the record."""
    return _(
        "Everyone who can be seen or heard in it knows that it will be shown to the "
        "public, and agreed. For every student a guardian gave this permission in "
        "writing, and I have it."
    )


def to_be_permitted(consent: Consent) -> int:
    """Of how many students a guardian must have agreed: those in it who were not seated out of sight."""
    return max(0, (consent.students or 0) - (consent.off_camera or 0))


@transaction.atomic
def record_public_consent(
    artifact: Artifact, *, permissions: int | None, agreed: bool, by: Person
) -> PublicConsent:
    """Record that everybody in an artifact that was handed in agreed to its being shown to the public.

    What was handed in stays as it was. Raises PermissionDenied for anyone but its learner; WrongState while it is a
    draft, where the workspace asks for this, once it is recorded, and where nobody needs to be asked; BadInput without
    the confirmation, or with fewer permissions than there are students in it.
    """
    if not policy.can_speak_for_consent(by, artifact):
        raise PermissionDenied
    consent = _asked(artifact)
    wrong = {}
    if not agreed:
        wrong["agreed"] = _(
            "Confirm this only if it is so. Until then the piece stays with those who judged it."
        )
    if (permissions or 0) < to_be_permitted(consent):
        wrong["permissions"] = _(
            "Students in it: %(n)s. Each needs a permission for the public."
        ) % {"n": to_be_permitted(consent)}
    if (permissions or 0) > 2000:
        wrong["permissions"] = _("A number from 0 to 2,000.")
    if wrong:
        raise BadInput(_("This piece cannot be shown yet."), fields=wrong)
    try:
        with transaction.atomic():
            row = PublicConsent.objects.create(
                artifact=artifact,
                by=by,
                permissions=permissions or 0,
                statement=statement(),
                recorded_at=now(),
            )
    except IntegrityError as e:
        raise WrongState(_("This is already recorded.")) from e
    note(
        "evidence.public_consent_recorded",
        artifact,
        by=by,
        submission=artifact.submission_id,
        permissions=row.permissions,
    )
    return row


@transaction.atomic
def end_public_consent(artifact: Artifact, *, by: Person) -> None:
    """Somebody in it changed their mind: from now on it may not be shown. Raises PermissionDenied, WrongState."""
    if not policy.can_speak_for_consent(by, artifact):
        raise PermissionDenied
    if not PublicConsent.objects.standing().filter(artifact=artifact).update(ended_at=now()):
        raise WrongState(_("This was already taken back."))
    note("evidence.public_consent_ended", artifact, by=by, submission=artifact.submission_id)


def _asked(artifact: Artifact) -> Consent:
    """The consent as it was handed in, where it does not reach the public, or no longer."""
    consent = Consent.objects.filter(artifact=artifact).first()
    if artifact.submission.is_draft or artifact.removed_at is not None or consent is None:
        raise WrongState(
            _("Who agreed to what is recorded in the workspace until this is handed in.")
        )
    reaches = consent.scope == Scope.PUBLIC and not consent.has_expired(today())
    if consent.nobody_recognizable or reaches:
        raise WrongState(_("Nothing more needs to be recorded for this piece."))
    return consent
