"""Three organizations that know nothing of each other but what lies below them, and in each a row of every kind.

*district*: the home district, with a department that owns its micro-credential. *partner*: a vetted institute beside
it. *school*: one school of the district; it issues nothing, so its learners' work is on the district's versions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.models import (
    AnchorFile,
    AnchorPermission,
    AnchorReading,
    Assessor,
    AssessorOffer,
    Assignment,
    Attestation,
    AttestationRequest,
    Calibration,
    Conflict,
    DriftAlarm,
    Evaluation,
    FeedbackCheck,
    LateSheet,
    Objection,
    Pause,
    PayLine,
    PayMonth,
    ReaderInvitation,
    ReaderRequest,
    Reopening,
    ScoreSheet,
)
from assay.assessment.tests.factories import (
    make_anchor,
    make_assessor,
    make_evaluation,
    make_lead,
    score,
    take_next,
)
from assay.catalog.actions import import_stack
from assay.catalog.models import GoalTie, NameLeave, StackDraft, Version
from assay.catalog.tests.factories import make_version, stack_data, wait_time
from assay.coaching import actions as coaching
from assay.community import actions as community
from assay.community.tests.exemplar_factories import file, make_agreed
from assay.community.tests.holders import make_entry
from assay.credentials import actions as credentials
from assay.credentials.models import Award, EarlierBadge, EarlierList, RoleCandidate, StackReview
from assay.credentials.tests.factories import make_award
from assay.credits import actions as making_links
from assay.credits.models import (
    AuditPacket,
    Credit,
    CreditApproval,
    CreditBatch,
    LearningElsewhere,
    Recognition,
    RecognitionRequest,
)
from assay.credits.tests.factories import TENNESSEE, make_license
from assay.credits.transcripts import Chosen
from assay.evidence import actions as evidence
from assay.evidence.files.storage import keep
from assay.evidence.files.tests.samples import pdf
from assay.evidence.models import (
    Artifact,
    Consent,
    FaceCover,
    FileCopy,
    Submission,
    Upload,
    school_year_of,
)
from assay.evidence.tests.factories import fill, make_artifact, make_draft, make_submission
from assay.governance.models import Committee, Meeting, Opinion, Package, Proposal, Vetting
from assay.governance.tests.factories import make_committee, make_member, term_of
from assay.journeys import actions as journeys
from assay.journeys.tests.factories import make_goal
from assay.lib.clock import now, today
from assay.people.models import DataSharingAgreement, Invitation, Organization, Person, Role
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.program.actions import voice_need
from assay.program.models import Extension, StrategicGoal
from assay.record.models import MACHINE

TENANTS = ("district", "partner", "school")
#: What every name in a tenant ends with: found on a page, it tells whose row is shown.
FAMILY = {"district": "Quillonby", "partner": "Perivaleton", "school": "Sandrakewick"}


@dataclass(slots=True, kw_only=True)
class World:
    """Organizations, people by (role, tenant), and by name the rows of each tenant: address arguments and owner."""

    places: dict[str, Organization] = field(default_factory=dict)
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    owners: dict[str, dict[str, Person]] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(
        default_factory=lambda: {tenant: set() for tenant in TENANTS}
    )

    def put(self, name: str, tenant: str, owner: Person | None = None, /, **arguments: Any) -> None:
        self.rows.setdefault(name, {})[tenant] = arguments
        if owner is not None:
            self.owners.setdefault(name, {})[tenant] = owner


def issuer_of(tenant: str) -> str:
    """In whose program a tenant's work is judged."""
    return "partner" if tenant == "partner" else "district"


def covers(where: str, tenant: str) -> bool:
    """Whether a role given in one tenant reaches another's rows about people."""
    return where == tenant or (where == "district" and tenant == "school")


def build() -> World:
    """All of it: about ten seconds."""
    world = World()
    district = make_district(f"{FAMILY['district']} Schools")
    partner = Organization.objects.create(
        ident="north",
        name=f"{FAMILY['partner']} Institute",
        kind="partner",
        letters="NC",
        vetted_on=today(),
    )
    school = make_school(district, f"{FAMILY['school']} School")
    world.places = {"district": district, "partner": partner, "school": school}
    for tenant, place in world.places.items():
        for role in Role.values:
            name = f"{role.title().replace('-', '')} {FAMILY[tenant]}"
            world.people[role, tenant] = make_person(name, role=role, organization=place)
    drafts = {
        "district": _versions(
            district, "of-the-district", owner=make_department(district, "Curriculum")
        ),
        "partner": _versions(partner, "of-the-partner"),
    }
    stacks = {name: _stack_draft(draft, name) for name, (_published, draft) in drafts.items()}
    for tenant, place in world.places.items():
        published, draft = drafts[issuer_of(tenant)]
        stacked = stacks[issuer_of(tenant)]
        world.put("stack_draft", tenant, pk=stacked.pk)
        world.put("stack_section", tenant, pk=stacked.pk, key="about")
        _people(world, tenant, place)
        _journeys(world, tenant, place, published)
        _coaching(world, tenant, place, published)
        _colleagues(world, tenant, place, published)
        _cohort(world, tenant, place, published)
        _work(world, tenant, place, world.places[issuer_of(tenant)], published)
        world.put("draft", tenant, pk=draft.pk)
        world.put("section", tenant, pk=draft.pk, key="about")
        world.put("draft_resource", tenant, pk=draft.pk, ident="r1")
        screener = make_person(
            f"Screener {FAMILY[issuer_of(tenant)]}",
            role="screener",
            organization=world.places[issuer_of(tenant)],
        )
        world.put("leave", tenant, pk=_leave(world.places[issuer_of(tenant)], tenant).pk)
        world.put("screener", tenant, pk=screener.memberships.get().pk)
        world.put("published", tenant, pk=published.pk)
        world.put("endorsable", tenant, pk=published.pk)
        world.put("compared", tenant, slug=published.micro_credential.slug)
        _governing(world, tenant, world.places[issuer_of(tenant)], draft)
        _piloting(world, tenant, screener)
        # Its schools are told the district's goals, and may tie their own to them; nobody is told a partner's.
        aim = StrategicGoal.objects.create(
            organization=world.places[issuer_of(tenant)],
            code=f"of-{tenant}",
            title="Reading" if tenant == "district" else f"Reading in {FAMILY[tenant]}",
        )
        world.put("aim", tenant, pk=aim.pk)
        tie = GoalTie.objects.create(
            strategic_goal=aim,
            micro_credential=published.micro_credential,
            reason="It is about reading",
            first_on=today(),
            tied_at=now(),
        )
        world.put("goal_tie", tenant, pk=aim.pk, tie=tie.pk)
        world.put("issuer", tenant, ident=world.places[issuer_of(tenant)].ident)
        figure = {"kind": "assessment", "name": "business_days_target"}
        world.put("figure", tenant, ident=world.places[issuer_of(tenant)].ident, **figure)
        world.marks[tenant].add(FAMILY[tenant])
    return world


