from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award, PublicPage, Share
from assay.credentials.sharing import other_sites
from assay.credentials.tests.factories import make_award
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.people.models import Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def test_the_earner_says_who_sees_it(award: Award, ada: Person) -> None:
    actions.set_visibility(award, visibility="public", by=ada)
    assert Award.objects.on_show().get() == award
    assert Event.objects.get(verb="credentials.visibility_set").particulars == {
        "visibility": "public"
    }


def test_saying_the_same_twice_is_one_event(award: Award, ada: Person) -> None:
    actions.set_visibility(award, visibility="link", by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    assert Event.objects.filter(verb="credentials.visibility_set").count() == 1


def test_nobody_else_decides_who_sees_it(
    award: Award, dee: Person, chi: Person, max_: Person
) -> None:
    for person in (dee, chi, max_):
        with pytest.raises(PermissionDenied):
            actions.set_visibility(award, visibility="public", by=person)
        with pytest.raises(PermissionDenied):
            actions.share(award, by=person)


def test_another_word_is_refused(award: Award, ada: Person) -> None:
    with pytest.raises(BadInput):
        actions.set_visibility(award, visibility="everywhere", by=ada)


def test_a_link_opens_a_private_badge_until_its_last_day(client, award: Award, ada: Person) -> None:
    share = actions.share(award, by=ada, label="My principal", until=today() + timedelta(days=1))
    assert client.get(f"/badges/{award.pk}/").status_code == 404
    page = client.get(f"/s/{share.token}/")
    assert page.status_code == 200
    assert "My principal" not in page.content.decode(), "the label is the earner's own"
    assert page["X-Robots-Tag"] == "noindex"
    assert client.get(f"/s/{share.token}/badge.json").json()["id"].endswith(f"/badges/{award.pk}/")
    with held_at(now() + timedelta(days=3)):
        assert client.get(f"/s/{share.token}/").status_code == 404


def test_what_a_link_opens_no_cache_keeps_and_no_search_finds_though_the_badge_is_public(
    client, ada, version
) -> None:
    award = make_award(ada, version, visibility="public")
    base = f"/s/{actions.share(award, by=ada).token}/"
    page = client.get(base)
    assert (page["X-Robots-Tag"], b'name="robots"' in page.content) == ("noindex", True)
    for name in ("badge.json", "badge.png"):
        assert client.get(base + name)["Cache-Control"] == "private, no-store"
    for name in ("badge.jwt", "badge.svg", "badge-ob2.png", "card.png"):
        assert client.get(base + name).status_code == 404, name


def test_a_link_taken_back_opens_nothing(client, award: Award, ada: Person) -> None:
    share = actions.share(award, by=ada)
    actions.end_share(share, by=ada)
    assert client.get(f"/s/{share.token}/").status_code == 404
    assert client.get(f"/s/{share.token}/badge.json").status_code == 404
    with pytest.raises(WrongState):
        actions.end_share(share, by=ada)
    assert Event.objects.get(verb="credentials.share_ended").particulars == {"share": share.pk}


def test_a_last_day_that_is_over_is_refused(award: Award, ada: Person) -> None:
    with pytest.raises(BadInput):
        actions.share(award, by=ada, until=today() - timedelta(days=1))


def test_links_are_not_made_without_end(monkeypatch, award: Award, ada: Person) -> None:
    Share.objects.bulk_create(Share(award=award, made_at=now()) for _ in range(50))
    with pytest.raises(TooMany):
        actions.share(award, by=ada)


def test_linkedin_gets_every_field_and_months_from_one(ada: Person, version: Version) -> None:
    from datetime import UTC, datetime

    award = make_award(ada, version, released_at=datetime(2026, 1, 15, 18, tzinfo=UTC))
    fields = parse_qs(urlsplit(other_sites.linkedin_url(award)).query)
    assert fields == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Using Wait Time to Deepen Classroom Talk"],
        "organizationName": ["Lakeside Schools"],
        "issueYear": ["2026"],
        "issueMonth": ["1"],
        "certUrl": [f"http://127.0.0.1:8000/badges/{award.pk}/"],
        "certId": [str(award.pk)],
    }


def test_snippets_escape_what_people_typed(ada: Person, version: Version) -> None:
    award = make_award(ada, version)
    award.name_as_issued = '"><script>alert(1)</script>'
    for snippet in (other_sites.snippets(award).frame, other_sites.snippets(award).picture):
        assert "<script>" not in snippet


def test_a_public_page_lists_public_badges_and_says_nothing_of_others(
    client, ada: Person, district, version
) -> None:
    from assay.catalog.tests.factories import content, make_version

    shown = make_award(ada, version, visibility="public")
    hidden = make_award(
        ada, make_version(district, slug="other", data=content("checking-for-understanding"))
    )
    page = actions.open_public_page(statement="I teach sixth grade.", by=ada)
    answer = client.get(f"/portfolios/{page.slug}/")
    text = answer.content.decode()
    assert "I teach sixth grade." in text
    assert str(shown.pk) in text
    assert str(hidden.pk) not in text
    assert hidden.version.title not in text


def test_a_closed_public_page_is_gone(client, ada: Person) -> None:
    page = actions.open_public_page(by=ada)
    actions.close_public_page(by=ada)
    actions.close_public_page(by=ada)
    assert client.get(f"/portfolios/{page.slug}/").status_code == 404
    assert Event.objects.filter(verb="credentials.public_page_closed").count() == 1


def test_two_of_one_name_get_two_addresses(ada: Person) -> None:
    other = make_person("Ada Marsh")
    slugs = {actions.open_public_page(by=person).slug for person in (ada, other)}
    assert slugs == {"ada-marsh", "ada-marsh-2"}


def test_a_name_without_latin_letters_gets_an_address_too(db) -> None:
    assert actions.open_public_page(by=make_person("王 小明")).slug
    assert PublicPage.objects.count() == 1


def test_a_public_page_costs_the_same_however_many_badges_it_shows(
    client, ada: Person, district, version
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assay.catalog.tests.factories import make_version

    make_award(ada, version, visibility="public")
    address = f"/portfolios/{actions.open_public_page(by=ada).slug}/"
    client.get(address)
    counted = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counted.append(len(queries))
        for number in range(3):
            make_award(
                ada, make_version(district, slug=f"more-{turn}-{number}"), visibility="public"
            )
    assert counted[0] == counted[1] <= 4
