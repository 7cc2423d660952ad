import io
import re

import pytest
from pypdf import PdfReader

from assay.catalog.models import Version
from assay.catalog.tests.factories import content, make_version
from assay.credentials import actions, addresses
from assay.credentials.badge import printing
from assay.credentials.models import Award, PublicPage, Share
from assay.credentials.tests.factories import make_award
from assay.journeys.actions import reach
from assay.journeys.models import GoalSource, Start
from assay.journeys.tests.factories import make_goal
from assay.people.models import Person
from assay.program.models import StrategicGoal

pytestmark = pytest.mark.django_db


def test_only_the_earner_opens_the_award(
    client, award: Award, ada: Person, dee: Person, chi: Person
) -> None:
    path = f"/awards/{award.pk}/"
    assert client.get(path).status_code == 302
    for person, status in ((dee, 404), (chi, 404), (ada, 200)):
        client.force_login(person)
        assert client.get(path).status_code == status


@pytest.mark.parametrize("path", ["visibility/", "shares/", "reissue/", "shares/1/end/"])
def test_a_stranger_changes_nothing(
    client, award: Award, ada: Person, dee: Person, path: str
) -> None:
    share = Share.objects.create(pk=1, award=award, made_at=award.issued_at)
    client.force_login(dee)
    assert client.post(f"/awards/{award.pk}/{path}", {"visibility": "public"}).status_code == 404
    award.refresh_from_db()
    share.refresh_from_db()
    assert (award.visibility, share.ended_at) == ("private", None)


def test_the_award_page_has_everything_to_take_along(client, award: Award, ada: Person) -> None:
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    for name in (
        "badge.png",
        "badge.svg",
        "badge.json",
        "badge.jwt",
        "badge-ob2.png",
        "certificate.pdf",
    ):
        assert f"/awards/{award.pk}/files/{name}" in text
        assert client.get(f"/awards/{award.pk}/files/{name}").status_code == 200
    for page in ("wallet", "evidence"):
        assert f"/awards/{award.pk}/{page}/" in text
        assert client.get(f"/awards/{award.pk}/{page}/").status_code == 200
    assert "&lt;iframe" in text
    assert text.count("Demonstrated") >= len(award.version.content.criteria)


def test_linkedin_is_offered_once_others_can_open_the_badge(
    client, award: Award, ada: Person
) -> None:
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert "linkedin.com" not in text and "Choose who may see it" in text
    assert re.search(
        r'<button class="button" type="button" disabled aria-describedby="private">', text
    )
    for visibility in ("link", "public"):
        Award.objects.update(visibility=visibility)
        text = client.get(f"/awards/{award.pk}/").content.decode()
        assert "linkedin.com/profile/add" in text and "Choose who may see it" not in text


def test_parts_that_few_want_are_closed_and_open_where_something_is_wrong(
    client, award: Award, ada: Person
) -> None:
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    chapters = re.findall(r'<details class="chapter" id="([a-z]+)"( open)?>', text)
    assert [name for name, _open in chapters] == [
        "show",
        "profile",
        "upload",
        "wallet",
        "work",
        "endorsements",
    ]
    assert not any(opened for _name, opened in chapters)
    answer = client.post(f"/awards/{award.pk}/shares/", {"label": "Mother", "until": "2001-01-01"})
    assert answer.status_code == 422
    assert '<details class="chapter" id="show" open>' in answer.content.decode()
    assert 'value="Mother"' in answer.content.decode()


def test_a_withdrawn_badge_is_saved_and_no_more(client, award: Award, ada: Person, chi) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert "files/badge.png" in text and "files/certificate.pdf" in text
    for gone in ("linkedin", 'id="address"', 'id="show"', "Add to my LinkedIn"):
        assert gone not in text


def test_visibility_is_set_on_the_page(client, award: Award, ada: Person) -> None:
    client.force_login(ada)
    assert (
        client.post(f"/awards/{award.pk}/visibility/", {"visibility": "public"}).status_code == 302
    )
    assert (
        client.post(f"/awards/{award.pk}/visibility/", {"visibility": "nonsense"}).status_code
        == 422
    )
    award.refresh_from_db()
    assert award.visibility == "public"


def test_a_link_is_made_and_ended_on_the_page(client, award: Award, ada: Person) -> None:
    client.force_login(ada)
    answer = client.post(f"/awards/{award.pk}/shares/", {"label": "My principal"}, follow=True)
    share = award.shares.get()
    assert f"/s/{share.token}/" in answer.content.decode()
    client.post(f"/awards/{award.pk}/shares/{share.pk}/end/")
    assert f"/s/{share.token}/" not in client.get(f"/awards/{award.pk}/").content.decode()


@pytest.mark.parametrize("until", ["2001-01-01", "tomorrow"])
def test_what_was_typed_stays_when_the_day_is_wrong(
    client, award: Award, ada: Person, until: str
) -> None:
    client.force_login(ada)
    answer = client.post(f"/awards/{award.pk}/shares/", {"label": "My principal", "until": until})
    assert answer.status_code == 422
    assert "My principal" in answer.content.decode()
    assert not award.shares.exists()


def test_the_certificate_can_be_read_aloud_and_leads_to_the_badge(
    client, award: Award, ada: Person
) -> None:
    client.force_login(ada)
    pdf = PdfReader(io.BytesIO(client.get(f"/awards/{award.pk}/files/certificate.pdf").content))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    for words in (
        "Certificate of micro-credential earned by Ada Marsh",
        f"{award.version.title} Shown in their own practice:",
        "Lakeside Schools",
        award.earned_day,
        addresses.badge(award.pk),
    ):
        assert words in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Ada Marsh: {award.version.title}"