def _versions(
    issuer: Organization, slug: str, owner: Organization | None = None
) -> tuple[Version, Version]:
    published = make_version(issuer, slug=slug, owner=owner)
    resource = {"id": "r1", "title": "To read", "type": "guide", "text": "Begin with the pause."}
    data = {**wait_time(), "title": f"A Draft {slug}", "resources": [resource]}
    return published, make_version(issuer, slug=slug, number="1.1", published=False, data=data)


def _piloting(world: "World", tenant: str, learner: Person) -> None:
    """What was said of a version in pilot."""
    version = make_version(world.places[issuer_of(tenant)], slug=f"piloted-of-{tenant}")
    Version.objects.filter(pk=version.pk).update(most_starts=5)
    said = Opinion.objects.create(
        version=version, person=learner, text=f"{FAMILY[tenant]} said so", written_at=now()
    )
    world.put("pilot", tenant, pk=version.pk)
    world.put("opinion", tenant, pk=said.pk)


def _leave(asking: Organization, tenant: str) -> NameLeave:
    """Asked by a tenant's program of an issuer outside, by an author who is no part of the cast."""
    issuer, _new = Organization.objects.get_or_create(
        ident="issuer-outside",
        defaults={"name": "Outside", "kind": "partner", "vetted_on": today()},
    )
    about = make_version(asking, slug=f"asked-{tenant}", published=False).micro_credential
    return NameLeave.objects.create(
        named=issuer,
        organization=asking,
        micro_credential=about,
        why=f"Designed with {FAMILY[issuer_of(tenant)]}",
        asked_by=make_person(f"Asking {FAMILY[issuer_of(tenant)]}"),
        asked_at=now(),
    )


def _governing(world: World, tenant: str, issuer: Organization, draft: Version) -> None:
    """The committee of a program with a chair who is no part of the cast, a proposal, a vote, and a decision."""
    name = f"Sitting {FAMILY[issuer_of(tenant)]}"
    committee = Committee.objects.filter(organization=issuer).first()
    if committee is None:
        committee = make_committee(issuer)
        chair = make_member(committee, name, kind="chair")
    else:
        chair = committee.terms().get(seat__kind="chair").person
    world.put("committee", tenant, pk=committee.pk)
    packed = {"kind": "file", "name": "p.zip", "by": chair, "at": now(), "issuer_name": name}
    world.put(
        "package", tenant, pk=Package.objects.create(direction="out", place=issuer, **packed).pk
    )
    world.put("arrived", tenant, chair, pk=Package.objects.create(direction="in", **packed).pk)
    listed = EarlierList.objects.create(program=issuer, name="old.csv", by=chair, at=now())
    world.put("earlier_list", tenant, pk=listed.pk)
    earlier = EarlierBadge.objects.create(
        list=listed,
        program=issuer,
        email=f"old-{tenant}@example.org",
        person=chair,
        title="Number Talks",
        issuer_name="Old Academy",
        earned_on=today(),
        brought_at=now(),
    )
    world.put("earlier_badge", tenant, chair, pk=earlier.pk)
    extended = Extension.objects.create(
        code=f"x-{tenant}"[:20],
        department=make_department(issuer, "Adding"),
        kind="short_text",
        name=f"Added {FAMILY[issuer_of(tenant)]}",
        why=name,
        proposed_by=chair,
        proposed_at=now(),
    )
    world.put("extension", tenant, pk=extended.pk)
    asked = _vetting(issuer, tenant)
    world.put("vetting", tenant, pk=asked.pk)
    world.put("vetting_decided", tenant, pk=_vetting(issuer, f"no-{tenant}", chair).pk)
    world.put("term", tenant, pk=term_of(make_member(committee, name)).pk)
    world.put("proposable", tenant, version_pk=draft.pk)
    proposal = _proposal(committee, chair, f"proposed-{tenant}", "submitted")
    world.put("proposal", tenant, pk=proposal.pk)
    near = proposal.resemblances.create(version=draft, percent=40, found_at=now())
    world.put("resemblance", tenant, pk=near.pk)
    world.put("presided", tenant, chair, pk=proposal.pk)
    meeting = _meeting(committee, chair)
    world.put("meeting", tenant, pk=meeting.pk)
    world.put("meeting_led", tenant, chair, pk=meeting.pk)
    item = meeting.items.create(order=1, title="Budget", added_by=chair, added_at=now())
    world.put("agenda_item", tenant, chair, pk=item.pk)
    voted = _proposal(committee, chair, f"voted-{tenant}", "in_review")
    at = {"opened_by": chair, "opened_at": now(), "filled": 2, "quorum": 2}
    world.put("ballot", tenant, chair, pk=voted.ballots.create(motion="revise", **at).pk)
    closed = {"motion": "revise", "result": "carried", "closed_at": now(), **at}
    decision = voted.decisions.create(
        ballot=voted.ballots.create(**closed),
        outcome="revise",
        manner="consensus",
        reason="Merge two criteria.",
        in_favor=2,
        against=0,
        abstained=0,
        recused=0,
        decided_by=chair,
        decided_at=now(),
    )
    world.put("condition", tenant, chair, pk=decision.conditions.create(text="Merge them.").pk)


