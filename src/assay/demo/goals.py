"""What the district and two of its schools want to reach, what serves it, and goals that an evaluator proposes."""

from datetime import datetime, timedelta

from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential
from assay.demo.district import person
from assay.frameworks.models import Competency
from assay.journeys import actions as journeys
from assay.journeys.models import ProposalState
from assay.lib.clock import held_at
from assay.people.models import Organization
from assay.program import actions as program
from assay.program.models import StrategicGoal

CHAIR, ADMINISTRATOR, PRINCIPAL = "p-017", "p-027", "p-007"
#: Goal, micro-credential, why.
TIES = (
    ("sg1", "mc-wait-time", "Who waits hears from more students, and in longer sentences."),
    ("sg1", "mc-academic-language", "Academic language is what students read and write with."),
    ("sg2", "mc-academic-language", "Multilingual learners meet the language of each subject."),
    ("sg3", "mc-choice-based-pathway", "Students choose, and judge what they chose."),
    ("sg4", "mc-student-data-privacy", "Families trust a school that guards what it knows."),
)
EVALUATOR = "p-028"
#: What is proposed to whom, and why.
PROPOSED = {
    "p-008": (
        "Routines that the children can carry out without you.",
        "On both visits the first ten minutes went into finding places.",
    ),
    "p-004": (
        "Students talk to each other, not only to you.",
        "Most questions came from you, and most answers went back to you.",
    ),
}
EXPLAINING = "Every child explains their thinking in mathematics, every day"
FAMILIES = "Every family hears from us before something goes wrong"


def lay_out(now: datetime) -> None:
    chair, district = person(CHAIR), Organization.objects.program_district()
    goals = {goal.code: goal for goal in StrategicGoal.objects.filter(organization=district)}
    with held_at(now - timedelta(days=60)):
        for code, ident, reason in TIES:
            row = MicroCredential.objects.get(ident=ident)
            catalog.tie_goal(goals[code], row, reason, by=chair)
        _schools()
    with held_at(now - timedelta(days=9)):
        _evaluations()


def _schools() -> None:
    """Cedar Point's goal comes from the district's office, Pine Ridge's from its principal."""
    talk = Competency.objects.get(framework__slug="danielson-fft-2013", code="3b")
    cedar = program.add_strategic_goal(
        Organization.objects.get(ident="s-cedar"), EXPLAINING, by=person(ADMINISTRATOR)
    )
    reason = "Children explain when questions ask for thinking."
    catalog.tie_goal(cedar, talk, reason, by=person(ADMINISTRATOR))
    program.add_strategic_goal(
        Organization.objects.get(ident="s-pine"), FAMILIES, by=person(PRINCIPAL)
    )


def _evaluations() -> None:
    """The district names who evaluates Hana and Tomas; a proposal waits, and one is answered."""
    coach, office = person(EVALUATOR), person(ADMINISTRATOR)
    for ident, school in (("p-008", "s-birch"), ("p-004", "s-harbor")):
        place = Organization.objects.get(ident=school)
        row = journeys.name_evaluator(person(ident), coach, place, by=office)
        text, reason = PROPOSED[ident]
        proposal = journeys.propose_goal(row, text, reason, by=coach)
        if ident == "p-004":
            journeys.answer_proposal(
                proposal,
                ProposalState.CHANGED,
                text="My students ask each other questions in both languages.",
                share=True,
                words="I would like to begin with one class.",
                by=person(ident),
            )
