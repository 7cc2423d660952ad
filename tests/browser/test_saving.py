"""Nothing typed is lost: each kept form, with its session ended, the site out of reach, another tab, a full disk."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment import actions
from assay.assessment.judging.actions.leases import give_back
from assay.assessment.models import (
    Assignment,
    Evaluation,
    LateSheet,
    Release,
    ScoreSheet,
    Screening,
)
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence import actions as evidence
from assay.evidence.models import (
    Annotation,
    Artifact,
    Declaration,
    EarlierText,
    Response,
    Submission,
)
from assay.evidence.tests.factories import make_artifact, make_draft, make_submission
from assay.journeys.models import SelfRating
from assay.journeys.tests.factories import make_aligned_version, make_competency
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "I wait four seconds, and three more hands go up."


class Browsing:
    """Somebody's browser: signed in, its session ended in the middle, signed in again through the form."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.context: BrowserContext = chromium.new_context(
            base_url=url, viewport={"width": 1280, "height": 900}
        )
        self.context.set_default_timeout(20_000)
        self.url = url

    def be(self, person: Person) -> None:
        client = Client()
        client.force_login(person)
        for name in ("sessionid",):
            self.context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": self.url}]
            )

    def end_session(self) -> None:
        """As the server ends it: the row is gone, the browser knows nothing of it."""
        key = next(c["value"] for c in self.context.cookies() if c["name"] == "sessionid")
        import_module(settings.SESSION_ENGINE).SessionStore(key).delete()

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(path)
        return page


@pytest.fixture
def browsing(chromium: Browser, live_server: LiveServer) -> Iterator[Browsing]:
    made = Browsing(chromium, live_server.url)
    yield made
    made.context.close()


def sign_in(page: Page, person: Person) -> None:
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("E-mail").first.fill(person.email)
    page.locator("input[name=password]").fill("a long enough word")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def state(page: Page, *kinds: str) -> None:
    """How the page says it stands: `saved`, `signed-out`, `offline` …"""
    expect(page.locator("[data-saved]").first).to_have_attribute(
        "data-state", re.compile(f"^({'|'.join(kinds)})$")
    )


def told(page: Page) -> Locator:
    """What the page says in full, with what can be done."""
    return page.locator("[data-saving] [data-said]").first


def kept(page: Page) -> int:
    """How many texts wait on this device."""
    return int(
        page.evaluate(
            "Object.keys(localStorage).filter((key) => key.startsWith('assay:draft:')).length"
        )
    )


def nothing_kept(page: Page) -> None:
    for _n in range(100):
        if kept(page) == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


@dataclass(frozen=True)
class Kept:
    """One form: who fills it, where, in which field, and what the server holds of it."""

    who: Person
    path: str
    field: str
    stored: Callable[[], str]
    press: str = ""  # the button that sends it, where it is not saved as it grows
    unfold: str = ""  # what has to be opened first


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def sam(version: Version, district: Organization, lea: Person) -> Person:
    return make_assessor(version, district, lead=lea, name="Sam Scorer")


@pytest.fixture
def leased(
    ada: Person, lea: Person, district: Organization, version: Version, sam: Person
) -> Assignment:
    make_evaluation(ada, district, lead=lea, version=version)
    return take_next(sam)


@pytest.fixture
def form(request: pytest.FixtureRequest, district: Organization) -> Kept:
    """The form that a test names."""
    made: Kept = globals()[f"_{request.param}"](request.getfixturevalue)
    return made


Get = Callable[[str], object]


def _answer(get: Get) -> Kept:
    draft = make_draft(get("ada"), get("version"))
    found = Response.objects.filter(submission=draft, prompt_id="p1q1")
    return Kept(
        get("ada"),
        f"/evidence/{draft.pk}/p1q1/",
        "#text",
        lambda: "".join(r.text for r in found.all()),
    )


def _description(get: Get) -> Kept:
    draft = make_draft(get("ada"), get("version"))
    artifact = make_artifact(draft, "p2a")
    stored = lambda: Artifact.objects.get(pk=artifact.pk).description  # noqa: E731
    return Kept(
        get("ada"), f"/evidence/{draft.pk}/p2a/", f"[name=a{artifact.pk}-description]", stored
    )


