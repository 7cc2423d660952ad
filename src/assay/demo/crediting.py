"""Credit in the demo: what the state approved, a rule of pay, licenses of learners, credit that waits, and a week of
its coordinator: a batch with its answer, an auditor's packet, a transcript, a celebration that was asked for.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from assay.catalog.content.stack_roles import doors, role_word
from assay.catalog.models import MicroCredential, Stack
from assay.credentials.models import Award
from assay.credits import actions
from assay.credits.models import (
    Approved,
    Credit,
    CreditStatus,
    Recognition,
    RecognitionKind,
)
from assay.credits.transcripts import Chosen
from assay.demo.district import person
from assay.people.models import Organization, Person
from assay.ui.typesetting import in_a_child

RULE = "mi-standard-certificate"
LANE = "tamarack-bay-supplemental-lane"
PAY = Path(__file__).with_name("pay-rule.yaml")
SAID_BY = "Program office, Tamarack Bay Public Schools"
PAPERS = (
    (
        RecognitionKind.CERTIFICATE,
        "Certificate of completion",
        "The district recognizes this work, which was shown with evidence from the classroom.",
    ),
    (
        RecognitionKind.LETTER,
        "Letter to a principal",
        "The district tells you of this badge because its holder gives you this page. Whoever earned it showed the"
        " practice with evidence from their own students. Please talk with them about where it can serve your school.",
    ),
    (
        RecognitionKind.CELEBRATION,
        "Spring celebration",
        "In May the district names everyone who asks to be named, with their badge.",
    ),
)
#: Slug, number of the program, hours of instruction that were approved, and since when it holds if not from long ago.
PROGRAMS = (
    ("wait-time", "2025-0388", "8", None),
    ("checking-for-understanding", "2025-0389", "8", None),
    ("analyzing-student-work", "2025-0390", "10", None),
    ("learner-variability-udl", "2025-0391", "9.6", None),
    # Approved too late for who had begun by then: their lead time is missed.
    ("district-communication-plan", "2025-0392", "12", date(2026, 2, 20)),
)
#: Learners with a license, the years until it ends, and whether they have typed their number.
HOLDERS = (("p-001", 2, True), ("p-002", 1, True), ("p-003", 3, False), ("p-007", 4, True))
#: Who took what was proposed: it waits for the coordinator.
TAKE = ("p-003", "p-007")
#: What payroll answered: of whom it takes none, and why.
NOT_PAID = (
    "p-003",
    "The employee number belongs to another name. Please check it with the HR office.",
)


def lay_out(district: Organization, today: date) -> None:
    coordinator = person("p-026")
    approved = today - timedelta(days=500)
    for slug, number, hours, since in PROGRAMS:
        micro_credential = MicroCredential.objects.filter(slug=slug).first()
        if micro_credential is not None:
            actions.add_approval(
                district,
                RULE,
                Approved.PROGRAM,
                micro_credential=micro_credential,
                number=number,
                hours=Decimal(hours),
                approved_on=since or approved,
                first=(since or approved) + timedelta(days=14),
                last=today + timedelta(days=300),
                by=coordinator,
            )
    _recognize(district, today)
    actions.add_rule(district, PAY.read_text(encoding="utf-8"), by=person("p-027"))
    renata = person("p-001")
    actions.make_link(renata, "HR office", today + timedelta(days=30), by=renata)
    for sourced_id, years_left, has_number in HOLDERS:
        holder = person(sourced_id)
        actions.add_license(
            holder,
            RULE,
            name_on_license=holder.display_name,
            identifier="DEMO-" + sourced_id[2:] if has_number else "",
            first=date(today.year + years_left - 5, 7, 1),
            last=date(today.year + years_left, 6, 30),
            by=holder,
        )
        actions.propose_pay(holder)
        for credit in Credit.objects.visible_to(holder).standing():
            if sourced_id in TAKE:
                actions.claim(credit, by=holder)


def pass_a_week(district: Organization, today: date) -> None:
    """What was taken for pay goes to payroll and is answered; what came last waits for the coordinator."""
    marcus, priya = person("p-007"), person("p-003")
    _send_to_payroll(district, person("p-026"), today)
    of_stack = Credit.objects.visible_to(marcus).filter(license=None, status=CreditStatus.PROPOSED)
    for credit in of_stack:
        actions.claim(credit, by=marcus)
    with in_a_child():  # the demo is served by what this process forks
        actions.make_transcript(
            marcus, today + timedelta(days=180), chosen=Chosen(frozenset(), pay=True), by=marcus
        )
    celebration = Recognition.objects.get(kind=RecognitionKind.CELEBRATION)
    award = Award.objects.visible_to(priya).standing().order_by("earned_on")[0]
    actions.ask_recognition(celebration, award, by=priya)


def _send_to_payroll(district: Organization, coordinator: Person, today: date) -> None:
    """Approved, frozen, answered; and an auditor gets a sample of the batch."""
    taken = Credit.objects.kept_at([district]).filter(license=None, status=CreditStatus.CLAIMED)
    actions.approve(list(taken), by=coordinator)
    batch = actions.freeze_batch(district, LANE, by=coordinator)
    lines = ["reference,result,reason"]
    for row in batch.rows.select_related("credit__person"):
        sourced_id, why = NOT_PAID
        refused = row.credit is not None and row.credit.person.sourced_id == sourced_id
        lines.append(
            f"{row.reference},{'rejected' if refused else 'accepted'},{why if refused else ''}"
        )
    actions.import_results(batch, "\r\n".join(lines).encode(), by=coordinator)
    actions.draw_packet(
        district,
        batch,
        None,
        count=2,
        label="State auditor",
        until=today + timedelta(days=60),
        by=coordinator,
    )


def _recognize(district: Organization, today: date) -> None:
    """Besides pay, as the district's content names it: a certificate, a letter for one's principal, the leader pool."""
    administrator = person("p-027")
    since = today - timedelta(days=700)
    for kind, name, words in PAPERS:
        actions.add_recognition(
            district, kind, name=name, words=words, said_by=SAID_BY, since=since, by=administrator
        )
    stacks = Stack.objects.open().filter(issuer=district).order_by("pk")
    leader = role_word("teacher-leader")
    leading = next((one for one in stacks if leader in dict(doors(one.data))), None)
    if leading is not None:
        actions.add_recognition(
            district,
            RecognitionKind.POOL,
            name="Teacher leader pool",
            words="From this pool the district offers roles of teacher leaders.",
            said_by=SAID_BY,
            stack=leading,
            since=since,
            by=administrator,
        )
