"""What is in pilot is marked so wherever it is named: pages, tables, e-mails, files, paper."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assay.assessment import actions as assessing
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    make_lead,
    take_next,
)
from assay.catalog.models import Version, VersionStatus
from assay.catalog.tests.factories import make_version
from assay.credentials.badge.printing import certificate
from assay.credentials.models import Award
from assay.credentials.sharing.other_sites import oembed
from assay.credentials.tests.factories import make_award
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_draft
from assay.governance.tests.scene import in_review, make_scene
from assay.letters.tests.post import posted
from assay.lib.clock import now
from assay.notices.models import Notice
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db(transaction=True)
MARK = '<span class="in-language">Pilot</span>'


def in_pilot(version: Version) -> Version:
    fields = {"published_at": now(), "content_hash": version.computed_hash()}
    Version.objects.filter(pk=version.pk).update(status=VersionStatus.PILOT, **fields)
    version.refresh_from_db()
    return version


@pytest.fixture
def version(district: Organization) -> Version:
    return in_pilot(make_version(district))


def unmarked(person: Person | None, *addresses: str) -> list[str]:
    """Those of these pages that do not say it; each is there."""
    client = Client()
    if person is not None:
        client.force_login(person)
    found = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if MARK not in answer.content.decode():
            found.append(address)
    return found


def lines(person: Person, address: str) -> str:
    client = Client()
    client.force_login(person)
    return b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def text_of(body: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def of(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def test_on_the_way_to_it(version: Version, ada: Person) -> None:
    assert unmarked(None, of("catalog:list"), of("catalog:detail", "wait-time")) == []
    draft = make_draft(ada, version)
    step = version.content.steps[0].id
    names = ("workspace", "declarations", "readiness", "detail")
    mine = [of(f"evidence:{name}", draft.pk) for name in names]
    assert unmarked(ada, "/", of("evidence:step", draft.pk, step), *mine) == []


def test_at_the_desks(
    version: Version, district: Organization, ada: Person, lea: Person, chi: Person, max_: Person
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    number, submission = evaluation.public_id, evaluation.submission
    assert unmarked(lea, of("assessment:screening"), of("assessment:check", number)) == []
    assessing.screen(evaluation, complete=True, by=make_lead(district))
    assessor = make_assessor(version, district, lead=lea)
    sheet = take_next(assessor)
    assert unmarked(assessor, of("assessment:desk"), of("assessment:sheet", sheet.pk)) == []
    assert unmarked(lea, of("assessment:lead") + "?show=all") == []
    assert "1.0 (pilot)" in lines(assessor, of("assessment:desk") + "?file=csv")
    assert "1.0 (pilot)" in lines(lea, of("assessment:lead") + "?show=all&file=csv")
    assert unmarked(ada, of("evidence:receipt", submission.pk), "/") == []
    assert "This micro-credential is in pilot." in next(
        letter.body for letter in posted() if letter.to == [ada.email]
    )
    assert Notice.objects.filter(person=ada, in_pilot=True).exists()
    assert unmarked(ada, of("notices:list")) == []


def test_at_its_decision(
    version: Version, district: Organization, ada: Person, lea: Person, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    number = evaluation.public_id
    assert unmarked(chi, of("assessment:release"), of("assessment:release_detail", number)) == []
    assert "1.0 (pilot)" in lines(chi, of("assessment:release") + "?file=csv")
    assessing.release(Evaluation.objects.get(pk=evaluation.pk), by=chi)
    submission = Submission.objects.get()
    award = Award.objects.get()
    mine = ("/", of("credentials:portfolio"), of("credentials:award", award.pk))
    assert unmarked(ada, *mine, of("assessment:decision", submission.pk)) == []


def test_of_its_badge(version: Version, ada: Person, max_: Person) -> None:
    award = make_award(ada, version, visibility="public")
    names = ("award", "wallet", "evidence")
    assert unmarked(ada, *(of(f"credentials:{name}", award.pk) for name in names)) == []
    assert (
        unmarked(None, of("credentials:badge", award.pk), of("credentials:embed", award.pk)) == []
    )
    assert unmarked(max_, of("credentials:awards")) == []
    assert "1.0 (pilot)" in lines(max_, of("credentials:awards") + "?file=csv")
    assert "1.0 (pilot)" in text_of(certificate(award))
    shared = oembed(award, max_width=None, max_height=None)
    assert "(pilot)" in str(shared["title"]) and "(pilot)" in str(shared["html"])


def test_at_the_committee(district: Organization) -> None:
    scene = make_scene(district)
    row = in_review(scene)
    in_pilot(scene.version)
    pages = (f"/proposals/{row.pk}/", of("governance:proposals") + "?show=all")
    assert unmarked(scene.chair, *pages) == []
    assert "1.0 (pilot)" in lines(scene.chair, of("governance:proposals") + "?show=all&file=csv")


def test_nothing_else_is_marked(district: Organization, ada: Person) -> None:
    draft = make_draft(ada, make_version(district))
    mine = ["/", of("evidence:workspace", draft.pk), of("catalog:list")]
    assert unmarked(ada, *mine) == mine
