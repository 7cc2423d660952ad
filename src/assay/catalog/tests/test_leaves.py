"""Leave of an issuer: asked, given, ended; and what stands in its name only with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions, policy
from assay.catalog.models import MicroCredential, NameLeave, Version
from assay.catalog.tests.factories import make_version, text, wait_time
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

Departments = dict[str, Organization]
WHY = "Your institute designed it with us."


@pytest.fixture
def partner(departments: Departments) -> Organization:
    return Organization.objects.create(
        ident="north", name="North Coast", kind="partner", vetted_on=today()
    )


@pytest.fixture
def pia(partner: Organization) -> Person:
    """The partner's administrator."""
    return make_person("Pia North", role="program-admin", organization=partner)


@pytest.fixture
def owner(departments: Departments) -> Organization:
    return departments["curriculum-instruction"]


@pytest.fixture
def asked(partner: Organization, owner: Organization, aut: Person) -> NameLeave:
    return actions.ask_leave(partner, owner, WHY, by=aut)


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="catalog.leave").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def in_their_name(owner: Organization, partner: Organization) -> Version:
    data = {**wait_time(), "title": "Ours In Their Name"}
    return make_version(partner, slug="ours", owner=owner, published=False, data=data)


@pytest.mark.usefixtures("frameworks")
def test_what_is_published_in_an_issuers_name_has_its_leave(
    asked: NameLeave, owner: Organization, partner: Organization, aut: Person, pia: Person
) -> None:
    draft = in_their_name(owner, partner)
    with pytest.raises(actions.NoLeave):
        actions.publish(draft, by=aut)
    assert "leave" in {one.rule for one in actions.obstacles(draft)}
    actions.give_leave(asked, by=pia)
    assert "leave" not in {one.rule for one in actions.obstacles(draft)}
    head = make_person("Hal Head", role="program-admin", organization=owner.parent)
    actions.publish(draft, by=head)
    assert draft.status == "published"


@pytest.mark.usefixtures("frameworks")
@pytest.mark.parametrize("machine", [False, True])
def test_no_file_comes_in_without_leave_and_with_it_one_does(
    *, machine: bool, asked: NameLeave, aut: Person, pia: Person
) -> None:
    by = None if machine else aut
    file = text(issuer='{id: north, name: "North Coast"}', status="draft")
    with pytest.raises(actions.NoLeave):
        actions.import_file(file, by=by)
    actions.give_leave(asked, by=pia)
    actions.import_file(file, by=by)
    assert MicroCredential.objects.get().issuer == asked.named


@pytest.mark.usefixtures("frameworks")
def test_no_file_changes_an_issuer_also_with_leave(
    asked: NameLeave, aut: Person, pia: Person, max_: Person
) -> None:
    actions.give_leave(asked, by=pia)
    actions.import_file(text(status="draft"), by=aut)
    before = MicroCredential.objects.get().issuer
    for by in (aut, max_, None):
        with pytest.raises(BadInput, match="no file changes that"):
            actions.import_file(
                text(issuer='{id: north, name: "North Coast"}', status="draft"), by=by
            )
    assert MicroCredential.objects.get().issuer == before


def test_leave_that_is_over_stops_new_versions_and_touches_nothing_awarded(
    asked: NameLeave, owner: Organization, partner: Organization, aut: Person, pia: Person
) -> None:
    version = make_version(partner, slug="ours", owner=owner)
    before = version.data, version.content_hash, version.status
    actions.give_leave(asked, by=pia)
    draft = actions.start_new_version(version, by=aut)
    actions.end_leave(asked, by=pia)
    with pytest.raises(actions.NoLeave):
        actions.publish(draft, by=aut)
    draft.delete()
    with pytest.raises(actions.NoLeave):
        actions.start_new_version(version, by=aut)
    version.refresh_from_db()
    assert (version.data, version.content_hash, version.status) == before
    assert version.micro_credential.issuer == partner


def test_leave_holds_from_its_first_day_to_its_last(
    asked: NameLeave, owner: Organization, partner: Organization, pia: Person
) -> None:
    first, last = today() + timedelta(days=2), today() + timedelta(days=4)
    actions.give_leave(asked, first_on=first, last_on=last, by=pia)
    held = []
    for days in range(6):
        with held_at(now() + timedelta(days=days)):
            held.append(policy.has_leave(partner, owner, None))
    assert held == [False, False, True, True, True, False]
    assert asked.state == "to_come"