def _declarations(get: Get) -> Kept:
    draft = make_draft(get("ada"), get("version"))
    stored = lambda: "".join(d.ai_use for d in Declaration.objects.filter(submission=draft))  # noqa: E731
    return Kept(get("ada"), f"/evidence/{draft.pk}/declarations/", "[name=ai_use]", stored)


def _note(get: Get) -> Kept:
    ada = get("ada")
    closed = make_submission(ada, get("version"), outcome="not_yet")
    draft = evidence.open_next_attempt(closed, {"c2": "demonstrated"}, by=ada)
    return Kept(
        ada,
        f"/evidence/{draft.pk}/note/",
        "[name=note]",
        lambda: Submission.objects.get(pk=draft.pk).note,
    )


def _sheet(get: Get) -> Kept:
    leased = get("leased")
    stored = lambda: ScoreSheet.objects.get(assignment=leased).summary  # noqa: E731
    return Kept(get("sam"), f"/assessment/sheets/{leased.pk}/", "#summary", stored)


def _screening(get: Get) -> Kept:
    waiting = make_evaluation(
        get("ada"), get("district"), lead=get("lea"), version=get("version"), screened=False
    )
    actions.take_screening(waiting, by=get("lea"))
    ident = Submission.objects.get().public_id
    stored = lambda: "".join(str(s.reasons) for s in Screening.objects.all())  # noqa: E731
    field = "[name='line-']"
    return Kept(
        get("lea"),
        f"/assessment/screening/{ident}/",
        field,
        stored,
        "Give it back",
        "The submission as a whole",
    )


def _returning(get: Get) -> Kept:
    decided = make_decided(get("ada"), get("district"), lead=get("lea"), version=get("version"))
    stored = lambda: "".join(r.note for r in Release.objects.all())  # noqa: E731
    path = f"/assessment/release/{decided.public_id}/"
    return Kept(get("chi"), path, "#note", stored, "Return it", "Return it")


def _settling(get: Get) -> Kept:
    evaluation = make_evaluation(
        get("ada"), get("district"), lead=get("lea"), version=get("version")
    )
    sam, sue = get("sam"), make_assessor(get("version"), get("district"), lead=get("lea"))
    score(take_next(sam), by=sam)
    score(take_next(sue), by=sue, c1="not_yet", c2="not_yet")
    actions.take_adjudication(Evaluation.objects.get(pk=evaluation.pk), by=get("lea"))
    path = f"/assessment/lead/disagreements/{evaluation.public_id}/"
    stored = lambda: "".join(s.summary for s in ScoreSheet.objects.filter(assignment__slot=3))  # noqa: E731
    return Kept(get("lea"), path, "#summary", stored, "Settle it")


def _authoring(get: Get) -> Kept:
    from assay.catalog import actions as catalog

    author = make_person("Art Author", role="author", organization=get("district"))
    draft = catalog.create("Exit Tickets", owner=get("district"), by=author)
    stored = lambda: str(Version.objects.get(pk=draft.pk).data)  # noqa: E731
    return Kept(author, f"/authoring/{draft.pk}/edit/about/", "[name=competency]", stored, "Save")


SAVED = ["answer", "description", "declarations", "note", "sheet"]
SENT = ["screening", "returning", "settling", "authoring"]


def fill(page: Page, form: Kept, text: str = WORDS) -> None:
    if form.unfold:
        page.get_by_role("main").locator("summary", has_text=form.unfold).first.click()
    if "screening" in form.path:
        page.locator("[name=reason]:visible").first.check()
    if "disagreements" in form.path:
        for one in page.locator("[type=radio][value=demonstrated]").all():
            one.check()
        page.locator("#reason").fill("The second clip shows it.")
    page.locator(form.field).fill(text)


def send(page: Page, form: Kept) -> None:
    page.locator(f"form:has({form.field})").get_by_role(
        "button", name=form.press, exact=True
    ).click()


