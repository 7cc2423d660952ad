"""asked_once: within it a question is asked once for the same values, and only there."""

from collections.abc import Sequence

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from assay.lib.clock import now
from assay.lib.models import Turn
from assay.lib.prepared import asked_once, prepared

pytestmark = pytest.mark.django_db


@prepared
def _names(names: Sequence[str]) -> QuerySet[Turn, str]:
    return Turn.objects.filter(pk__in=names).order_by("pk").values_list("pk", flat=True)


@prepared
def _rows(name: str) -> QuerySet[Turn]:
    return Turn.objects.filter(pk=name)


def test_values_are_asked_for_once_for_the_same_question(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Turn.objects.create(pk="a", due_at=now())
    with django_assert_num_queries(2), asked_once():
        first = _names(["a", "b"])
        assert first == ["a"]
        first.append("of whoever asked")
        assert _names(["a", "b"]) == ["a"]
        assert _names(["b"]) == []
    with django_assert_num_queries(2):
        assert _names(["a"]) == _names(["a"])


def test_rows_of_models_are_asked_for_each_time(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Turn.objects.create(pk="a", due_at=now())
    with django_assert_num_queries(2), asked_once():
        assert _rows("a")[0] is not _rows("a")[0]


def test_another_page_begins_anew(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with asked_once():
        assert _names(["a"]) == []
    Turn.objects.create(pk="a", due_at=now())
    with django_assert_num_queries(1), asked_once():
        assert _names(["a"]) == ["a"]
