"""Awarding: from a released decision to a signed badge, and signing one anew."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation, Status
from assay.catalog.models import Version
from assay.credentials import policy
from assay.credentials.awarding.basis import AwardBasis, BadgeFacts, stack_bases
from assay.credentials.awarding.composing import Composer, SignedBadge, Workshop
from assay.credentials.badge import document as badge_document
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.models import Award, AwardStatus, Credential, IssuerKey
from assay.journeys.actions import finish
from assay.journeys.models import StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.prepared import planned_once
from assay.lib.wording import clean_line
from assay.people.models import Actor
from assay.record.actions import Entry, note, note_all
from badgecore.nouns import after

# What a badge is composed from, and nothing else: no hours, no attendance (A1). A test records what is read.
FACTS = (
    "status",
    "released_at",
    "submission__outcome",
    "decision__levels",
    "submission__public_id",
    "submission__start__status",
    "submission__start__version_id",
    "submission__start__person__email",
    "submission__start__person__display_name",
    "submission__version__number",
    "submission__version__content_hash",
    "submission__version__title",
    "submission__version__language",
    "submission__version__micro_credential__ident",
    "submission__version__micro_credential__slug",
    "submission__version__micro_credential__content_partner__ident",
    "submission__version__micro_credential__content_partner__name",
    "submission__version__micro_credential__content_partner__url",
    "submission__version__micro_credential__issuer__ident",
    "submission__version__micro_credential__issuer__name",
    "submission__version__micro_credential__issuer__url",
    "submission__version__micro_credential__issuer__email",
    "submission__version__micro_credential__issuer__path",
    "submission__version__micro_credential__issuer__description",
    "award__status",
    "award__visibility",
)


# For the life of the process. One award is signed as those of a batch are, and verified by the general path each time.
workshop = Workshop(long_way=1)


class KeyRetired(Exception):
    """The key that signed was replaced before the badge was kept; nothing of it was."""


def award(evaluation: Evaluation, *, by: Actor) -> Award:
    """Award the badge that a released decision *earned* entitles to, and sign it. A second call gives the same award.

    Signs first and locks last: its place in the status list was taken for good before (`status_lists.take_place`), so
    that nobody waits while it composes, signs and verifies; a place that is then not used stays empty.

    Raises PermissionDenied for anyone but an approver or administrator of the issuer, WrongState where the decision is
    not released or is *not yet*, and where the same person holds a valid award of this version already.

    Keeps A1 and A7 of docs/reference/promises.md.
    """
    (facts,) = _facts_of(evaluation.pk)
    version = facts.submission.version
    issuer = version.micro_credential.issuer
    if not policy.can_award(by, issuer):
        raise PermissionDenied
    existing = getattr(facts, "award", None)
    if existing is not None:
        return existing  # type: ignore[no-any-return]  # a reverse one-to-one, loaded with the facts
    _refuse_undecided(facts.status, facts.submission.outcome)
    basis, moment = AwardBasis.of(facts), now()
    key = ensure_issuer(issuer)
    places, place = status_lists.take_place(key)
    badge = BadgeFacts.of(
        basis,
        (places, place),
        award=Award._meta.pk.get_default(),
        valid_from=moment.replace(microsecond=0),
    )
    composer = Composer(workshop, [basis], at=moment)
    signed = composer.signed(badge, version=version, key=key)
    try:
        return _keep_award(facts, signed, at=moment, by=by)
    except KeyRetired:
        return award(evaluation, by=by)
    except IntegrityError:
        # The constraint, not a look beforehand, decides whether one stands already.
        first = Award.objects.filter(evaluation=evaluation.pk).first()
        if first is None and not _holds_one(basis):
            status_lists.forget_ahead()  # the database was put back to an earlier day
            raise
    if first is None:
        message = _(
            "This person already has a valid badge for this version. Withdraw that one "
            "first if needed."
        )
        raise WrongState(message)
    return first


@transaction.atomic
def _keep_award(facts: Evaluation, badge: SignedBadge, *, at: datetime, by: Actor) -> Award:
    """All that is written of an award, once it is signed and verified."""
    (status,) = _held_status(facts.pk)
    _refuse_undecided(status, facts.submission.outcome)
    basis, start = badge.facts.basis, facts.submission.start
    granted = Award.objects.create(
        id=badge.award,
        person=start.person,
        version=badge.version,
        issuer=badge.version.micro_credential.issuer,
        evaluation=facts,
        name_as_issued=badge.facts.name,
        earned_on=basis.earned_on,
        issued_at=at,
        status_list=badge.facts.places,
        status_index=badge.facts.place,
    )
    keep(granted, badge)
    if not still_signs(badge.key.pk):
        raise KeyRetired
    particulars = {"evaluation": facts.pk, "version": basis.version, "person": basis.person}
    awarded = Entry("credentials.awarded", granted, by, particulars)
    if start.status == StartStatus.OPEN:
        finish(start, by=by, also=[awarded])
    else:
        note_all([awarded])
    return granted


def _refuse_undecided(status: str, outcome: str) -> None:
    if status != Status.RELEASED or outcome != "earned":
        raise WrongState(
            _("A badge is awarded only once a decision that it is earned has been released.")
        )


def _holds_one(basis: AwardBasis) -> bool:
    standing = Award.objects.standing()
    return standing.filter(person=basis.person, version=basis.version).exists()


@transaction.atomic
def reissue(award: Award, *, by: Actor) -> Award:
    """Sign the same award anew: the name as it is now, the key that signs now. The old bytes are kept.

    Same id, later `validFrom`, by which readers know the newer one (OB 3.0, Equality). Raises PermissionDenied for
    strangers, WrongState for a withdrawn award.
    """
    if not policy.can_reissue(by, award):
        raise PermissionDenied
    held = Evaluation.objects.select_for_update(of=("self",))
    facts = _facts(held).get(pk=award.evaluation.pk) if award.evaluation else None
    basis = AwardBasis.of(facts) if facts else stack_bases([award.pk]).get(award.pk)
    if award.status != AwardStatus.ISSUED or basis is None:
        raise WrongState(_("A badge that was withdrawn is not signed again."))
    before = (
        Credential.objects.select_for_update().standing().select_related("key").get(award=award)
    )
    key = ensure_issuer(award.issuer)
    if before.key.did != key.did or award.status_list is None or award.status_index is None:
        # Under another name of the issuer the old list cannot speak for the new badge.
        award.status_list, award.status_index = status_lists.take_place(key)
    award.name_as_issued = clean_line(award.person.display_name)
    award.save(update_fields=("name_as_issued", "status_list", "status_index"))
    moment = now()
    Credential.objects.filter(pk=before.pk).update(replaced_at=moment)
    badge = BadgeFacts.of(
        basis,
        (award.status_list, award.status_index),
        award=award.pk,
        name=award.name_as_issued,
        valid_from=after(before.valid_from, moment),
        salt=badge_document.salt_in(bytes(before.body)),
    )
    composer = Composer(workshop, [basis], at=moment, awards=[award.pk])
    fresh = keep(award, composer.signed(badge, version=_version_of(award, facts), key=key))
    note("credentials.reissued", award, by=by, credential=fresh.pk, before=before.pk)
    return award


def _version_of(award: Award, facts: Evaluation | None) -> Version:
    if facts is not None:
        return facts.submission.version
    return Version.objects.select_related("micro_credential__issuer").get(pk=award.version_id)


def _facts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return rows.select_related(
        "decision",
        "submission__start__person",
        "submission__version__micro_credential__issuer",
        "submission__version__micro_credential__content_partner",
        "award",
    ).only(*FACTS)


@planned_once
def _facts_of(evaluation: int) -> QuerySet[Evaluation]:
    return _facts(Evaluation.objects.filter(pk=evaluation))


@planned_once
def _held_status(evaluation: int) -> QuerySet[Evaluation, str]:
    rows = Evaluation.objects.select_for_update().filter(pk=evaluation)
    return rows.values_list("status", flat=True)


@planned_once
def still_signs(key: int) -> QuerySet[IssuerKey, int]:
    return IssuerKey.objects.signing().filter(pk=key).values_list("pk", flat=True)


def keep(award: Award, badge: SignedBadge) -> Credential:
    return Credential.objects.create(
        award=award,
        key=badge.key,
        body=badge.body,
        sha256=badge.sha256,
        valid_from=badge.valid_from,
    )