@pytest.mark.parametrize("form", SAVED, indirect=True)
def test_what_is_typed_after_the_session_ended_waits_here_and_is_saved_after_signing_in(
    browsing: Browsing, form: Kept
) -> None:
    browsing.be(form.who)
    page = browsing.open(form.path)
    browsing.end_session()
    fill(page, form)
    state(page, "signed-out")
    expect(told(page)).to_contain_text("Sign in to save. What you typed is kept on this device.")
    assert "Saved" not in page.locator("[data-saved]").inner_text() and form.stored() == ""
    page.locator("[data-saving]").get_by_role("button", name="Copy what I typed").click()
    expect(page.locator("[data-copied]")).to_have_value(re.compile(WORDS))
    page.locator("[data-saving]").get_by_role("link", name="Sign in").click()
    sign_in(page, form.who)
    expect(page).to_have_url(re.compile(form.path + "$"))
    expect(page.locator(form.field)).to_have_value(WORDS)
    state(page, "saved")
    expect(told(page)).to_contain_text("had not been saved. It is back in the form.")
    nothing_kept(page)
    assert form.stored() == WORDS


@pytest.mark.parametrize("form", SENT, indirect=True)
def test_what_its_own_button_sends_is_shown_where_the_session_ended_and_back_after_signing_in(
    browsing: Browsing, form: Kept
) -> None:
    browsing.be(form.who)
    page = browsing.open(form.path)
    browsing.end_session()
    fill(page, form)
    state(page, "kept", "signed-out")
    send(page, form)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You are signed out, so this was not saved"
    )
    texts = [one.input_value() for one in page.locator("textarea.copied").all()]
    assert WORDS in texts
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    sign_in(page, form.who)
    expect(page).to_have_url(re.compile(form.path + "$"))
    expect(page.locator(form.field)).to_have_value(WORDS)
    expect(page.locator(form.field)).to_be_visible()
    expect(told(page)).to_contain_text("It is back in the form.")
    if "/authoring/" not in form.path:  # a draft saves by itself, at once, and stays on its bench
        assert WORDS not in form.stored()
    send(page, form)
    if "/authoring/" in form.path:
        expect(page.get_by_role("main").get_by_text("Saved.", exact=True)).to_be_visible()
    else:
        expect(page).not_to_have_url(re.compile(form.path + "$"))
    nothing_kept(page)
    assert WORDS in form.stored()


@pytest.mark.parametrize("form", SENT, indirect=True)
def test_without_script_a_session_that_ended_gives_the_words_back(
    chromium: Browser, live_server: LiveServer, form: Kept
) -> None:
    browsing = Browsing(chromium, live_server.url)
    browsing.context.close()
    browsing.context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    browsing.be(form.who)
    page = browsing.open(form.path)
    browsing.end_session()
    fill(page, form)
    send(page, form)
    expect(page.locator("textarea.copied").first).to_be_attached()
    texts = [one.input_value() for one in page.locator("textarea.copied").all()]
    there = page.get_by_role("main").get_by_role("link", name="Sign in").get_attribute("href")
    browsing.context.close()
    assert WORDS in texts and there == "/accounts/login/?next=" + form.path.replace("/", "%2F")


def test_a_rating_chosen_after_the_session_ended_is_saved_after_signing_in(
    browsing: Browsing, ada: Person, district: Organization
) -> None:
    competency = make_competency("8", "Instructional strategies").pk
    make_aligned_version(district)
    browsing.be(ada)
    page = browsing.open("/start/rate/intasc-2013/")
    browsing.end_session()
    page.locator(f"#l{competency}-3").check()
    state(page, "signed-out")
    assert not SelfRating.objects.exists()
    page.locator("[data-saving]").get_by_role("link", name="Sign in").click()
    sign_in(page, ada)
    expect(page.locator(f"#l{competency}-3")).to_be_checked()
    state(page, "saved")
    assert SelfRating.objects.get().level == 3


def test_a_note_that_is_not_added_yet_comes_back_too(
    browsing: Browsing, ada: Person, version: Version
) -> None:
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2a")
    browsing.be(ada)
    page = browsing.open(f"/evidence/{draft.pk}/p2a/")
    page.locator(f"[name=a{artifact.pk}-description]").fill("A number talk.")
    page.locator(f"[name=a{artifact.pk}-note]").fill(WORDS)
    state(page, "partly")
    assert not Annotation.objects.exists() and kept(page) == 1
    browsing.end_session()
    page.goto(f"/evidence/{draft.pk}/p2a/")
    sign_in(page, ada)
    expect(page.locator(f"[name=a{artifact.pk}-note]")).to_have_value(WORDS)
    page.locator("[data-add-note]").click()
    expect(page.locator(".notes")).to_contain_text(WORDS)
    nothing_kept(page)
    assert Annotation.objects.get().text == WORDS


