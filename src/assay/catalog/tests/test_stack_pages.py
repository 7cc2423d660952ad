"""The list of stacks and a stack's page, through HTTP."""

import csv
import io

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.catalog.models import Stack


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_names_every_stack_and_what_it_asks(whole_catalog: None, client: Client) -> None:
    html = get(client, "/stacks/")
    for slug in Stack.objects.values_list("slug", flat=True):
        assert f'href="/stacks/{slug}/"' in html
    assert "4 of 5 badges" in html
    assert "4 of 8 badges, then a capstone" in html


def test_the_catalog_leads_to_it(whole_catalog: None, client: Client) -> None:
    assert 'href="/stacks/"' in get(client, "/catalog/")


def test_it_is_searched_and_turned_round(whole_catalog: None, client: Client) -> None:
    html = get(client, "/stacks/?q=adults+evidence")
    assert "/stacks/leading-learning/" in html
    assert "/stacks/every-learner-every-lesson/" not in html
    assert "No stack fits" in get(client, "/stacks/?q=volcano")
    first, last = get(client, "/stacks/"), get(client, "/stacks/?sort=-title")
    assert first.index("/stacks/every-") < first.index("/stacks/responsive-")
    assert last.index("/stacks/every-") > last.index("/stacks/responsive-")


def test_it_comes_as_a_file(whole_catalog: None, client: Client) -> None:
    response = client.get("/stacks/?file=csv&q=foundations")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Stack", "Issued by", "Asks for", "Version", "Page"]
    assert [row[0] for row in rows[1:]] == ["Responsive Instruction Foundations"]


def test_without_stacks_it_says_so(client: Client, db: None) -> None:
    assert "There is no stack yet" in get(client, "/stacks/")


def test_what_is_not_open_is_not_listed_and_has_no_page(
    whole_catalog: None, client: Client
) -> None:
    Stack.objects.filter(slug="leading-learning").update(status="retired")
    assert "leading-learning" not in get(client, "/stacks/")
    assert client.get("/stacks/leading-learning/").status_code == 404


def test_the_list_costs_the_same_however_long_it_is(
    whole_catalog: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, "/stacks/")
    with django_assert_num_queries(2):
        client.get("/stacks/")
    Stack.objects.exclude(slug="leading-learning").update(status="draft")
    with django_assert_num_queries(2):
        client.get("/stacks/")
