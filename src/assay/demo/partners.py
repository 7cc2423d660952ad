"""The partners of the demo: one permits a department to issue in its name; a vendor asks to become an issuer."""

from datetime import datetime, timedelta
from typing import Any

from assay.catalog import actions
from assay.demo.district import BEGAN_ON, person
from assay.governance import actions as governance
from assay.lib.clock import held_at
from assay.people.actions import grant
from assay.people.models import Organization, Role
from assay.record.models import MACHINE

INSTITUTE, ADMINISTRATOR = "north-coast-learning-institute", "p-041"
#: By whom and for which department, days ago, and what for: the first is permitted, the second waits.
PERMITTED = ("p-031", "personalized-learning", 40, "We write a pathway on student choice with you.")
WAITING = (
    "p-014",
    "esl-multilingual",
    2,
    "Your faculty teach the course that ours would build on.",
)
#: Who asks to become an issuer, and has not shown its domain or signed its privacy agreement.
VENDOR = "Lake Effect Media Literacy Studio"
ASKED: dict[str, Any] = {
    "domain": "lakeeffect.example",
    "contact_name": "Rosalind Achterberg",
    "contact_email": "rosalind.achterberg@lakeeffect.example",
    "texts": {
        "expertise": "We have taught teachers to read news with their students since 2011.",
        "assessor_policy": "Two trained readers for each submission, neither from the learner's school.",
        "privacy_agreement": "The state's student data agreement; we sign it when you tell us to.",
        "accessibility": "Our pages meet WCAG 2.2 AA. Write to us about a barrier; we answer in two days.",
        "sunset_plan": "Whoever has started finishes. The district keeps the badges and their pages.",
    },
}


def lay_out(today: datetime) -> None:
    institute = Organization.objects.get(ident=INSTITUTE)
    grant(person(ADMINISTRATOR), institute, Role.PROGRAM_ADMIN, by=MACHINE, from_on=BEGAN_ON)
    with held_at(today - timedelta(days=6)):
        vetting, _link = governance.ask_to_issue(
            Organization.objects.get(kind="district"), VENDOR, **ASKED
        )
    with held_at(today - timedelta(days=3)):
        chair = person("p-017")
        for item in ("legal_name", "expertise", "accessibility"):
            governance.look_at_item(vetting, item, is_met=True, by=chair)
        governance.look_at_item(
            vetting,
            "privacy_agreement",
            is_met=False,
            remark="The signed page is missing.",
            by=chair,
        )
    for who, department, days, why in (PERMITTED, WAITING):
        with held_at(today - timedelta(days=days)):
            leave = actions.ask_leave(
                institute, Organization.objects.get(ident=department), why, by=person(who)
            )
        if (who, department, days, why) == PERMITTED:
            with held_at(today - timedelta(days=days - 3)):
                until = (today + timedelta(days=300)).date()
                actions.give_leave(leave, last_on=until, by=person(ADMINISTRATOR))
