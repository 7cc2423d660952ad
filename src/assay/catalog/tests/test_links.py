"""Whether what a draft cites answers is asked in the background, told with its day, and never stops anything."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog import actions
from assay.catalog.actions.links import FRESH, MOST_AT_ONCE, check_links
from assay.catalog.models import CheckedLink, LinkState, Version
from assay.lib.clock import held_at, now
from assay.lib.outbound import CouldNotFetch, TooLarge
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db
BASE = {"authors": "Rowe, M.", "year": 1986, "title": "Wait time"}


@pytest.fixture
def author(district: Organization) -> Person:
    return make_person("Aut Reed", role="author", organization=make_department(district))


def cited(author: Person, *addresses: str) -> Version:
    owner = author.current_memberships[0].organization
    draft = actions.create("Waiting for an Answer", owner=owner, by=author)
    rows = [{**BASE, "url": url} for url in addresses]
    return actions.save_draft(
        draft, {"research": {"rationale": "It helps.", "citations": rows}}, by=author
    )


def states() -> dict[str, str]:
    return dict(CheckedLink.objects.values_list("url", "state"))


def test_nothing_is_asked_while_somebody_waits(author: Person) -> None:
    cited(author, "https://one.example/")
    assert states() == {"https://one.example/": "waiting"}


def test_what_came_of_it_is_written_down_once(author: Person) -> None:
    answers = {"alive": 200, "gone": 404, "refused": 403, "broken": 500}

    def ask(url: str) -> int:
        name = url.split("/")[-1]
        if name == "silent":
            raise CouldNotFetch("No answer.")
        if name == "large":
            raise TooLarge("Too large.")
        return answers[name]

    names = (*answers, "silent", "large")
    cited(author, *(f"https://one.example/{name}" for name in names))
    assert check_links(ask) == len(names)
    found = {url.split("/")[-1]: state for url, state in states().items()}
    assert found == {
        "alive": LinkState.ALIVE,
        "gone": LinkState.GONE,
        "refused": LinkState.UNREACHED,
        "broken": LinkState.UNREACHED,
        "silent": LinkState.UNREACHED,
        "large": LinkState.ALIVE,
    }
    assert check_links(ask) == 0


def test_a_private_address_is_not_opened(author: Person) -> None:
    cited(author, "http://127.0.0.1/", "http://169.254.169.254/latest/")
    assert check_links() == 2
    assert set(states().values()) == {LinkState.UNREACHED}


def test_an_old_answer_is_asked_for_again_and_a_turn_has_an_end(author: Person) -> None:
    draft = cited(author, *(f"https://one.example/{n}" for n in range(MOST_AT_ONCE + 2)))
    assert [check_links(lambda _url: 200) for _turn in range(3)] == [MOST_AT_ONCE, 2, 0]
    research = dict(draft.data["research"])
    actions.save_draft(draft, {"research": {**research, "rationale": "It does."}}, by=author)
    assert check_links(lambda _url: 200) == 0, "they were asked just now"
    with held_at(now() + FRESH * 2):
        actions.save_draft(draft, {"research": {**research, "rationale": "So."}}, by=author)
        assert check_links(lambda _url: 200) == MOST_AT_ONCE


def test_its_author_reads_what_is_gone_and_where_it_is_mended(
    client: Client, author: Person
) -> None:
    draft = cited(author, "https://one.example/gone")
    check_links(lambda _url: 404)
    client.force_login(author)
    page = client.get(reverse("catalog:draft", args=[draft.pk])).content.decode()
    assert "https://one.example/gone" in page and "The page is gone" in page
    assert "research/#id_citations-0-url" in page
    assert not [one for one in actions.obstacles(draft) if "gone" in one.what]
