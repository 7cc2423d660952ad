"""What this room says on the pages of others."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation
from assay.catalog.content import stack_roles
from assay.catalog.content.stack_progress import Progress, progress
from assay.catalog.content.stack_words import still_open
from assay.catalog.models import Kind, Stack, Version, version_columns
from assay.credentials import policy
from assay.credentials.endorsements.enclosures import MOST
from assay.credentials.models import (
    Award,
    AwardStatus,
    CaseStatus,
    Credential,
    Endorsement,
    EndorsementAsk,
    OfferStatus,
    PanelSeat,
    RevocationCase,
    RoleCandidate,
    RoleOffer,
    StackReview,
)
from assay.credentials.stacks import earned_badges
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Membership, Organization, Person, Role
from assay.ui.work import CallWords, WorkKind, pieces
from badgecore.wire import read_object


def badge_of(person: Any, subject: Submission) -> dict[str, Any] | None:
    """On a submission's status page: the badge it became, for its learner."""
    award = _became.first(subject, person)
    return {"award": award} if award else None


@prepared
def _became(submission: Submission, person: Person) -> QuerySet[Award]:
    rows = Award.objects.for_show().filter(evaluation__submission=submission)
    return rows.visible_to(person)[:1]


#: By what somebody has a part in a decision, and so none in taking its badge back.
PARTS = ("assignments__assessor", "releases__by", "screenings__by")
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


def along_in(person: Any, subject: Stack) -> dict[str, Any] | None:
    """On a stack's page: how far the reader is, what is still open, and the badge. Four queries at most."""
    if not isinstance(person, Person):
        return None
    held = earned_badges.held(person)
    along = progress(subject.data, held, today())
    titles = earned_badges.titles_of(subject)
    badge = _badge_of(person, subject.slug, subject.number)
    earlier = None
    if held and not along.complete and not badge:
        earlier = earned_badges.completed_earlier(subject, held)
    taken = _badge_of(person, subject.slug, earlier[0].number) if earlier else []
    complete = along.complete or (earlier is not None and not taken)
    return {
        "stack": subject,
        "along": along,
        "lines": still_open(along, subject.data, titles),
        "badge": badge[0] if badge else None,
        "earlier": earlier[0] if earlier and not taken else None,
        "roles": _roles(subject, badge[0] if badge else None, earlier, along),
        "may_take": complete and policy.can_take_stack(person, subject),
    }


def _roles(
    stack: Stack,
    badge: uuid.UUID | None,
    earlier: tuple[Version, Progress] | None,
    along: Progress,
) -> list[str]:
    """The pools that the badge opens, in words: of one that is taken the places it has, else what it will open."""
    if badge is not None:
        rows = RoleCandidate.objects.filter(whole__award=badge)
        return [row.role_text for row in rows] if stack_roles.doors(stack.data) else []
    data, found = (earlier[0].content["stack"], earlier[1]) if earlier else (stack.data, along)
    return [stack_roles.role_word(role) for role in stack_roles.opened_by(data, found.track_id)]


@prepared
def _badge_of(person: Person, slug: str, number: str) -> QuerySet[Award, uuid.UUID]:
    """Their own badge of this edition of a stack."""
    rows = Award.objects.standing().filter(person=person, version__number=number)
    rows = rows.filter(
        version__micro_credential__slug=slug, version__micro_credential__kind=Kind.STACK
    )
    return rows.values_list("pk", flat=True)


