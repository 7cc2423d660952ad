"""An organization asks to become an issuer: looked at, voted on, vetted until a day, ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog.policy import may_issue
from assay.catalog.tests.factories import make_version
from assay.governance import actions, domain_proof
from assay.governance.models import Vetting, VettingItem
from assay.governance.tests.factories import make_committee, make_member
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.outbound import CouldNotFetch
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

TEXTS = {str(item): "As we say." for item in VettingItem}
LATER = timedelta(days=400)


def ask(district: Organization, **changes: Any) -> tuple[Vetting, str]:
    said = {
        "domain": "vendor.example.org",
        "contact_name": "Ven Dor",
        "contact_email": "ven@vendor.example.org",
        "texts": TEXTS,
    }
    return actions.ask_to_issue(district, "Vendor Inc.", **{**said, **changes})


@pytest.fixture
def asked(district: Organization) -> Vetting:
    return ask(district)[0]


def meet_all(vetting: Vetting, by: Person) -> None:
    for item in VettingItem:
        if item != VettingItem.DOMAIN:
            actions.look_at_item(vetting, item, is_met=True, by=by)
    actions.note_domain(vetting, "dns")


def test_vetted_until_a_day_it_issues_and_from_the_next_it_does_not(
    asked: Vetting, max_: Person
) -> None:
    meet_all(asked, max_)
    actions.decide_vetting(asked, "vetted", "All is there.", until_on=today() + LATER, by=max_)
    partner = Organization.objects.get(name="Vendor Inc.")
    assert partner.kind == "partner" and partner.parent is None and may_issue(partner)
    with held_at(now() + LATER):
        assert may_issue(partner)
    with held_at(now() + LATER + timedelta(days=1)):
        assert not may_issue(partner)
        assert Vetting.objects.get().state == "ran_out"
    contact = Person.objects.get(email="ven@vendor.example.org")
    assert contact.has_role("program-admin", within=partner)
    with pytest.raises(WrongState):
        actions.decide_vetting(asked, "vetted", "Again.", until_on=today() + LATER, by=max_)
    assert list(Event.objects.filter(verb="governance.vetting_decided")) != []


def test_nothing_is_vetted_while_an_item_is_not_met(asked: Vetting, max_: Person) -> None:
    meet_all(asked, max_)
    actions.look_at_item(asked, "privacy_agreement", is_met=False, remark="Not signed.", by=max_)
    with pytest.raises(WrongState, match="Privacy agreement"):
        actions.decide_vetting(asked, "vetted", "Fine.", until_on=today() + LATER, by=max_)
    actions.decide_vetting(asked, "declined", "Not signed.", by=max_)
    assert not Organization.objects.filter(name="Vendor Inc.").exists()
    with pytest.raises(WrongState):
        actions.look_at_item(asked, "privacy_agreement", is_met=True, by=max_)
    with pytest.raises(WrongState):
        actions.note_domain(asked, "dns")


def test_where_a_committee_sits_its_votes_decide(
    asked: Vetting, district: Organization, max_: Person, dee: Person
) -> None:
    committee = make_committee(district)
    chair = make_member(committee, "Cha Ir", kind="chair")
    one, two = make_member(committee, "Mem One"), make_member(committee, "Mem Two")
    meet_all(asked, one)
    decide = {"until_on": today() + LATER, "by": chair}
    with pytest.raises(PermissionDenied):
        actions.decide_vetting(asked, "vetted", "I say so.", until_on=today() + LATER, by=max_)
    with pytest.raises(WrongState, match="quorum"):
        actions.decide_vetting(asked, "vetted", "Good.", **decide)
    for outsider in (dee, max_):
        with pytest.raises(PermissionDenied):
            actions.vote_on_vetting(asked, "for", by=outsider)
    for choice in ("for", "against"):
        actions.vote_on_vetting(asked, choice, by=one)  # the last word counts, once
    actions.vote_on_vetting(asked, "against", by=two)
    actions.vote_on_vetting(asked, "for", by=chair)
    with pytest.raises(WrongState, match="otherwise"):
        actions.decide_vetting(asked, "vetted", "Good.", **decide)
    actions.vote_on_vetting(asked, "abstain", by=two)
    actions.decide_vetting(asked, "vetted", "A tie, and all items are met.", **decide)
    assert (asked.in_favor, asked.against) == (1, 1)
    with pytest.raises(WrongState):
        actions.vote_on_vetting(asked, "for", by=two)
    actions.end_vetting(asked, "Whoever has started finishes.", by=chair)
    noted = Event.objects.filter(subject_kind="governance.vetting").order_by("pk")
    assert list(noted.values_list("verb", flat=True)) == [
        "governance.vetting_asked",
        *["governance.vetting_looked_at"] * 7,
        *["governance.vetting_voted"] * 5,
        "governance.vetting_decided",
        "governance.vetting_ended",
    ]


def test_it_ends_with_a_word_on_its_micro_credentials(
    client: Client, asked: Vetting, max_: Person, dee: Person
) -> None:
    meet_all(asked, max_)
    actions.decide_vetting(asked, "vetted", "All is there.", until_on=today() + LATER, by=max_)
    partner = Organization.objects.get(name="Vendor Inc.")
    version = make_version(partner, slug="theirs")
    with pytest.raises(BadInput):
        actions.end_vetting(asked, " ", by=max_)
    with pytest.raises(PermissionDenied):
        actions.end_vetting(asked, "Closed.", by=dee)
    actions.end_vetting(asked, "Whoever has started finishes with us.", by=max_)
    with pytest.raises(WrongState):
        actions.end_vetting(asked, "Again.", by=max_)
    partner.refresh_from_db()
    version.refresh_from_db()
    assert not may_issue(partner) and version.status == "published"
    page = client.get(f"/partners/{partner.ident}/").content.decode()
    assert "Whoever has started finishes with us." in page and version.title in page


def test_vetted_again_it_is_the_same_partner(
    asked: Vetting, district: Organization, max_: Person
) -> None:
    for vetting in (asked, None):
        vetting = vetting or ask(district)[0]
        meet_all(vetting, max_)
        actions.decide_vetting(vetting, "vetted", "All.", until_on=today() + LATER, by=max_)
        actions.end_vetting(vetting, "Later again.", by=max_)
    assert Organization.objects.filter(name="Vendor Inc.").count() == 1


def test_what_is_asked_wrongly(district: Organization, asked: Vetting) -> None:
    for changes, field in (
        ({"domain": "no domain"}, "domain"),
        ({"domain": "localhost"}, "domain"),
        ({"contact_name": " "}, "contact_name"),
        ({"texts": {**TEXTS, "sunset_plan": " "}}, "sunset_plan"),
        ({"texts": {**TEXTS, "expertise": "x" * 3001}}, "expertise"),
    ):
        with pytest.raises(BadInput) as refusal:
            ask(district, **{"domain": "other.example.org", **changes})
        assert field in refusal.value.fields
    with pytest.raises(WrongState):
        ask(district)  # the same domain, while it is looked at


def test_who_may_look(asked: Vetting, max_: Person, dee: Person, district: Organization) -> None:
    stranger = make_person(
        "Far Away",
        role="program-admin",
        organization=Organization.objects.create(ident="far", name="Far", kind="district"),
    )
    for person in (dee, stranger):
        with pytest.raises(PermissionDenied):
            actions.look_at_item(asked, "expertise", is_met=True, by=person)
        with pytest.raises(PermissionDenied):
            actions.decide_vetting(asked, "declined", "No.", by=person)
        assert not Vetting.objects.visible_to(person).exists()
    for item, met, remark in (("domain", True, ""), ("none", True, ""), ("expertise", False, "")):
        with pytest.raises(BadInput):
            actions.look_at_item(asked, item, is_met=met, remark=remark, by=max_)
    for outcome, reason, until in (
        ("maybe", "x", None),
        ("declined", "", None),
        ("vetted", "x", today()),
    ):
        with pytest.raises(BadInput):
            actions.decide_vetting(asked, outcome, reason, until_on=until, by=max_)


def _unreachable(what: str) -> Any:
    raise CouldNotFetch(what)


def test_a_domain_shows_its_code_in_its_dns_or_in_a_file() -> None:
    def nothing(name: str) -> list[str]:
        return []

    def other(url: str) -> str:
        return "another"

    shown = {
        "dns": domain_proof.find("a.org", "code", texts=lambda name: ["x", "code"], page=other),
        "file": domain_proof.find("a.org", "code", texts=nothing, page=lambda url: " code\n"),
    }
    assert all(where == found for where, found in shown.items())
    assert domain_proof.find("a.org", "code", texts=nothing, page=other) == ""
    assert domain_proof.find("a.org", "code", texts=_unreachable, page=_unreachable) == ""


def test_the_public_page_asks_and_the_secret_link_follows(
    client: Client, district: Organization, max_: Person
) -> None:
    assert client.get("/become-an-issuer/").status_code == 200
    sent = {
        "legal_name": "Vendor Inc.",
        "domain": "https://Vendor.example.org/about",
        "contact_name": "Ven Dor",
        "contact_email": "ven@vendor.example.org",
        **{k: v for k, v in TEXTS.items() if k not in ("legal_name", "domain")},
    }
    refused = client.post("/become-an-issuer/", {**sent, "domain": "nowhere"})
    assert refused.status_code == 422 and "As we say." in refused.content.decode()
    answer = client.post("/become-an-issuer/", sent)
    row = Vetting.objects.get()
    assert row.domain == "vendor.example.org" and row.program == district
    page = client.get(answer["Location"]).content.decode()
    assert row.code in page and "_assay-issuer.vendor.example.org" in page
    assert client.get("/become-an-issuer/invented/").status_code == 404
    client.force_login(max_)
    assert "Vendor Inc." in client.get("/committee/partners/").content.decode()
    here = f"/committee/partners/{row.pk}/"
    assert "As we say." in client.get(here).content.decode()
    kept = client.post(f"{here}looks/", {"item": "expertise", "found": "not", "remark": ""})
    assert kept.status_code == 422 and "Say what is missing." in kept.content.decode()
    assert client.post(f"{here}looks/", {"item": "expertise", "found": "met"}).status_code == 302
    early = client.post(
        f"{here}decision/", {"outcome": "vetted", "until_on": "2099-01-01", "reason": "Good."}
    )
    assert early.status_code == 422 and "Not yet met" in early.content.decode()
    no = client.post(f"{here}decision/", {"outcome": "declined", "reason": "Not now."})
    assert no.status_code == 302
    client.logout()
    assert "Not now." in client.get(answer["Location"]).content.decode()


def test_one_network_asks_a_few_times_a_day(client: Client, district: Organization) -> None:
    sent = {
        "legal_name": "Vendor Inc.",
        "contact_name": "Ven Dor",
        "contact_email": "ven@vendor.example.org",
        **{k: v for k, v in TEXTS.items() if k not in ("legal_name", "domain")},
    }
    answers = [
        client.post("/become-an-issuer/", {**sent, "domain": f"v{n}.example.org"}).status_code
        for n in range(6)
    ]
    assert answers == [302] * 5 + [429]
