"""Help by role: one screen in both languages, every named button is one of the product's, reachable from everywhere."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from assay.insights import help_pages
from assay.people.models import Organization, OrganizationKind, Person, Role
from assay.people.tests.factories import make_district, make_person, make_school

FOLDER = Path(__file__).parents[4] / "docs" / "how-to" / "roles"
TOPICS = FOLDER.parent / "topics"
WORDS = 260  # a screen


@pytest.mark.parametrize("slug", help_pages.SLUGS)
def test_each_page_is_one_screen_in_both_languages(client: Client, db: None, slug: str) -> None:
    for language, day in (("en", "A day in this role"), ("es", "Un día en esta función")):
        found = help_pages.page(slug, language)
        assert len(found.sections) == 3
        assert found.sections[1].title == day
        text = "".join(section.body for section in found.sections)
        assert len(re.sub("<[^>]*>", "", text).split()) <= WORDS
        assert found.sections[2].body.count("?</strong>") == 3
        answer = client.get(f"/help/{slug}/", headers={"accept-language": language})
        assert found.title in answer.content.decode()


@pytest.mark.parametrize("slug", help_pages.TOPICS)
def test_each_topic_is_one_screen_in_both_languages_and_its_roles_lead_to_it(
    client: Client, db: None, slug: str
) -> None:
    titles = set()
    for language in ("en", "es"):
        found = help_pages.page(slug, language)
        titles.add(found.title)
        text = "".join(section.body for section in found.sections)
        assert len(found.sections) >= 2
        assert len(re.sub("<[^>]*>", "", text).split()) <= WORDS
        in_language = {"accept-language": language}
        assert (
            escape(found.lede) in client.get(f"/help/{slug}/", headers=in_language).content.decode()
        )
        assert found.title in client.get("/help/", headers=in_language).content.decode()
        for role in help_pages.TOPICS[slug]:
            page = client.get(f"/help/{role}/", headers=in_language).content.decode()
            assert f'href="/help/{slug}/"' in page
    assert len(titles) == 2
    assert set(help_pages.TOPICS[slug]) <= set(help_pages.SLUGS)


def test_every_page_of_the_folder_is_shown_and_both_languages_have_the_same() -> None:
    for folder, slugs in ((FOLDER, help_pages.SLUGS), (TOPICS, help_pages.TOPICS)):
        english = {path.stem for path in folder.glob("*.md")}
        assert english == set(slugs)
        assert {path.stem for path in (folder / "es").glob("*.md")} == english


@pytest.mark.parametrize("slug", [*help_pages.SLUGS, *help_pages.TOPICS])
def test_a_page_names_places_and_buttons_as_the_product_does(slug: str) -> None:
    folder = TOPICS if slug in help_pages.TOPICS else FOLDER
    with translation.override("es"):
        english, spanish = (
            [
                name
                for name in re.findall(r"\*\*([^*]+)\*\*", (path / f"{slug}.md").read_text())
                if "?" not in name
            ]
            for path in (folder, folder / "es")
        )
        assert {gettext(name) for name in english} >= set(spanish)
        unknown = [name for name in english if gettext(name) == name]
    assert unknown == []


def test_whoever_asks_finds_their_own_roles_first(
    client: Client, ada: Person, district: Organization
) -> None:
    lead = make_person("Le Ad", role="lead-assessor", organization=district)
    assert help_pages.roles_of(lead) == ["learner", "assessor", "screener", "lead-assessor"]
    assert help_pages.roles_of(ada) == ["learner"]
    assert help_pages.roles_of(None) == ["learner"]
    partner = make_district("Lakes University", kind=OrganizationKind.PARTNER, parent=district)
    approver = make_person("In Grid", role="approver", organization=partner)
    assert help_pages.roles_of(approver) == ["learner", "approver", "partner"]
    for role in Role:
        place = make_school(district, role) if role == Role.PRINCIPAL else district
        assert help_pages.roles_of(make_person("Any One", role=role, organization=place))
    client.force_login(lead)
    own = client.get("/help/").content.decode().split("For other roles")[0]
    assert "/help/lead-assessor/" in own
    assert "/help/approver/" not in own


def test_help_is_reached_from_every_page_and_reads_no_file_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/help/"' in client.get("/").content.decode()
    client.get("/help/assessor/")
    monkeypatch.setattr(Path, "read_text", lambda *_a, **_k: pytest.fail("read again"))
    assert client.get("/help/assessor/").status_code == 200
    assert client.get("/help/nobody/").status_code == 404
