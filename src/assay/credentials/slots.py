"""What this room says on the pages of others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from assay.catalog.models import Version
from assay.credentials import policy
from assay.credentials.endorsements.enclosures import MOST
from assay.credentials.models import Award, Credential, Endorsement, EndorsementAsk
from assay.evidence.models import Submission
from assay.lib.clock import now
from assay.lib.prepared import prepared
from assay.people.models import Organization, Person
from badgecore.wire import read_object


def badge_of(person: Any, subject: Submission) -> dict[str, Any] | None:
    """On a submission's status page: the badge it became, for its learner."""
    award = _became.first(subject, person)
    return {"award": award} if award else None


@prepared
def _became(submission: Submission, person: Person) -> QuerySet[Award]:
    rows = Award.objects.for_show().filter(evaluation__submission=submission)
    return rows.visible_to(person)[:1]


SHOWN = 10  # endorsements on one page, the newest


def endorsements_of(person: Any, subject: Version) -> dict[str, Any] | None:
    """On a micro-credential's page: who endorses this version. Nothing where nobody does and one may not."""
    rows = _of_version(subject.pk)
    may = may_endorse(person, subject.micro_credential.issuer)
    return {"endorsements": rows, "may_endorse": may, "version": subject} if rows or may else None


@prepared
def _of_version(version: int) -> QuerySet[Endorsement]:
    return Endorsement.objects.standing().filter(version=version).defer("body")[:SHOWN]


def may_endorse(person: Any, issuer: Organization) -> bool:
    """Whether this person may sign for another organization than the issuer."""
    return isinstance(person, Person) and bool(policy.voices_about(person, issuer))


def words_about(person: Any, subject: Award) -> dict[str, Any] | None:
    """On the earner's page of a badge: what others say of it, whom they asked, and whether the file carries it."""
    rows = list(Endorsement.objects.in_hand().filter(award=subject).defer("body"))
    asks = list(subject.asks.open().select_related("asked", "guest"))
    shown = {str(row.pk) for row in [row for row in rows if row.standing][:MOST]}
    return {"award": subject, "rows": rows, "asks": asks, "carried": shown == _carried(subject)}


def _carried(award: Award) -> set[str]:
    """The ids of the endorsements inside the badge as it was last signed."""
    body = Credential.objects.standing().values_list("body", flat=True).get(award=award)
    return {
        str(said["id"]).rstrip("/").rsplit("/", 1)[-1]
        for said in read_object(bytes(body)).get("endorsement", ())
    }


def words_of_issuer(person: Any, issuer: Organization) -> dict[str, Any]:
    """On an issuer's page: who endorses it."""
    return {"words": _of_issuer(issuer.pk), "may_endorse": may_endorse(person, issuer)}


@prepared
def _of_issuer(issuer: int) -> QuerySet[Endorsement]:
    return Endorsement.objects.standing().filter(organization=issuer).defer("body")[:SHOWN]


def asked_of(person: Any, subject: None) -> dict[str, Any] | None:
    """On the home page: whose badge one is asked to endorse."""
    found = _asked_now(person, now())
    return {"asks": found} if found else None


@prepared
def _asked_now(person: Person, at: datetime) -> QuerySet[EndorsementAsk]:
    asks = EndorsementAsk.objects.open(at).filter(asked=person).select_related("award__version")
    return asks.defer("award__version__data")[:SHOWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What others say, by what it is about."""

    own: list[Endorsement]
    offered: list[Endorsement]
    issuing: list[Endorsement]

    @property
    def some(self) -> bool:
        return bool(self.own or self.offered or self.issuing)


def words_on(award: Award) -> Words:
    """On a badge's public page: of the badge, of what was earned, of its issuer. One query; nothing once withdrawn."""
    rows = (
        []
        if award.revoked
        else list(Endorsement.objects.standing().about(award).defer("body")[: 3 * SHOWN])
    )
    return Words(
        own=[row for row in rows if row.award_id],
        offered=[row for row in rows if row.version_id],
        issuing=[row for row in rows if row.organization_id],
    )
