"""A content partner's name: asked for, given, put on record where nobody can be asked, and carried only with leave."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions, policy
from assay.catalog.models import MicroCredential, NameLeave, NamePart, Version
from assay.catalog.tests.factories import make_version, text, wait_time
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

Departments = dict[str, Organization]
WHY = "Your members wrote the scenarios with us."
NAMES = "content_partner: {id: great-lakes-admin-network, name: Network}\n"


@pytest.fixture
def network(departments: Departments) -> Organization:
    """A partner that may not issue and need not: it designs."""
    return departments["great-lakes-admin-network"]


@pytest.fixture
def nia(network: Organization) -> Person:
    return make_person("Nia Lake", role="program-admin", organization=network)


@pytest.fixture
def owner(departments: Departments) -> Organization:
    return departments["curriculum-instruction"]


@pytest.fixture
def asked(network: Organization, owner: Organization, aut: Person, nia: Person) -> NameLeave:
    return actions.ask_leave(network, owner, WHY, part=NamePart.DESIGNER, by=aut)


def naming(owner: Organization, network: Organization | None, slug: str = "ours") -> Version:
    assert owner.parent is not None
    data = {**wait_time(), "title": f"Ours {slug}"}
    draft = make_version(owner.parent, slug=slug, owner=owner, published=False, data=data)
    draft.micro_credential.content_partner = network
    draft.micro_credential.save()
    return draft


@pytest.mark.usefixtures("frameworks")
def test_what_is_published_with_a_partners_name_has_its_leave(
    asked: NameLeave, owner: Organization, network: Organization, aut: Person, nia: Person
) -> None:
    draft = naming(owner, network)
    head = make_person("Hal Head", role="program-admin", organization=owner.parent)
    for by in (aut, head, None):
        with pytest.raises(actions.NoLeave, match="named as designer"):
            actions.publish(draft, by=by)
    assert "designer" in {one.rule for one in actions.obstacles(draft)}
    actions.give_leave(asked, by=nia)
    assert "designer" not in {one.rule for one in actions.obstacles(draft)}
    actions.publish(draft, by=head)
    assert draft.status == "published"


@pytest.mark.usefixtures("frameworks")
@pytest.mark.parametrize("machine", [False, True])
def test_no_file_names_a_partner_without_leave(
    *, machine: bool, asked: NameLeave, aut: Person, nia: Person
) -> None:
    by = None if machine else aut
    file = NAMES + text(status="draft")
    with pytest.raises(actions.NoLeave):
        actions.import_file(file, by=by)
    assert not MicroCredential.objects.exists()
    actions.import_file(text(status="draft"), by=by)
    with pytest.raises(actions.NoLeave):  # nor is a name put on what is here already
        actions.import_file(file, by=by)
    actions.give_leave(asked, by=nia)
    actions.import_file(file, by=by)
    assert MicroCredential.objects.get().content_partner == asked.named


def test_leave_to_issue_is_no_leave_to_be_called_a_designer(
    network: Organization, owner: Organization, aut: Person, nia: Person
) -> None:
    network.vetted_on = today()
    network.save()
    issuing = actions.ask_leave(network, owner, WHY, by=aut)
    actions.give_leave(issuing, by=nia)
    assert policy.has_leave(network, owner, None)
    assert not policy.may_name_designer(network, owner, None)
    designing = actions.ask_leave(network, owner, WHY, part=NamePart.DESIGNER, by=aut)
    actions.give_leave(designing, by=nia)
    actions.end_leave(issuing, by=nia)
    assert policy.may_name_designer(network, owner, None)
    assert not policy.has_leave(network, owner, None)


def test_ones_own_program_and_its_departments_need_none(
    departments: Departments, district: Organization, owner: Organization
) -> None:
    assert policy.may_name_designer(district, owner, None)
    assert policy.may_name_designer(departments["technology"], owner, None)


def test_leave_that_is_over_stops_new_versions_and_touches_nothing_published(
    asked: NameLeave, owner: Organization, network: Organization, aut: Person, nia: Person
) -> None:
    version = make_version(owner.parent or owner, slug="ours", owner=owner)
    MicroCredential.objects.update(content_partner=network)
    version = Version.objects.get(pk=version.pk)
    actions.give_leave(asked, last_on=today() + timedelta(days=3), by=nia)
    draft = actions.start_new_version(version, by=aut)
    with held_at(now() + timedelta(days=4)):
        with pytest.raises(actions.NoLeave):
            actions.publish(draft, by=aut)
        draft.delete()
        with pytest.raises(actions.NoLeave):
            actions.start_new_version(version, by=aut)
    version.refresh_from_db()
    assert version.status == "published"
    assert version.micro_credential.content_partner == network


def test_a_name_is_put_on_and_taken_off_before_anything_is_published(
    asked: NameLeave,
    owner: Organization,
    network: Organization,
    aut: Person,
    nia: Person,
    dee: Person,
) -> None:
    row = naming(owner, None).micro_credential
    with pytest.raises(actions.NoLeave):
        actions.name_designer(row, network, by=aut)
    actions.give_leave(asked, by=nia)
    with pytest.raises(PermissionDenied):
        actions.name_designer(row, network, by=dee)
    for _press in range(2):
        actions.name_designer(row, network, by=aut)
    assert MicroCredential.objects.get(pk=row.pk).content_partner == network
    for _press in range(2):
        actions.name_designer(row, None, by=aut)
    assert MicroCredential.objects.get(pk=row.pk).content_partner is None
    assert Event.objects.filter(verb="catalog.designer_named").count() == 2
    out = make_version(owner.parent or owner, slug="out", owner=owner).micro_credential
    with pytest.raises(WrongState):
        actions.name_designer(out, network, by=aut)


def test_an_agreement_made_outside_is_put_on_record(
    network: Organization, owner: Organization, district: Organization, aut: Person, max_: Person
) -> None:
    with pytest.raises(BadInput, match="cannot be used") as refusal:
        actions.ask_leave(network, owner, WHY, part=NamePart.DESIGNER, by=aut)
    assert "No one answers for it here" in refusal.value.fields["named"]
    with pytest.raises(PermissionDenied):
        actions.record_agreement(network, owner, "A letter", today(), by=aut)
    row = actions.record_agreement(network, owner, "A letter", today(), by=max_)
    assert (row.state, row.agreement, row.answered_by) == ("in_force", "A letter", max_)
    assert policy.may_name_designer(network, owner, None)
    with pytest.raises(WrongState):
        actions.record_agreement(
            network, district.children.get(pk=owner.pk), "Again", today(), by=max_
        )
    assert Event.objects.filter(verb="catalog.agreement_recorded").count() == 1


def test_whoever_answers_for_a_partner_later_can_end_what_was_recorded(
    network: Organization, owner: Organization, max_: Person
) -> None:
    row = actions.record_agreement(network, owner, "A letter", today(), by=max_)
    nia = make_person("Nia Lake", role="program-admin", organization=network)
    assert row in policy.leaves_of(nia)
    actions.end_leave(row, by=nia)
    assert not policy.may_name_designer(network, owner, None)
    with pytest.raises(WrongState, match="has an administrator here"):
        actions.record_agreement(network, owner, "A letter", today(), by=max_)


def test_what_cannot_be_put_on_record(
    network: Organization, owner: Organization, district: Organization, max_: Person
) -> None:
    tomorrow, yesterday = today() + timedelta(days=1), today() - timedelta(days=1)
    for named, words, on, last, field in (
        (district, "A letter", today(), None, "named"),
        (owner, "A letter", today(), None, "named"),
        (network, " ", today(), None, "agreement"),
        (network, "x" * 1001, today(), None, "agreement"),
        (network, "A letter", None, None, "agreed_on"),
        (network, "A letter", tomorrow, None, "agreed_on"),
        (network, "A letter", today(), yesterday, "last_on"),
    ):
        with pytest.raises(BadInput) as refusal:
            actions.record_agreement(named, owner, words, on, last_on=last, by=max_)
        assert field in refusal.value.fields
    assert not NameLeave.objects.exists()


def test_the_pages_from_the_obstacle_to_the_name(
    client: Client, owner: Organization, network: Organization, aut: Person, nia: Person
) -> None:
    draft = naming(owner, network)
    client.force_login(aut)
    page = client.get(f"/authoring/{draft.pk}/").content.decode()
    assert "its permission is not in force" in page and "Take the name of Network off" in page
    assert client.post(f"/authoring/{draft.pk}/designer/removal/").status_code == 302
    assert MicroCredential.objects.get().content_partner is None
    sent = {"part": "designer", "named": network.pk, "organization": owner.pk, "why": WHY}
    sent |= {"micro_credential": draft.micro_credential_id}
    asked = client.post("/authoring/issuers/", sent)
    client.force_login(nia)
    assert "As who designed it with you" in client.get("/authoring/issuers/").content.decode()
    assert client.post(f"{asked['Location']}giving/").status_code == 302
    client.force_login(aut)
    assert "Name Network as designer" in client.get(asked["Location"]).content.decode()
    assert client.post(f"{asked['Location']}naming/").status_code == 302
    assert MicroCredential.objects.get().content_partner == network


def test_the_form_for_an_agreement_loses_nothing(
    client: Client, owner: Organization, network: Organization, aut: Person, max_: Person
) -> None:
    client.force_login(aut)
    assert "made outside" not in client.get("/authoring/issuers/").content.decode()
    client.force_login(max_)
    assert "made outside" in client.get("/authoring/issuers/").content.decode()
    sent = {"named": network.pk, "organization": owner.pk, "agreement": "Our letter"}
    sent = {f"agreement-{name}": value for name, value in sent.items()}
    refused = client.post("/authoring/issuers/agreements/", sent)
    assert refused.status_code == 422 and "Our letter" in refused.content.decode()
    sent["agreement-agreed_on"] = today().isoformat()
    done = client.post("/authoring/issuers/agreements/", sent)
    page = client.get(done["Location"]).content.decode()
    assert "Our letter" in page and "no one of its own pressed" in page


@pytest.mark.usefixtures("frameworks")
def test_before_a_next_version_is_begun_its_page_says_whose_leave_it_needs(
    client: Client, owner: Organization, network: Organization, aut: Person, nia: Person
) -> None:
    old = make_version(owner.parent, slug="old", owner=owner)  # type: ignore[arg-type]
    page = f"/authoring/{old.pk}/"
    client.force_login(aut)
    assert "Ask for permission" not in client.get(page).content.decode()
    old.micro_credential.content_partner = network  # as it was brought in before leaves were asked
    old.micro_credential.save()
    said = client.get(page).content.decode()
    assert "Network is named as designer, and its permission is not in force." in said
    assert "Ask for permission" in said and "Start a new version" in said
    actions.give_leave(
        actions.ask_leave(network, owner, WHY, part=NamePart.DESIGNER, by=aut), by=nia
    )
    assert "Ask for permission" not in client.get(page).content.decode()