def _meeting(committee: Committee, chair: Person) -> Meeting:
    """In a month; where a committee has one already, an hour after that."""
    begins = now() + timedelta(days=30, hours=committee.meetings.count())
    return Meeting.objects.create(
        committee=committee,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        place="Room 4",
        agenda_by=begins.date() - timedelta(days=7),
        called_by=chair,
        called_at=now(),
    )


def _vetting(program: Organization, name: str, chair: Person | None = None) -> Vetting:
    """Asked of a program; declined by its chair where one is given."""
    decided = {"status": "declined", "reason": "No.", "decided_by": chair, "decided_at": now()}
    return Vetting.objects.create(
        program=program,
        legal_name=f"Vendor of {program.name}",
        domain=f"{name}.example.org",
        contact_name=f"Vendor {name}",
        contact_email=f"{name}@example.org",
        expertise="As we say.",
        code=name,
        link_hash=Vetting.hash_of(name),
        asked_at=now(),
        **(decided if chair else {}),
    )


def _proposal(committee: Committee, chair: Person, slug: str, status: str) -> Proposal:
    version = make_version(committee.organization, slug=slug, published=False)
    author = make_person(f"Proposing {slug}")
    return Proposal.objects.create(
        committee=committee,
        kind="new",
        version=version,
        department=committee.organization,
        author=author,
        sponsor=author,
        why="Students are not heard.",
        status=status,
        begun_at=now(),
        moved_at=now(),
        submitted_at=now(),
        answer_by=today(),
        decide_by=today(),
    )


def _learner(world: World, tenant: str, place: Organization, what: str) -> Person:
    """Somebody who works where nobody else of the world does, so that no tie bars anybody."""
    where = place if tenant != "district" else make_school(place, f"{what.title()} School")
    return make_person(f"{what.title()} {FAMILY[tenant]}", role="learner", organization=where)


def _people(world: World, tenant: str, place: Organization) -> None:
    someone = _learner(world, tenant, place, "somebody")
    world.put("person", tenant, someone, pk=someone.pk)
    membership = someone.memberships.get()
    world.put("need", tenant, pk=voice_need(f"Talk in {tenant}.", by=someone).pk)
    world.put("membership", tenant, pk=someone.pk, membership_pk=membership.pk)
    world.put("organization", tenant, pk=place.pk)
    invitation = Invitation(
        email=f"invited@{tenant}.example.org",
        organization=place,
        invited_by=world.people["program-admin", tenant],
        invited_at=now(),
        expires_at=now(),
    )
    invitation.token_hash = Invitation.hash_of(invitation.token)
    invitation.save()
    world.put("invitation", tenant, pk=invitation.pk)
    agreement = DataSharingAgreement.objects.create(
        first=place,
        second=make_district("Elsewhere Schools"),
        purposes=["scoring"],
        reference=f"Paper of {FAMILY[tenant]}",
        first_on=today(),
        last_on=today(),
        proposed_by=world.people["program-admin", tenant],
        proposed_at=now(),
    )
    world.put("agreement", tenant, pk=agreement.pk)
    world.marks[tenant].add(invitation.email)


def _journeys(world: World, tenant: str, place: Organization, version: Version) -> None:
    planner = _learner(world, tenant, place, "planner")
    goal = make_goal(planner, f"What {FAMILY[tenant]} aims at")
    item = journeys.plan(planner, version.micro_credential, by=planner)
    world.put("goal", tenant, planner, pk=goal.pk)
    world.put("goal_move", tenant, planner, pk=goal.pk, act="rest")
    world.put("plan_item", tenant, planner, pk=item.pk)
    evaluator = _learner(world, tenant, place, "evaluator")
    row = journeys.name_evaluator(planner, evaluator, place, by=MACHINE)
    waiting = journeys.propose_goal(row, f"What {FAMILY[tenant]} might aim at", by=evaluator)
    world.put("evaluator", tenant, pk=row.pk)
    world.put("evaluation", tenant, evaluator, pk=row.pk)
    world.put("proposed", tenant, evaluator, pk=waiting.pk)
    world.put("proposal_to", tenant, planner, pk=waiting.pk)


