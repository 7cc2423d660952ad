"""The public page of a program's quality: counted from rows, unmet said plainly, few people hidden."""

from typing import Any

import pytest
from django.test import Client

from assay.assessment.models import OutcomeFigures
from assay.catalog.models import MicroCredential, Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.governance.quality import elements
from assay.governance.quality.elements import Fact
from assay.governance.quality.report import quality_of
from assay.lib.clock import now, today
from assay.people.models import Organization
from assay.program.models import ChecklistItem

HERE = "/quality/"


@pytest.fixture
def standard(db: None) -> None:
    for n, (code, text) in enumerate((("q06", "Cites at least two sources."), ("q07", "Free."))):
        ChecklistItem.objects.create(
            code=code, text=text, section="s", section_title="S", order=n, required=True
        )


def titled(issuer: Organization, slug: str, **more: Any) -> Version:
    data = {**wait_time(), "title": slug.title(), **more}
    return make_version(issuer, slug=slug, data=data)


def decided(version: Version, learners: int) -> None:
    OutcomeFigures.objects.create(
        micro_credential=version.micro_credential,
        major="1",
        counted_at=now(),
        counts={
            "learners": learners,
            "attempts": {"1": [learners, learners]},
            "tries": {"1": learners},
            "days": {"6": learners},
            "weeks": {"3": learners},
            "cents": {},
        },
    )


@pytest.mark.usefixtures("standard")
def test_what_is_not_met_is_said_with_its_name(client: Client, district: Organization) -> None:
    titled(district, "sound")
    titled(district, "unsourced", research={"rationale": "Because.", "citations": []})
    page = client.get(HERE).content.decode()
    for words in ("Content", "Feedback", "Portfolio", "Research", "Careers"):
        assert f">{words}</h2>" in page
    assert "Yes, and not met by all" in page and "/catalog/unsourced/" in page
    assert "/catalog/sound/" not in page
    assert "answered by people" in page and "Free." in page
    file = client.get(f"{HERE}?file=csv")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert "Research,Cites at least two sources.,1,2,yes,Unsourced" in lines


def test_figures_of_few_people_are_hidden(client: Client, district: Organization) -> None:
    version = titled(district, "sound")
    decided(version, 9)
    page = client.get(HERE).content.decode()
    assert "6 business days" not in page and "fewer than 10 people" in page
    OutcomeFigures.objects.all().delete()
    decided(version, 10)
    assert "6 business days" in client.get(HERE).content.decode()


def test_of_each_program_its_own(client: Client, district: Organization) -> None:
    titled(district, "ours")
    partner = Organization.objects.create(
        ident="north", name="North Coast", kind="partner", vetted_on=today()
    )
    titled(partner, "theirs", research={"rationale": "Because.", "citations": []})
    MicroCredential.objects.filter(slug="ours").update(content_partner=partner)
    assert [offer.slug for offer in quality_of(partner).offers] == ["theirs"]
    ours = quality_of(district).offers
    assert [offer.slug for offer in ours] == ["ours"]
    assert elements.fact(ours, Fact.PARTNER).met == 1
    assert client.get(f"{HERE}north/").status_code == 200
    Organization.objects.filter(pk=partner.pk).update(vetted_on=None)
    for path in ("north/", "no-such/"):
        assert client.get(HERE + path).status_code == 404


@pytest.mark.django_db
def test_before_there_is_a_program(client: Client) -> None:
    assert client.get(HERE).status_code == 200


def test_no_more_questions_for_many_than_for_few(
    client: Client, district: Organization, django_assert_max_num_queries: Any
) -> None:
    for n in range(8):
        titled(district, f"open-{n}")
    client.get(HERE)
    with django_assert_max_num_queries(17):
        client.get(HERE)
