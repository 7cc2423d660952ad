import io
import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from PIL import Image

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.badge import printing
from assay.credentials.models import Award
from assay.credentials.pages.public import page_cache
from assay.credentials.sharing import other_sites
from assay.credentials.tests.factories import make_award
from assay.lib.clock import held_at
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_person
from badgecore.baking import unbake

pytestmark = pytest.mark.django_db


def body(award: Award) -> bytes:
    return bytes(award.credentials.get(replaced_at=None).body)


def seen_by(client: Client, person: Person | None, path: str) -> int:
    client.logout()
    if person is not None:
        client.force_login(person)
    return client.get(path).status_code


@pytest.mark.parametrize(
    ("visibility", "stranger", "indexed"),
    [("private", 404, False), ("link", 200, False), ("public", 200, True)],
)
def test_who_sees_a_badge(
    client,
    ada: Person,
    dee: Person,
    bo: Person,
    chi: Person,
    version: Version,
    visibility,
    stranger,
    indexed,
) -> None:
    award = make_award(ada, version, visibility=visibility)
    elsewhere = make_person("Out Sider", role="approver", organization=make_district("Elsewhere"))
    for name in ("", "badge.json", "badge.png", "badge.svg", "card.png"):
        path = f"/badges/{award.pk}/{name}"
        assert [seen_by(client, person, path) for person in (None, dee, bo, elsewhere)] == [
            stranger
        ] * 4, path
        assert [seen_by(client, person, path) for person in (ada, chi)] == [200, 200], path
    client.logout()
    answer = client.get(f"/badges/{award.pk}/")
    if stranger == 200:
        assert ("X-Robots-Tag" not in answer) is indexed
        assert (b'name="robots"' not in answer.content) is indexed
    assert seen_by(client, None, f"/badges/{award.pk}/embed/") == stranger


def test_an_unknown_badge_is_404(client) -> None:
    assert client.get("/badges/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/badges/not-an-id/").status_code == 404


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("application/vc+ld+json, application/ld+json, application/json", "application/vc+ld+json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/vc", "application/vc"),
        ("application/json;q=0.9, text/html;q=0.5", "application/json"),
        ("image/png", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/zip", "text/html; charset=utf-8"),
    ],
)
def test_one_address_answers_people_and_machines(
    client, ada, version, accept: str, content_type: str
) -> None:
    award = make_award(ada, version, visibility="link")
    answer = client.get(f"/badges/{award.pk}/", headers={"accept": accept} if accept else {})
    assert answer["Content-Type"] == content_type
    assert "Accept" in answer["Vary"]
    if "json" in content_type or content_type == "application/vc":
        assert answer.content == body(award)
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_private_badge_is_kept_in_no_cache(client, award: Award, ada: Person) -> None:
    client.force_login(ada)
    answer = client.get(f"/badges/{award.pk}/badge.json")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer


def test_the_page_tells_the_report_of_a_live_check(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="public")
    text = client.get(f"/badges/{award.pk}/").content.decode()
    for words in (
        "Ada Marsh",
        version.title,
        "This badge is genuine",
        "It has not been withdrawn",
        "It was issued by Lakeside Schools",
        "Details for a specialist",
    ):
        assert words in text
    assert ada.email not in text
    assert f'property="og:image" content="http://127.0.0.1:8000/badges/{award.pk}/card.png"' in text
    assert 'type="application/json+oembed"' in text


def test_a_page_of_altered_bytes_says_so(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="public")
    credential = award.credentials.get()
    credential.body = bytes(credential.body).replace(b"Using Wait Time", b"Using Weak Time")
    credential.save()
    text = client.get(f"/badges/{award.pk}/").content.decode()
    assert "This badge is genuine" not in text
    assert "The signature does not hold" in text
    assert "It was issued by" not in text


def test_pictures_carry_the_badge(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="link")
    for name in ("badge.png", "badge.svg"):
        answer = client.get(f"/badges/{award.pk}/{name}")
        assert json.loads(unbake(answer.content).text) == json.loads(body(award))
        assert (
            answer["Content-Disposition"] == f'attachment; filename="wait-time-badge.{name[-3:]}"'
        )
    assert Image.open(io.BytesIO(client.get(f"/badges/{award.pk}/badge.png").content)).size == (
        480,
        480,
    )
    assert Image.open(io.BytesIO(client.get(f"/badges/{award.pk}/card.png").content)).size == (
        1200,
        627,
    )