def _coaching(world: World, tenant: str, place: Organization, version: Version) -> None:
    """A learner with a coach, a shared draft and what was said of it; another who asks."""
    # A district's coach is shown to the learners of its schools: their name is no mark.
    coach = make_person("Cleo Guide", role="coach", organization=place)
    learner = _learner(world, tenant, place, "coached")
    pairing = coaching.pair(learner, coach, place, by=MACHINE)
    draft = fill(make_draft(learner, version))
    share = coaching.share_draft(draft, pairing, by=learner)
    step = version.content.prompts[0].id
    said = coaching.keep_comment(share, step, f"Said to {FAMILY[tenant]}", by=coach)
    coaching.send_comments(share, by=coach)
    kept = coaching.keep_comment(share, step, "More", by=coach)
    meeting = coaching.set_meeting(pairing, now() + timedelta(days=3), by=coach)
    world.put("own_draft", tenant, learner, submission_pk=draft.pk)
    entry = journeys.write_entry(learner, journeys.EntryWords(text="I waited."), by=learner)
    world.put("log_entry", tenant, learner, pk=entry.pk)
    brought = coaching.bring_entry(pairing, entry, by=learner)
    world.put("brought_entry", tenant, learner, pk=brought.pk)
    world.put("draft_prompt", tenant, learner, pk=draft.pk, step_id=step)
    world.put("shared", tenant, learner, pk=share.pk)
    world.put("coach_comment", tenant, learner, pk=said.pk)
    world.put("pairing", tenant, learner, pk=pairing.pk)
    world.put("coach_meeting", tenant, learner, pk=meeting.pk)
    world.put("coached", tenant, coach, pk=pairing.pk)
    world.put("coached_draft", tenant, coach, pk=share.pk)
    world.put("coached_step", tenant, coach, pk=share.pk, step_id=step)
    file = draft.artifacts.earliest("pk")
    world.put("coached_file", tenant, coach, pk=share.pk, artifact_pk=file.pk)
    world.put("kept_comment", tenant, coach, pk=kept.pk)
    peer = _learner(world, tenant, place, "reading drafts")
    make_draft(peer, version)
    offer = coaching.offer_to_read(version.micro_credential, by=peer)
    world.put("peer_offer", tenant, peer, pk=offer.pk)
    rested = _learner(world, tenant, place, "resting")
    make_draft(rested, version)
    paused = coaching.offer_to_read(version.micro_credential, by=rested)
    coaching.pause_offer(paused, by=rested)
    world.put("paused_offer", tenant, rested, pk=paused.pk)
    asking = _learner(world, tenant, place, "asking a coach")
    world.put("asked_of", tenant, coach, pk=coaching.ask_for_coach(asking, coach, by=asking).pk)
    anyone = coaching.ask_for_coach(asking, None, by=asking)
    world.put("asked_for", tenant, asking, pk=anyone.pk)


def _colleagues(world: World, tenant: str, place: Organization, version: Version) -> None:
    """Someone who earned it, a learner who asked them, and a message that was reported."""
    holder = _learner(world, tenant, place, "holding")
    learner = _learner(world, tenant, place, "inquiring")
    entry = make_entry(holder, version)
    world.put("talked_about", tenant, slug=version.micro_credential.slug)
    world.put("directory_entry", tenant, holder, pk=entry.pk)
    world.put("found_entry", tenant, learner, pk=entry.pk)
    inquiry = community.ask(entry, f"Asked of {FAMILY[tenant]}", by=learner)
    message = community.write(inquiry, f"Said to {FAMILY[tenant]}", by=holder)
    world.put("inquiry", tenant, holder, pk=inquiry.pk)
    world.put("inquiry_message", tenant, learner, pk=message.pk)
    report = community.report_message(inquiry.messages.earliest("pk"), "It is rude.", by=holder)
    world.put("report", tenant, pk=report.pk)
    program = world.places[issuer_of(tenant)]
    thread = community.begin_thread(
        program,
        f"Asked in {FAMILY[tenant]}",
        "What worked?",
        micro_credential=version.micro_credential,
        by=learner,
    )
    reply = community.post(thread, f"Said in {FAMILY[tenant]}", by=holder)
    world.put("thread", tenant, learner, pk=thread.pk)
    world.put("post", tenant, learner, pk=thread.posts.earliest("pk").pk)
    world.put("reply_post", tenant, learner, pk=reply.pk)
    said = community.CohortWords(
        name="Together in spring",
        purpose="Together.",
        micro_credentials=[version.micro_credential],
    )
    convener = make_person("Con Vener", role="program-admin", organization=place)
    cohort = community.convene_cohort("cohort", place, said, by=convener)
    community.join_cohort(cohort, by=learner)
    world.put("cohort_of_theirs", tenant, learner, pk=cohort.pk)


def _cohort(world: World, tenant: str, place: Organization, version: Version) -> None:
    """A group of the program, with somebody of this tenant in it."""
    program = place.program_above or place
    convener = make_person("Conny Vener", role="coach", organization=program)
    said = community.CohortWords(
        name=f"Group of {tenant}", purpose="Together", micro_credentials=[version.micro_credential]
    )
    cohort = community.convene_cohort("cohort", program, said, by=convener)
    learner = _learner(world, tenant, place, "in a group")
    member = community.join_cohort(cohort, by=learner)
    day = community.set_cohort_day(cohort, "drop_in", today(), by=convener)
    world.put("cohort", tenant, pk=cohort.pk)
    world.put("cohort_day", tenant, pk=day.pk)
    world.put("cohort_own", tenant, learner, pk=cohort.pk)
    world.put("convened", tenant, convener, pk=cohort.pk)
    world.put("convened_day", tenant, convener, pk=day.pk)
    world.put("convened_member", tenant, convener, pk=member.pk)


