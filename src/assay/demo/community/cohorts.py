"""A cohort of five that Kirsten convenes, half through its months, and a PLC that two teachers of a school opened."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from assay.catalog.models import MicroCredential
from assay.community import actions as community
from assay.community.models import CohortDayKind, CohortKind
from assay.demo.district import person
from assay.lib.clock import held_at
from assay.people.models import Organization
from assay.program.models import StrategicGoal

CONVENER = "p-021"
MEMBERS = ("p-001", "p-002", "p-005", "p-006", "p-008")
IN_A_COHORT = ("mc-wait-time", "mc-academic-language", "mc-classroom-routines")
TOMAS, INES = "p-004", "p-024"


def lay_out(now: datetime) -> None:
    _cohort(now)
    _plc(now)


def _cohort(now: datetime) -> None:
    convener, today = person(CONVENER), localtime(now).date()
    district = Organization.objects.get(ident="tamarack-bay-ps")
    with held_at(now - timedelta(days=40)):
        cohort = community.convene_cohort(
            CohortKind.COHORT,
            district,
            community.CohortWords(
                name="Voices by spring",
                purpose="In every lesson more students finish the thought they begin.",
                micro_credentials=_named(*IN_A_COHORT),
                strategic_goal=StrategicGoal.objects.get(organization=district, code="sg1"),
                first_on=today - timedelta(days=35),
                until_on=today + timedelta(days=120),
            ),
            by=convener,
        )
        community.set_cohort_day(
            cohort,
            CohortDayKind.KICK_OFF,
            today - timedelta(days=33),
            time=time(16),
            place="District office, room 2",
            words="We choose what each of us tries first.",
            by=convener,
        )
    for n, ident in enumerate(MEMBERS):
        with held_at(now - timedelta(days=36 - n)):
            member = person(ident)
            community.join_cohort(cohort, tells_steps=True, wants_nudges=n < 2, by=member)
    with held_at(now - timedelta(days=4)):
        community.set_cohort_day(
            cohort,
            CohortDayKind.DROP_IN,
            today + timedelta(days=3),
            time=time(15, 30),
            place="Otter Lake, library",
            words="Bring one minute of a lesson, or come to listen.",
            by=convener,
        )
        community.set_cohort_day(
            cohort,
            CohortDayKind.AIM,
            today + timedelta(days=60),
            words="By then we would like to have handed in. Later is fine.",
            by=convener,
        )


def _plc(now: datetime) -> None:
    tomas, today = person(TOMAS), localtime(now).date()
    with held_at(now - timedelta(days=15)):
        plc = community.convene_cohort(
            CohortKind.PLC,
            Organization.objects.get(ident="s-harbor"),
            community.CohortWords(
                name="Two languages, one lesson",
                purpose="We look at student work in both languages on Thursdays.",
                micro_credentials=_named("mc-academic-language"),
            ),
            by=tomas,
        )
        for member in (tomas, person(INES)):
            community.join_cohort(plc, by=member)
        community.set_cohort_day(
            plc,
            CohortDayKind.DROP_IN,
            today + timedelta(days=9),
            time=time(7, 45),
            place="Room 7",
            by=tomas,
        )


def _named(*idents: str) -> list[MicroCredential]:
    return list(MicroCredential.objects.filter(ident__in=idents))