def test_levels_and_own_notes_of_a_sheet_come_back(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    browsing.end_session()
    page.keyboard.press("2")
    page.locator("#strength-c1").fill(WORDS)
    state(page, "signed-out")
    page.reload()
    sign_in(page, sam)
    expect(page.locator("[name=level-c1]:checked")).to_have_value("almost")
    expect(page.locator("#strength-c1")).to_have_value(WORDS)
    state(page, "saved")
    leased.sheet.refresh_from_db()
    assert (
        leased.sheet.levels == {"c1": "almost"} and leased.sheet.feedback["c1"]["strength"] == WORDS
    )


def answering(browsing: Browsing, **answer: object) -> None:
    """From now on saves are answered so, at the edge of the network."""
    act = lambda route: _only_posts(route, lambda: route.fulfill(**answer))  # type: ignore[arg-type]  # noqa: E731
    browsing.context.route("**/assessment/sheets/*/", act)


def _only_posts(route: Route, act: Callable[[], None]) -> None:
    if route.request.method == "POST":
        act()
    else:
        route.continue_()


PROBLEM = '{"type": "about:blank", "status": 422, "code": "bad-input", "detail": "Feedback can be about a page long."}'
JSON = "application/json"
ANSWERS = [
    ("full", {"status": 507, "json": {"code": "no-room", "detail": "Full."}}, "no room left"),
    ("trouble", {"status": 503, "body": "<h1>Down</h1>"}, "wrong on our side"),
    ("busy", {"status": 429, "body": ""}, "Too much was sent"),
    (
        "unsure",
        {"status": 200, "body": '{"code": "saved", "conf', "content_type": JSON},
        "did not come whole",
    ),
    (
        "unsure",
        {"status": 200, "json": {"code": "saved", "confirms": "another.1", "saved": "9"}},
        "did not come whole",
    ),
    ("unsure", {"status": 200, "json": {}}, "did not come whole"),
    (
        "unsure",
        {"status": 200, "body": "<h1>Free Wi-Fi</h1>", "content_type": "text/html"},
        "did not come whole",
    ),
    ("signed-out", {"status": 401, "body": ""}, "Sign in to save"),
    ("refused", {"status": 403, "body": "<h1>No</h1>"}, "This was not saved."),
    (
        "refused",
        {"status": 404, "json": {"code": "http-404", "detail": "Not here any more."}},
        "Not here any more.",
    ),
    (
        "refused",
        {"status": 422, "body": PROBLEM, "content_type": "application/problem+json"},
        "about a page",
    ),
    (
        "another",
        {"status": 403, "json": {"code": "another-person", "detail": "x"}},
        "Someone else is signed in",
    ),
]


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    ANSWERS,
    ids=[f"{kind}-{n}" for n, (kind, *_rest) in enumerate(ANSWERS)],
)
def test_each_way_in_which_a_save_fails_is_said_and_loses_nothing(
    browsing: Browsing,
    leased: Assignment,
    sam: Person,
    kind: str,
    answer: dict[str, object],
    said: str,
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    answering(browsing, **answer)
    page.locator("#summary").fill(WORDS)
    state(page, kind)
    expect(told(page)).to_contain_text(said)
    line = page.locator("[data-saved]").inner_text()
    assert "undefined" not in line and not re.match("Saved", line)
    expect(
        page.locator("[data-saving]").get_by_role("button", name="Copy what I typed")
    ).to_be_visible()
    assert kept(page) == 1
    leased.sheet.refresh_from_db()
    assert leased.sheet.summary == ""
    page.reload()
    expect(page.locator("#summary")).to_have_value(WORDS)
    state(page, kind)
    browsing.context.unroute_all()
    page.locator("#summary").fill(f"{WORDS} It works again.")
    state(page, "saved")
    nothing_kept(page)
    leased.sheet.refresh_from_db()
    assert leased.sheet.summary == f"{WORDS} It works again."


def test_what_the_page_before_had_sent_is_no_other_tab(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    """It arrives once the new page is there already, with the revision of before."""
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    answering(browsing, status=403, body="<h1>No</h1>")
    page.locator("#summary").fill(WORDS)
    state(page, "refused")
    page.reload()
    expect(page.locator("#summary")).to_have_value(WORDS)
    state(page, "refused")
    actions.save_sheet(leased, levels={}, feedback={}, summary=WORDS, by=sam)
    browsing.context.unroute_all()
    page.locator("#summary").fill(f"{WORDS} And more.")
    state(page, "saved")
    nothing_kept(page)
    leased.sheet.refresh_from_db()
    assert leased.sheet.summary == f"{WORDS} And more."


def test_without_network_it_waits_and_follows(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    browsing.context.set_offline(True)
    page.locator("#summary").fill(WORDS)
    state(page, "offline")
    browsing.context.set_offline(False)
    state(page, "saved")
    nothing_kept(page)
    leased.sheet.refresh_from_db()
    assert leased.sheet.summary == WORDS


def test_an_answer_that_got_lost_is_no_other_tab(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")

    def lose(route: Route) -> None:
        route.fetch()  # it arrives and is stored; its answer does not come back
        route.abort()

    page.route(
        "**/assessment/sheets/*/", lambda route: _only_posts(route, lambda: lose(route)), times=1
    )
    page.locator("#summary").fill(WORDS)
    state(page, "offline")
    page.locator("#summary").fill(f"{WORDS} And more.")
    state(page, "saved")
    leased.sheet.refresh_from_db()
    assert leased.sheet.summary == f"{WORDS} And more."
    expect(page.locator("[data-saving]")).to_be_hidden()


CHOICES = [
    ("Keep mine", "From the second tab."),
    ("Take the newer", "From the first tab."),
    ("Put both in the field", "From the second tab.\n\nFrom the first tab."),
]


@pytest.mark.parametrize(("choice", "expected"), CHOICES)
@pytest.mark.parametrize("form", ["description", "declarations", "note", "sheet"], indirect=True)
def test_of_two_tabs_both_are_offered_and_none_is_overwritten(
    browsing: Browsing, form: Kept, choice: str, expected: str
) -> None:
    browsing.be(form.who)
    first, second = browsing.open(form.path), browsing.open(form.path)
    first.locator(form.field).fill("From the first tab.")
    state(first, "saved")
    second.locator(form.field).fill("From the second tab.")
    state(second, "conflict")
    expect(second.locator("[data-conflict-text]")).to_have_text("From the first tab.")
    assert form.stored() == "From the first tab."
    second.get_by_role("button", name=choice).click()
    state(second, "saved")
    nothing_kept(second)
    assert form.stored() == expected


def test_what_was_kept_here_meets_a_newer_text_and_both_are_shown(
    browsing: Browsing, ada: Person, version: Version
) -> None:
    draft = make_draft(ada, version)
    browsing.be(ada)
    page = browsing.open(f"/evidence/{draft.pk}/p1q1/")
    browsing.end_session()
    page.locator("#text").fill(WORDS)
    state(page, "signed-out")
    evidence.save_response(draft, "p1q1", "Written on the phone.", by=ada)
    page.reload()
    sign_in(page, ada)
    state(page, "conflict")
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator("[data-conflict-text]")).to_have_text("Written on the phone.")
    assert Response.objects.get(prompt_id="p1q1").text == "Written on the phone."
    page.get_by_role("button", name="Keep mine").click()
    state(page, "saved")
    assert Response.objects.get(prompt_id="p1q1").text == WORDS
    assert "Written on the phone." in EarlierText.objects.values_list("text", flat=True)


def test_somebody_else_on_the_same_computer_sees_nothing_of_it(
    browsing: Browsing, ada: Person, dee: Person, version: Version
) -> None:
    draft = make_draft(ada, version)
    theirs = make_draft(dee, version)
    browsing.be(ada)
    page = browsing.open(f"/evidence/{draft.pk}/p1q1/")
    browsing.end_session()
    page.locator("#text").fill(WORDS)
    state(page, "signed-out")
    browsing.be(dee)
    other = browsing.open(f"/evidence/{theirs.pk}/p1q1/")
    other.wait_for_load_state("networkidle")
    expect(other.locator("#left")).to_be_hidden()
    assert WORDS not in other.content()
    page.locator("#text").fill(f"{WORDS} More.")  # Ada's page is still open, and Dee is signed in
    state(page, "another")
    assert not Response.objects.filter(text__contains=WORDS).exists()
    browsing.be(ada)
    page.reload()
    expect(page.locator("#text")).to_have_value(f"{WORDS} More.")
    state(page, "saved")


def test_a_text_whose_form_is_gone_is_offered_wherever_its_writer_is(
    browsing: Browsing, ada: Person, version: Version, live_server: LiveServer
) -> None:
    draft = make_draft(ada, version)
    browsing.be(ada)
    page = browsing.open(f"/evidence/{draft.pk}/declarations/")
    browsing.end_session()
    page.locator("[name=ai_use]").fill(WORDS)
    state(page, "signed-out")
    browsing.be(ada)
    page.goto("/goals/")
    expect(page.locator("#left")).to_contain_text("Not saved yet, and kept on this device:")
    expect(page.locator("#left").get_by_role("link", name="Declarations")).to_have_attribute(
        "href", f"/evidence/{draft.pk}/declarations/"
    )
    page.locator("#left").get_by_role("button", name="Copy what I typed").click()
    expect(page.locator("#left textarea")).to_have_value(WORDS)
    page.locator("#left").get_by_role("button", name="Throw this away").click()
    expect(page.locator("#left")).to_be_hidden()
    assert kept(page) == 0


def test_signing_out_asks_before_it_deletes_what_was_not_saved(
    browsing: Browsing, ada: Person, version: Version
) -> None:
    draft = make_draft(ada, version)
    browsing.be(ada)
    page = browsing.open(f"/evidence/{draft.pk}/p1q1/")
    page.route("**/answers/**", lambda route: route.fulfill(status=507, body=""))
    page.locator("#text").fill(WORDS)
    state(page, "full")
    page.locator(".masthead details.menu > summary").last.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("#left")).to_contain_text("Signing out deletes it from this device")
    assert kept(page) == 1
    page.get_by_role("button", name="Sign out and delete it here").click()
    expect(page).not_to_have_url(re.compile("/evidence/"))
    assert kept(page) == 0
    again = browsing.open("/accounts/login/")
    assert kept(again) == 0


def test_where_the_device_keeps_nothing_it_says_so(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    browsing.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new Error('full') }"
    )
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    browsing.end_session()
    page.locator("#summary").fill(WORDS)
    state(page, "signed-out")
    expect(told(page)).to_contain_text("is only on this page: copy it before you close it")


def test_what_is_typed_after_the_lease_ended_is_kept_beside_the_sheet(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    page.locator("#summary").fill("So far.")
    state(page, "saved")
    give_back(leased)
    page.locator("#strength-c1").fill(WORDS)
    state(page, "late")
    expect(told(page)).to_contain_text("Your desk keeps what you wrote.")
    nothing_kept(page)
    page.reload()
    expect(
        page.get_by_role("heading", name="You wrote this after your time had ended")
    ).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    page.goto("/assessment/sheets/")
    page.get_by_role("main").get_by_role("link", name=leased.evaluation.public_id).click()
    page.get_by_role("button", name="Take it again, with this text").click()
    expect(page.locator("#strength-c1")).to_have_value(WORDS)
    expect(page.locator("#summary")).to_have_value("So far.")
    assert not LateSheet.objects.exists()


def test_handing_over_after_the_session_ended_loses_nothing(
    browsing: Browsing, leased: Assignment, sam: Person
) -> None:
    browsing.be(sam)
    page = browsing.open(f"/assessment/sheets/{leased.pk}/")
    page.locator("#summary").fill("So far.")
    state(page, "saved")
    browsing.end_session()
    page.locator("#summary").fill(WORDS)
    page.get_by_role("button", name="Submit scores", exact=True).click()
    page.get_by_role("button", name="Submit scores: press again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You are signed out, so this was not saved"
    )
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    sign_in(page, sam)
    expect(page.locator("#summary")).to_have_value(WORDS)
    state(page, "saved")


@pytest.mark.parametrize("form", ["answer", "sheet", "screening"], indirect=True)
def test_what_is_said_and_offered_is_accessible(
    browsing: Browsing, form: Kept, accessible_at: Callable[[Page], None]
) -> None:
    browsing.be(form.who)
    page = browsing.open(form.path)
    browsing.end_session()
    fill(page, form)
    state(page, "signed-out", "kept")
    accessible_at(page)