def test_leave_for_one_covers_no_other(
    owner: Organization, partner: Organization, aut: Person, pia: Person
) -> None:
    one = in_their_name(owner, partner).micro_credential
    other = make_version(partner, slug="other", owner=owner, published=False).micro_credential
    leave = actions.ask_leave(partner, owner, WHY, micro_credential=one, by=aut)
    actions.give_leave(leave, by=pia)
    assert policy.has_leave(partner, owner, one)
    assert not policy.has_leave(partner, owner, other)
    assert not policy.has_leave(partner, owner, None)


def test_leave_for_a_district_covers_its_departments_and_no_other_program(
    partner: Organization, district: Organization, owner: Organization, max_: Person, pia: Person
) -> None:
    leave = actions.ask_leave(partner, district, WHY, by=max_)
    actions.give_leave(leave, by=pia)
    elsewhere = Organization.objects.create(ident="far", name="Far Schools", kind="district")
    assert policy.has_leave(partner, owner, None)
    assert not policy.has_leave(partner, elsewhere, None)


def test_the_issuers_own_people_give_it_and_nobody_to_themselves(
    asked: NameLeave, partner: Organization, aut: Person, max_: Person, dee: Person
) -> None:
    author = make_person("Ned North", role="author", organization=partner)
    for person in (aut, max_, dee, author):
        for verb in (actions.give_leave, actions.decline_leave):
            with pytest.raises(PermissionDenied):
                verb(asked, by=person)
    make_person(aut, role="program-admin", organization=partner)
    with pytest.raises(PermissionDenied):
        actions.give_leave(asked, by=aut)
    assert verbs() == ["catalog.leave_asked"]


def test_a_consortium_does_not_answer_for_its_members(
    asked: NameLeave, partner: Organization
) -> None:
    region = Organization.objects.create(ident="region", name="Region", kind="consortium")
    partner.parent = region
    partner.save()
    rita = make_person("Rita Region", role="program-admin", organization=region)
    with pytest.raises(PermissionDenied):
        actions.give_leave(asked, by=rita)


def test_a_second_press_and_two_tabs(asked: NameLeave, pia: Person, aut: Person) -> None:
    other_tab = NameLeave.objects.get(pk=asked.pk)
    actions.give_leave(asked, by=pia)
    for verb in (actions.give_leave, actions.decline_leave):
        with pytest.raises(WrongState):
            verb(other_tab, by=pia)
    actions.end_leave(asked, by=aut)
    with pytest.raises(WrongState):
        actions.end_leave(asked, by=pia)
    assert verbs() == ["catalog.leave_asked", "catalog.leave_given", "catalog.leave_ended"]


