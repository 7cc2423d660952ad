"""What waits for a person in governance, as home shows it; and a proposal beside its draft."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog.models import CLOSED, Version, VersionStatus
from assay.catalog.policy import places_of
from assay.governance.models import (
    WITH_COMMITTEE,
    HoursAsked,
    HoursBand,
    Meeting,
    Opinion,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Recusal,
    SeatKind,
    ServedNeed,
    Term,
)
from assay.governance.models.committees import SEATED, paths_as
from assay.lib.clock import now, today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Role
from assay.program.models import Extension, ExtensionStatus, NeedState, SittingCommittee
from assay.program.policy import can_take_up_need, committee_sits
from assay.ui.work import CallWords, WorkKind, pieces

#: The catalog draws no hallmark of what is not published.
_DRAWN = Case(
    When(version__published_at__isnull=False, then=F("version__micro_credential__slug")),
    default=Value(""),
)


def kinds(person: Any) -> Iterable[WorkKind]:
    """Proposals to read and to vote on, to sponsor, and to revise."""
    heads = [place.pk for place in person.organizations_as(Role.DEPARTMENT_HEAD)]
    if person.organizations_as(*SEATED):
        yield WorkKind(
            desk="committee",
            label=_("Proposals to review"),
            note=_("For you as a member of the committee"),
            url=f"{reverse('governance:proposals')}?show=committee",
            rows=Listed(_to_review, person.pk, today()),
            call=_words(_("Review “%(title)s”"), _("Answer the items of the standard, and vote.")),
            order=22,
            quiet=True,
        )
        yield WorkKind(
            desk="committee",
            label=_("Agendas to send"),
            note=_("For you, who lead the committee or keep its agenda"),
            url=reverse("governance:index"),
            rows=Listed(_to_send, person.pk, today(), now()),
            call=CallWords(
                heading=_("Send the agenda for %(name)s"),
                text=_("Put proposals and needs on it; members then read the packet."),
                page="governance:meeting",
                button=_("Open"),
            ),
            order=23,
            quiet=True,
        )
    if person.organizations_as(Role.COMMITTEE_CHAIR, Role.PROGRAM_ADMIN):
        yield WorkKind(
            desk="committee",
            label=_("What departments ask to add"),
            note=_("For you, who record what is decided"),
            url=f"{reverse('governance:extensions')}?show=proposed",
            rows=Listed(_to_extend, person.pk, *_deciding(person), today()),
            call=CallWords(
                heading=_("Record what was decided on “%(name)s”"),
                text=_("A department asks to add it to the template of its micro-credentials."),
                page="governance:extension",
                button=_("Open"),
            ),
            order=25,
            quiet=True,
        )
    if heads:
        yield WorkKind(
            desk="proposals",
            label=_("Proposals to sponsor"),
            note=_("From your department"),
            url=f"{reverse('governance:proposals')}?show=author",
            rows=Listed(_to_sponsor, heads),
            call=_words(
                _("Look at the proposal “%(title)s”"),
                _("It goes to the committee once you sponsor it."),
            ),
            order=26,
            quiet=True,
        )
    if writes(person):
        yield WorkKind(
            desk="proposals",
            label=_("Proposals to revise"),
            note=_("The committee asks for a change"),
            url=f"{reverse('governance:proposals')}?show=author",
            rows=Listed(_to_revise, person.pk),
            call=_words(
                _("Revise “%(title)s”"), _("Read what the committee asks, and submit again.")
            ),
            order=24,
            quiet=True,
        )
        yield WorkKind(
            desk="proposals",
            label=_("Pilots sent back"),
            note=_("The committee asks for a change before it is open to everyone"),
            url=f"{reverse('governance:proposals')}?show=author",
            rows=Listed(_sent_back, person.pk),
            call=_words(
                _("Begin the next version of “%(title)s”"),
                _("Its pilot has ended. Read what the committee asks first."),
            ),
            order=24,
            quiet=True,
        )


#: Of a proposal that goes on: a version has one at most.
OPEN_PROPOSALS = (
    *WITH_COMMITTEE,
    ProposalStatus.DRAFT,
    ProposalStatus.REVISE,
    ProposalStatus.PILOT,
)


def writes(person: Any) -> bool:
    return bool(person.organizations_as(Role.AUTHOR, Role.DEPARTMENT_HEAD, Role.PROGRAM_ADMIN))


def _words(heading: str, text: str) -> CallWords:
    return CallWords(heading=heading, text=text, page="governance:proposal", button=_("Open"))


@prepared
def _to_review(person: int, day: date) -> QuerySet[Proposal, Any]:
    """What is due first comes first; nothing of which they are the author or sponsor, or recused."""
    seated = Term.objects.current(day).filter(person=person, seat__committee=OuterRef("committee"))
    out = Recusal.objects.filter(person=person, proposal=OuterRef("pk"))
    rows = Proposal.objects.filter(Exists(seated), ~Exists(out), status__in=WITH_COMMITTEE)
    rows = rows.exclude(author=person).exclude(sponsor=person)
    return _as_pieces(rows.order_by("decide_by", "pk"), due="decide_by")


def _deciding(person: Any) -> tuple[list[str], list[str]]:
    """Where somebody chairs, and where they administer, by path."""
    roles = ((Role.COMMITTEE_CHAIR,), (Role.PROGRAM_ADMIN,))
    chairs, admins = (paths_as(person, one) for one in roles)
    return chairs, admins


@prepared
def _to_extend(
    person: int, chairs: Sequence[str], admins: Sequence[str], day: date
) -> QuerySet[Extension, Any]:
    """Those nobody has decided: the chair's where a committee sits, else an administrator's; none of their own."""
    here = ExpressionWrapper(OuterRef("department__path"), output_field=CharField())
    sits = Exists(
        SittingCommittee.objects.annotate(place=here).filter(
            sits_from__lte=day, place__startswith=F("organization__path")
        )
    )
    mine = Q(pk__in=())
    for path in chairs:
        mine |= Q(sits, department__path__startswith=path)
    for path in admins:
        mine |= Q(~sits, department__path__startswith=path)
    rows = Extension.objects.filter(mine, status=ExtensionStatus.PROPOSED)
    rows = rows.exclude(proposed_by=person).order_by("proposed_at", "pk")
    return pieces(rows, key="pk", name="name", title="name", since="proposed_at")


#: Days before an agenda is due, from which on it is said at home.
AGENDA_SOON = timedelta(days=7)


@prepared
def _to_send(person: int, day: date, at: datetime) -> QuerySet[Meeting, Any]:
    """Meetings whose agenda is due soon or late, and theirs to send: of the chair (or who stands in), the secretary."""
    terms = Term.objects.current(day).serving(day).filter(seat__committee=OuterRef("committee"))
    first = Case(When(seat__kind=SeatKind.CHAIR, then=0), default=1)
    leads = terms.order_by(first, "first_on", "pk").values("person")[:1]
    rows = Meeting.objects.annotate(leads=Subquery(leads)).filter(
        Q(leads=person) | Q(Exists(terms.filter(person=person)), secretary=person),
        canceled_at=None,
        agenda_sent_at=None,
        starts_at__gt=at,
        agenda_by__lte=day + AGENDA_SOON,
    )
    return pieces(
        rows.order_by("agenda_by", "pk"),
        key="pk",
        name="committee__name",
        title="committee__name",
        since="called_at",
        due="agenda_by",
    )


@prepared
def _to_sponsor(departments: Sequence[int]) -> QuerySet[Proposal, Any]:
    rows = Proposal.objects.filter(
        department__pk__in=departments, sponsor=None, status=ProposalStatus.DRAFT
    )
    return _as_pieces(rows.order_by("begun_at", "pk"))


@prepared
def _to_revise(person: int) -> QuerySet[Proposal, Any]:
    rows = Proposal.objects.filter(author=person, status=ProposalStatus.REVISE)
    rows = rows.exclude(
        version__status__in=CLOSED
    )  # a pilot that ended: the next version is theirs
    return _as_pieces(rows.order_by("moved_at", "pk"))


@prepared
def _sent_back(person: int) -> QuerySet[Proposal, Any]:
    """Pilots that ended with a change to be made, until a draft of the next version is begun or one is open."""
    home = OuterRef("version__micro_credential")
    later = Version.objects.filter(micro_credential=home, pk__gt=OuterRef("version"))
    rows = Proposal.objects.filter(
        ~Exists(later), author=person, status=ProposalStatus.REVISE, version__status__in=CLOSED
    )
    return _as_pieces(rows.order_by("moved_at", "pk"))


def _as_pieces(rows: QuerySet[Proposal], due: str | None = None) -> QuerySet[Proposal, Any]:
    return pieces(
        rows,
        key="pk",
        name="version__title",
        title="version__title",
        slug=_DRAWN,
        number="version__number",
        state="status",
        since="moved_at",
        due=due and F(due),
        language="version__language",
    )


def beside_need(person: Any, need: Any) -> dict[str, Any]:
    """What is proposed and published for it; and for who writes, which of their drafts could be proposed for it."""
    served = ServedNeed.objects.filter(need=need).select_related(
        "proposal__version__micro_credential"
    )
    rows = [row.proposal for row in served.defer("proposal__version__data")]
    readable = set(
        Proposal.objects.visible_to(person)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    open_ = (VersionStatus.PUBLISHED, VersionStatus.PILOT)
    drafts: Any = ()
    if may_take_up(person, need):
        places = need.program.path
        drafts = Version.objects.written_in(places_of(person)).filter(status=VersionStatus.DRAFT)
        drafts = drafts.filter(_within(places)).exclude(proposals__status__in=OPEN_PROPOSALS)
        drafts = drafts.defer("data").order_by("-updated_at")[:5]
    return {
        "need": need,
        "proposals": [row for row in rows if row.pk in readable],
        "published": [row.version for row in rows if row.version.status in open_],
        "drafts": drafts,
        "may_take_up": may_take_up(person, need),
    }


def may_take_up(person: Any, need: Any) -> bool:
    return bool(need.state == NeedState.OPEN and can_take_up_need(person, need))


def _within(path: str) -> Q:
    owner = Q(micro_credential__owner__path__startswith=path)
    return owner | Q(micro_credential__owner=None, micro_credential__issuer__path__startswith=path)


def beside_draft(person: Any, version: Any) -> dict[str, Any] | None:
    """Its proposal, or the way to make one; nothing where no committee sits."""
    home = version.micro_credential.home
    if not committee_sits(home):
        return None
    closed = Q(status__in=(ProposalStatus.WITHDRAWN, ProposalStatus.DECLINED))
    rows = version.proposals.exclude(closed)
    retires = version.status == VersionStatus.PUBLISHED
    if retires:  # by which it was published is over
        rows = rows.filter(kind=ProposalKind.RETIREMENT)
    proposal = rows.first()
    if proposal is None and not retires and version.status != VersionStatus.DRAFT:
        return None
    return {"version": version, "proposal": proposal, "retires": retires}


def beside_pilot(person: Any, submission: Any) -> dict[str, Any] | None:
    """For a learner of a pilot: the way to say what they think of it. No query beside any other work."""
    version = submission.version
    if not version.in_pilot or version.most_starts is None:
        return None
    mine = Opinion.objects.filter(version=version, person=person)
    return {"submission": submission, "said": mine.exists()}


def beside_opinions(person: Any, version: Any) -> dict[str, Any] | None:
    """For those who write a pilot: how much its learners say, and what is unanswered. No query for anything else."""
    if version.most_starts is None:
        return None
    rows = Opinion.objects.filter(version=version)
    return {
        "version": version,
        **rows.aggregate(said=Count("pk"), open=Count("pk", filter=Q(answer=""))),
    }


def beside_hours(person: Any, submission: Any) -> dict[str, Any] | None:
    """For a learner who has submitted: how many hours it took, until they answered or would not. One query."""
    if submission.status not in ("submitted", "closed"):
        return None
    if _asked_for_hours.first(person.pk, submission.version.micro_credential_id) is not None:
        return None
    return {"submission": submission, "bands": HoursBand.choices}


@prepared
def _asked_for_hours(person: int, micro_credential: int) -> QuerySet[HoursAsked]:
    return HoursAsked.objects.filter(person=person, micro_credential=micro_credential)


def beside_lessons(person: Any, version: Any) -> dict[str, Any]:
    """How much was learned with it, and the way to say more or to take it elsewhere."""
    row = version.micro_credential
    return {"version": version, "count": row.lessons_learned.count()}
