"""What is essential is said from a day on, by whoever sets the standard, and everybody reads it with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.frameworks.actions import build_on, build_on_no_more, set_priority
from assay.frameworks.models import Competency, Dependency, Priority
from assay.frameworks.priorities import essentials
from assay.frameworks.tests.factories import make_framework
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import let_committee_sit
from assay.record.models import Event

WHY = "Students who talk show what they understand."
SOON = timedelta(days=30)


@pytest.fixture
def talk(district: Organization) -> Competency:
    make_framework()
    return Competency.objects.get(code="8")


@pytest.fixture
def other(talk: Competency) -> Competency:
    return Competency.objects.get(code="9")


def rank(competency: Competency, by: Person | None, **more: Any) -> Priority:
    words = {"standing": "essential", "reason": WHY, **more}
    return set_priority(competency, words.pop("standing"), by=by, **words)


def test_it_holds_from_its_day_and_what_held_before_is_kept(talk: Competency, max_: Person) -> None:
    rank(talk, max_)
    rank(talk, max_, standing="useful", leverage=1, effective_from=today() + SOON)
    [now] = essentials(today())
    assert (now.standing, now.leverage, now.reason) == ("essential", 2, WHY)
    [then] = essentials(today() + SOON)
    assert (then.standing, then.leverage) == ("useful", 1)
    rank(talk, max_, standing="none", effective_from=today() + SOON * 2)
    assert essentials(today() + SOON * 2) == []
    assert (
        Priority.objects.count()
        == Event.objects.filter(verb="frameworks.priority_set").count()
        == 3
    )


def test_the_same_again_changes_nothing(talk: Competency, other: Competency, max_: Person) -> None:
    assert rank(talk, max_) == rank(talk, max_)
    assert build_on(talk, other, by=max_) == build_on(talk, other, by=max_)
    verbs = ("frameworks.priority_set", "frameworks.dependency_set")
    assert Event.objects.filter(verb__in=verbs).count() == 2


def test_who_comes_second_looks_first(talk: Competency, max_: Person) -> None:
    first = rank(talk, max_, seen=0)
    with pytest.raises(WrongState, match="Someone else has just ranked"):
        rank(talk, max_, standing="useful", seen=0)
    assert rank(talk, max_, standing="useful", seen=first.pk).standing == "useful"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"standing": "vital"}, "standing"),
        ({"leverage": 4}, "leverage"),
        ({"effective_from": today() - timedelta(days=1)}, "effective_from"),
        ({"effective_from": today() + timedelta(days=4000)}, "effective_from"),
    ],
)
def test_what_cannot_be_said(
    talk: Competency, max_: Person, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        rank(talk, max_, **wrong)
    assert field in refused.value.fields
    assert not Priority.objects.exists()


def test_only_whoever_sets_the_standard(
    talk: Competency, other: Competency, district: Organization, lea: Person, max_: Person
) -> None:
    build_on(talk, other, by=max_)
    for verb in (
        rank,
        lambda c, by: build_on(c, other, by=by),
        lambda c, by: build_on_no_more(c, other, by=by),
    ):
        with pytest.raises(PermissionDenied):
            verb(talk, lea)
    let_committee_sit(district, by=max_)
    with pytest.raises(PermissionDenied):
        rank(talk, max_)
    chair = make_person("Cam Roe", role="committee-chair", organization=district)
    with pytest.raises(BadInput, match="Say when and how the committee decided"):
        rank(talk, chair)
    assert (
        rank(talk, chair, decision="December 1, by consensus").decision
        == "December 1, by consensus"
    )


def test_a_foundation_comes_first_and_nothing_goes_round(
    talk: Competency, other: Competency, max_: Person
) -> None:
    rank(talk, max_)
    build_on(talk, other, by=max_)
    first, second = essentials(today())
    assert (first.competency, first.standing, first.lifted_by) == (other, "essential", talk)
    assert second.builds_on == (other,)
    for one, two in ((other, talk), (talk, talk)):
        with pytest.raises(BadInput):
            build_on(one, two, by=max_)
    build_on_no_more(talk, other, by=max_)
    with pytest.raises(WrongState):
        build_on_no_more(talk, other, by=max_)
    assert not Dependency.objects.exists()
    assert Event.objects.filter(verb="frameworks.dependency_ended").count() == 1
    assert [one.competency for one in essentials(today())] == [talk]


def test_everybody_reads_it(
    client: Client, talk: Competency, other: Competency, max_: Person
) -> None:
    assert "Nothing has been ranked yet" in client.get("/frameworks/priorities/").content.decode()
    rank(talk, max_)
    build_on(talk, other, by=max_)
    page = client.get("/frameworks/priorities/").content.decode()
    assert WHY in page and "builds on it." in page and page.index("9 Label 9") < page.index(WHY)
    lines = client.get("/frameworks/priorities/?file=csv").getvalue().decode().splitlines()
    assert len(lines) == 3 and WHY in lines[2]


def test_staff_rank_it_on_a_page(
    client: Client, talk: Competency, other: Competency, max_: Person
) -> None:
    client.force_login(max_)
    found = client.get("/frameworks/priorities/ranking/?q=8").content.decode()
    page = f"/frameworks/priorities/ranking/{talk.pk}/"
    assert page in found
    sent = {
        "standing": "essential",
        "leverage": "3",
        "reason": "",
        "effective_from": today().isoformat(),
        "seen": "0",
    }
    refused = client.post(page, sent)
    assert refused.status_code == 422 and "Say why, in a sentence." in refused.content.decode()
    done = client.post(page, {**sent, "reason": WHY}, follow=True).content.decode()
    assert WHY in done and "Set by Max" in done
    again = client.post(page, {**sent, "reason": "Another reason."})
    assert again.status_code == 409 and "Another reason." in again.content.decode()
    foundations = f"{page}foundations/"
    several = client.post(foundations, {"foundation": "Label"})
    assert several.status_code == 422 and "These words fit several." in several.content.decode()
    nothing = client.post(foundations, {"foundation": "no such words"})
    assert nothing.status_code == 422 and "no such words" in nothing.content.decode()
    assert client.post(foundations, {"foundation": str(other.pk)}).status_code == 302
    own = client.post(foundations, {"foundation": str(talk.pk)})
    assert own.status_code == 422 and "cannot build on itself" in own.content.decode()
    assert client.post(foundations, {"ends": str(other.pk)}).status_code == 302
    assert client.post(foundations, {"ends": str(other.pk)}).status_code == 409


def test_readers_read_and_others_find_nothing(
    client: Client, talk: Competency, lea: Person, ada: Person
) -> None:
    page = f"/frameworks/priorities/ranking/{talk.pk}/"
    client.force_login(lea)
    assert "How essential" not in client.get(page).content.decode()
    assert (
        client.post(page, {}).status_code
        == client.post(f"{page}foundations/", {"foundation": "9"}).status_code
        == 403
    )
    client.force_login(ada)
    for path in ("/frameworks/priorities/ranking/", page):
        assert client.get(path).status_code == 404


def test_its_queries(
    talk: Competency,
    other: Competency,
    max_: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rank(talk, max_)
    build_on(talk, other, by=max_)
    with django_assert_num_queries(3):
        essentials(today())
