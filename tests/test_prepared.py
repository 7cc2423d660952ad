"""A prepared question answers what its queryset would, with whatever values it is asked."""

import threading
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from assay.credentials.models import Award
from assay.lib.clock import now, today
from assay.lib.counts import Listed, Pages, counted
from assay.lib.prepared import LONGEST_LIST, planned_once, prepared
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def school() -> Organization:
    school = make_school(make_district(), "Fern School")
    for number in range(5):
        make_person(f"Person {number}", role="learner", organization=school)
    return school


@prepared
def at_work(school: int, day: date) -> QuerySet[Membership]:
    """Roles of a school."""
    rows = Membership.objects.current(day).filter(organization=school)
    return rows.select_related("person", "organization__parent").order_by("pk")


@prepared
def among(people: Sequence[int]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=people).order_by("pk")


def test_rows_are_those_of_the_queryset_related_ones_loaded(school: Organization) -> None:
    wanted = list(Membership.objects.current().filter(organization=school).order_by("pk"))
    assert at_work(school.pk, today()) == wanted
    with CaptureQueriesContext(connection) as queries:
        found = at_work(school.pk, today())
        assert [m.person.display_name for m in found] == [f"Person {n}" for n in range(5)]
        assert all(m.organization.parent == school.parent for m in found)
    assert len(queries) == 1
    assert at_work(school.pk, today() - timedelta(days=9)) == []
    assert at_work(school.pk + 99, today()) == []
    found[0].person.display_name = "Changed"
    found[0].person.save()
    assert at_work(school.pk, today())[0].person.display_name == "Changed"


@planned_once
def of_kind(
    keys: Sequence[int], day: date, role: str, school: uuid.UUID | int
) -> QuerySet[Membership]:
    """Values of each kind beside constants, with signs that mean something in SQL."""
    rows = Membership.objects.current(day).filter(organization__pk=school, person__pk__in=keys)
    rows = rows.filter(role=role).exclude(person__display_name__in=["50 % 'n %s'", "Person 4"])
    return rows.filter(organization__name__contains="n S").select_related("person").order_by("pk")


def test_a_question_whose_plan_is_kept_answers_the_same(school: Organization) -> None:
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        for _turn in range(12):  # from unknown to prepared to planned
            found = of_kind(keys, today(), "learner", school.pk)
            assert [m.person.display_name for m in found] == [f"Person {n}" for n in range(4)]
            assert of_kind([1, *keys[:1], 70_000], today(), "learner", school.pk) == found[:1]
            assert of_kind(keys, today() - timedelta(days=9), "learner", school.pk) == []
            assert of_kind(keys, today(), "assessor", school.pk) == []
    assert len(queries) == 48, "seen and counted as any other"
    assert all("LIKE" in query["sql"] for query in queries), "with its words"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%50 %'"
            )
            assert cursor.fetchone() == (2,), "for five keys and for three"


@prepared
def signed_for(person: int, words: str) -> QuerySet[Award]:
    return Award.objects.filter(person__pk=person, status="issued", name_as_issued__gt=words)


