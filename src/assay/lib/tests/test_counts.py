"""Counts are exact to 200 and then say "200+"; the pages of a long list can all the same be turned."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import QuerySet
from django.template import Context, Template
from django.test import RequestFactory

from assay.lib.counts import EXACT, Listed, counted, heads_of
from assay.lib.http import page_of
from assay.lib.models import Window
from assay.lib.prepared import prepared


def make(count: int) -> None:
    Window.objects.bulk_create(Window(name=f"{n:04}", used=1, ends_epoch=1) for n in range(count))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("there", "said"), [(0, "0"), (EXACT, "200"), (EXACT + 1, "200+"), (700, "200+")]
)
def test_a_count_says_what_was_counted(there: int, said: str) -> None:
    make(there)
    found = counted(Window.objects.order_by("name"))
    assert f"{found}" == said and bool(found) == bool(there)
    words = Template(
        "{% load i18n %}{{ n }} {% blocktranslate count n=n %}{{ n }} 1{% plural %}{{ n }} many{% endblocktranslate %}"
    )
    assert words.render(Context({"n": found})) == f"{said} {said} many"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "number", "first"),
    [("", 1, "0000"), ("9", 9, "0200"), ("28", 28, "0675"), ("999", 28, "0675")],
)
def test_every_page_of_a_long_list_can_be_turned_to(asked: str, number: int, first: str) -> None:
    make(700)
    page = page_of(Window.objects.order_by("name"), RequestFactory().get("/", {"page": asked}))
    assert page.number == number and page.object_list[0].name == first
    assert page.has_next() == (number < 28)


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["-1", "0", "x", "1e9", "9" * 400, "²", "1.5"])
def test_odd_pages_are_the_first_or_the_last(odd: str) -> None:
    make(30)
    page = page_of(Window.objects.order_by("name"), RequestFactory().get("/", {"page": odd}))
    assert page.number in (1, 2)


@pytest.mark.django_db
def test_what_is_counted_does_not_grow_with_the_table(django_assert_num_queries) -> None:
    make(700)
    with django_assert_num_queries(1) as asked:
        counted(Window.objects.order_by("name"))
    assert "LIMIT 201" in asked.captured_queries[0]["sql"]


@prepared
def _named(names: Sequence[str]) -> QuerySet[Window, Any]:
    return Window.objects.filter(name__in=names).order_by("name").values_list("name", "used")


@prepared
def _from(name: str) -> QuerySet[Window, Any]:
    return Window.objects.filter(name__gte=name).order_by("-name").values_list("name", "used")


@pytest.mark.postgresql
@pytest.mark.django_db
def test_of_many_lists_one_question_says_how_many_and_the_first(
    django_assert_num_queries,
) -> None:
    make(700)
    lists = [
        Listed(_named, ["0003", "0002"]),
        Listed(_named, []),
        Listed(_from, "0100"),
        Listed(_from, "9"),
        Listed(_from, "0698", in_order=True),
        Listed(_from, "0100", in_order=True),
    ]
    with django_assert_num_queries(1):
        found = heads_of(lists)
    assert [(str(count), first) for count, first in found] == [
        ("2", ("0002", 1)),
        ("0", None),
        ("200+", ("0699", 1)),
        ("0", None),
        ("2", ("0699", 1)),
        ("200+", ("0699", 1)),
    ]
    assert heads_of([]) == []


@pytest.mark.django_db
def test_a_list_asked_with_many_keys_is_counted_by_itself(django_assert_num_queries) -> None:
    make(300)
    names = [f"{n:04}" for n in range(150)]
    with django_assert_num_queries(3):
        found = heads_of([Listed(_named, names), Listed(_from, "0298")])
    assert found == [(150, ("0000", 1)), (2, ("0299", 1))]