def test_who_asked_takes_it_back_and_the_issuer_declines(
    asked: NameLeave, partner: Organization, owner: Organization, aut: Person, pia: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.end_leave(asked, by=pia)  # what was not given is declined
    actions.end_leave(asked, by=aut)
    again = actions.ask_leave(partner, owner, WHY, by=aut)
    actions.decline_leave(again, by=pia)
    assert not policy.has_leave(partner, owner, None)
    assert verbs()[1:] == ["catalog.leave_ended", "catalog.leave_asked", "catalog.leave_declined"]


def test_the_same_is_asked_once(asked: NameLeave, aut: Person, pia: Person) -> None:
    for _given in (False, True):
        with pytest.raises(WrongState):
            actions.ask_leave(asked.named, asked.organization, WHY, by=aut)
        if asked.status == "asked":
            actions.give_leave(asked, by=pia)


def test_what_cannot_be_asked(
    partner: Organization, owner: Organization, district: Organization, aut: Person, pia: Person
) -> None:
    unvetted = Organization.objects.create(ident="new", name="New Vendor", kind="partner")
    foreign = make_version(partner, slug="theirs").micro_credential
    for issuer, why, about, field in (
        (unvetted, WHY, None, "named"),
        (district, WHY, None, "named"),
        (partner, " ", None, "why"),
        (partner, "x" * 1001, None, "why"),
        (partner, WHY, foreign, "micro_credential"),
    ):
        with pytest.raises(BadInput) as refusal:
            actions.ask_leave(issuer, owner, why, micro_credential=about, by=aut)
        assert field in refusal.value.fields
    published = make_version(district, slug="published", owner=owner).micro_credential
    with pytest.raises(BadInput, match="cannot be used"):
        actions.ask_leave(partner, owner, WHY, micro_credential=published, by=aut)
    with pytest.raises(PermissionDenied):
        actions.ask_leave(partner, owner, WHY, by=pia)


def test_days_that_are_over_or_out_of_order(asked: NameLeave, pia: Person) -> None:
    for first, last, field in ((-1, None, "first_on"), (3, 2, "last_on")):
        with pytest.raises(BadInput) as refusal:
            actions.give_leave(
                asked,
                first_on=today() + timedelta(days=first),
                last_on=last and today() + timedelta(days=last),
                by=pia,
            )
        assert field in refusal.value.fields


def test_another_issuer_is_named_before_anything_is_published(
    owner: Organization,
    partner: Organization,
    district: Organization,
    aut: Person,
    pia: Person,
    dee: Person,
) -> None:
    draft = make_version(district, slug="ours", owner=owner, published=False)
    row = draft.micro_credential
    with pytest.raises(actions.NoLeave):
        actions.name_issuer(row, partner, by=aut)
    leave = actions.ask_leave(partner, owner, WHY, micro_credential=row, by=aut)
    actions.give_leave(leave, by=pia)
    with pytest.raises(PermissionDenied):
        actions.name_issuer(row, partner, by=dee)
    for _press in range(2):
        actions.name_issuer(row, partner, by=aut)
    assert MicroCredential.objects.get(pk=row.pk).issuer == partner
    assert Event.objects.filter(verb="catalog.issuer_named").count() == 1
    out = make_version(district, slug="out", owner=owner).micro_credential
    with pytest.raises(WrongState):
        actions.name_issuer(out, partner, by=aut)


def test_the_pages_from_the_question_to_the_name(
    client: Client,
    owner: Organization,
    partner: Organization,
    district: Organization,
    aut: Person,
    pia: Person,
    dee: Person,
) -> None:
    draft = make_version(district, slug="ours", owner=owner, published=False)
    client.force_login(aut)
    assert "No permission yet" in client.get("/authoring/issuers/").content.decode()
    sent = {"part": "issuer", "named": partner.pk, "organization": owner.pk, "why": ""}
    refused = client.post("/authoring/issuers/", sent)
    assert refused.status_code == 422 and "Say what it is for." in refused.content.decode()
    sent |= {"why": WHY, "micro_credential": draft.micro_credential.pk}
    asked = client.post("/authoring/issuers/", sent)
    leave = NameLeave.objects.get()
    assert asked.status_code == 302 and asked["Location"] == f"/authoring/issuers/{leave.pk}/"
    page = client.get(asked["Location"]).content.decode()
    assert WHY in page and "Take it back" in page and "Give permission" not in page
    client.force_login(pia)
    assert "Waiting for an answer" in client.get("/authoring/issuers/").content.decode()
    page = client.get(f"/authoring/issuers/{leave.pk}/").content.decode()
    assert "Give permission" in page and "Take it back" not in page
    wrong = client.post(f"/authoring/issuers/{leave.pk}/giving/", {"first_on": "2020-01-01"})
    assert wrong.status_code == 422 and "This day is over" in wrong.content.decode()
    assert client.post(f"/authoring/issuers/{leave.pk}/giving/", {}).status_code == 302
    client.force_login(aut)
    page = client.get(f"/authoring/issuers/{leave.pk}/").content.decode()
    assert "Name North Coast as the issuer" in page
    assert client.post(f"/authoring/issuers/{leave.pk}/naming/").status_code == 302
    assert MicroCredential.objects.get().issuer == partner
    file = client.get("/authoring/issuers/?file=csv")
    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2 and "In force" in lines[1]
    client.force_login(pia)
    assert client.post(f"/authoring/issuers/{leave.pk}/ending/").status_code == 302
    client.force_login(dee)
    for path in ("", f"{leave.pk}/"):
        assert client.get(f"/authoring/issuers/{path}").status_code == 404


def test_a_new_draft_is_begun_in_the_name_of_who_gave_leave(
    client: Client, asked: NameLeave, aut: Person, pia: Person
) -> None:
    client.force_login(aut)
    assert "North Coast" not in client.get("/authoring/new/").content.decode()
    actions.give_leave(asked, by=pia)
    assert "North Coast" in client.get("/authoring/new/").content.decode()
    sent = {"title": "Together", "owner": asked.organization_id, "issuer": asked.named_id}
    assert client.post("/authoring/new/", sent).status_code == 302
    assert MicroCredential.objects.get().issuer == asked.named
