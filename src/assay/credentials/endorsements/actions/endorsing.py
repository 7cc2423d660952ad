"""Endorsing: another party's signed word. Organizations speak of what is on offer, a person of one earner's badge."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment.actions import keep_apart
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.models import Version
from assay.credentials import addresses, policy
from assay.credentials.endorsements import enclosures, endorsement_lists, endorsers
from assay.credentials.endorsements.actions.asking import ANSWERED, close_ask
from assay.credentials.issuers import identity
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.issuers.signing import sha256, signed_bytes
from assay.credentials.models import (
    AwardStatus,
    Endorsement,
    EndorsementAsk,
    EndorsementStatus,
    Guest,
    PersonKey,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.vault import seal
from assay.lib.wording import clean
from assay.people.models import Organization, Person
from assay.record.actions import note
from badgecore.keys import PrivateKey

LEAST, MOST = 30, 600  # characters of a comment
MOST_A_DAY = 20


@transaction.atomic
def endorse(
    subject: Version | Organization, *, text: str, organization: Organization, by: Person
) -> Endorsement:
    """Endorse a version of a micro-credential, or an issuer, in an organization's name; it is on show at once.

    Raises PermissionDenied for who may not sign for the organization, and where it would speak of itself or of its own
    house; BadInput for a comment too short or too long; WrongState where it endorses this already, or one of them is
    closed; TooMany beyond twenty a day.
    """
    version, issuer = (
        (subject, subject.micro_credential.issuer)
        if isinstance(subject, Version)
        else (None, subject)
    )
    if not policy.can_speak_for(by, organization):
        raise PermissionDenied(
            _("Only people who approve or administer in an organization sign in its name.")
        )
    if not policy.is_another_party(organization, issuer):
        raise PermissionDenied(_("No one can endorse their own work."))
    if policy.serves(by, issuer):
        raise PermissionDenied(_("You also work for the issuer, so someone else must sign."))
    if organization.ended_on is not None or (version is not None and version.published_at is None):
        raise WrongState(
            _("This is not open to the public, or the organization is closed. Nothing was signed.")
        )
    comment, moment = checked_comment(text), now()
    _not_too_many(organization, Endorsement.objects.filter(by_organization=organization), moment)
    key = ensure_issuer(organization)
    row = Endorsement(
        version=version,
        organization=None if version else issuer,
        by_organization=organization,
        by=by,
        comment=comment,
        about=version.title if version else issuer.name,
        name_as_signed=organization.name,
        did=key.did,
        signed_at=moment,
        status=EndorsementStatus.STANDING,
        accepted_at=moment,
    )
    sign_word(
        row,
        key,
        subject=addresses.criteria(version) if version else ensure_issuer(issuer).did,
        language=version.language if version else settings.LANGUAGE_CODE,
    )
    renew_edition()  # its page is kept by browsers under the catalog's stamp
    note("credentials.endorsed", row, by=by, organization=organization.pk, of=_kind(row))
    return row


@transaction.atomic
def endorse_award(
    ask: EndorsementAsk, *, text: str, as_holder: bool = False, by: Person
) -> Endorsement:
    """Answer an earner who asked: endorse their badge with a key of one's own. Nobody sees it until they accept it.

    `as_holder` also says that the endorser holds a badge of the same micro-credential, if they do: it is theirs to say.
    Raises PermissionDenied for anyone but the one who was asked, WrongState where the ask is over or the badge was
    withdrawn, BadInput for a comment too short or too long, TooMany beyond twenty a day.
    """
    award = ask.award
    if not policy.can_answer(by, ask):
        raise PermissionDenied
    if award.status != AwardStatus.ISSUED:
        raise WrongState(_("This badge was withdrawn, so no one can endorse it."))
    comment, moment = checked_comment(text), now()
    _not_too_many(by, Endorsement.objects.filter(by=by, by_organization=None), moment)
    close_ask(ask, ANSWERED)
    language, key = award.version.language, ensure_person_key(by)
    capacity = endorsers.capacity(by, language=language)
    if as_holder and endorsers.holds(by, award):
        capacity = ", ".join(filter(None, (capacity, _("holds this micro-credential"))))
    row = Endorsement(
        award=award,
        by=by,
        comment=comment,
        about=award.version.title,
        name_as_signed=by.display_name,
        capacity=capacity[:200],
        did=key.did,
        signed_at=moment,
        status=EndorsementStatus.OFFERED,
    )
    sign_word(row, key, subject=addresses.badge(award.pk), language=language)
    keep_apart(
        by, award.person, "endorsed", by=by
    )  # whoever speaks for somebody does not judge them
    note("credentials.endorsed", row, by=by, of=_kind(row), ask=ask.pk)
    return row


@transaction.atomic
def withdraw_endorsement(endorsement: Endorsement, *, by: Person) -> None:
    """Take one's word back, for good: its page and every check say so from the next reading on.

    Raises PermissionDenied for who may not sign for the endorser, WrongState at a second press.
    """
    if not policy.can_withdraw_endorsement(by, endorsement):
        raise PermissionDenied
    move(endorsement, to=EndorsementStatus.WITHDRAWN, withdrawn_at=now())
    _on_show_changed(endorsement)
    note("credentials.endorsement_withdrawn", endorsement, by=by)


@transaction.atomic
def accept_endorsement(endorsement: Endorsement, *, by: Person) -> None:
    """Show it: on the badge's page at once, in the badge itself when that is signed anew.

    Raises PermissionDenied for anyone but the earner (of a badge) or a steward of the issuer, WrongState where it is on
    show or was withdrawn.
    """
    if not policy.can_show_endorsement(by, endorsement):
        raise PermissionDenied
    move(endorsement, to=EndorsementStatus.STANDING, accepted_at=now())
    _on_show_changed(endorsement)
    note("credentials.endorsement_accepted", endorsement, by=by)


@transaction.atomic
def put_endorsement_aside(endorsement: Endorsement, *, by: Person) -> None:
    """Show it no more, or not at all; it can be taken up again as long as its endorser stands by it.

    Raises PermissionDenied as `accept_endorsement` does, WrongState where it is aside or was withdrawn.
    """
    if not policy.can_show_endorsement(by, endorsement):
        raise PermissionDenied
    # Should its endorser withdraw it now, the world is told nothing of what it was no longer shown.
    move(endorsement, to=EndorsementStatus.ASIDE, accepted_at=None)
    _on_show_changed(endorsement)
    note("credentials.endorsement_put_aside", endorsement, by=by)


def ensure_person_key(person: Person | Guest) -> PersonKey:
    """The key with which this person or guest signs; made on first need, sealed, and never handed out.

    Nobody asks for it but the verbs that sign in their name.
    """
    whose = {"guest": person} if isinstance(person, Guest) else {"person": person}
    key = PersonKey.objects.filter(**whose).first()
    if key is None:
        private = PrivateKey.generate("Ed25519")
        try:
            with transaction.atomic():
                return PersonKey.objects.create(
                    **whose,
                    multikey=private.public.multikey,
                    sealed=seal(private.to_bytes()),
                    made_at=now(),
                )
        except IntegrityError:
            return PersonKey.objects.get(**whose)  # another tab was a moment quicker
    return key


def checked_comment(text: str) -> str:
    """What was typed, as it is signed. Raises BadInput where it is too short or too long."""
    comment = clean(text).strip()
    message = ""
    if len(comment) < LEAST:
        message = _(
            "Say in a sentence or two what you know of it: at least %(count)s characters."
        ) % {"count": LEAST}
    if len(comment) > MOST:
        message = _("This is longer than %(count)s characters. Say what matters most.") % {
            "count": MOST
        }
    if message:
        raise BadInput(message, fields={"text": message})
    return comment


def _not_too_many(
    signer: Person | Organization, signed: QuerySet[Endorsement], moment: datetime
) -> None:
    hold(signer)
    if signed.filter(signed_at__gt=moment - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooMany(
            _("Many endorsements were signed in this name today. Sign the next one tomorrow.")
        )


def sign_word(row: Endorsement, key: identity.Key, *, subject: str, language: str) -> None:
    """Compose, sign, verify, then keep the bytes; the constraint decides whether one stands already.

    Raises WrongState where one does, or where the signer's list of withdrawn endorsements is full for good.
    """
    row.status_index = endorsement_lists.free_place(row.did)
    signer = endorsers.profile(row, key, language=language)
    row.body = signed_bytes(
        enclosures.document(row, subject=subject, signer=signer, language=language),
        key=key,
        at=row.signed_at,
    )
    row.sha256 = sha256(row.body)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as e:
        message = _(
            "This name has already endorsed this. To say something else, withdraw that "
            "endorsement first."
        )
        raise WrongState(message) from e


def _on_show_changed(endorsement: Endorsement) -> None:
    if endorsement.award_id is None:
        renew_edition()


def _kind(row: Endorsement) -> str:
    return "version" if row.version_id else "organization" if row.organization_id else "award"
