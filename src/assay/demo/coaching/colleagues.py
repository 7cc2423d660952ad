"""Two who earned it and are happy to talk, a question that is answered, and a thread on what a learner works on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assay.catalog.models import MicroCredential
from assay.community import actions as community
from assay.community.models import DirectoryEntry
from assay.credentials.models import Award
from assay.demo.district import person
from assay.evidence.models import Status, Submission
from assay.lib.clock import held_at
from assay.people.models import Person, Role
from assay.program.models import programs_of

LEARNERS = ("p-005", "p-001", "p-004", "p-008", "p-003", "p-006", "p-002")
ABOUT = (
    "How I chose the lesson, and what I would record first next time.",
    "Planning it in two languages, and fitting it into a week that is full already.",
)
ASKED = (
    "I have three lessons that could show it. Did you take the one that went well, or the one where you "
    "changed course?"
)
ANSWERED = (
    "The one where I changed course. In the lesson that went well I had nothing to say afterwards; in the other "
    "I could point to the minute in which I saw that half the room had stopped thinking."
)
TITLE = "What do you do in the first week?"
POSTS = (
    "I begin next Monday, and would rather start small. What did you leave out at first?",
    "Everything but one question a lesson. I counted to three on my fingers, behind my back, for two weeks; the rest "
    "came by itself.",
    "And I wrote down each afternoon who had spoken and who had not. The same five came up every day, and none of them "
    "were the ones I had worried about.",
    "I took your list into my own room, thank you. Mine fits on an index card, which is the only reason why I still "
    "keep it.",
)


def lay_out(now: datetime) -> None:
    """On the first draft of the cast that colleagues hold a badge for; nothing where there is none."""
    for learner in map(person, LEARNERS):
        drafts = Submission.objects.filter(start__person=learner, status=Status.DRAFT)
        for draft in drafts.select_related("version__micro_credential").order_by("pk"):
            micro_credential = draft.version.micro_credential
            holders = _holders(micro_credential, learner)
            if holders:
                _directory(now, micro_credential, learner, holders[0])
                _thread(now, micro_credential, [learner, *holders])
                return


def _holders(micro_credential: MicroCredential, learner: Person) -> list[Person]:
    """Those of the learner's program who earned it, and judge nobody's work."""
    awards = Award.objects.standing().filter(version__micro_credential=micro_credential)
    rows = Person.objects.get_queryset().filter(pk__in=awards.values("person")).order_by("pk")
    program = programs_of(learner)[0]
    return [
        one
        for one in rows.exclude(pk=learner.pk)
        if program in programs_of(one)
        and not one.has_role_somewhere(Role.ASSESSOR, Role.LEAD_ASSESSOR, Role.APPROVER)
    ]


def _directory(
    now: datetime, micro_credential: MicroCredential, learner: Person, holder: Person
) -> None:
    first = _offer(now - timedelta(days=40), holder, micro_credential, ABOUT[0])
    held = Award.objects.standing().single().exclude(version__micro_credential=micro_credential)
    for award in held.select_related("person", "version__micro_credential").order_by("pk"):
        if award.person_id != learner.pk and programs_of(award.person) == programs_of(learner):
            other = award.version.micro_credential
            _offer(now - timedelta(days=30), award.person, other, ABOUT[1])
            break
    with held_at(now - timedelta(days=12)):
        inquiry = community.ask(first, ASKED, by=learner)
    with held_at(now - timedelta(days=11)):
        community.write(inquiry, ANSWERED, by=holder)


def _offer(
    at: datetime, holder: Person, micro_credential: MicroCredential, about: str
) -> DirectoryEntry:
    with held_at(at):
        place = holder.current_memberships[0].organization
        return community.offer(holder, micro_credential, place, about, 3, by=holder)


def _thread(now: datetime, micro_credential: MicroCredential, people: Sequence[Person]) -> None:
    program, days = programs_of(people[0])[0], (9, 8, 6, 2)
    writers = [people[0], people[1], people[-1], people[0]]
    with held_at(now - timedelta(days=days[0])):
        thread = community.begin_thread(
            program, TITLE, POSTS[0], micro_credential=micro_credential, by=people[0]
        )
    for day, writer, text in zip(days[1:], writers[1:], POSTS[1:], strict=True):
        with held_at(now - timedelta(days=day)):
            community.post(thread, text, by=writer)
