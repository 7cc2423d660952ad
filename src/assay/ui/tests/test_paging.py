"""The order of a list stands in its address, and survives neither nonsense nor a turned page."""

import pytest
from django.http import QueryDict

from assay.ui.paging import Sorting, heading, sorting_of

NAMES = ("name", "earned")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", Sorting("earned", is_descending=True)),
        ("sort=name", Sorting("name")),
        ("sort=-name", Sorting("name", is_descending=True)),
        ("sort=--name", Sorting("earned", is_descending=True)),
        ("sort=password", Sorting("earned", is_descending=True)),
        ("sort=", Sorting("earned", is_descending=True)),
    ],
)
def test_what_can_be_asked_for(asked: str, found: Sorting) -> None:
    assert sorting_of(QueryDict(asked), NAMES, "-earned") == found


def test_another_way_round_turns_every_field() -> None:
    orders = {"at": ("organization__name", "-voiced_at", "pk")}
    assert Sorting("at").fields(orders) == ["organization__name", "-voiced_at", "pk"]
    turned = Sorting("at", is_descending=True).fields(orders)
    assert turned == ["-organization__name", "voiced_at", "-pk"]


def test_a_second_press_turns_the_order_and_filters_stay() -> None:
    query = QueryDict("q=ada&page=4&sort=name")
    by_name = heading("Name", "name", Sorting("name"), query)
    assert (by_name.order, by_name.url) == ("ascending", "?q=ada&sort=-name")
    back = heading("Name", "name", Sorting("name", is_descending=True), query)
    assert (back.order, back.url) == ("descending", "?q=ada&sort=name")
    other = heading("Earned", "earned", Sorting("name"), query)
    assert (other.order, other.url) == ("", "?q=ada&sort=earned")