def _work(
    world: World, tenant: str, place: Organization, issuer: Organization, version: Version
) -> None:
    """A submission in each state, each of a learner of its own, moved on by people of the program who are no part of
    the cast."""
    lead = make_lead(issuer, f"Leading {FAMILY[issuer_of(tenant)]}")

    def learner(what: str) -> Person:
        return _learner(world, tenant, place, what)

    def handed_in(what: str, *, screened: bool = True) -> Evaluation:
        evaluation = make_evaluation(
            learner(what), issuer, lead=lead, version=version, screened=screened
        )
        world.marks[tenant].add(evaluation.public_id)
        return evaluation

    def put(name: str, evaluation: Evaluation, owner: Person) -> None:
        world.put(name, tenant, owner, public_id=evaluation.public_id)
        artifact = Artifact.objects.filter(submission=evaluation.submission, kind="file").first()
        assert artifact is not None
        world.put(f"{name}_file", tenant, owner, public_id=evaluation.public_id, pk=artifact.pk)

    def assessor(what: str) -> Person:
        return make_assessor(version, issuer, lead=lead, name=f"{what} {FAMILY[issuer_of(tenant)]}")

    # Order matters: each assessor takes what is due first, so one state is finished before the next is handed in.
    split = handed_in("split")
    for levels in ({}, {"c3": "not_yet"}):
        one = assessor("Splitting")
        score(take_next(one), by=one, **levels)
    put("split", split, split.submission.start.person)
    decided = handed_in("decided")
    for _n in range(2):
        one = assessor("Deciding")
        score(take_next(one), by=one)
    put("decided", decided, decided.submission.start.person)
    _appeals(world, tenant, issuer, handed_in, assessor)
    _exemplars(world, tenant, decided, handed_in, assessor)
    leased = handed_in("leased")
    holder = assessor("Holding")
    lease = take_next(holder)
    assert lease.evaluation_id == leased.pk
    world.put("lease", tenant, holder, pk=lease.pk)
    comment = assessment.propose_comment(
        lease, criterion="c1", level="almost", text="A pause can be heard.", by=holder
    )
    world.put("comment", tenant, pk=comment.pk)
    handed_in("offered")
    world.put("offered", tenant, holder, pk=assessment.offer_next(holder).pk)
    request = Reopening.objects.create(
        evaluation=leased,
        criterion="c2",
        title="Kept",
        asked_by=holder,
        asked_at=now(),
        reason="It is asked here.",
    )
    world.put("reopening", tenant, pk=request.pk)
    late = LateSheet.objects.create(
        assignment=lease, summary=f"Late {FAMILY[tenant]}", saved_at=now()
    )
    world.put("late", tenant, holder, pk=late.pk)
    put("leased", leased, holder)
    screening = handed_in("screening", screened=False)
    put("screening", screening, screening.submission.start.person)
    _attested(world, tenant, screening, learner("colleague"))
    seen = handed_in("safety", screened=False)
    assessment.take_screening(seen, by=lead)
    report = assessment.report_safety(seen, "A bruise in the second clip.", by=lead)
    world.put("safety", tenant, pk=report.pk)
    _own(world, tenant, learner("drafting"), learner("earning"), version)
    _lead_rows(world, tenant, place, holder, lead, leased)


def _attested(world: World, tenant: str, evaluation: Evaluation, colleague: Person) -> None:
    """A colleague is asked whether its learner did this work in their role."""
    row = Attestation.objects.create(
        evaluation=evaluation,
        reason="share",
        status="asked",
        context=f"A class at {FAMILY[tenant]} School",
        first_on=today(),
        last_on=today(),
        opened_at=now(),
        begun_on=today(),
        due_on=today(),
    )
    owner = evaluation.submission.start.person
    world.put("attested", tenant, owner, submission_pk=evaluation.submission_id)
    request = AttestationRequest.objects.create(
        attestation=row, colleague=colleague, asked_at=now()
    )
    world.put("asked_to_confirm", tenant, colleague, pk=request.pk)


def _appeals(
    world: World,
    tenant: str,
    issuer: Organization,
    handed_in: Callable[[str], Evaluation],
    assessor: Callable[[str], Person],
) -> None:
    """A *not yet* that can be appealed, one that was, and one whose answer waits for the chair."""
    approver = make_person(
        f"Releasing {FAMILY[issuer_of(tenant)]}", role="approver", organization=issuer
    )
    for what in ("not_yet", "appealed", "asking"):
        evaluation = handed_in(what)
        for _n in range(2):
            one = assessor("Doubting")
            score(take_next(one), by=one, c3="almost")
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        assessment.release(evaluation, by=approver)
        learner = evaluation.submission.start.person
        world.put(what, tenant, learner, submission_pk=evaluation.submission_id)
        if what == "not_yet":
            continue
        words = f"Nobody at {FAMILY[tenant]} speaks of the second clip."
        row = assessment.appeal(evaluation, ground="procedure", words=words, by=learner)
        if what == "appealed":
            world.put("appeal", tenant, pk=row.pk)
            continue
        answering = make_lead(issuer, f"Answering {FAMILY[issuer_of(tenant)]}")
        assessment.take_appeal(row, by=answering)
        assessment.decide_appeal(row, reason=words, returned=True, by=answering)
        assessment.ask_chair(row, words, by=learner)
        world.put("appeal_at_chair", tenant, pk=row.pk)


