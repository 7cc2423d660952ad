"""The public pages, through HTTP."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from assay.catalog import actions
from assay.catalog.content.nouns import Content
from assay.catalog.models import MicroCredential, Stack, Version
from assay.catalog.public import browsing, catalog_index, summary
from assay.catalog.tests.factories import as_data, content, make_version, text
from assay.frameworks.actions import set_priority
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.actions import note


def cards(html: str) -> list[str]:
    return re.findall(r'<h2>\s*<a href="/catalog/([\w-]+)/"', html)


def counts(html: str, name: str) -> dict[str, int]:
    found = re.findall(
        rf'name="{name}" value="([^"]+)"[^>]*>\s*<span>[^<]*</span>\s*<span class="count">(\d+)</span>',
        html,
    )
    return {value: int(n) for value, n in found}


def get(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_list_shows_narrows_counts_and_turns_pages(whole_catalog: None, client: Client) -> None:
    html = get(client, "/catalog/")
    assert len(cards(html)) == browsing.PER_PAGE
    assert len(cards(get(client, "/catalog/?page=2"))) == 6
    assert counts(html, "hours") == {"short": 4, "medium": 9, "long": 5}
    everything = cards(html) + cards(get(client, "/catalog/?page=2"))
    assert len(set(everything)) == 18
    assert "cap-every-learner" not in everything


def test_every_count_is_what_one_more_press_shows(whole_catalog: None, client: Client) -> None:
    for state in (
        "",
        "role=teacher",
        "role=teacher&hours=medium",
        "framework=intasc-2013",
        "subject=science",
    ):
        html = get(client, f"/catalog/?{state}")
        for kind in ("role", "hours", "department", "stack", "career_stage", "subject"):
            if f"{kind}=" in state:
                continue
            for value, n in list(counts(html, kind).items())[:4]:
                shown = re.search(r"<b>(\d+)[ <]", get(client, f"/catalog/?{state}&{kind}={value}"))
                assert shown, (state, kind, value)
                assert int(shown[1]) == n, (state, kind, value)


def test_within_a_kind_any_value_serves_and_between_kinds_all_must(whole_catalog: None) -> None:
    books = catalog_index.current()
    one = {b.slug for b in books.narrowed({"department": ["technology"]})}
    two = {b.slug for b in books.narrowed({"department": ["technology", "leadership"]})}
    both = {
        b.slug
        for b in books.narrowed({"department": ["technology", "leadership"], "hours": ["short"]})
    }
    assert one < two
    assert both < two


def test_a_filter_in_use_is_a_chip_that_takes_itself_off(
    whole_catalog: None, client: Client
) -> None:
    html = get(client, "/catalog/?role=teacher&hours=short&q=talk")
    assert escape("/catalog/?q=talk&hours=short") in html
    assert escape("/catalog/?q=talk&role=teacher") in html


def test_competencies_of_a_framework_open_once_it_is_chosen(
    whole_catalog: None, client: Client
) -> None:
    assert 'name="competency"' not in get(client, "/catalog/")
    html = get(client, "/catalog/?framework=intasc-2013")
    assert "intasc-2013:8(i)" in html
    assert "psel-2015:8" not in html
    assert cards(get(client, "/catalog/?framework=intasc-2013&competency=intasc-2013:8(i)")) == [
        "wait-time"
    ]


def test_ones_own_words_rank_the_list_and_an_empty_one_suggests(
    whole_catalog: None, client: Client
) -> None:
    assert cards(get(client, "/catalog/?q=my+students+don%27t+talk"))[0] == "wait-time"
    nothing = get(client, "/catalog/?q=zzzzz")
    assert "No micro-credentials match" in nothing
    assert "/needs/new/?q=zzzzz" in nothing


def test_a_word_met_by_chance_is_no_answer_and_is_called_the_nearest(
    whole_catalog: None, client: Client
) -> None:
    page = get(client, "/catalog/?q=kids+get+stuck+reading+the+textbook+at+home")
    assert cards(page) == []
    assert "No close match" in page and "The nearest" in page
    assert 1 <= page.split("The nearest")[1].count('<li><a href="/catalog/') <= 3
    assert "/needs/new/?q=kids" in page
    assert "No close match" not in get(client, "/catalog/?q=parents+who+do+not+answer+letters")


@pytest.mark.parametrize(
    "odd",
    [
        "page=0",
        "page=x",
        "page=9999",
        "role=%00",
        "q=%00",
        "role=<script>",
        "hours=short&hours=short",
        "q=" + "a" * 5000,
    ],
)
def test_an_odd_address_is_answered_as_if_it_were_plain(
    shelf_full_once: None, client: Client, odd: str
) -> None:
    response = client.get(f"/catalog/?{odd}")
    assert response.status_code == 200
    assert "<script>&" not in response.content.decode()


@pytest.fixture
def shelf_full_once(departments: dict[str, Organization], district: Organization) -> None:
    for n in range(3):
        make_version(district, slug=f"mc-{n}", owner=departments["technology"])


def test_the_list_costs_the_same_however_long_it_is(
    departments: dict[str, Organization],
    district: Organization,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(40):
        make_version(district, slug=f"mc-{n}", owner=departments["technology"])
    with django_assert_num_queries(
        7
    ):  # nothing was published by a verb yet, so nothing may be kept
        client.get("/catalog/")


def test_kept_under_the_catalogs_stamp_it_costs_one_query(
    whole_catalog: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cache.clear()
    with django_assert_num_queries(8):
        client.get("/catalog/?role=teacher&q=talk")
    with django_assert_num_queries(1):
        client.get("/catalog/?role=teacher&q=talk")


def test_the_most_essential_comes_first_with_its_competency(
    whole_catalog: None,
    client: Client,
    max_: Person,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert "Most essential first" not in get(client, "/catalog/")
    version = Version.objects.open_to_starts().get(micro_credential__slug="wait-time")
    competency = version.alignments.filter(competency__isnull=False)[0].competency
    assert competency is not None
    with django_capture_on_commit_callbacks(execute=True):
        set_priority(competency, "essential", reason="It changes every lesson.", by=max_)
    page = get(client, "/catalog/?order=essential")
    cards = page.split('<ul class="cards"')[1]
    first = cards.split("</li>")[0]
    assert "Essential" in first and (competency.label or competency.statement) in first
    assert "order=essential" in page and "What matters most here, and why" in page
    listed = get(client, "/frameworks/priorities/")
    assert "Choose one and begin" in listed and version.title in listed
    with django_capture_on_commit_callbacks(execute=True):
        set_priority(competency, "none", reason="It is common by now.", by=max_)
    assert "Most essential first" not in get(client, "/catalog/?order=essential")


def test_what_is_kept_is_renewed_by_the_next_publication(
    whole_catalog: None, client: Client, max_: Person
) -> None:
    assert "Zeppelins" not in get(client, "/catalog/?q=talk")
    version = Version.objects.open_to_starts().get(micro_credential__slug="wait-time")
    place = version.micro_credential.home
    writer = make_person("Aut Reed", role="program-admin", organization=place)
    draft = actions.start_new_version(version, by=writer)
    draft = actions.save_draft(draft, {"title": "Zeppelins and Talk"}, by=writer)
    actions.publish(draft, by=max_)
    assert "Zeppelins" in get(client, "/catalog/?q=talk")


def test_a_reader_who_comes_again_is_told_nothing_changed(
    whole_catalog: None, client: Client, max_: Person
) -> None:
    for address in ("/catalog/", "/catalog/wait-time/"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (
            client.get(
                address, headers={"If-None-Match": first["ETag"], "HX-Request": "true"}
            ).status_code
            == 200
        )
        assert "HX-Request" in first["Vary"]


def test_a_page_for_somebody_signed_in_is_never_answered_with_304(
    whole_catalog: None, client: Client, ada: Person
) -> None:
    tag = client.get("/catalog/")["ETag"]
    client.force_login(ada)
    response = client.get("/catalog/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "ETag" not in response


def test_htmx_gets_the_piece_alone(whole_catalog: None, client: Client) -> None:
    piece = client.get("/catalog/?role=teacher", headers={"HX-Request": "true"}).content.decode()
    assert piece.strip().startswith('<div class="browse"')
    assert "<html" not in piece


def test_the_page_holds_all_that_assessors_use(whole_catalog: None, client: Client) -> None:
    html = get(client, "/catalog/wait-time/")
    version = Version.objects.get(micro_credential__slug="wait-time")
    for criterion in version.content.criteria:
        for words in (criterion.title, *criterion.descriptors.values()):
            assert escape(words) in html
    for step in version.content.steps:
        assert escape(getattr(step, "instructions", "") or getattr(step, "text", "")) in html
    for words in (
        "Demonstrated on every criterion",
        "https://doi.org/10.1177/002248718603700110",
        "8 contact hours",
        "24 months",
        "/stacks/responsive-instruction-foundations/",
        "/frameworks/intasc-2013/",
        "no date promised yet",
        "Up to 250 words, or 2 minutes as audio or video.",
        "Tamarack Bay Public Schools",
        "Sign in to start",
    ):
        assert words in html, words
    assert html.count("<h1") == 1


def test_every_micro_credential_and_capstone_has_its_page(
    whole_catalog: None, client: Client
) -> None:
    for slug in MicroCredential.objects.all().single().values_list("slug", flat=True):
        assert client.get(f"/catalog/{slug}/").status_code == 200, slug
    for slug in Stack.objects.values_list("slug", flat=True):
        html = get(client, f"/stacks/{slug}/")
        assert html.count("/hallmark.svg") >= 5
    assert "/catalog/cap-every-learner/" in get(client, "/stacks/every-learner-every-lesson/")


def test_an_older_version_is_readable_and_names_the_current(
    whole_catalog: None, client: Client
) -> None:
    html = get(client, "/catalog/checking-for-understanding/v/1.0/")
    assert "This is version 1.0" in html
    assert "Sign in to start" not in html
    assert 'href="/catalog/checking-for-understanding/v/1.0/"' in get(
        client, "/catalog/checking-for-understanding/"
    )


def test_a_draft_is_nobodys_but_the_authors(
    departments: dict[str, Organization], district: Organization, client: Client
) -> None:
    make_version(district, published=False, owner=departments["technology"])
    for address in (
        "/catalog/wait-time/",
        "/catalog/wait-time/v/1.0/",
        "/catalog/wait-time/hallmark.svg?v=1.0",
    ):
        assert client.get(address).status_code == 404
    assert cards(get(client, "/catalog/")) == []


def test_one_closed_to_new_starts_says_so_and_offers_none(
    departments: dict[str, Organization], district: Organization, max_: Person, client: Client
) -> None:
    version = make_version(district, owner=departments["technology"])
    Version.objects.update(status="retiring")
    version.micro_credential.current = None
    version.micro_credential.save()
    html = get(client, "/catalog/wait-time/")
    assert "no longer open" in html
    assert "Sign in to start" not in html


def test_the_pages_queries_are_few(
    whole_catalog: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/catalog/wait-time/")
    with django_assert_num_queries(
        7
    ):  # the last three, in slots: who endorses it, what pays for it, its exemplars
        client.get("/catalog/wait-time/")


def test_what_is_kept_of_a_page_holds_nothing_of_its_reader(
    departments: dict[str, Organization], district: Organization, ada: Person
) -> None:
    make_version(district, owner=departments["technology"])
    stranger, learner = Client(), Client()
    learner.force_login(ada)
    shown = [get(client, "/catalog/wait-time/") for client in (stranger, learner, learner)]
    assert "Sign in to start" in shown[0] and 'id="begin"' not in shown[0]
    for page in shown[1:]:
        assert "Sign in to start" not in page and 'id="begin"' in page
    begin = [re.search(r'id="begin">.*?value="(\w+)"', page, re.DOTALL) for page in shown[1:]]
    assert begin[0] and begin[1] and begin[0][1] != begin[1][1]
    district.name = "Another name"
    district.save()
    assert "Another name" in get(stranger, "/catalog/wait-time/")


def test_the_hallmark_of_a_version_never_changes(
    departments: dict[str, Organization], district: Organization, client: Client
) -> None:
    make_version(district, owner=departments["technology"])
    first = client.get("/catalog/wait-time/hallmark.svg?v=1.0")
    assert first["Content-Type"] == "image/svg+xml"
    assert "immutable" in first["Cache-Control"]
    assert first.content == client.get("/catalog/wait-time/hallmark.svg?v=1.0").content
    again = client.get(
        "/catalog/wait-time/hallmark.svg?v=1.0", headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 304
    assert client.get("/catalog/wait-time/hallmark.svg?v=9.9").status_code == 404
    assert client.get("/catalog/nothing/hallmark.svg").status_code == 404


@pytest.mark.parametrize(
    "address", ["/catalog/nothing/", "/catalog/wait-time/v/x/", "/stacks/nothing/"]
)
@pytest.mark.django_db
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post("/catalog/").status_code == 405


def test_each_rule_is_said_in_words() -> None:
    parts = Content(content("district-communication-plan"))
    assert "Almost or better on every criterion of Part 1" in summary.rule(
        parts.rule, len(parts.criteria)
    )
    data = as_data()
    data["rubric"]["passing_rule"] = {
        "type": "points_with_essentials",
        "text": "x",
        "min_points": 9,
        "max_points": 10,
        "no_level_below": "almost",
    }
    assert "9 of 10 points" in summary.rule(Content(data).rule, 5)
    assert "nothing below Almost" in summary.rule(Content(data).rule, 5)


def test_an_organizations_new_name_stands_on_its_cards(
    frameworks: None,
    departments: dict[str, Organization],
    max_: Person,
    client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    actions.import_file(text(), by=max_)
    assert "Curriculum Instruction" in get(client, "/catalog/")
    department = departments["curriculum-instruction"]
    with django_capture_on_commit_callbacks(execute=True):
        Organization.objects.filter(pk=department.pk).update(name="Teaching and Learning")
        note("people.organization_changed", department, by=max_, fields=["name"])
    assert "Teaching and Learning" in get(client, "/catalog/")