def work(person: Any) -> Iterable[WorkKind]:
    """On the home page of those who work here: whose badge one is asked to endorse, and what has been awarded."""
    yield WorkKind(
        desk="endorsements",
        label=_("To endorse"),
        note=_("Earners ask you"),
        url=reverse("credentials:endorsements"),
        rows=Listed(_asks, person, now()),
        call=CallWords(
            heading=_("%(name)s asks for your endorsement"),
            text=_("It is about %(title)s. You may write a few sentences, or decline."),
            page="credentials:asked",
            button=_("Read and answer"),
            row_button=_("Answer"),
        ),
        order=70,
        quiet=not policy.has_endorsements_desk(person),
    )
    if person.organizations_as(Role.COMMITTEE_MEMBER):
        yield WorkKind(
            desk="cases",
            label=_("To vote on"),
            note=_("Withdrawal of a badge"),
            url=f"{reverse('credentials:cases')}?show=to_vote",
            rows=Listed(_to_vote, person, today()),
            call=CallWords(
                heading=_("Vote on a badge of %(name)s"),
                text=_("It is about %(title)s. The earner was heard; you sit on the panel."),
                page="credentials:case",
                button=_("Open the case"),
                row_button=_("Open"),
            ),
            order=62,
            quiet=True,
        )
    hearing = [place.path for place in person.organizations_as(Role.COMMITTEE_CHAIR)]
    administered = [place.path for place in person.organizations_as(Role.PROGRAM_ADMIN)]
    if hearing or administered:
        yield WorkKind(
            desk="cases",
            label=_("Cases to see to"),
            note=_("A panel to name, or an appeal to hear"),
            url=reverse("credentials:cases"),
            rows=Listed(_to_see_to, hearing, administered, person, today()),
            call=CallWords(
                heading=_("See to the case about a badge of %(name)s"),
                text=_(
                    "It is about %(title)s. A panel of three has to be named, or an appeal is with you."
                ),
                page="credentials:case",
                button=_("Open the case"),
                row_button=_("Open"),
            ),
            order=63,
            quiet=True,
        )
    keeping = [place.path for place in person.organizations_as(*policy.STEWARDS)]
    if keeping:
        yield WorkKind(
            desk="awards",
            label=_("Stacks to look at"),
            note=_("A badge inside was withdrawn"),
            url=reverse("credentials:stack_reviews"),
            rows=Listed(_stacks_to_settle, keeping, person),
            call=CallWords(
                heading=_("Look at the stack of %(name)s"),
                text=_(
                    "It is about %(title)s. A badge inside it was withdrawn: keep it, or withdraw it."
                ),
                page="credentials:stack_review",
                button=_("Look at it"),
                row_button=_("Open"),
            ),
            order=64,
            quiet=True,
        )
    giving = policy.giving_paths(person)
    if giving:
        yield WorkKind(
            desk="leader-pool",
            label=_("Leader pool"),
            note=_("A role to put on record"),
            url=f"{reverse('credentials:pool')}?show=offered",
            rows=Listed(_roles_to_confirm, giving, person, today()),
            call=CallWords(
                heading=_("%(name)s accepted a role"),
                text=_("By the badge of %(title)s. Put it on record, or take the offer back."),
                page="credentials:candidate",
                button=_("Put it on record"),
                row_button=_("Open"),
            ),
            order=65,
            quiet=True,
        )
    paths = [place.path for place in person.organizations_as(Role.CREDIT_COORDINATOR)]
    if paths:
        desk = reverse("credentials:awards")
        yield WorkKind(
            desk="awards",
            label=_("Awards"),
            note=_("To read; nothing has to be done"),
            url=desk,
            rows=Listed(_awarded, paths),
            call=CallWords(
                heading=_("The newest award is of %(title)s"),
                url=desk,
                button=_("Open the list"),
                row_button=_("Open list"),
            ),
            order=80,
            own=False,
            waits=False,
        )


@prepared
def _asks(person: Person, at: datetime) -> QuerySet[EndorsementAsk, Any]:
    """Who has waited longest comes first."""
    rows = EndorsementAsk.objects.open(at).filter(asked=person).order_by("made_at", "pk")
    return pieces(
        rows,
        key="pk",
        name="award__name_as_issued",
        since="made_at",
        **version_columns("award__version"),
    )


@prepared
def _to_vote(person: Person, day: date) -> QuerySet[RevocationCase, Any]:
    return _of_cases(RevocationCase.objects.all().to_vote(person, day))