def test_constants_stand_in_the_text_and_values_never(school: Organization) -> None:
    asked: list[tuple[str, Any]] = []

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, tuple(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        assert signed_for(7, "'; DROP TABLE issued") == []
    ((sql, params),) = asked
    if connection.vendor == "sqlite":
        assert "'issued'" in sql, "bound, it would have its partial indexes looked for each time"
        assert {*params} == {7, "'; DROP TABLE issued"}
    assert "DROP" not in sql


def test_lists_of_any_length(school: Organization) -> None:
    everybody = list(Person.objects.order_by("pk"))
    keys = [person.pk for person in everybody]
    assert among(keys) == everybody
    assert among(keys[:2]) == everybody[:2]
    assert among([]) == []
    assert among(tuple(keys[2:])) == everybody[2:]
    assert [len(among(keys[:1] * n + keys[1:])) for n in range(1, 12)] == [len(keys)] * 11
    assert among(set(range(1_000_000, 1_000_041)) | {keys[3]}) == [everybody[3]]
    assert among([*keys, *range(10_000, 10_000 + LONGEST_LIST)]) == everybody


def test_a_number_beyond_what_a_database_holds_is_nobodys(school: Organization) -> None:
    @prepared
    def one(key: int) -> QuerySet[Person]:
        return Person.objects.filter(pk=key)

    assert one(2**62) == [] == one(2**63) == one(-(2**70))


def test_two_questions_in_one(school: Organization) -> None:
    @prepared
    def names(people: Sequence[int], schools: int) -> QuerySet[Person, tuple[int, str]]:
        some = Person.objects.filter(pk__in=people).order_by().values_list("pk", "display_name")
        named = Organization.objects.filter(pk=schools).order_by().values_list("pk", "name")
        return some.union(named)

    first = Person.objects.get(display_name="Person 0").pk
    wanted = {(first, "Person 0"), (first + 1, "Person 1"), (school.pk, "Fern School")}
    assert set(names([first, first + 1], school.pk)) == wanted


def test_values_moments_and_keys_of_every_kind(school: Organization) -> None:
    @prepared
    def names(before: Any, key: Any) -> QuerySet[Person, str]:
        rows = Person.objects.filter(joined_at__lte=before).exclude(pk=key)
        return rows.order_by("pk").values_list("display_name", flat=True)

    @prepared
    def pairs(name: str) -> QuerySet[Person, tuple[int, str]]:
        return Person.objects.filter(display_name=name).values_list("pk", "display_name")

    @prepared
    def named(name: str) -> QuerySet[Person, Any]:
        return Person.objects.filter(display_name=name).values("pk", "display_name")

    @prepared
    def award(key: uuid.UUID) -> QuerySet[Award]:
        return Award.objects.filter(pk=key)

    @prepared
    def with_roles(day: date) -> QuerySet[Person]:
        held = Membership.objects.current(day).filter(person=OuterRef("pk"))
        rows = Person.objects.filter(Exists(held)).annotate(works=Exists(held)).order_by("pk")
        return rows.prefetch_related("memberships")[:3]

    first = Person.objects.get(display_name="Person 0")
    assert names(now(), first) == ["Person 1", "Person 2", "Person 3", "Person 4"]
    assert names(now() - timedelta(days=1), first) == []
    assert pairs("Person 3") == [(first.pk + 3, "Person 3")]
    assert pairs.first("Nobody'; --") is None
    assert named("Person 3") == [{"pk": first.pk + 3, "display_name": "Person 3"}]
    assert award(uuid.uuid4()) == []
    with CaptureQueriesContext(connection) as queries:
        found = with_roles(today())
        assert [(person.works, len(person.memberships.all())) for person in found] == [  # type: ignore[attr-defined]
            (True, 1)
        ] * 3
    assert len(queries) == 2


def test_a_list_is_counted_and_read_page_by_page(school: Organization) -> None:
    @prepared
    def by_name(school: int, day: date) -> QuerySet[Person]:
        held = Membership.objects.current(day).filter(organization=school)
        rows = Person.objects.filter(pk__in=held.values("person")).order_by("-display_name")
        return rows.prefetch_related("memberships")

    @prepared
    def cut(school: int) -> QuerySet[Membership]:
        return Membership.objects.filter(organization=school)[:3]

    rows = Listed(by_name, school.pk, today())
    names = [person.display_name for person in rows[1:3]]
    assert names == ["Person 3", "Person 2"]
    assert [person.display_name for person in rows[4:25]] == ["Person 0"]
    assert (counted(rows), counted(rows, at_most=2)) == (5, 3)
    in_order = Listed(by_name, school.pk, today(), in_order=True)
    assert (counted(in_order), counted(in_order, at_most=2)) == (5, 3)
    assert counted(Listed(by_name, school.pk + 99, today())) == 0
    page = Pages(rows, 2, number=3).get_page(3)
    assert (len(page.object_list), page.paginator.num_pages) == (1, 3)
    with CaptureQueriesContext(connection) as queries:
        assert len(Pages(rows, 2, number=1).get_page(1)[0].memberships.all()) == 1
    assert len(queries) == 3

    everybody = list(range(1, LONGEST_LIST + 2 + Person.objects.latest("pk").pk))
    assert counted(Listed(among, everybody)) == Person.objects.count()
    assert Listed(among, everybody)[:2] == list(Person.objects.order_by("pk")[:2])
    assert (counted(Listed(among, [])), Listed(among, [])[:2]) == (0, [])
    with pytest.raises(TypeError, match="asks for all rows"):
        Listed(cut, school.pk)[:2]


def test_what_would_be_another_question_is_refused(school: Organization) -> None:
    @prepared
    def today_for_ever(key: int) -> QuerySet[Membership]:
        return Membership.objects.current().filter(pk=key)

    @prepared
    def in_other_clothes(key: int) -> QuerySet[Person, Any]:
        return Person.objects.exclude(pk=key).values_list("pk", named=True)

    with pytest.raises(TypeError, match="for ever"):
        today_for_ever(1)
    with pytest.raises(TypeError, match="NamedValuesList"):
        in_other_clothes(1)
    with pytest.raises(TypeError, match="isnull"):
        at_work(None, today())  # type: ignore[arg-type]  # what a caller may get wrong
    with pytest.raises(TypeError, match="in order"):
        at_work(school=1, day=today())


@pytest.mark.django_db(transaction=True)
def test_threads_ask_with_their_own_connections(school: Organization) -> None:
    at_work(school.pk, today())
    answers: list[int] = []

    def ask() -> None:
        try:
            for _ in range(20):
                answers.append(len(at_work(school.pk, today())))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [5] * 80


def test_the_server_compiles_no_question() -> None:
    """With old statistics it would take seconds over what it answers in milliseconds."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite compiles none")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
