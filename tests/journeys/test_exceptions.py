"""An exception from the standard: asked for, granted until a day, shown to everyone, reminded of, and over."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog import actions as catalog
from assay.catalog.models import Version
from assay.governance import actions
from assay.governance.models import Proposal, ProposalKind
from assay.governance.tests.scene import Scene, every_item, in_review, make_scene
from assay.lib.clock import held_at, months_after, span_of, today
from assay.lib.errors import BadInput, WrongState
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import exceptions_of, tend_exceptions
from assay.program.models import ChecklistItem, StandardException
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "A year of practice is what it is about."


@pytest.fixture
def scene(district: Organization) -> Scene:
    """A draft of sixty hours, which the standard does not allow without an exception."""
    scene = make_scene(district)
    data = {**scene.version.data, "estimated_hours": {"min": 50, "typical": 60, "max": 70}}
    Version.objects.filter(pk=scene.version.pk).update(data=data)
    ask(scene, scene.proposal)
    return scene


def ask(scene: Scene, row: Proposal) -> None:
    item = ChecklistItem.objects.get(code="q02")
    answers = {**every_item("yes"), item: ("not_applicable_with_reason", WHY)}
    actions.check_items(row, answers, by=scene.author)


def signed_in(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def at(day: date) -> "held_at":
    return held_at(span_of(day)[0] + timedelta(hours=9))


def carried(scene: Scene, row: Proposal, motion: str = "approved") -> str:
    """Voted for by everybody; the address at which it is decided."""
    ballot = actions.open_voting(row, motion, by=scene.chair)
    for member in scene.members:
        actions.vote(ballot, "for", by=member)
    actions.close_voting(ballot, by=scene.chair)
    return reverse("governance:decision", args=[ballot.pk])


def granted(scene: Scene, until: date) -> Version:
    address = carried(scene, in_review(scene))
    typed = {"reason": "A year is right here.", "until_on": until.isoformat()}
    answer = signed_in(scene.chair).post(address, typed)
    assert answer.status_code == 302, answer.content.decode()
    version = Version.objects.get(pk=scene.version.pk)
    return catalog.publish(version, by=scene.author)


def test_asked_granted_shown_and_over(scene: Scene) -> None:
    until = today() + timedelta(days=90)
    row = in_review(scene)
    address = carried(scene, row)
    page = signed_in(scene.chair).get(f"/proposals/{row.pk}/").content.decode()
    assert "Last day of the exception" in page and WHY in page
    for wrong in ("2001-01-01", "someday", months_after(today(), 48).isoformat()):
        refused = signed_in(scene.chair).post(address, {"reason": "Said.", "until_on": wrong})
        assert refused.status_code == 422 and "Said." in refused.content.decode()
    assert not StandardException.objects.exists()
    typed = {"reason": "A year is right here.", "until_on": until.isoformat()}
    assert signed_in(scene.chair).post(address, typed).status_code == 302
    version = catalog.publish(Version.objects.get(pk=scene.version.pk), by=scene.author)

    public = signed_in(None).get("/catalog/wait-time/").content.decode()
    assert "Exceptions from the standard" in public and WHY in public
    listed = signed_in(scene.author).get("/committee/exceptions/").content.decode()
    assert version.title in listed
    rows = signed_in(scene.chair).get("/committee/exceptions/?file=csv")
    text = b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]
    assert until.isoformat() in text and "In force" in text

    with at(until - timedelta(days=30)):
        assert (tend_exceptions(), tend_exceptions()) == (1, 0)
    assert told("exception_ending") == {scene.author.display_name, scene.chair.display_name}
    with at(until + timedelta(days=1)):
        assert (tend_exceptions(), tend_exceptions()) == (1, 0)
        ran_out = signed_in(scene.author).get("/committee/exceptions/?show=ran_out")
        assert version.title in ran_out.content.decode()
    assert told("exception_ran_out") == {scene.author.display_name, scene.chair.display_name}
    assert Version.objects.get(pk=version.pk).status == "published", "nothing is withdrawn"
    verbs = {"program.exception_ending", "program.exception_ran_out"}
    assert set(Event.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs


def reworded(scene: Scene, version: Version) -> Version:
    draft = catalog.start_new_version(version, by=scene.author)
    return catalog.save_draft(draft, {"title": "Waiting Long Enough"}, by=scene.author)


def test_a_new_version_takes_over_what_is_in_force(scene: Scene) -> None:
    version = granted(scene, today() + timedelta(days=90))
    draft = reworded(scene, version)
    with pytest.raises(WrongState, match="needs no committee"):
        actions.propose(draft, "New words.", by=scene.author)
    draft = catalog.publish(draft, by=scene.head)
    row = exceptions_of(draft).get()
    assert row.carried_from == exceptions_of(version).get()
    assert row.until_on == today() + timedelta(days=90)


def test_what_ran_out_is_asked_for_again(scene: Scene) -> None:
    until = today() + timedelta(days=90)
    version = granted(scene, until)
    draft = reworded(scene, version)
    with at(until + timedelta(days=1)):
        with pytest.raises(catalog.CannotPublish) as refusal:
            catalog.publish(draft, by=scene.head)
        assert set(refusal.value.fields) == {"q02"}
        row = actions.propose(draft, "It still takes a year.", by=scene.author)
        assert row.kind == ProposalKind.EXCEPTION
        ask(scene, row)
        actions.sponsor(row, by=scene.head)
        row = actions.submit(row, by=scene.author)
        actions.take_up(row, by=scene.chair)
        with pytest.raises(BadInput):
            actions.open_voting(row, "pilot", by=scene.chair)
        address = carried(scene, Proposal.objects.get(pk=row.pk))
        signed_in(scene.chair).post(address, {"reason": "One more year."})
        fresh = exceptions_of(draft).get()
        assert fresh.until_on == months_after(today(), 12), "a year, where no day is named"
        published = catalog.publish(Version.objects.get(pk=draft.pk), by=scene.head)
        assert published.number == "1.1"


def test_declined_it_stays_closed(scene: Scene) -> None:
    row = in_review(scene)
    address = carried(scene, row, "declined")
    signed_in(scene.chair).post(address, {"reason": "Thirty hours show it."})
    assert not StandardException.objects.exists()
    with pytest.raises(catalog.CannotPublish):
        catalog.publish(Version.objects.get(pk=scene.version.pk), by=scene.author)


def test_another_department_and_a_learner_see_nothing_of_it(
    scene: Scene, ada: Person, district: Organization
) -> None:
    version = granted(scene, today() + timedelta(days=90))
    other = Organization.objects.create(
        ident="other", name="Other", kind="department", parent=district
    )
    stranger = make_person("Eve Roe", role="author", organization=other)
    page = signed_in(stranger).get("/committee/exceptions/")
    assert page.status_code == 200 and version.title not in page.content.decode()
    assert signed_in(ada).get("/committee/exceptions/").status_code == 404


def test_one_granted_before_there_were_last_days_gets_one_once(scene: Scene) -> None:
    granted(scene, today() + timedelta(days=90))
    row = StandardException.objects.get()
    StandardException.objects.update(until_on=None)
    chair, author = signed_in(scene.chair), signed_in(scene.author)
    listed = chair.get("/committee/exceptions/?show=undated").content.decode()
    assert "Set the last day" in listed
    address = reverse("governance:exception_day", args=[row.pk])
    day = (today() + timedelta(days=60)).isoformat()
    assert author.post(address, {"until_on": day}).status_code == 403
    for wrong in ("2001-01-01", "someday"):
        assert chair.post(address, {"until_on": wrong}).status_code == 422
    assert chair.post(address, {"until_on": day}).status_code == 302
    row.refresh_from_db()
    assert row.until_on is not None and row.until_on.isoformat() == day
    assert chair.post(address, {"until_on": day}).status_code == 409, "it has one"
    assert Event.objects.filter(verb="program.exception_dated").count() == 1