def test_the_code_on_the_certificate_is_the_badges_address() -> None:
    import segno

    made = printing.qr_code("http://127.0.0.1:8000/badges/x/").decode()
    expected = io.BytesIO()
    segno.make_qr("http://127.0.0.1:8000/badges/x/", error="m").save(
        expected, kind="svg", border=2, dark="#1b2432", xmldecl=False
    )
    assert made == expected.getvalue().decode()
    assert made != printing.qr_code("http://127.0.0.1:8000/badges/y/").decode()


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Γιώργος Παπαδόπουλος",
        "محمد الأحمد",
        "王小明",
        "김민준",
        "さくら",
        "सीता देवी",
        "สมชาย",
        "#panic() *b* $x$ \\ \"'",
        "A" * 120,
    ],
)
def test_any_name_can_be_printed(award: Award, name: str) -> None:
    award.name_as_issued = name
    assert b"pdfuaid" in printing.certificate(award), "a letter of the name has no glyph"
    assert printing.card(award).startswith(b"\x89PNG")


def test_a_script_without_a_font_is_printed_as_it_can_be(award: Award) -> None:
    award.name_as_issued = "\U0001e900\U0001e901 \U00012000"
    assert printing.certificate(award).startswith(b"%PDF")


def test_the_longest_title_and_competency_fit_one_page(ada: Person, district) -> None:
    data = content("district-communication-plan")
    data["title"], data["competency"] = "Planning " * 18, "The educator plans and writes. " * 25
    award = make_award(ada, make_version(district, slug="long", data=data))
    assert len(PdfReader(io.BytesIO(printing.certificate(award))).pages) == 1


def test_a_portfolio_holds_ones_own_awards(client, award: Award, ada: Person, dee: Person) -> None:
    client.force_login(ada)
    assert award.version.title in client.get("/portfolio/").content.decode()
    client.force_login(dee)
    text = client.get("/portfolio/").content.decode()
    assert award.version.title not in text
    assert "Nothing here yet" in text


def test_the_goal_it_was_earned_for_is_named_to_its_earner_alone(
    client, ada: Person, dee: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="public")
    assert award.evaluation is not None
    start = award.evaluation.submission.start
    client.force_login(ada)
    assert "Earned for your goal" not in client.get(f"/awards/{award.pk}/").content.decode()
    goal = make_goal(ada, "Have more children finish their thought")
    Start.objects.filter(pk=start.pk).update(goal=goal)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert goal.text in text and f"/goals/{goal.pk}/reaching/" in text
    assert goal.text in client.get("/portfolio/").content.decode()
    assert client.get(f"/awards/of-start/{start.pk}/").url == f"/awards/{award.pk}/"
    actions.open_public_page(statement="I teach.", by=ada)
    shown = [f"/badges/{award.pk}/", f"/badges/{award.pk}/badge.json", f"/badges/{award.pk}/embed/"]
    for path in (*shown, "/portfolios/ada-marsh/"):
        answer = client.get(path)
        assert answer.status_code == 200 and goal.text not in answer.content.decode()
    reach(goal, by=ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert goal.text in text and "reaching" not in text
    client.force_login(dee)
    assert client.get(f"/awards/of-start/{start.pk}/").status_code == 404


def test_an_award_names_its_earners_goal_and_the_programs_that_it_is_about(
    client, ada: Person, district, version: Version
) -> None:
    award = make_award(ada, version)
    about = StrategicGoal.objects.create(organization=district, code="sg1", title="All speak")
    assert award.evaluation is not None
    goal = make_goal(ada, source=GoalSource.DISTRICT, strategic_goal=about)
    Start.objects.filter(pk=award.evaluation.submission.start_id).update(goal=goal)
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert goal.text in text and about.title in text


def test_a_portfolio_costs_the_same_however_many(
    client, ada, district, django_assert_max_num_queries
) -> None:
    for n in range(4):
        make_award(ada, make_version(district, slug=f"mc-{n}"))
    client.force_login(ada)
    client.get("/portfolio/")
    with django_assert_max_num_queries(10):
        client.get("/portfolio/")


def test_the_public_page_is_opened_and_closed(client, ada: Person, award: Award) -> None:
    client.force_login(ada)
    client.post("/portfolio/public-page/", {"statement": "I teach."})
    assert client.get("/portfolios/ada-marsh/").status_code == 200
    client.post("/portfolio/public-page/", {"close": "1"})
    assert not PublicPage.objects.exists()
    too_long = client.post("/portfolio/public-page/", {"statement": "x" * 401})
    assert too_long.status_code == 422
    assert "x" * 401 in too_long.content.decode()


def test_the_page_of_a_withdrawn_award_says_so(
    client, award: Award, ada: Person, chi: Person
) -> None:
    from assay.credentials import actions

    actions.revoke(award, ground="issued_in_error", by=chi)
    client.force_login(ada)
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert "Issued in error" in text
    assert "/visibility/" not in text


def test_a_version_of_the_award_is_named(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version)
    client.force_login(ada)
    assert "/catalog/wait-time/v/1.0/" in client.get(f"/awards/{award.pk}/").content.decode()
