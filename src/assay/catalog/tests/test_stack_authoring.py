"""The authors' stacks through HTTP: the list, the editor, what it says of wrong values, the preview and publication."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.catalog import actions
from assay.catalog.models import Stack, StackDraft, Version
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person
from assay.ui.http import mark_of

DESK = "/authoring/stacks/"


@pytest.fixture
def department(district: Organization, departments: dict[str, Organization]) -> Organization:
    return departments["curriculum-instruction"]


@pytest.fixture
def members(district: Organization, department: Organization) -> list[Version]:
    return [make_version(district, slug=name, owner=department) for name in ("one", "two")]


@pytest.fixture
def author(client: Client, aut: Person) -> Client:
    client.force_login(aut)
    return client


@pytest.fixture
def draft(department: Organization, aut: Person) -> StackDraft:
    return actions.create_stack("Talk That Thinks", owner=department, by=aut)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def rows(name: str, *given: dict[str, Any], there: int = 0) -> dict[str, Any]:
    sent: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": len(given),
        f"{name}-INITIAL_FORMS": there,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 40,
    }
    for n, row in enumerate(given):
        sent |= {f"{name}-{n}-{key}": value for key, value in row.items()}
    return sent


def section(draft: StackDraft, key: str) -> str:
    return f"{DESK}drafts/{draft.pk}/edit/{key}/"


def send(client: Client, draft: StackDraft, key: str, sent: dict[str, Any]) -> Any:
    """What a page that was just opened sends."""
    base = client.get(section(draft, key)).context["base"]
    return client.post(section(draft, key), {"base": base, **sent})


def test_from_an_empty_list_to_a_published_stack(
    author: Client, department: Organization, members: list[Version]
) -> None:
    assert "Nothing here" in page(author, DESK)
    response = author.post(f"{DESK}new/", {"title": "Talk", "owner": department.pk})
    draft = StackDraft.objects.get()
    assert response.headers["Location"] == section(draft, "about")
    whole = f"{DESK}drafts/{draft.pk}/"
    assert "Add at least one group" in page(author, whole)
    send(author, draft, "about", {"title": "Talk", "statement": "Thinks.", "order": ""})
    sent = {"order": "enforced", "window_months": "24", "accepts_versions": "current_only"}
    sent |= rows("tracks") | rows("groups", {"title": "Core", "at_least": "1"})
    assert send(author, draft, "rule", sent).status_code == 302
    found = page(author, section(draft, "members") + "?find=wait&into=g1")
    assert 'value="mc-one"' in found
    for n, ident in enumerate(("mc-one", "mc-two")):
        given = [{"ident": "mc-one", "group": "g1"}][:n]
        send(
            author,
            draft,
            "members",
            {**rows("members", *given, there=n), "member": ident, "into": "g1"},
        )
    send(author, draft, "award", {"badge": "on", "recognition": "letter"})
    assert "Nothing is in the way" in page(author, whole)
    seen = page(author, f"{whole}preview/")
    assert "Only authors see it" in seen
    assert "At least 1 of these" in seen
    assert "24 months" in seen
    assert "How far you are" not in seen
    assert "schema: mc-stacks/1" in page(author, f"{whole}file/")
    response = author.post(f"{whole}publication/")
    assert response.headers["Location"] == "/stacks/talk/"
    stack = Stack.objects.get()
    assert stack.data["suggested_sequence"] == ["mc-one", "mc-two"]
    assert (stack.data["order"], stack.data["window_months"]) == ("enforced", 24)
    assert stack.data["groups"][0]["rule"] == {"type": "at_least", "n": 1}
    assert author.post(f"{whole}publication/").status_code == 404
    own = f"{DESK}{stack.pk}/"
    assert "Start a new version" in page(author, own)
    response = author.post(f"{own}versions/")
    assert "The rule stays the same" in page(author, response.headers["Location"])
    response = author.post(f"{own}end/", {"last_day": "2020-01-01", "reason": "Over."})
    assert response.status_code == 422
    assert "Over." in response.content.decode()
    last = actions.earliest_closing(None)
    author.post(f"{own}end/", {"last_day": last.isoformat(), "reason": "Over."})
    assert "Over." in page(author, "/stacks/talk/")
    author.post(f"{own}end/calling-off/")
    assert "Over." not in page(author, "/stacks/talk/")


def test_wrong_values_are_said_in_words_and_nothing_typed_is_lost(
    author: Client, draft: StackDraft
) -> None:
    sent = {"order": "none", "window_months": "999", "accepts_versions": "any_non_revoked"}
    sent |= rows("tracks") | rows("groups", {"title": "A group of mine"})
    response = send(author, draft, "rule", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert "A group of mine" in html
    assert 'value="999"' in html
    assert send(author, draft, "rule", {"order": "none"}).status_code == 422
    assert author.get(section(draft, "nothing")).status_code == 404
    assert StackDraft.objects.get().revision == 1


def test_a_second_tab_reads_what_the_first_saved(
    author: Client, aut: Person, draft: StackDraft
) -> None:
    first = author.get(section(draft, "about")).context["base"]
    send(author, draft, "about", {"title": "Talk", "statement": "Mine.", "base": first})
    response = send(
        author, draft, "about", {"title": "Talk", "statement": "Theirs.", "base": first}
    )
    html = response.content.decode()
    assert response.status_code == 409
    assert "Mine." in html
    assert "Theirs." in html
    saved = author.post(
        section(draft, "about"),
        {"title": "Talk", "statement": "Late.", "base": first},
        headers={"Assay-Save": "tab.1", "Assay-Person": mark_of(aut)},
    )
    assert saved.status_code == 409
    assert saved.json()["stored"]["statement"] == "Mine."
    assert StackDraft.objects.get().data["statement"] == "Mine."


def test_a_row_that_is_removed_can_be_put_back(author: Client, draft: StackDraft) -> None:
    whole = {"order": "none", "window_months": "", "accepts_versions": "any_non_revoked"}
    groups = [{"id": "g1", "title": "First"}, {"id": "g2", "title": "Second"}]
    send(author, draft, "rule", {**whole, **rows("tracks"), **rows("groups", *groups)})
    sent = {**whole, **rows("tracks"), **rows("groups", *groups, there=2)}
    send(author, draft, "rule", {**sent, "remove": "groups-0"})
    assert [g["title"] for g in StackDraft.objects.get().data["groups"]] == ["Second"]
    assert "Removed: First" in page(author, section(draft, "rule"))
    left = {**whole, **rows("tracks"), **rows("groups", groups[1], there=1)}
    send(author, draft, "rule", {**left, "restore": "1"})
    assert [g["title"] for g in StackDraft.objects.get().data["groups"]] == ["First", "Second"]


def test_the_list_is_searched_and_comes_as_a_file(author: Client, draft: StackDraft) -> None:
    assert "Talk That Thinks" in page(author, f"{DESK}?q=thinks&sort=title")
    assert "No stack fits" in page(author, f"{DESK}?status=draft&q=volcano")
    response = author.get(f"{DESK}?file=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    found = list(csv.reader(io.StringIO(text)))
    assert found[1][:4] == ["Talk That Thinks", "1.0", "Curriculum Instruction", "Draft"]
    assert "Stack drafts" in page(author, "/")


def test_the_list_costs_the_same_however_long_it_is(
    author: Client,
    draft: StackDraft,
    department: Organization,
    aut: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page(author, DESK)
    with django_assert_num_queries(6):
        page(author, DESK)
    for n in range(3):
        actions.create_stack(f"Stack {n}", owner=department, by=aut)
    with django_assert_num_queries(6):
        page(author, DESK)


def test_strangers_find_nothing(client: Client, ada: Person, draft: StackDraft) -> None:
    client.force_login(ada)
    assert client.get(DESK).status_code in (403, 404)
    for tail in ("", "edit/about/", "preview/", "file/"):
        assert client.get(f"{DESK}drafts/{draft.pk}/{tail}").status_code == 404
