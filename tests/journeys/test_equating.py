"""Two departments with badges of unequal worth under one standard: compared, equated, counted, ended."""

from datetime import timedelta

import pytest
from django.test import Client

from assay.catalog import actions as catalog
from assay.catalog.content.stack_progress import Earned, progress
from assay.catalog.models import Equivalence, Version
from assay.catalog.tests.factories import make_version
from assay.credentials.stacks.earned_badges import held
from assay.credentials.tests.factories import make_award
from assay.governance.tests.scene import Scene, make_scene
from assay.lib.clock import held_at, now, today
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/committee/equivalences/"


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def two(scene: Scene, district: Organization) -> tuple[Version, Version]:
    other = Organization.objects.create(
        ident="other", name="Other", kind="department", parent=district
    )
    ours = make_version(district, slug="ours", owner=scene.department)
    theirs = make_version(district, slug="theirs", owner=other)
    Version.objects.filter(pk=theirs.pk).update(title="Waiting, Theirs")
    return ours, theirs


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(two: tuple[Version, Version], **more: str) -> dict[str, str]:
    ours, theirs = (version.micro_credential_id for version in two)
    said = {"reason": "The same hours, rubric and evidence.", "in_favor": "4", "against": "1"}
    return {"source": str(theirs), "target": str(ours), **said, **more}


def idents(person: Person) -> set[tuple[str, bool]]:
    return {(one.ident, one.equated) for one in held(person)}


def test_the_chair_records_it_both_pages_say_it_and_it_counts(
    scene: Scene, two: tuple[Version, Version], ada: Person
) -> None:
    make_award(ada, two[1])
    chair = signed_in(scene.chair)
    answer = chair.post(HERE, typed(two, dissent="Theirs asks for less video."))
    assert answer.status_code == 302, answer.content.decode()
    for slug in ("ours", "theirs"):
        html = Client().get(f"/catalog/{slug}/").content.decode()
        assert "What counts the same in stacks" in html
        assert "The same hours, rubric and evidence." in html and "less video" in html
    assert idents(ada) == {("mc-theirs", False), ("mc-ours", True)}
    listed = chair.get(HERE).content.decode()
    assert "Waiting, Theirs" in listed and "4 : 1" in listed
    assert "/committee/equivalences/" in chair.get("/comparability/").content.decode()
    rows = b"".join(chair.get(f"{HERE}?file=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"Theirs asks for less video." in rows
    row = Equivalence.objects.get()
    assert chair.post(HERE, typed(two)).status_code == 422, "it is so already"
    assert chair.post(f"{HERE}{row.pk}/ending/").status_code == 302
    assert chair.post(f"{HERE}{row.pk}/ending/").status_code == 409
    with held_at(now() + timedelta(days=1)):
        assert idents(ada) == {("mc-theirs", False)}
    verbs = {"catalog.equated", "catalog.equating_ended"}
    assert set(Event.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"in_favor": "1", "against": "0"},  # no quorum
        {"in_favor": "2", "against": "3"},
        {"in_favor": "-1"},
        {"first_on": "2001-01-01"},
        {"first_on": "soon"},
        {"source": "999999"},
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    scene: Scene, two: tuple[Version, Version], wrong: dict[str, str]
) -> None:
    answer = signed_in(scene.chair).post(HERE, typed(two, dissent="Kept here.", **wrong))
    assert answer.status_code == 422 and "Kept here." in answer.content.decode()
    assert not Equivalence.objects.exists()


def test_nothing_is_equated_with_itself(scene: Scene, two: tuple[Version, Version]) -> None:
    same = typed(two) | {"source": str(two[0].micro_credential_id)}
    assert signed_in(scene.chair).post(HERE, same).status_code == 422


def test_it_goes_both_ways_where_that_is_decided(
    scene: Scene, two: tuple[Version, Version]
) -> None:
    assert signed_in(scene.chair).post(HERE, typed(two, both_ways="on")).status_code == 302
    assert Equivalence.objects.count() == 2


def test_members_read_it_and_the_chair_alone_records(
    scene: Scene, two: tuple[Version, Version], ada: Person, max_: Person
) -> None:
    for person in (scene.members[1], max_):
        client = signed_in(person)
        page = client.get(HERE).content.decode()
        assert "Nothing is equated" in page and "Record a decision" not in page
        client.post(HERE, typed(two))
    assert signed_in(ada).get(HERE).status_code == 404
    assert not Equivalence.objects.exists()
    row, *_ = catalog.equate(
        two[1].micro_credential, two[0].micro_credential, "Same.", votes=(3, 0), by=scene.chair
    )
    assert signed_in(scene.members[1]).post(f"{HERE}{row.pk}/ending/").status_code == 403
    with pytest.raises(WrongState):
        catalog.equate(
            two[1].micro_credential, two[0].micro_credential, "Same.", votes=(3, 0), by=scene.chair
        )


def test_nobody_of_another_program_sees_it(scene: Scene, two: tuple[Version, Version]) -> None:
    catalog.equate(
        two[1].micro_credential, two[0].micro_credential, "Same.", votes=(3, 0), by=scene.chair
    )
    foreign = Organization.objects.create(ident="far", name="Far", kind="district")
    admin = make_person("Far Admin", role="program-admin", organization=foreign)
    page = signed_in(admin).get(HERE).content.decode()
    assert "Waiting, Theirs" not in page.partition('id="record"')[0]
    row = Equivalence.objects.get()
    assert signed_in(admin).post(f"{HERE}{row.pk}/ending/").status_code == 404


def test_no_badge_counts_twice() -> None:
    groups = [{"title": "", "rule": {"type": "all"}, "members": ["a", "b", "c"]}]
    own = Earned(ident="a", on=today(), key="1")
    as_b = Earned(ident="b", on=today(), key="1", equated=True)
    far = Earned(ident="x", on=today(), key="2")
    x_as_b = Earned(ident="b", on=today(), key="2", equated=True)
    x_as_c = Earned(ident="c", on=today(), key="2", equated=True)
    assert progress({"groups": groups}, [own, as_b], today()).done == 1
    assert progress({"groups": groups}, [own, far, x_as_b, x_as_c], today()).done == 2


def test_what_has_not_begun_ends_without_having_counted(
    scene: Scene, two: tuple[Version, Version]
) -> None:
    client = signed_in(scene.chair)
    first = (today() + timedelta(days=30)).isoformat()
    client.post(HERE, typed(two, first_on=first))
    row = Equivalence.objects.get()
    page = client.post(f"{HERE}{row.pk}/ending/", follow=True).content.decode()
    assert "It never begins to count." in page and "Never began" in page
    assert "Never began" in client.get(f"{HERE}?file=csv").getvalue().decode()
