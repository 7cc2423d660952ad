"""What an endorsement says and where it travels: composed as an Open Badges 3.0 EndorsementCredential, and enclosed
whole in the badges it speaks for (OB 3.0, Achievement, Profile and AchievementCredential: `endorsement`)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from assay.credentials import addresses
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.models import Award
from assay.credentials.models.endorsements import Endorsement
from assay.credentials.wording import worded
from assay.lib.prepared import planned_once, prepared
from assay.people.models import Organization
from badgecore import model
from badgecore.wire import JsonObject, read_object

MOST = 5  # enclosed of each kind, the newest


def document(row: Endorsement, *, subject: str, signer: model.Profile, language: str) -> JsonObject:
    """The endorsement, unsigned. `subject` is the very id that what is endorsed bears in badges."""
    with override(language):
        name = _("Endorsement of %(what)s") % {"what": row.about}
    return model.EndorsementCredential(
        id=addresses.endorsement(row.pk),
        issuer=signer,
        valid_from=row.signed_at.replace(microsecond=0),
        name=worded(name),
        subject=model.EndorsementSubject(id=subject, endorsement_comment=worded(row.comment)),
        status=model.StatusEntry.at(endorsement_lists.address(row.did), row.status_index),
    ).to_json()


# What is enclosed in a badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """The endorsements that a badge carries: of itself, of what was earned, of its issuer."""

    award: tuple[JsonObject, ...] = ()
    achievement: tuple[JsonObject, ...] = ()
    issuer: tuple[JsonObject, ...] = ()


def enclosed(*, version_id: int, issuer_id: int, award: Award | None = None) -> Enclosed:
    """What stands now, the newest five of each kind. Two queries, three with an award: once for many badges of one
    version, since only those of an award differ from earner to earner."""
    rows = Endorsement.objects.standing()
    of_award = rows.filter(award=award)[:MOST] if award is not None else ()
    return Enclosed(
        award=_read(row.body for row in of_award),
        achievement=_read(_of_version(version_id)),
        issuer=_read(_of_issuer(issuer_id)),
    )


def spoken_of(*, versions: Iterable[int], issuers: Iterable[int]) -> set[tuple[str, int]]:
    """Which of these anybody endorses: ("version", id) or ("organization", id). Most need not be asked one by one."""
    return {
        (kind, pk)
        for pair in _pairs([*versions], [*issuers])
        for kind, pk in zip(("version", "organization"), pair, strict=True)
        if pk is not None
    }


@planned_once
def _pairs(
    versions: list[int], issuers: list[int]
) -> QuerySet[Endorsement, tuple[int | None, int | None]]:
    rows = Endorsement.objects.standing().filter(
        Q(version__pk__in=versions) | Q(organization__pk__in=issuers)
    )
    return rows.order_by().values_list("version", "organization").distinct()


@prepared
def _of_version(version: int) -> QuerySet[Endorsement, Any]:
    rows = Endorsement.objects.standing().filter(version=version)
    return rows.values_list("body", flat=True)[:MOST]


@prepared
def _of_issuer(issuer: int) -> QuerySet[Endorsement, Any]:
    rows = Endorsement.objects.standing().filter(organization=issuer)
    return rows.values_list("body", flat=True)[:MOST]


def of_awards(awards: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[JsonObject, ...]]:
    """As `enclosed` for each of these awards, in one query: those of the award itself."""
    bodies: dict[uuid.UUID, list[Any]] = {}
    if awards:
        for award, body in (
            Endorsement.objects.standing().filter(award__in=awards).values_list("award", "body")
        ):
            bodies.setdefault(award, []).append(body)
    return {award: _read(found[:MOST]) for award, found in bodies.items()}


def of_issuer(issuer: Organization) -> tuple[JsonObject, ...]:
    """What stands about an issuer now."""
    return _read(_of_issuer(issuer.pk))


def about(documents: Iterable[JsonObject], subject: str) -> tuple[JsonObject, ...]:
    """Those that speak of this very id: an issuer may have got another name, an installation another address."""
    return tuple(said for said in documents if said["credentialSubject"]["id"] == subject)


def _read(bodies: Iterable[Any]) -> tuple[JsonObject, ...]:
    return tuple(read_object(bytes(body)) for body in bodies)