def _exemplars(
    world: World,
    tenant: str,
    decided: Evaluation,
    handed_in: Callable[[str], Evaluation],
    assessor: Callable[[str], Person],
) -> None:
    """Work that is proposed, that waits for the privacy officer, and that is shown to people of the program."""
    judge = decided.assignments.earliest("pk").assessor
    proposed = community.propose_exemplar(decided, by=judge)
    world.put("exemplar_judged", tenant, judge, public_id=decided.public_id)
    world.put("exemplar_proposed", tenant, proposed.learner, pk=proposed.pk)
    officer = world.people["privacy-officer", issuer_of(tenant)]
    approver = make_person(
        f"Giving {FAMILY[issuer_of(tenant)]}", role="approver", organization=officer_place(officer)
    )
    for what in ("agreed", "shown"):
        evaluation = handed_in(f"example {what}")
        for _n in range(2):
            one = assessor("Praising")
            score(take_next(one), by=one)
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        assessment.release(evaluation, by=approver)
        evaluation.refresh_from_db()
        if not hasattr(evaluation, "award"):
            credentials.award(evaluation, by=MACHINE)
        work = Submission.objects.with_version().get(pk=evaluation.submission_id)
        Consent.objects.filter(artifact__submission=work).update(nobody_recognizable=True)
        row = make_agreed(work, file(work, "p2b"), title="Two pauses")
        world.put(f"exemplar_{what}", tenant, row.learner, pk=row.pk)
        world.put(f"exemplar_{what}_file", tenant, row.learner, pk=row.pk, number=1)
        world.put(f"exemplar_{what}_work", tenant, row.learner, submission_pk=work.pk)
        if what == "shown":
            community.approve_exemplar(row, by=officer)


def officer_place(officer: Person) -> Organization:
    return officer.current_memberships[0].organization


def _case(world: World, tenant: str, award: Award) -> None:
    """A badge of somebody else's about which a case is open."""
    accused = make_award(
        _learner(world, tenant, award.person.organizations_as("learner")[0], "accused"),
        award.version,
    )
    approver = make_person(
        f"Accusing {FAMILY[issuer_of(tenant)]}", role="approver", organization=award.issuer
    )
    story = f"The video of {FAMILY[tenant]} shows another class, and its teacher told us so."
    case = credentials.open_case(accused, ground="falsified_evidence", reason=story, by=approver)
    world.put("case", tenant, pk=case.pk)
    world.put("own_case", tenant, accused.person, pk=accused.pk)
    file = credentials.add_case_file(
        case, BytesIO(pdf(2)), name=f"{tenant}-form.pdf", by=accused.person
    )
    world.put("own_case_file", tenant, accused.person, pk=accused.pk, file_pk=file.pk)
    answered = make_award(
        _learner(world, tenant, award.person.organizations_as("learner")[0], "answering"),
        award.version,
    )
    heard = credentials.open_case(answered, ground="falsified_evidence", reason=story, by=approver)
    sent = credentials.add_case_file(
        heard, BytesIO(pdf(3)), name=f"{tenant}-letter.pdf", by=answered.person
    )
    credentials.answer_case(heard, story, by=answered.person)
    world.put("case_file", tenant, pk=heard.pk, file_pk=sent.pk)


def _stack_draft(like: Version, name: str) -> StackDraft:
    """A stack that is written where this draft is."""
    row = like.micro_credential
    title = f"Stack draft {FAMILY[name]}"
    return StackDraft.objects.create(
        ident=f"stack-draft-{name}",
        slug=f"stack-draft-{name}",
        number="1.0",
        title=title,
        issuer=row.issuer,
        owner=row.owner,
        data={"title": title},
        updated_at=now(),
    )


def _stack_review(world: World, tenant: str, award: Award) -> None:
    """Somebody's badge of a stack, and one inside it that was withdrawn."""
    issuer, version = award.issuer, award.version
    earner = _learner(world, tenant, award.person.organizations_as("learner")[0], "stacked")
    part = make_award(earner, version)
    named = {"id": f"stack-{tenant}", "slug": f"stack-{tenant}", "title": f"Stack {FAMILY[tenant]}"}
    opens = {"recognition": ["teacher-leader-pool-eligibility"]}
    data = stack_data(issuer, version.micro_credential.ident, **named, **opens)
    stack = import_stack(data, by=None)
    whole = credentials.award_stack(stack, by=earner)
    world.put("own_pool", tenant, earner, pk=whole.pk)
    world.put("candidate", tenant, pk=RoleCandidate.objects.get(whole__award=whole).pk)
    approver = make_person(
        f"Withdrawing {FAMILY[issuer_of(tenant)]}", role="approver", organization=issuer
    )
    credentials.revoke(part, by=approver)
    credentials.ask_about_stacks(part)
    world.put("own_stack", tenant, pk=stack.pk)
    world.put("stack_review", tenant, pk=StackReview.objects.get(part=part).pk)


def _covered(film: Artifact) -> None:
    """As the media process leaves it: to be looked at, with one still."""
    at = now()
    FaceCover.objects.create(
        artifact=film, state="review", asked_at=at, due_at=at, made_at=at, stills=[[0.0, False]]
    )
    body = f"a still of {film.pk}".encode()
    digest = sha256(body).hexdigest()
    FileCopy.objects.create(
        artifact=film,
        step_id=film.step_id,
        kind="still",
        position=1,
        name="still.jpg",
        storage_key=keep(BytesIO(body), digest),
        sha256=digest,
        size_bytes=len(body),
        media_type="image/jpeg",
        made_at=at,
    )


