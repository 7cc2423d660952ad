"""A stack's own badge: taken by who completed it, signed, with its members inside."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog.actions import import_stack
from assay.catalog.models import MicroCredential, Stack, Version
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions
from assay.credentials.awarding.batch.actions import reissue_all
from assay.credentials.awarding.composing import Workshop
from assay.credentials.models import Award, Credential
from assay.credentials.stacks import earned_badges
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event
from badgecore.documents import check_plain_form, check_schema
from badgecore.model import OB3_SCHEMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(district: Organization) -> list[Version]:
    return [make_version(district, slug=slug) for slug in ("one", "two")]


@pytest.fixture
def stack(district: Organization, members: list[Version]) -> Stack:
    return import_stack(stack_data(district, "mc-one", "mc-two"), by=None)


def complete(person: Person, members: list[Version]) -> list[Award]:
    return [make_award(person, version) for version in members]


def document(award: Award) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(bytes(award.credentials.standing().get().body))
    return read


def test_who_completed_it_takes_a_signed_badge_with_its_members_inside(
    ada: Person, stack: Stack, members: list[Version]
) -> None:
    parts = complete(ada, members)
    award = actions.award_stack(stack, by=ada)
    badge = document(award)
    check_schema(badge, OB3_SCHEMA)
    check_plain_form(badge)
    assert checking.check_own(json.dumps(badge).encode()).verdict == "valid"
    what = badge["credentialSubject"]["achievement"]
    assert what["achievementType"] == "Certificate"
    assert "All of these" in what["criteria"]["narrative"]
    assert [one["targetCode"] for one in what["alignment"]] == ["mc-one", "mc-two"]
    inside = {one["id"].rstrip("/").rsplit("/", 1)[-1] for one in badge["evidence"]}
    assert inside == {str(part.pk) for part in parts}
    assert ada.email not in json.dumps(badge)
    assert award.visibility == "private"
    event = Event.objects.get(verb="credentials.stack_awarded", subject_id=str(award.pk))
    assert event.particulars["parts"] == [str(part.pk) for part in parts]


def test_nobody_takes_what_is_not_complete(
    ada: Person, stack: Stack, members: list[Version]
) -> None:
    make_award(ada, members[0])
    with pytest.raises(WrongState):
        actions.award_stack(stack, by=ada)
    assert Award.objects.count() == 1


def test_a_withdrawn_member_does_not_count(
    ada: Person, chi: Person, stack: Stack, members: list[Version]
) -> None:
    first, _second = complete(ada, members)
    actions.revoke(first, by=chi)
    with pytest.raises(WrongState):
        actions.award_stack(stack, by=ada)


def test_only_an_open_stack_that_gives_a_badge_is_asked(
    ada: Person, district: Organization, members: list[Version]
) -> None:
    complete(ada, members)
    bare = import_stack(stack_data(district, "mc-one", award={"badge": False}), by=None)
    with pytest.raises(PermissionDenied):
        actions.award_stack(bare, by=ada)
    Stack.objects.filter(pk=bare.pk).update(status="retired", data=stack_data(district, "mc-one"))
    with pytest.raises(PermissionDenied):
        actions.award_stack(Stack.objects.get(), by=ada)


def test_a_second_press_gives_the_same(ada: Person, stack: Stack, members: list[Version]) -> None:
    complete(ada, members)
    assert actions.award_stack(stack, by=ada) == actions.award_stack(stack, by=ada)
    assert Event.objects.filter(verb="credentials.stack_awarded").count() == 1


def test_its_track_is_printed_on_the_badge(
    ada: Person, district: Organization, members: list[Version]
) -> None:
    groups = [{"id": "g", "title": "Core", "rule": {"type": "all"}, "members": ["mc-one"]}]
    others = [{"id": "h", "title": "Core", "rule": {"type": "all"}, "members": ["mc-two"]}]
    data = stack_data(district)
    del data["groups"]
    data["tracks"] = [
        {"id": "coach", "title": "Coach track", "groups": groups},
        {"id": "head", "title": "Head track", "groups": others},
    ]
    stack = import_stack(data, by=None)
    make_award(ada, members[1])
    award = actions.award_stack(stack, by=ada)
    assert document(award)["name"] == "Talk That Thinks: Head track"
    assert award.of_stack.track == "head"


def test_it_is_signed_anew_as_every_other_by_one_and_by_many(
    ada: Person, district: Organization, stack: Stack, members: list[Version]
) -> None:
    complete(ada, members)
    award = actions.award_stack(stack, by=ada)
    first = document(award)
    ada.display_name = "Ada Marsh-Lind"
    ada.save()
    actions.reissue(award, by=ada)
    again = document(award)
    assert again["evidence"] == first["evidence"]
    assert again["awardedDate"] == first["awardedDate"]
    assert checking.check_own(json.dumps(again).encode()).verdict == "valid"
    standing = Credential.objects.standing().get(award=award)
    done = reissue_all([standing.pk], by=None, issuer=district, workshop=Workshop())
    assert not done.left
    assert document(award)["evidence"] == first["evidence"]


def test_it_counts_for_no_other_stack(ada: Person, stack: Stack, members: list[Version]) -> None:
    complete(ada, members)
    actions.award_stack(stack, by=ada)
    assert len(earned_badges.held(ada)) == len(members)
    assert list(
        Award.objects.all().single().values_list("version", flat=True).order_by("version")
    ) == [one.pk for one in members]


def test_no_list_of_what_is_started_or_assessed_knows_it(
    district: Organization, stack: Stack
) -> None:
    edition = Version.objects.get(micro_credential__ident=stack.ident)
    assert edition not in Version.objects.open_to_starts()
    assert edition not in Version.objects.written_in([district])
    assert edition.micro_credential not in MicroCredential.objects.all().reached_from([district])


def test_the_same_file_again_makes_no_second_edition(stack: Stack) -> None:
    data = {**stack.data, "version": "1.1", "title": "Talk That Thinks Twice"}
    import_stack(data, by=None)
    import_stack(data, by=None)
    editions = Version.objects.filter(micro_credential__ident=stack.ident)
    assert sorted(editions.values_list("number", flat=True)) == ["1.0", "1.1"]


def test_its_page_offers_it_its_award_shows_its_parts_and_the_public_page_names_them(
    client: Client, ada: Person, stack: Stack, members: list[Version]
) -> None:
    complete(ada, members)
    client.force_login(ada)
    assert "Take your badge" in client.get("/stacks/talk-that-thinks/").content.decode()
    answer = client.post("/stacks/talk-that-thinks/badge/")
    award = Award.objects.get(of_stack__stack=stack)
    assert answer["Location"] == f"/awards/{award.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "What it is made of" in page
    assert "Open your badge" in client.get("/stacks/talk-that-thinks/").content.decode()
    assert "Talk That Thinks" in client.get("/portfolio/").content.decode()
    actions.set_visibility(award, visibility="link", by=ada)
    shown = Client().get(f"/badges/{award.pk}/").content.decode()
    assert "has completed the stack" in shown
    assert "earned each of these badges" in shown


def test_its_edition_stays_readable_and_its_address_in_the_catalog_leads_to_the_stack(
    client: Client, stack: Stack
) -> None:
    page = "/catalog/talk-that-thinks/v/1.0/"
    assert "Talk That Thinks" in client.get(page).content.decode()
    import_stack({**stack.data, "version": "2.0"}, by=None)
    assert "A newer one is open" in client.get(page).content.decode()
    assert client.get("/catalog/talk-that-thinks/")["Location"] == "/stacks/talk-that-thinks/"


def test_a_stranger_and_a_reader_without_account_take_nothing(
    client: Client, dee: Person, stack: Stack
) -> None:
    assert client.post("/stacks/talk-that-thinks/badge/").status_code == 302
    client.force_login(dee)
    assert client.post("/stacks/talk-that-thinks/badge/").status_code == 409
    assert not Award.objects.exists()
