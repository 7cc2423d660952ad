"""Masthead and foot are kept by how they look; nothing of one person or one request is kept with them."""

import re

from django.test import Client, override_settings

from assay.people.models import Organization, Person, Role
from assay.people.tests.factories import make_person

PAGE = "/privacy/"
_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def opened(client: Client, person: Person | None = None, path: str = PAGE) -> str:
    if person is not None:
        client.force_login(person)
    return client.get(path).content.decode()


def test_each_sees_their_own_name(client: Client, district: Organization) -> None:
    first = make_person("Ona <b>Reyes", role=Role.LEARNER, organization=district)
    second = make_person("Pim Stone", role=Role.LEARNER, organization=district)
    for person, other, shown in (
        (first, "Pim", "Ona &lt;b&gt;Reyes"),
        (second, "Ona", "Pim Stone"),
        (first, "Pim", "Ona &lt;b&gt;Reyes"),
    ):
        page = opened(client, person)
        assert f'<span class="who">{shown}</span>' in page and other not in page


def test_each_answer_has_its_own_token_and_it_is_taken(ada: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    first = _TOKENS.findall(opened(client, ada))
    second = _TOKENS.findall(opened(client))
    assert len(first) == len(second) == 3  # appearance, signing out, language
    assert not set(first) & set(second)
    sent = {"csrfmiddlewaretoken": first[0], "theme": "dark", "next": PAGE}
    assert client.post("/appearance/", sent).status_code == 302
    stranger = Client(enforce_csrf_checks=True)
    opened(stranger)
    assert stranger.post("/appearance/", sent).status_code == 403


def test_forms_lead_back_to_the_page_they_stand_on(client: Client, ada: Person) -> None:
    for path in ("/privacy/?a=1&b=%22", "/accessibility/"):
        page = opened(client, ada, path)
        back = set(re.findall(r'name="next" value="([^"]*)"', page))
        assert back == {path.replace("&", "&amp;")}


def test_where_one_stands_language_and_theme_show_at_once(client: Client, ada: Person) -> None:
    assert 'aria-current="page"' not in opened(client, ada)
    assert re.search(r'href="/catalog/" aria-current="page"', opened(client, path="/catalog/"))
    client.post("/appearance/", {"theme": "dark", "next": PAGE})
    assert re.search(r'value="dark"\s+aria-pressed="true"', opened(client))
    client.post("/language/", {"language": "es", "next": PAGE})
    assert 'lang="en"' in opened(client) and "Saltar" in opened(client)
    assert "Sign out" not in opened(client)


def test_a_desk_given_or_taken_shows_at_the_next_page(
    client: Client, ada: Person, district: Organization
) -> None:
    assert "/people/" not in _desks(opened(client, ada))
    for role in (Role.PROGRAM_ADMIN, Role.AUTHOR):
        make_person(ada, role=role, organization=district)
    assert "/people/" in _desks(opened(client))
    ada.memberships.filter(role=Role.PROGRAM_ADMIN).delete()
    assert "/people/" not in _desks(opened(client))


def _desks(page: str) -> list[str]:
    menu = re.search(r'<details class="menu desk-switch".*?</details>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', menu[0]) if menu else []


def test_a_signed_out_browser_sees_no_trace(client: Client, ada: Person) -> None:
    opened(client, ada)
    client.logout()
    page = opened(client)
    assert ada.display_name not in page and "Sign in" in page and "data-sign-out" not in page


@override_settings(PROGRAM_NAME="Another program")
def test_the_program_has_its_name(client: Client, db: None) -> None:
    assert "<small>Another program</small>" in opened(client)
