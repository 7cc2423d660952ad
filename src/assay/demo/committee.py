"""The district's steering committee in the demo: its charter and seats, and proposals in different states."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from assay.catalog import actions as catalog
from assay.catalog.models import Version
from assay.demo.district import person
from assay.demo.places import load
from assay.evidence import actions as evidence
from assay.frameworks.actions import build_on, set_priority
from assay.frameworks.models import Competency, Leverage, Standing
from assay.governance import actions
from assay.governance.models import Ballot, Committee, Meeting, Proposal
from assay.governance.policy import recused_on_extension
from assay.lib.clock import held_at, today
from assay.people.models import Organization, Person
from assay.program.actions import merge_needs, propose_extension, voice_need, vote_for_need
from assay.program.models import ChecklistItem, Extension, Need
from assay.record.models import MACHINE

ESTABLISHED = datetime(2026, 8, 10, 14, tzinfo=UTC)


def establish(district: Organization) -> Committee:
    """The committee with its seats; those of which the content names nobody are vacant."""
    said = load("district.yaml")["steering_committee"]
    row = actions.establish(
        district, said["name"], charter=said["charter"], meets=said["meets"], by=MACHINE
    )
    for seat in said["seats"]:
        for _n in range(seat.get("count", 1)):
            _seat(row, seat)
    return row


def _seat(committee: Committee, row: dict[str, Any]) -> None:
    someone = person(row["person"]) if "person" in row else None
    heads = [m.organization for m in someone.current_memberships] if someone else []
    department = next((place for place in heads if place.kind == "department"), None)
    seat = actions.add_seat(
        committee,
        row["seat"],
        department=department if row["seat"] == "department" else None,
        note_text=row.get("note", row.get("selection", "")),
        by=MACHINE,
    )
    if someone:
        actions.seat_person(seat, someone, by=MACHINE)


CHAIR, DISSENTER = "p-017", "p-015"
#: The addresses of what is proposed.
DECIDED, IN_REVIEW, SUBMITTED = "wait-time", "choice-based-pathway", "co-teaching"
IN_PILOT = "data-learning"
#: What the first criterion asks for beside what it did, where nothing else is named.
ALIKE = "What is compared is of the same length and kind."
#: Who tries the pilot, and what they think of it.
TRYING = (
    ("p-006", "One student’s words tell more than three charts. Say how short they may be."),
    ("p-007", ""),
)
REMARK = "I was not sure what the level below looks like. One example of it would have saved me an evening."
ANSWERED = "Thank you. The next draft says that two sentences of a student are enough."


def lay_out(today: datetime) -> None:
    """One decided with a dissent, one in pilot, one in review with a comment answered, one that has just come in."""
    _decided(today)
    _in_pilot(today)
    _in_review(today)
    row = _extended(today)
    _begun(today, row)
    needs = _needs(today)
    with held_at(today - timedelta(days=1)):
        why = "Two teams asked what counts as planning together."
        _submit(SUBMITTED, "p-015", "p-015", why, needs=needs[:1])
    _meetings(today)


def _meetings(today: datetime) -> None:
    """One that was held, with who was there; and the next one, whose agenda is made and waits to be sent."""
    row, chair = Committee.objects.get(), person(CHAIR)
    with held_at(today - timedelta(days=31)):
        held = _call(row, today - timedelta(days=17), secretary=person("p-026"))
        actions.add_item(held, title="Which departments have no assessor of their own", by=chair)
        actions.send_agenda(held, by=chair)
    with held_at(held.ends_at):
        there = [person(who).pk for who in (CHAIR, "p-012", "p-013", "p-015", "p-026")]
        actions.note_attendance(held, there, by=chair)
        _rank(chair)
        secretary, item = person("p-026"), held.items.get()
        for part, text in MINUTES:
            actions.write_entry(held, text, part=part, item=item, by=secretary)
        adjourned = "Adjourned at five. The next meeting is in four weeks."
        actions.write_entry(held, adjourned, part="open", by=secretary)
    with held_at(held.ends_at + timedelta(days=6)):
        actions.approve_minutes(held, by=chair)
        actions.publish_minutes(held, by=chair)
    with held_at(today - timedelta(days=1)):
        coming = _call(row, today + timedelta(days=10), secretary=person("p-026"))
        for proposal in row.proposals.with_committee().order_by("decide_by", "pk"):
            actions.add_item(coming, proposal=proposal, by=chair)
        actions.add_item(coming, title="Dates of the spring meetings", by=chair)


#: What was said of the one item of the meeting that was held.
MINUTES = (
    (
        "open",
        "Two departments read with assessors of another. Each will name one of its own by spring.",
    ),
    (
        "closed",
        "One head asked for a year's release time. We talk with her before anything is said in public.",
    ),
)


#: Code in Danielson's framework, how essential, how much of a lever, why.
PRIORITIES = (
    (
        "3b",
        Standing.ESSENTIAL,
        Leverage.MOST,
        "When students do the talking, you hear what they understand while there is time to act.",
    ),
    (
        "3d",
        Standing.ESSENTIAL,
        Leverage.MOST,
        "What is found out during a lesson can still change that lesson.",
    ),
    (
        "1e",
        Standing.IMPORTANT,
        Leverage.SOME,
        "A unit planned as a whole leaves time for those who need more of it.",
    ),
    (
        "4d",
        Standing.USEFUL,
        Leverage.LITTLE,
        "Teams that look at the same work ask the same of it.",
    ),
)


def _rank(chair: Person) -> None:
    """What the district calls essential, as its committee has just decided; hearing students comes before using it."""
    rows = Competency.objects.filter(framework__slug="danielson-fft-2013")
    decision = f"{today():%B} {today().day}, by consensus"
    for code, standing, leverage, reason in PRIORITIES:
        set_priority(
            rows.get(code=code),
            standing,
            leverage=leverage,
            reason=reason,
            decision=decision,
            by=chair,
        )
    build_on(rows.get(code="3d"), rows.get(code="3b"), by=chair)


def _call(committee: Committee, day: datetime, *, secretary: Person) -> Meeting:
    """In the afternoon of that day, or of the Friday before where it is a weekend."""
    begins = timezone.localtime(day).replace(hour=15, minute=30, second=0, microsecond=0)
    begins -= timedelta(days=max(0, begins.weekday() - 4))
    return actions.call_meeting(
        committee,
        begins,
        begins + timedelta(minutes=90),
        place="Board room, District Office",
        secretary=secretary,
        by=person(CHAIR),
    )


#: Who voiced it, what they searched for, what they said, and who needs it too.
NEEDS = (
    (
        "p-002",
        "co-teaching",
        "We plan together, and do not know what of it counts.",
        ("p-003", "p-005"),
    ),
    (
        "p-004",
        "newcomers",
        "A first month with newcomers who read in another language.",
        ("p-002",),
    ),
    (
        "p-006",
        "newcomer welcome",
        "What to do in the first weeks with a newcomer.",
        ("p-004", "p-005"),
    ),
)


def _needs(today: datetime) -> list[Need]:
    """Three, of which two say the same and are merged."""
    with held_at(today - timedelta(days=9)):
        rows = [voice_need(said, searched=words, by=person(who)) for who, words, said, _ in NEEDS]
        for row, (*_rest, others) in zip(rows, NEEDS, strict=True):
            for who in others:
                vote_for_need(row, by=person(who))
        merge_needs(rows[2], rows[1], by=person(CHAIR))
    return rows


def _decided(today: datetime) -> None:
    with held_at(today - timedelta(days=24)):
        why = "Learners asked how many minutes to count, and assessors answered them differently."
        row = _submit(DECIDED, "p-012", "p-012", why)
    with held_at(today - timedelta(days=12)):
        actions.take_up(row, by=person(CHAIR))
        ballot = actions.open_voting(row, "approved", by=person(CHAIR))
    with held_at(today - timedelta(days=9)):
        _vote(ballot)
        actions.close_voting(ballot, by=person(CHAIR))
        due = (today + timedelta(days=40)).date()
        actions.decide(
            ballot,
            "The same stretch before and after makes the two counts comparable. Everybody reads the same words now.",
            conditions=[("Anchors 2 and 4 are read again under the new words.", due)],
            by=person(CHAIR),
        )


def _vote(ballot: Ballot) -> None:
    for who in (CHAIR, "p-013", "p-014", "p-016"):
        actions.vote(ballot, "for", by=person(who))
    dissent = "A new word in a level makes nine assessors certify again. That is a price, and we did not weigh it."
    actions.vote(ballot, "against", dissent=dissent, by=person(DISSENTER))
    actions.vote(ballot, "abstain", by=person("p-026"))


def _in_pilot(today: datetime) -> None:
    """Two of twelve have started it, and one has said what they think."""
    author, chair = person("p-012"), person(CHAIR)
    with held_at(today - timedelta(days=22)):
        why = "A question about data should come from what a student said. First we see whether that can be judged."
        row = _submit(IN_PILOT, "p-012", "p-012", why, words="A student's own words led to it.")
    with held_at(today - timedelta(days=15)):
        actions.take_up(row, by=chair)
        ballot = actions.open_voting(row, "pilot", most_starts=12, by=chair)
        for who in (CHAIR, "p-013", "p-014", "p-015", "p-016"):
            actions.vote(ballot, "for", by=person(who))
        actions.close_voting(ballot, by=chair)
        actions.decide(ballot, "Try it with twelve people, and come back.", by=chair)
    version = Version.objects.get(pk=row.version_id)
    with held_at(today - timedelta(days=13)):
        catalog.publish(version, by=author, pilot=True)
    for ident, said in TRYING:
        one = person(ident)
        with held_at(today - timedelta(days=6)):
            evidence.begin(one, version.micro_credential, version=version, by=one)
            if said:
                given = actions.give_opinion(version, said, by=one)
                on_item = version.content.criteria[-1].id
                actions.give_opinion(version, REMARK, item=on_item, by=one)
    with held_at(today - timedelta(days=4)):
        actions.answer_opinion(given, ANSWERED, by=author)


def _in_review(today: datetime) -> None:
    with held_at(today - timedelta(days=8)):
        why = "Pathways were judged by how many there are. They should be judged by whether students chose."
        row = _submit(IN_REVIEW, "p-031", "p-013", why)
    chair = person(CHAIR)
    item = ChecklistItem.objects.holding_for(row.department).get(code="q14")
    with held_at(today - timedelta(days=5)):
        actions.take_up(row, by=chair)
        actions.review_items(row, {item: ("not_yet", "Almost has no partner for it.")}, by=chair)
        said = actions.comment(
            row, "“Chosen by the student” is in one level only.", item=item, by=person("p-016")
        )
    with held_at(today - timedelta(days=4)):
        actions.comment(
            row,
            "The level below says “offered”, which is the contrast.",
            answers=said,
            by=row.author,
        )


def _extended(today: datetime) -> Extension:
    """One department carries a field of its own."""
    with held_at(today - timedelta(days=40)):
        row = propose_extension(
            Organization.objects.get(ident="special-education"),
            "long_text",
            "For students with a plan",
            "Our teachers ask first how a method goes together with what a student's plan says.",
            help_text="How the method goes together with an IEP or a 504 plan.",
            by=person(DISSENTER),
        )
    with held_at(today - timedelta(days=33)):
        actions.record_extension(
            row,
            "in_force",
            "It asks for one paragraph, and nothing of the template changes for others.",
            votes=_votes(row),
            dissent="Every micro-credential should say this, not those of one department.",
            by=person(CHAIR),
        )
    return row


def _votes(row: Extension) -> dict[int, str]:
    """All but one for it, and nobody who has a part in it."""
    committee = Committee.objects.get(organization=row.department.program)
    out = recused_on_extension(row, committee.sitting())
    free = [one.person_id for one in committee.sitting() if one.person_id not in out]
    chair = person(CHAIR).pk
    against = next(pk for pk in reversed(free) if pk != chair)
    return {pk: "against" if pk == against else "for" for pk in free}


def _begun(today: datetime, extension: Extension) -> None:
    """New, still with its department, and near a draft that another department is writing."""
    head = person(DISSENTER)
    owner = Organization.objects.get(ident="special-education")
    with held_at(today - timedelta(days=2)):
        draft = catalog.create(
            "Students Judge Their Own Drafts With a Partner", owner=owner, by=head
        )
        said = {
            "competency": "The educator teaches students to judge a draft against shared criteria with a partner, "
            "and to decide what to change before it is handed in.",
            "key_method": "Mark-before-hand-in with a partner: two students mark a draft against two criteria and "
            "write the one change they will make.",
            "extensions": [
                {
                    "id": extension.code,
                    "label": extension.name,
                    "kind": extension.kind,
                    "value": "The two criteria can be read aloud, and the change may be dictated.",
                }
            ],
        }
        draft = catalog.save_draft(draft, said, by=head)
        actions.propose(
            draft, "Students with a plan hear of a mistake when it is too late.", by=head
        )


def _submit(
    slug: str,
    author: str,
    sponsor: str,
    why: str,
    *,
    needs: Sequence[Need] = (),
    words: str = ALIKE,
) -> Proposal:
    """A change of scoring from its draft to the committee, every item of the standard answered with yes."""
    by = person(author)
    before = Version.objects.open_to_starts().get(micro_credential__slug=slug)
    draft = _draft(before, by, words)
    row = actions.propose(draft, why, needs=needs, by=by)
    answers = dict.fromkeys(ChecklistItem.objects.holding_for(row.department), ("yes", ""))
    actions.check_items(row, answers, by=by)
    actions.sponsor(row, by=person(sponsor))
    return actions.submit(row, by=by)


def _draft(version: Version, by: Person, more: str) -> Version:
    """The next scoring version: the first criterion asks for more."""
    draft = catalog.start_new_version(version, by=by)
    rubric = draft.data["rubric"]
    first, *others = rubric["criteria"]
    levels = first["descriptors"]
    words = f"{levels['demonstrated'].strip()} {more}"
    first = {**first, "descriptors": {**levels, "demonstrated": words}}
    return catalog.save_draft(draft, {"rubric": {**rubric, "criteria": [first, *others]}}, by=by)