@pytest.mark.parametrize(("visibility", "said"), [("link", "noindex"), ("public", None)])
def test_search_engines_are_told_of_its_files_what_they_are_told_of_its_page(
    client, ada, version, visibility: str, said: str | None
) -> None:
    base = f"/badges/{make_award(ada, version, visibility=visibility).pk}/"
    for name in ("badge.json", "badge.png", "badge-brief.json", "embed/"):
        answer = client.get(base + name)
        assert (answer.status_code, answer.get("X-Robots-Tag")) == (200, said), name


def test_a_picture_at_its_own_address_is_looked_at_and_a_file_is_taken_away(
    client, ada, version
) -> None:
    base = f"/badges/{make_award(ada, version, visibility='link').pk}/"
    for kind, ending in (("image/png", "png"), ("image/svg+xml", "svg")):
        assert "Content-Disposition" not in client.get(base, headers={"accept": kind})
        assert client.get(f"{base}badge.{ending}")["Content-Disposition"].startswith("attachment; ")
    assert "Content-Disposition" not in client.get(f"{base}card.png")


def test_an_embedded_card_lends_itself_to_no_script(client, ada, version) -> None:
    award = make_award(ada, version, visibility="public")
    assert "Access-Control-Allow-Origin" not in client.get(f"/badges/{award.pk}/embed/")


def test_a_version_that_nobody_may_see_has_no_picture(client, version: Version) -> None:
    assert client.get("/badges/art/wait-time/1.0.png").status_code == 200
    Version.objects.filter(pk=version.pk).update(status="draft", published_at=None)
    assert client.get("/badges/art/wait-time/1.0.png").status_code == 404


def test_no_other_file_is_served(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="public")
    for name in ("certificate.pdf", "badge.exe", "..", "badge.PNG"):
        assert client.get(f"/badges/{award.pk}/{name}").status_code == 404


def test_the_art_every_badge_names_is_there(client, award: Award) -> None:
    from urllib.parse import urlsplit

    image = json.loads(body(award))["credentialSubject"]["achievement"]["image"]["id"]
    answer = client.get(urlsplit(image).path)
    assert answer["Content-Type"] == "image/png"
    assert client.get("/badges/art/wait-time/9.9.png").status_code == 404
    assert client.get("/badges/art/wait-time/1.0.gif").status_code == 404


def test_the_medal_bears_the_year_of_the_award(client, ada: Person, version: Version) -> None:
    Version.objects.filter(pk=version.pk).update(
        published_at=version.published_at.replace(year=2025)
    )
    version.refresh_from_db()
    award = make_award(ada, version, visibility="public")
    year = award.earned_on.year
    assert year > 2025, "the clock of the test stands later"
    drawn = client.get(award.art).content.decode()
    assert str(year) in drawn and "2025" not in drawn
    assert award.art in client.get(f"/badges/{award.pk}/").content.decode()
    assert f"version of {year}" in client.get(f"/badges/{award.pk}/badge.svg").content.decode()
    assert "2025" in client.get("/badges/art/wait-time/1.0.svg").content.decode()


@pytest.mark.parametrize("year", [0, 1999, 2999, 10**30])
def test_a_year_without_medals_has_no_picture(client, award: Award, year: int) -> None:
    assert client.get(f"/badges/art/wait-time/1.0/{year}.svg").status_code == 404


def test_an_embedded_card_may_be_framed_and_nothing_else_may(
    client, ada: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="link")
    card = client.get(f"/badges/{award.pk}/embed/")
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert "frame-ancestors 'none'" in client.get(f"/badges/{award.pk}/")["Content-Security-Policy"]