@prepared
def _stacks_to_settle(paths: Sequence[str], person: Person) -> QuerySet[StackReview, Any]:
    rows = StackReview.objects.all().under(paths, person).open().order_by("opened_at", "pk")
    return pieces(
        rows,
        key="pk",
        name="whole__award__name_as_issued",
        since="opened_at",
        **version_columns("whole__award__version"),
    )


@prepared
def _roles_to_confirm(
    paths: Sequence[str], person: Person, day: date
) -> QuerySet[RoleCandidate, Any]:
    rows = RoleCandidate.objects.all().under(paths, person, day).in_pool()
    rows = rows.with_offer(OfferStatus.ACCEPTED).order_by("entered_at", "pk")
    return pieces(
        rows,
        key="pk",
        name="whole__award__name_as_issued",
        since="entered_at",
        **version_columns("whole__award__version"),
    )


@prepared
def _to_see_to(
    chaired: Sequence[str], administered: Sequence[str], person: Person, day: date
) -> QuerySet[RevocationCase, Any]:
    """Without a panel, or on appeal: a chair's, and an administrator's where there is no chair who may."""
    seats = PanelSeat.objects.order_by().values("case")
    bare = Q(status=CaseStatus.HEARING) & ~Q(pk__in=seats)
    rows = RevocationCase.objects.all()
    as_chair = rows.under(chaired, person).order_by().values("pk")
    without = rows.under(administered, person).exclude(_has_chair(day)).order_by().values("pk")
    rows = rows.filter(Q(pk__in=as_chair) | Q(pk__in=without)).exclude(opened_by=person)
    for part in PARTS:  # who may not see to it
        rows = rows.exclude(**{f"award__evaluation__{part}": person})
    return _of_cases(rows.filter(bare | Q(status=CaseStatus.APPEALED)))


def _has_chair(day: date) -> Exists:
    """For a case: whether a chair of its issuer or above has no part in it; `policy.can_name_panel` but for ties."""
    path = ExpressionWrapper(OuterRef("award__issuer__path"), output_field=CharField())
    chairs = Membership.objects.current(day).filter(
        role=Role.COMMITTEE_CHAIR, person__is_active=True
    )
    chairs = chairs.alias(issuer=path).filter(issuer__startswith=F("organization__path"))
    chairs = chairs.exclude(person=OuterRef("award__person")).exclude(person=OuterRef("opened_by"))
    own = Evaluation.objects.filter(pk=OuterRef(OuterRef("award__evaluation")))
    for part in PARTS:
        chairs = chairs.exclude(Exists(own.filter(**{part: OuterRef("person")})))
    return Exists(chairs)


def _of_cases(rows: QuerySet[RevocationCase]) -> QuerySet[RevocationCase, Any]:
    return pieces(
        rows.order_by("respond_until", "pk"),
        key="pk",
        name="award__name_as_issued",
        since="opened_at",
        **version_columns("award__version"),
    )


@prepared
def _awarded(paths: Sequence[str]) -> QuerySet[Award, Any]:
    rows = Award.objects.issued_under(paths).order_by("-earned_on", "-issued_at")
    version = "version"
    return pieces(
        rows,
        key="version__micro_credential__slug",
        name=f"{version}__title",
        title=f"{version}__title",
        since="issued_at",
        language=f"{version}__language",
    )


def asked_of(person: Any, subject: None) -> dict[str, Any] | None:
    """On a learner's home page: whose badge one is asked to endorse, and which roles one is offered. Two queries."""
    asks, offers = _asked_now(person, now()), _offered_now(person)
    return {"asks": asks, "offers": offers} if asks or offers else None


@prepared
def _offered_now(person: Person) -> QuerySet[RoleOffer]:
    rows = RoleOffer.objects.filter(
        status=OfferStatus.OFFERED,
        candidate__whole__award__person=person,
        candidate__whole__award__status=AwardStatus.ISSUED,
        candidate__left_at=None,
    )
    return rows.select_related("candidate__whole")[:SHOWN]


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
