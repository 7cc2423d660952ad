"""Awarding: from a released decision to a signed badge, and signing one anew."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation, Status
from assay.catalog.models import MicroCredential
from assay.credentials import policy
from assay.credentials.additions import contents
from assay.credentials.badge import document as badge_document
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.issuers.signing import sha256, signed_award
from assay.credentials.models import Award, AwardStatus, Credential, IssuerKey
from assay.evidence.models import Submission
from assay.journeys.actions import finish
from assay.journeys.models import StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.wording import clean_line
from assay.people.models import Actor
from assay.record.actions import note
from badgecore.nouns import after

# What a badge rests on, and nothing else: no hours, no minutes, no attendance (A1). A test records what is read.
FACTS = (
    "status", "released_at",
    "decision__outcome", "decision__levels",
    "submission__public_id",
    "submission__start__status", "submission__start__version_id",
    "submission__start__person__email", "submission__start__person__display_name",
    "submission__version__number", "submission__version__data", "submission__version__content_hash",
    "submission__version__title", "submission__version__language",
    "submission__version__micro_credential__ident", "submission__version__micro_credential__slug",
    "submission__version__micro_credential__issuer__ident", "submission__version__micro_credential__issuer__name",
    "submission__version__micro_credential__issuer__url", "submission__version__micro_credential__issuer__email",
    "submission__version__micro_credential__issuer__path",
    "submission__version__micro_credential__issuer__description",
    "award__status", "award__visibility",
)  # fmt: skip


# Where a query for the facts has the ids of what is earned and of who issues it.
_VERSION = (Submission._meta.db_table, "version_id")
_ISSUER = (MicroCredential._meta.db_table, "issuer_id")


@transaction.atomic
def award(evaluation: Evaluation, *, by: Actor) -> Award:
    """Award the badge that a released decision *earned* entitles to, and sign it. A second call gives the same award.

    Raises PermissionDenied for anyone but an approver or administrator of the issuer, WrongState where the decision is
    not released or is *not yet*, and where the same person holds a valid award of this version already.

    Keeps A1 and A7 of docs/reference/promises.md.
    """
    facts = _facts(evaluation)
    version, start = facts.submission.version, facts.submission.start
    issuer = version.micro_credential.issuer
    if not policy.can_award(by, issuer):
        raise PermissionDenied
    existing = getattr(facts, "award", None)
    if existing is not None:
        return existing  # type: ignore[no-any-return]  # a reverse one-to-one, loaded with the facts
    if facts.status != Status.RELEASED or facts.decision.outcome != "earned" or facts.released_at is None:
        raise WrongState(_("A badge is awarded only once a decision that it is earned has been released."))
    places = status_lists.list_with_room(issuer)
    moment = now()
    granted = Award(
        person=start.person, version=version, issuer=issuer, evaluation=facts,
        name_as_issued=clean_line(start.person.display_name), earned_on=timezone.localtime(facts.released_at).date(),
        issued_at=moment, status_list=places, status_index=status_lists.take_place(places),
    )  # fmt: skip
    _save(granted)
    _sign(granted, facts, key=status_lists.key_of(places), at=moment, enclosed=enclosures.brought(facts))
    if start.status == StartStatus.OPEN:
        finish(start, by=by)
    note("credentials.awarded", granted, by=by, evaluation=facts.pk, version=version.pk, person=start.person.pk)
    return granted


@transaction.atomic
def reissue(award: Award, *, by: Actor) -> Award:
    """Sign the same award anew: the name as it is now, the key that signs now. The old bytes are kept.

    Same id, later `validFrom`, by which readers know the newer one (OB 3.0, Equality). Raises PermissionDenied for
    strangers, WrongState for a withdrawn award.
    """
    if not policy.can_reissue(by, award):
        raise PermissionDenied
    facts = _facts(award.evaluation) if award.evaluation else None
    if award.status != AwardStatus.ISSUED or facts is None:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    before = Credential.objects.select_for_update().standing().select_related("key").get(award=award)
    key = ensure_issuer(award.issuer)
    if before.key.did != key.did or award.status_list is None:
        # Under another name of the issuer the old list cannot speak for the new badge.
        award.status_list = status_lists.list_with_room(award.issuer)
        award.status_index = status_lists.take_place(award.status_list)
    award.name_as_issued = clean_line(award.person.display_name)
    award.save(update_fields=("name_as_issued", "status_list", "status_index"))
    moment = now()
    Credential.objects.filter(pk=before.pk).update(replaced_at=moment)
    said = enclosures.enclosed(version_id=award.version_id, issuer_id=award.issuer_id, award=award)
    salt = badge_document.salt_in(bytes(before.body))
    added, since = contents.added(award), after(before.valid_from, moment)
    fresh = _sign(award, facts, key=key, at=moment, since=since, enclosed=said, added=added, salt=salt)
    note("credentials.reissued", award, by=by, credential=fresh.pk, before=before.pk)
    return award


def _save(granted: Award) -> None:
    """The constraint, not a look beforehand, decides whether one stands already."""
    try:
        with transaction.atomic():
            granted.save(force_insert=True)
    except IntegrityError as e:
        if not Award.objects.standing().filter(person=granted.person_id, version=granted.version_id).exists():
            raise
        message = _("This person holds a valid badge of this version already. Withdraw that one first, if need be.")
        raise WrongState(message) from e


def _facts(evaluation: Evaluation) -> Evaluation:
    return (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related(
            "decision", "submission__start__person", "submission__version__micro_credential__issuer", "award"
        )
        .only(*FACTS)
        .annotate(**enclosures.beside(version=_VERSION, issuer=_ISSUER))
        .get(pk=evaluation.pk)
    )


def _sign(
    award: Award, facts: Evaluation, *, key: IssuerKey, at: datetime, enclosed: enclosures.Enclosed,
    since: datetime | None = None, added: contents.Added = contents.NOTHING, salt: str = "",
) -> Credential:  # fmt: skip
    """Compose, sign, verify, then keep the bytes. A re-issue keeps its salt: the address hashes alike."""
    if award.status_list is None or award.status_index is None or facts.released_at is None:
        raise LookupError(f"award {award.pk} lacks what a badge needs")
    issuing = badge_document.Issuing(
        award=award, email=facts.submission.start.person.email, levels=facts.decision.levels,
        awarded_at=facts.released_at, valid_from=since or at.replace(microsecond=0), salt=salt or secrets.token_hex(16),
        places=award.status_list, index=award.status_index, enclosed=enclosed, added=added,
    )  # fmt: skip
    document = badge_document.credential(issuing, version=facts.submission.version, key=key).to_json()
    body = signed_award(document, key=key, at=at)
    signed_at = max(at, issuing.valid_from)
    return Credential.objects.create(award=award, key=key, body=body, sha256=sha256(body), valid_from=signed_at)
