"""Recognition besides pay: who writes it down, who reads it before the start, and whose paper is printed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.actions import import_stack
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions as crediting
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import Recognition
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Letter to a principal",
    "words": "The district thanks you.",
    "said_by": "Lena Falk, superintendent",
}


@pytest.fixture
def margaret(district: Organization) -> Person:
    return make_person("Margaret Sundaram", role="program-admin", organization=district)


def _since(days: int = 30) -> date:
    return today() - timedelta(days=days)


def make_letter(district: Organization, by: Person, **fields: Any) -> Recognition:
    said: dict[str, Any] = {**SAID, "since": _since(), **fields}
    kind = said.pop("kind", "letter")
    return actions.add_recognition(district, kind, by=by, **said)


def _get(client: Client, person: Person, address: str) -> str:
    client.force_login(person)
    return client.get(address).content.decode()


def test_its_administrator_alone_writes_it_down_and_ends_it_once(
    district: Organization, margaret: Person, odalys: Person, ada: Person
) -> None:
    for other in (odalys, ada):
        with pytest.raises(PermissionDenied):
            make_letter(district, other)
    row = make_letter(district, margaret)
    assert Event.objects.get(verb="credits.recognition_added").particulars["kind"] == "letter"
    with pytest.raises(WrongState):
        make_letter(district, margaret)
    with pytest.raises(PermissionDenied):
        actions.end_recognition(row, by=odalys)
    assert actions.end_recognition(row, by=margaret).until == today()
    with pytest.raises(WrongState):
        actions.end_recognition(row, by=margaret)
    assert Event.objects.filter(verb="credits.recognition_ended").count() == 1
    later = make_letter(district, margaret, since=_since(-5))
    actions.end_recognition(later, by=margaret)
    later.refresh_from_db()
    assert not any(later.stands_on(_since(-n)) for n in range(10))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "medal"}, "kind"),
        ({"name": " "}, "name"),
        ({"words": "\n"}, "words"),
        ({"words": "x" * 801}, "words"),
        ({"said_by": ""}, "said_by"),
        ({"until": today() - timedelta(days=60)}, "until"),
        ({"kind": "pool"}, "stack"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    fields: dict[str, Any], wrong: str, district: Organization, margaret: Person
) -> None:
    with pytest.raises(BadInput) as refused:
        make_letter(district, margaret, **fields)
    assert list(refused.value.fields) == [wrong] and not Recognition.objects.exists()


def test_its_page_keeps_what_was_typed_and_shows_what_is_over(
    client: Client, district: Organization, margaret: Person, odalys: Person, ada: Person
) -> None:
    address = reverse("credits:recognition")
    sent = {**SAID, "organization": district.pk, "kind": "letter", "since": _since().isoformat()}
    client.force_login(margaret)
    answer = client.post(address, {**sent, "words": ""})
    assert answer.status_code == 422 and SAID["name"] in answer.content.decode()
    assert client.post(address, sent).status_code == 302
    row = Recognition.objects.get()
    sample = client.get(reverse("credits:recognition-sample", args=[row.pk]))
    assert sample.content.startswith(b"%PDF")
    ending = reverse("credits:ending-recognition", args=[row.pk])
    page = client.get(address).content.decode()
    assert ending in page and "Write it down" in page
    assert client.post(ending).status_code == 302
    page = _get(client, margaret, address)
    assert "Over" in page and ending not in page
    assert "superintendent" in client.get(address + "?file=csv").getvalue().decode()
    assert "Nothing here" in _get(client, margaret, address + "?q=medal")
    page = _get(client, odalys, address)
    assert SAID["name"] in page and "Write it down" not in page
    assert client.post(address, sent).status_code == 404
    client.force_login(ada)
    assert client.get(address).status_code == 404


def test_a_learner_reads_it_before_and_takes_their_own_paper_after(
    client: Client, district: Organization, margaret: Person, ada: Person, version: Version
) -> None:
    row = make_letter(district, margaret)
    address = reverse("catalog:detail", args=[version.micro_credential.slug])
    page = _get(client, ada, address)
    assert "Besides pay" in page and SAID["words"] in page
    award = make_award(ada, version)
    paper = reverse("credits:recognition-paper", args=[row.pk, award.pk])
    page = _get(client, ada, reverse("credits:pay"))
    assert paper in page and "Nothing is paid here" in page
    assert "Letter" in client.get(reverse("credits:pay") + "?file=csv").getvalue().decode()
    answer = client.get(paper)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    client.force_login(margaret)
    assert client.get(paper).status_code == 404  # it is its holder's
    Award.objects.update(status="revoked")
    client.force_login(ada)
    assert client.get(paper).status_code == 404


def test_what_was_earned_while_it_stood_keeps_its_paper(
    client: Client, district: Organization, margaret: Person, ada: Person
) -> None:
    old, new = (make_version(district, slug=slug) for slug in ("one", "two"))
    row = make_letter(district, margaret)
    first, second = make_award(ada, old), make_award(ada, new)
    Award.objects.filter(pk=first.pk).update(earned_on=_since(10))
    Recognition.objects.update(until=_since(5))
    page = _get(client, ada, reverse("credits:pay"))
    assert str(first.pk) in page and str(second.pk) not in page
    paper = reverse("credits:recognition-paper", args=[row.pk, second.pk])
    assert client.get(paper).status_code == 404


def test_another_district_says_nothing_here(
    client: Client, ada: Person, version: Version, margaret: Person
) -> None:
    other = make_district("Lakeside")
    head = make_person("Other Admin", role="program-admin", organization=other)
    row = make_letter(other, head)
    award = make_award(ada, version)
    assert "Besides pay" not in _get(client, ada, reverse("credits:pay"))
    paper = reverse("credits:recognition-paper", args=[row.pk, award.pk])
    assert client.get(paper).status_code == 404
    assert SAID["name"] not in _get(client, margaret, reverse("credits:recognition"))


def test_a_pool_leads_to_its_stack_and_says_who_is_in_it(
    client: Client, district: Organization, margaret: Person, ada: Person
) -> None:
    members = [make_version(district, slug=slug) for slug in ("one", "two")]
    data = {**stack_data(district, "mc-one", "mc-two")}
    data["recognition"] = ["teacher-leader-pool-eligibility"]
    stack = import_stack(data, by=None)
    alone = make_version(district, slug="alone")
    make_letter(district, margaret, kind="pool", name="Teacher leaders", stack=stack)
    of_it = reverse("catalog:detail", args=[members[0].micro_credential.slug])
    assert "Teacher leaders" in _get(client, ada, of_it)
    aside = reverse("catalog:detail", args=[alone.micro_credential.slug])
    assert "Teacher leaders" not in _get(client, ada, aside)
    for version in members:
        make_award(ada, version)
    assert "being in it promises no role" in _get(client, ada, reverse("credits:pay"))
    crediting.award_stack(stack, by=ada)
    assert "You are in this pool" in _get(client, ada, reverse("credits:pay"))
