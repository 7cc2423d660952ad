"""Loading the demo: the district, the catalog, a history on its own dates, and work that lies open."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from assay.assessment.actions import renew_figures, renew_outcomes, renew_severity
from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential, Version
from assay.demo import (
    attempts,
    calibrating,
    cases,
    committee,
    crediting,
    endorsing,
    goals,
    history,
    keeping,
    open_work,
    partners,
    retiring,
    stacking,
    week,
)
from assay.demo.coaching import colleagues, pairings
from assay.demo.community import cohorts, exemplars, log
from assay.demo.district import found_district, give_passwords, person
from assay.demo.lock import BEGUN, LOADED, begun, loaded
from assay.demo.places import CONTENT, load, load_all
from assay.evidence.files.sanitizer_process import started_once
from assay.frameworks.actions import import_case
from assay.letters.post import send_due
from assay.lib.clock import held_at, now, today
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.record.delivery import in_place
from assay.record.models import MACHINE

Tell = Callable[[str], object]

FOUNDED = datetime(2025, 8, 4, 13, tzinfo=UTC)
OPENED = datetime(2025, 8, 18, 13, tzinfo=UTC)
SECOND_EDITION = datetime(
    2026, 2, 3, 15, tzinfo=UTC
)  # of Checking for Understanding, as its changelog says
GRACE_OVER = datetime(2026, 8, 4, 13, tzinfo=UTC)


class NotADemo(Refusal):
    """The database holds people who are not the demo's."""


class Interrupted(Refusal):
    """Loading was stopped before its end. What is there is the demo's, and of no use."""


def load_demo(tell: Tell) -> None:
    """Fill an empty database with the demo program; does nothing where it stands already.

    Raises NotADemo, or Interrupted where it was begun and not brought to its end.
    """
    if loaded():
        return
    if begun():
        raise Interrupted(
            "The demo was stopped while it was loading. Start it over: assay demo --reset"
        )
    if Person.objects.exists():
        raise NotADemo(
            "This database holds people and is no demo. Name another with DATABASE_URL or ASSAY_VAR."
        )
    with in_place(), started_once():
        _load(tell)


def _load(tell: Tell) -> None:
    tell("Founding the district")
    with held_at(FOUNDED):
        district = _found()
        _send_letters()
    tell("Opening the catalog")
    _open_catalog()
    events = [
        *history.events(),
        *endorsing.events(),
        (SECOND_EDITION, _second_edition),
        (GRACE_OVER, _grace_over),
        (committee.ESTABLISHED, lambda: committee.establish(district)),
    ]
    for at, happen in sorted(events, key=lambda event: event[0]):
        with held_at(at):
            happen()
            _send_letters()
    tell("Laying out open work")
    goals.lay_out(now())
    attempts.lay_out(now())
    open_work.lay_out(now())
    endorsing.lay_out(now())
    cases.lay_out(now())
    committee.lay_out(now())
    partners.lay_out(now())
    retiring.lay_out(now())
    tell("Making anchors")
    calibrating.lay_out(now())
    crediting.lay_out(district, today())
    stacking.lay_out(now())
    crediting.pass_a_week(district, today())
    renew_figures()
    renew_outcomes()
    renew_severity()
    week.lay_out(now())
    pairings.lay_out(now())
    cohorts.lay_out(now())
    log.lay_out(now())
    colleagues.lay_out(now())
    exemplars.lay_out(now())
    keeping.lay_out(now())
    _send_letters()
    _mark(district)


@transaction.atomic
def _found() -> Organization:
    """The district and its mark together: whoever stops the loading later leaves a database that says whose it is."""
    district = found_district()
    endorsing.found_signers()
    give_passwords()
    note(BEGUN, district, by=MACHINE)
    return district


def _send_letters() -> None:
    """Each on its day, into a file: the demo has no mail server (settings)."""
    while send_due():
        pass


def _open_catalog() -> None:
    admin = person("p-027")
    with held_at(OPENED):
        for path in sorted((CONTENT / "frameworks").glob("*.case.json")):
            import_case(
                load(f"frameworks/{path.name}"), path.name.removesuffix(".case.json"), by=MACHINE
            )
        partners.agree_on_designs()
        for data in [*load_all("micro-credentials"), *load_all("earlier-versions")]:
            if data["id"] != "mc-checking-for-understanding" or data["version"] == "1.0":
                catalog.import_micro_credential({**data, "status": "published"}, by=admin)
        catalog.import_stacks(load("stacks.yaml"), by=admin)
        history.attest_assessors()
        history.give_the_duty_to_screen()


def _second_edition() -> None:
    catalog.import_micro_credential(
        load("micro-credentials/checking-for-understanding.yaml"), by=person("p-027")
    )
    history.attest_assessors(major="2")


def _grace_over() -> None:
    catalog.tend_versions()


def _mark(district: Organization) -> None:
    note(
        LOADED,
        district,
        by=MACHINE,
        micro_credentials=MicroCredential.objects.count(),
        versions=Version.objects.count(),
    )