def test_on_paper_it_says_when_it_was_checked_and_where_to_check_again(
    client, ada, version
) -> None:
    award = make_award(ada, version, visibility="link")
    with held_at(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        text = client.get(f"/badges/{award.pk}/").content.decode()
    assert "Checked and printed on Wednesday, March 4, 2026" in text
    assert f"check it again at http://127.0.0.1:8000/badges/{award.pk}/" in text
    share = actions.share(award, by=ada)
    assert (
        f"check it again at http://127.0.0.1:8000/s/{share.token}/"
        in client.get(f"/s/{share.token}/").content.decode()
    )


def test_the_badge_page_costs_few_queries(
    client, ada, version, django_assert_max_num_queries
) -> None:
    award = make_award(ada, version, visibility="public")
    client.get(f"/badges/{award.pk}/")
    page_cache._made.clear()
    with django_assert_max_num_queries(11):  # made anew, and what was earned read for it
        client.get(f"/badges/{award.pk}/")
    with django_assert_max_num_queries(4):  # kept from a moment ago
        client.get(f"/badges/{award.pk}/")
    with django_assert_max_num_queries(2):
        client.get(f"/badges/{award.pk}/", headers={"Accept": "application/json"})


def test_the_second_reader_of_a_list_not_signed_yet_finds_the_page_made(
    client, ada, version, django_assert_max_num_queries
) -> None:
    award = make_award(ada, version, visibility="public")
    client.get(f"/badges/{award.pk}/")
    with django_assert_max_num_queries(4):
        client.get(f"/badges/{award.pk}/")


def test_the_status_list_is_signed_and_kept_for_minutes(client, award: Award) -> None:
    answer = client.get(f"/issuers/{award.issuer.ident}/status/1")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/vc+ld+json"
    assert answer.json()["proof"]["verificationMethod"].startswith(award.status_list.key.did)
    assert client.get(f"/issuers/{award.issuer.ident}/status/2").status_code == 404


def test_a_list_of_yesterday_is_signed_again(client, award: Award) -> None:
    from datetime import timedelta

    from assay.lib.clock import held_at, now

    first = client.get(f"/issuers/{award.issuer.ident}/status/1").json()["validUntil"]
    with held_at(now() + timedelta(days=2)):
        assert client.get(f"/issuers/{award.issuer.ident}/status/1").json()["validUntil"] > first


def test_the_submission_page_links_to_the_badge(award: Award, ada: Person, dee: Person) -> None:
    from assay.credentials.slots import badge_of

    found = badge_of(ada, award.evaluation.submission)
    assert found is not None
    assert found["award"] == award
    assert badge_of(dee, award.evaluation.submission) is None
    actions.set_visibility(award, visibility="link", by=ada)


@pytest.mark.parametrize("name", ["badge.json", "badge.png", "badge.svg", "badge.jwt"])
def test_every_file_of_a_withdrawn_badge_says_so(
    client, ada: Person, chi: Person, version: Version, name: str
) -> None:
    award = make_award(ada, version, visibility="link")
    assert client.get(f"/badges/{award.pk}/{name}").status_code == 200
    actions.revoke(award, ground="issued_in_error", by=chi)
    answer = client.get(f"/badges/{award.pk}/{name}")
    assert answer["X-Credential-Status"] == "revoked"
    assert "withdrawn" in answer["Content-Disposition"]


def test_pages_and_print_of_a_withdrawn_badge_say_so(
    client, ada: Person, chi: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="link")
    actions.revoke(award, ground="issued_in_error", by=chi)
    award.refresh_from_db()
    for path in ("", "embed/"):
        title = client.get(f"/badges/{award.pk}/{path}").content.decode().partition("<title>")[2]
        assert title.strip().startswith("Withdrawn: ")
    told = printing._withdrawn(award)
    assert told[0]["label"] == "Withdrawn by its issuer on"
    assert printing.certificate(award).startswith(b"%PDF")


def test_linkedin_shows_the_issuers_mark_where_its_number_is_known(award: Award, settings) -> None:
    assert "organizationName=Lakeside" in other_sites.linkedin_url(award)
    settings.LINKEDIN_ORGANIZATIONS = {award.issuer.ident: "1337"}
    assert "organizationId=1337" in other_sites.linkedin_url(award)
    assert "organizationName" not in other_sites.linkedin_url(award)