def _own(world: World, tenant: str, drafting: Person, earning: Person, version: Version) -> None:
    draft = make_submission(drafting, version, handed_in=False)
    prompt, item = version.content.prompts[0], version.content.items[0]
    artifact = Artifact.objects.filter(submission=draft, kind="file").first()
    assert artifact is not None
    world.put("submission", tenant, drafting, pk=draft.pk)
    world.put("own_start", tenant, drafting, pk=draft.start_id)
    world.put("step", tenant, drafting, pk=draft.pk, step_id=item.id)
    world.put("answer", tenant, drafting, pk=draft.pk, prompt_id=prompt.id)
    world.put("text", tenant, drafting, pk=draft.pk, text_pk=1)
    line = {"pk": draft.pk, "step_id": artifact.step_id}
    world.put("own_artifact", tenant, drafting, **line, artifact_pk=artifact.pk)
    note = artifact.annotations.create(text="The second pause.", added_at=artifact.added_at)
    world.put("own_annotation", tenant, drafting, **line, annotation_pk=note.pk)
    register = evidence.open_register(
        drafting,
        f"Period 3 {tenant}",
        students=24,
        school_year=school_year_of(today()),
        by=drafting,
    )
    world.put("register", tenant, drafting, pk=register.pk)
    entry = evidence.record_forms(
        register, scope="assessment", forms=20, received_on=today(), by=drafting
    )
    world.put("register_entry", tenant, drafting, pk=register.pk, entry_pk=entry.pk)
    upload = Upload.objects.create(
        submission=draft,
        step_id=item.id,
        token=f"on-its-way-{tenant}",
        name="talk.mp4",
        size_bytes=9,
        begun_at=now(),
        touched_at=now(),
    )
    world.put("own_upload", tenant, drafting, pk=draft.pk, step_id=item.id, upload_pk=upload.pk)
    world.put("own_file", tenant, drafting, pk=artifact.pk)
    film = make_artifact(draft, item, n=50, extension="mp4")
    clip = {"pk": draft.pk, "step_id": film.step_id, "artifact_pk": film.pk}
    _covered(film)
    world.put("own_film", tenant, drafting, **clip)
    world.put("own_film_still", tenant, drafting, **clip, place=1)
    world.put("own_film_part", tenant, drafting, **clip, part="still", place=1)
    world.marks[tenant].add(draft.public_id)
    award = make_award(earning, version)
    assert award.evaluation is not None
    _case(world, tenant, award)
    _stack_review(world, tenant, award)
    world.put("award", tenant, earning, pk=award.pk)
    world.put("award_start", tenant, earning, start=award.evaluation.submission.start_id)
    world.put("award_file", tenant, earning, pk=award.pk, name="badge.json")
    world.put("award_part", tenant, earning, pk=award.pk, share_pk=1)
    world.put("award_piece", tenant, earning, pk=award.pk, piece_pk=1)
    world.put("award_offer", tenant, earning, pk=award.pk, offer_pk=1)
    world.put("award_wallet", tenant, earning, pk=award.pk, wallet_pk=1)
    world.put("badge_number", tenant, earning, pk=award.pk, number=1)
    world.put("decision", tenant, earning, submission_pk=award.evaluation.submission_id)
    asked = AnchorPermission.objects.create(
        submission=award.evaluation.submission, asked_by=earning, asked_at=now()
    )
    world.put("permission", tenant, earning, pk=asked.pk)
    offer = AssessorOffer.objects.create(
        person=earning, micro_credential=version.micro_credential, at=now()
    )
    world.put("offer", tenant, earning, pk=offer.pk)
    license_ = make_license(earning)
    world.put("license", tenant, earning, pk=license_.pk)
    course = LearningElsewhere.objects.create(
        license=license_, title="A course", number=3, ended_on=license_.first, added_at=now()
    )
    world.put("elsewhere", tenant, earning, pk=course.pk)
    make_license(earning, TENNESSEE)
    world.put("credit", tenant, earning, pk=Credit.objects.get(person=earning, rule=TENNESSEE).pk)
    link = making_links.make_link(earning, "HR office", today(), by=earning)
    world.put("credit_link", tenant, earning, pk=link.pk)
    transcript = making_links.make_transcript(earning, today(), chosen=Chosen(), by=earning)
    world.put("transcript", tenant, earning, pk=transcript.pk)
    make_license(earning, "ut-usbe-credit")
    taken = Credit.objects.filter(person=earning, rule="ut-usbe-credit")
    taken.update(status="claimed")
    world.put("taken_credit", tenant, pk=taken.get().pk)
    approval = CreditApproval.objects.create(
        organization=version.micro_credential.issuer,
        rule=license_.rule,
        what="provider",
        number=f"P-{tenant}",
        approved_on=license_.first,
        first=license_.first,
        last=license_.last,
        added_by=earning,
        added_at=now(),
    )
    world.put("credit_approval", tenant, pk=approval.pk)
    recognition = Recognition.objects.create(
        organization=version.micro_credential.issuer,
        kind="letter",
        name="Letter",
        words="It counts.",
        said_by="The district",
        since=license_.first,
        added_by=earning,
        added_at=now(),
    )
    world.put("recognition", tenant, pk=recognition.pk)
    world.put("recognition_paper", tenant, earning, pk=recognition.pk, award=award.pk)
    asked = RecognitionRequest.objects.create(
        person=earning, recognition=recognition, award=award, asked_at=now()
    )
    world.put("recognition_request", tenant, earning, pk=asked.pk)
    batch = CreditBatch.objects.create(
        organization=version.micro_credential.issuer,
        rule=TENNESSEE,
        frozen_at=now(),
        frozen_by=earning,
        body=b"",
        sha256="0" * 64,
    )
    world.put("credit_batch", tenant, pk=batch.pk)
    packet = AuditPacket.objects.create(
        organization=batch.organization,
        batch=batch,
        of=1,
        count=0,
        facts={"sample": []},
        drawn_by=earning,
        drawn_at=now(),
        label="Auditor",
        until_on=today(),
    )
    world.put("audit_packet", tenant, pk=packet.pk)


