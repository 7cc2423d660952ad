"""The partners of the demo: one permits a department to issue in its name, and is asked by another."""

from datetime import datetime, timedelta

from assay.catalog import actions
from assay.demo.district import BEGAN_ON, person
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


def lay_out(today: datetime) -> None:
    institute = Organization.objects.get(ident=INSTITUTE)
    grant(person(ADMINISTRATOR), institute, Role.PROGRAM_ADMIN, by=MACHINE, from_on=BEGAN_ON)
    for who, department, days, why in (PERMITTED, WAITING):
        with held_at(today - timedelta(days=days)):
            leave = actions.ask_leave(
                institute, Organization.objects.get(ident=department), why, by=person(who)
            )
        if (who, department, days, why) == PERMITTED:
            with held_at(today - timedelta(days=days - 3)):
                until = (today + timedelta(days=300)).date()
                actions.give_leave(leave, last_on=until, by=person(ADMINISTRATOR))
