"""A partner from asking in public to publishing in its own name, and the day after its vetting ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version, VersionStatus
from assay.catalog.tests.factories import make_version
from assay.governance import actions
from assay.governance.models import Vetting, VettingItem
from assay.governance.tests.scene import standard
from assay.lib.clock import held_at, now, today
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import set_checklist

pytestmark = pytest.mark.django_db(transaction=True)

UNTIL = timedelta(days=300)


def signed_in(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def test_asked_vetted_published_and_over(district: Organization) -> None:
    set_checklist(standard(), by=None)
    max_ = make_person("Max Ott", role="program-admin", organization=district)
    typed = {
        **{str(item): "As we say." for item in VettingItem},
        "legal_name": "Lakeshore College",
        "domain": "lakeshore.example.org",
        "contact_name": "Lou Shaw",
        "contact_email": "lou@lakeshore.example.org",
    }
    answer = signed_in(None).post(reverse("governance:become_issuer"), typed)
    assert answer.status_code == 302
    vetting = Vetting.objects.get()
    looks = reverse("governance:vetting_looks", args=[vetting.pk])
    decide = reverse("governance:vetting_decision", args=[vetting.pk])
    until = {"outcome": "vetted", "reason": "All is there.", "until_on": today() + UNTIL}
    desk = signed_in(max_)
    assert desk.post(decide, until).status_code == 422
    for item in VettingItem:
        if item != VettingItem.DOMAIN:
            sent = {"item": str(item), "found": "met"}
            assert desk.post(looks, sent).status_code == 302
    actions.note_domain(vetting, "dns")
    past = {**until, "until_on": today() - timedelta(days=1)}
    refused = desk.post(decide, past)
    assert refused.status_code == 422 and "All is there." in refused.content.decode()
    assert desk.post(decide, until).status_code == 302

    partner = Organization.objects.get(name="Lakeshore College")
    lou = Person.objects.get(email="lou@lakeshore.example.org")
    author = make_person("Ann Ode", role="author", organization=partner)
    draft = make_version(partner, slug="of-the-lake", published=False, owner=partner)
    publish = reverse("catalog:publication", args=[draft.pk])
    stranger = make_person("Eve Moe", role="author", organization=district)
    assert signed_in(stranger).post(publish).status_code == 404
    assert signed_in(author).post(publish).status_code == 403  # somebody else gives leave
    assert signed_in(lou).post(publish).status_code == 302
    version = Version.objects.get(pk=draft.pk)
    assert version.status == VersionStatus.PUBLISHED
    public = signed_in(None).get(f"/partners/{partner.ident}/").content.decode()
    assert version.title in public
    named = signed_in(None).get(reverse("catalog:detail", args=["of-the-lake"])).content.decode()
    assert "Lakeshore College" in named
    assert Membership.objects.current().filter(person=lou, organization=partner).exists()

    late = make_version(partner, slug="too-late", published=False, owner=partner)
    with held_at(now() + UNTIL + timedelta(days=1)):
        signed_in(lou).post(reverse("catalog:publication", args=[late.pk]))
        assert Version.objects.get(pk=late.pk).status == VersionStatus.DRAFT
        assert version.title in signed_in(None).get("/catalog/").content.decode()