def _lead_rows(
    world: World, tenant: str, place: Organization, holder: Person, lead: Person, leased: Evaluation
) -> None:
    attested = Assessor.objects.get(person=holder)
    other = _learner(world, tenant, place, "kept apart")
    conflict = Conflict.objects.create(
        person=holder, other=other, ground="family", declared_at=now()
    )
    world.put("attestation", tenant, pk=attested.pk)
    world.put("pool_member", tenant, pk=holder.pk)
    world.put("conflict", tenant, pk=conflict.pk)
    issuer = attested.micro_credential.issuer
    paused = Pause.objects.create(
        person=_paused(world, tenant, place, attested), issuer=issuer, by=lead, at=now()
    )
    world.put("pause", tenant, pk=paused.pk)
    alarm = DriftAlarm.objects.create(
        person=holder,
        issuer=issuer,
        raised_at=now(),
        checks=12,
        agreeing=40,
        asked=60,
        expected_percent=81,
    )
    world.put("alarm", tenant, pk=alarm.pk)
    _calibrating(world, tenant, holder, lead, attested)
    month, _new = PayMonth.objects.get_or_create(
        payer=leased.submission.version.micro_credential.issuer, month=today().replace(day=1)
    )
    line = PayLine.objects.create(
        pay_month=month,
        person=holder,
        evaluation=leased,
        slot=1,
        amount_cents=3000,
        currency="USD",
        written_at=now(),
    )
    world.put("pay_month", tenant, pk=month.pk)
    world.put("pay_line", tenant, pk=line.pk)
    _feedback(world, tenant, lead, leased)
    asked = ReaderRequest.objects.create(
        place=attested.micro_credential.issuer,
        readings=3,
        until_on=today(),
        asked_by=lead,
        asked_at=now(),
        **({} if tenant != "school" else {"ended_at": now(), "how_ended": "done"}),
    )
    invited = ReaderInvitation.objects.create(request=asked, person=holder)
    world.put("reader_request", tenant, pk=asked.pk)
    world.put("reader_invitation", tenant, holder, pk=invited.pk)
    world.put("open_lease", tenant, pk=Assignment.objects.get(evaluation=leased).pk)


def _paused(world: World, tenant: str, place: Organization, attested: Assessor) -> Person:
    """Somebody attested for the same, who is paused."""
    someone = _learner(world, tenant, place, "paused")
    Assessor.objects.create(
        person=someone,
        micro_credential=attested.micro_credential,
        major=attested.major,
        basis="expert",
        attested_by=attested.attested_by,
        attested_at=now(),
    )
    return someone


def _feedback(world: World, tenant: str, lead: Person, leased: Evaluation) -> None:
    """Two sheets that the lead has drawn: one to read, one with a note to its assessor."""
    scored = ScoreSheet.objects.filter(
        handed_over_at__isnull=False,
        feedback_check__isnull=True,
        assignment__evaluation__submission__version=leased.submission.version,
    )
    to_read, read = (
        FeedbackCheck.objects.create(
            sheet=sheet, lead=lead, week=today(), place=place, drawn_at=now()
        )
        for place, sheet in enumerate(scored.order_by("pk")[:2])
    )
    read.note, read.checked_at = f"Say it to {FAMILY[tenant]} in a kinder way.", now()
    read.save()
    world.put("feedback_drawn", tenant, lead, pk=to_read.pk)
    world.put("feedback_note", tenant, read.sheet.assignment.assessor, pk=read.pk)


def _calibrating(
    world: World, tenant: str, holder: Person, lead: Person, attested: Assessor
) -> None:
    """Two anchors with the holder of a lease: one read and objected to, one open; and a file of theirs."""
    version = attested.micro_credential.current
    assert version is not None
    turn = Calibration.objects.create(
        person=holder,
        micro_credential=attested.micro_credential,
        major=attested.major,
        occasion="certification",
        started_at=now(),
    )
    read, open_ = (
        AnchorReading.objects.create(
            person=holder,
            anchor=make_anchor(version, lead=lead),
            calibration=turn,
            place=n,
            saved_at=now(),
        )
        for n in (1, 2)
    )
    read.levels = dict(read.anchor.levels)
    read.handed_over_at = now()
    read.save()
    body = b"a tally without a name"
    digest = sha256(body).hexdigest()
    file = AnchorFile.objects.create(
        anchor=open_.anchor,
        step_id="p2b",
        kind="file",
        name="Document 1.pdf",
        storage_key=keep(BytesIO(body), digest),
        sha256=digest,
        size_bytes=len(body),
        media_type="application/pdf",
    )
    words = f"Read otherwise by {FAMILY[tenant]}"
    objection = Objection.objects.create(reading=read, criterion="c1", words=words, sent_at=now())
    world.put("certification", tenant, holder, pk=attested.pk)
    world.put("turn", tenant, holder, pk=turn.pk)
    world.put("reading", tenant, holder, pk=open_.pk)
    world.put("read", tenant, holder, pk=read.pk)
    world.put("anchor", tenant, public_id=open_.anchor.public_id)
    world.put("anchor_file", tenant, holder, public_id=open_.anchor.public_id, pk=file.pk)
    world.put("objection", tenant, pk=objection.pk)
