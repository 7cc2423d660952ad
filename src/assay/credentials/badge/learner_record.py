"""A learner's badges in force as one signed Comprehensive Learner Record 2.0, with the credit approved for them.

Each badge stands in it whole, as it was signed. Credit is no badge: each approved amount is a small credential of its
own, signed by the program that approved it and related to its badge. Nothing that nobody checked is in it. The record
and each credit in it have a place in their issuer's list of withdrawals, as badges have.
"""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.catalog.policy import may_issue
from assay.credentials import addresses
from assay.credentials.issuers import identity, signing, status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.models import (
    Award,
    Credential,
    EarlierBadge,
    EarlierStatus,
    StackPart,
    StatusList,
)
from assay.credentials.wording import worded
from assay.people.models import Organization, Person
from badgecore import clr, model
from badgecore.wire import JsonObject, read_object


class ApprovedCredit(NamedTuple):
    """Credit that a program approved for a badge."""

    award: uuid.UUID
    address: str  # of the credential that will say it
    rule: str  # its name
    about: str  # what was approved, in a sentence
    amount: Decimal
    by: Organization
    approved_at: datetime


def signed_record(
    person: Person,
    *,
    name: str,
    address: str,
    until: date,
    credit: Iterable[ApprovedCredit],
    at: datetime,
) -> bytes:
    """The record as UTF-8 JSON with its proof; b"" where no badge is in force. Its address is its `id`.

    Some milliseconds for each credit, and for the whole. Raises what `signing.signed_bytes` raises.
    """
    badges = {row.award_id: row for row in _badges_of(person)}
    if not badges:
        return b""
    issuer = _issuer_for(person, [row.award for row in badges.values()])
    key = ensure_issuer(issuer)
    places, index = status_lists.take_place(key)
    approved = [one for one in credit if one.award in badges and may_issue(one.by)]
    last_moment = timezone.make_aware(datetime.combine(until, time(23, 59, 59)))
    record = clr.ClrCredential(
        id=address,
        name=_("Transcript of %(name)s") % {"name": worded(name)},
        partial=_knows_more(person),
        issuer=identity.profile(issuer, key.did),
        valid_from=at.replace(microsecond=0),
        valid_until=last_moment,
        awarded_date=at.replace(microsecond=0),
        subject=clr.ClrSubject(
            identifier=(
                _hashed(person),
                model.IdentityObject(
                    hashed=False, identity_hash=worded(name), identity_type="name"
                ),
            ),
            credentials=(
                *(read_object(bytes(row.body)) for row in badges.values()),
                *(_credited(one, _hashed(person), at) for one in approved),
            ),
            association=(*_of_stacks(badges), *_of_credit(approved, badges)),
        ),
        status=_place(issuer, places, index),
    )
    return signing.signed_bytes(record.to_json(), key=key, at=at)


def withdraw_record(body: bytes) -> None:
    """Tell every verifier that a record counts no longer, and no credit in it; its badges stay as they are."""
    document = read_object(body)
    inside = [document, *document["credentialSubject"]["verifiableCredential"]]
    of_record = [
        one
        for one in inside
        if one["id"] == document["id"] or one["id"].startswith(f"{document['id']}#")
    ]
    for one in of_record:
        _withdraw(one)


def withdraw_part(body: bytes, name: str) -> bool:
    """The same of one credit in it, by the end of its address (`credit-7`). False where it is not in this record."""
    document = read_object(body)
    for one in document["credentialSubject"]["verifiableCredential"]:
        if one["id"] == f"{document['id']}#{name}":
            _withdraw(one)
            return True
    return False


def _withdraw(one: JsonObject) -> None:
    if "credentialStatus" not in one:
        return  # signed before records had a place in a list
    ident, number, index = status_lists.place_in(one)
    places = StatusList.objects.get(issuer__ident=ident, number=number)
    status_lists.withdraw(places, index)


def _place(issuer: Organization, places: StatusList, index: int) -> model.StatusEntry:
    return model.StatusEntry.at(addresses.status_list(issuer.ident, places.number), index)


def _badges_of(person: Person) -> QuerySet[Credential]:
    awards = Award.objects.visible_to(person).standing()
    rows = Credential.objects.standing().filter(award__in=awards)
    rows = rows.select_related("award__version__micro_credential", "award__issuer")
    return rows.defer("award__version__data").order_by("award__earned_on", "award__issued_at")


def _issuer_for(person: Person, awards: Sequence[Award]) -> Organization:
    """Where the learner works, if it issued one of these badges; else who issued the newest."""
    places = {place for held in person.current_memberships for place in held.organization.lineage}
    own = [award.issuer for award in awards if award.issuer_id in places]
    return (own or [award.issuer for award in awards])[-1]


def _hashed(person: Person) -> model.IdentityObject:
    """Under a salt of its own each time: of two that are the same, one verifier (DIDKit) loses count."""
    return model.IdentityObject.of_email(person.email, salt=secrets.token_hex(16))


def _knows_more(person: Person) -> bool:
    """Whether badges of theirs are kept here that are not in it: those from before, signed by nobody here."""
    rows = EarlierBadge.objects.filter(person=person, status=EarlierStatus.ACCEPTED)
    return rows.exists()


def _credited(one: ApprovedCredit, who: model.IdentityObject, at: datetime) -> JsonObject:
    key = ensure_issuer(one.by)
    places, index = status_lists.take_place(key)
    profile = identity.profile(one.by, key.did)
    amount = int(one.amount) if one.amount == one.amount.to_integral_value() else float(one.amount)
    document = model.AchievementCredential(
        id=one.address,
        issuer=profile,
        valid_from=at.replace(microsecond=0),
        awarded_date=one.approved_at.replace(microsecond=0),
        name=worded(one.rule),
        subject=model.AchievementSubject(
            identifier=(who,),
            credits_earned=amount,
            achievement=model.Achievement(
                id=_earned_as(one),
                name=worded(one.rule),
                description=worded(one.about),
                achievement_type="ext:Credit",
                criteria=model.Criteria(narrative=worded(one.about)),
                creator=model.Profile(id=key.did, name=one.by.name),
            ),
        ),
        status=_place(one.by, places, index),
    )
    signed: JsonObject = read_object(signing.signed_bytes(document.to_json(), key=key, at=at))
    return signed


def _earned_as(one: ApprovedCredit) -> str:
    return f"{one.address}-achievement"


def _of_stacks(badges: dict[uuid.UUID, Credential]) -> Iterable[clr.Association]:
    """A badge that counted in a stack is part of it, where both are in the record."""
    rows = StackPart.objects.filter(whole__award__in=badges, award__in=badges)
    for part, whole in rows.values_list("award", "whole__award"):
        yield clr.Association(
            association_type="isPartOf",
            source_id=addresses.criteria(badges[part].award.version),
            target_id=addresses.criteria(badges[whole].award.version),
        )


def _of_credit(
    approved: Iterable[ApprovedCredit], badges: dict[uuid.UUID, Credential]
) -> Iterable[clr.Association]:
    for one in approved:
        yield clr.Association(
            association_type="isRelatedTo",
            source_id=_earned_as(one),
            target_id=addresses.criteria(badges[one.award].award.version),
        )
