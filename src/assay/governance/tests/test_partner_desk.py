"""A partner's own desk: what is its own, nothing of others, and small counts of badges hidden."""

from typing import Any

import pytest
from django.test import Client

from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential, NamePart
from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials.models import Award
from assay.governance import actions
from assay.governance.models import Vetting
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person

HERE = "/partner/"


@pytest.fixture
def partner(district: Organization) -> Organization:
    return Organization.objects.create(
        ident="north", name="North Coast", kind="partner", vetted_on=today()
    )


@pytest.fixture
def pia(partner: Organization) -> Person:
    return make_person("Pia North", role="program-admin", organization=partner)


def titled(issuer: Organization, slug: str, **more: Any) -> Any:
    data = {**wait_time(), "title": slug.replace("-", " ").title()}
    return make_version(issuer, slug=slug, data=data, **more)


def badges(version: Any, n: int) -> None:
    row = version.micro_credential
    for k in range(n):
        person = make_person(f"Earner {row.slug} {k}")
        Award.objects.create(
            person=person,
            version=version,
            issuer=row.issuer,
            issued_at=now(),
            earned_on=today(),
            name_as_issued="E",
        )


def test_what_carries_its_name_and_nothing_of_others(
    client: Client, partner: Organization, pia: Person, district: Organization
) -> None:
    badges(titled(partner, "issued-by-us"), 6)
    badges(titled(partner, "rarely-earned"), 3)
    designed = titled(district, "designed-by-us")
    MicroCredential.objects.filter(pk=designed.micro_credential_id).update(content_partner=partner)
    badges(designed, 7)
    titled(district, "none-of-ours")
    titled(partner, "our-draft", published=False)
    titled(district, "their-draft", published=False)
    client.force_login(pia)
    page = client.get(HERE).content.decode()
    for words in ("Issued By Us", "Rarely Earned", "Designed By Us", "Our Draft", "Pia North"):
        assert words in page
    assert "fewer than 5" in page and "kept by the issuer" in page
    assert "None Of Ours" not in page and "Their Draft" not in page
    file = client.get(f"{HERE}?file=csv&sort=title")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    told = {line.split(",")[0]: line.split(",")[-1] for line in lines[1:]}
    assert told == {"Designed By Us": "", "Issued By Us": "6", "Rarely Earned": "hidden"}
    found = client.get(f"{HERE}?q=rarely").content.decode()
    assert "Rarely Earned" in found and "Designed By Us" not in found


@pytest.mark.parametrize("role", ["author", "department-head", "approver", "lead-assessor"])
def test_each_sees_what_their_role_may(client: Client, partner: Organization, role: str) -> None:
    titled(partner, "our-draft", published=False)
    make_person("Ned North", role=role, organization=partner)
    client.force_login(Person.objects.get(display_name="Ned North"))
    page = client.get(f"{HERE}north/").content.decode()
    assert ("Our Draft" in page) == (role in ("author", "department-head"))
    assert "Your people" not in page
    assert 'href="/partner/"' in client.get("/").content.decode()


def test_strangers_find_no_desk(
    client: Client, partner: Organization, pia: Person, max_: Person, dee: Person
) -> None:
    other = Organization.objects.create(ident="south", name="South Coast", kind="partner")
    sid = make_person("Sid South", role="program-admin", organization=other)
    learner = make_person("Lee North", role="learner", organization=partner)
    for person in (max_, dee, learner, sid):
        client.force_login(person)
        assert client.get(f"{HERE}north/").status_code == 404
    assert client.get(HERE).status_code == 200  # sid's own
    client.force_login(pia)
    for path in ("south/", "no-such/"):
        assert client.get(HERE + path).status_code == 404


def test_whose_people_they_are_of_two_partners(
    client: Client, partner: Organization, pia: Person
) -> None:
    other = Organization.objects.create(ident="south", name="South Coast", kind="partner")
    make_person(pia, role="author", organization=other)
    client.force_login(Person.objects.get(pk=pia.pk))
    assert "South Coast" in client.get(HERE).content.decode()
    assert client.get(f"{HERE}south/").status_code == 200


def test_its_vetting_with_what_is_missing_and_who_asked_for_its_name(
    client: Client, partner: Organization, pia: Person, district: Organization, max_: Person
) -> None:
    vetting, _link = actions.ask_to_issue(
        district,
        "North Coast",
        domain="north.example",
        contact_name="Pia North",
        contact_email="pia@north.example",
        texts=dict.fromkeys(
            (
                "expertise",
                "assessor_policy",
                "privacy_agreement",
                "accessibility",
                "sunset_plan",
            ),
            "As we say.",
        ),
    )
    Vetting.objects.filter(pk=vetting.pk).update(organization=partner)
    actions.look_at_item(vetting, "expertise", is_met=True, by=max_)
    department = make_department(district)
    aut = make_person("Aut Reed", role="author", organization=department)
    catalog.ask_leave(partner, department, "With you.", part=NamePart.DESIGNER, by=aut)
    client.force_login(pia)
    page = client.get(HERE).content.decode()
    assert "Plan for the end" in page and "<li>Expertise</li>" not in page
    assert department.name in page and "As who designed it with you" in page


def test_no_more_questions_for_many_than_for_few(
    client: Client, partner: Organization, pia: Person, django_assert_max_num_queries: Any
) -> None:
    client.force_login(pia)
    client.get(HERE)
    for n in range(12):
        titled(partner, f"open-{n}")
        titled(partner, f"draft-{n}", published=False)
    with django_assert_max_num_queries(15):
        client.get(HERE)
