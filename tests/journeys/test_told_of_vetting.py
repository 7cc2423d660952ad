"""An organization that asks to become an issuer: who decides hears of it, and its contact of every answer."""

from datetime import timedelta

import pytest

from assay.governance import actions
from assay.governance.models import Vetting, VettingItem
from assay.governance.tests.factories import make_committee, make_member
from assay.letters.actions import words_of
from assay.letters.models import Letter
from assay.lib.clock import today
from assay.notices.models import Notice
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = "ven@vendor.example.org"


def ask(district: Organization, *, locale: str = "en") -> Vetting:
    vetting, _secret = actions.ask_to_issue(
        district,
        "Vendor Inc.",
        domain="vendor.example.org",
        contact_name="Ven Dor",
        contact_email=CONTACT,
        texts={str(item): "As we say." for item in VettingItem},
        locale=locale,
    )
    return vetting


def meet_all(vetting: Vetting, by: Person) -> None:
    for item in VettingItem:
        if item != VettingItem.DOMAIN:
            actions.look_at_item(vetting, item, is_met=True, by=by)
    actions.note_domain(vetting, "dns")


def told(kind: str) -> set[Person]:
    return {row.person for row in Notice.objects.filter(kind=kind).select_related("person")}


def letter(name: str) -> str:
    said = words_of(Letter.objects.get(to=CONTACT, kind=f"notices.{name}"))
    return f"{said.subject}\n{said.text}"


def test_an_administrator_hears_who_asks_and_its_contact_the_day_and_the_end(
    district: Organization, max_: Person, dee: Person
) -> None:
    vetting = ask(district)
    assert max_ in told("vetting_asked") and dee not in told("vetting_asked")
    assert not Letter.objects.filter(to=CONTACT, kind="notices.vetted").exists()
    meet_all(vetting, max_)
    until = today() + timedelta(days=400)
    actions.decide_vetting(vetting, "vetted", "All is there.", until_on=until, by=max_)
    said = letter("vetted")
    assert "All is there." in said and str(until.year) in said
    assert "/partners/" in said
    actions.end_vetting(vetting, "Learners finish; nobody begins.", by=max_)
    assert "Learners finish; nobody begins." in letter("vetting_ended")


def test_who_is_declined_reads_why_in_their_language(district: Organization, max_: Person) -> None:
    vetting = ask(district, locale="es")
    actions.decide_vetting(vetting, "declined", "Falta el acuerdo.", by=max_)
    said = letter("not_vetted")
    assert "Falta el acuerdo." in said and "Hola, Ven Dor" in said
    assert "/become-an-issuer/" in said


def test_where_a_committee_sits_its_chair_is_told(district: Organization, max_: Person) -> None:
    chair = make_member(make_committee(district), "Cha Ir", kind="chair")
    ask(district)
    assert told("vetting_asked") == {chair}
