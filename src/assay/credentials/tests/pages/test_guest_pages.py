import re
from datetime import timedelta

import pytest
from django.test import Client

from assay.credentials import actions
from assay.credentials.endorsements.actions.guests import GOOD_FOR
from assay.credentials.models import Award, Endorsement, EndorsementAsk
from assay.letters.tests.post import posted
from assay.lib.clock import held_at
from assay.people.models import Person

pytestmark = pytest.mark.django_db

JANE = "jane.roe@elm.example"
SAW = "I saw two of her lessons when our districts visited each other, and the second was another class."
LINK = re.compile(r"http://127\.0\.0\.1:8000(/endorsements/\S+)")


@pytest.fixture
def ask(award: Award, ada: Person) -> EndorsementAsk:
    return actions.ask_guest(award, address=JANE, words="You visited us in May.", by=ada)


def letter_of(ask: EndorsementAsk) -> str:
    return f"/endorsements/letters/{ask.pk}/{ask.token}/"


def linked() -> str:
    found = LINK.search(str(posted()[-1].body))
    assert found
    return found[1]


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


def test_the_whole_way_by_letter(
    client: Client, award, ada, django_capture_on_commit_callbacks
) -> None:
    client.force_login(ada)
    path = f"/awards/{award.pk}/letters/"
    assert path in text_of(client.get(f"/awards/{award.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            path, {"address": f" {JANE.upper()} ", "words": "You visited us in May."}, follow=True
        )
    assert "Your request is on its way by e-mail." in text_of(sent)
    assert JANE in text_of(sent), "the earner sees whom they asked"
    letter = posted()[-1]
    assert (letter.to, letter.subject) == ([JANE], "Ada Marsh asks for your endorsement")
    assert "You visited us" not in letter.body, "an earner's words reach no stranger's mail program"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    stranger, link = Client(), linked()
    page = stranger.get(link)
    for words in (
        "You visited us in May.",
        "Using Wait Time",
        "Ada Marsh asks",
        "reached you by e-mail at elm.example",
    ):
        assert words in text_of(page)
    assert JANE not in text_of(page)
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)
    short = stranger.post(link, {"name": "Jane Roe", "text": "Good."})
    assert (short.status_code, "Jane Roe" in text_of(short), "Good." in text_of(short)) == (
        422,
        True,
        True,
    )
    said = {"name": "Jane Roe", "capacity": "Principal, Elm Street School", "text": SAW}
    with django_capture_on_commit_callbacks(execute=True):
        given = stranger.post(link, said, follow=True)
    assert "Signed. The earner decides" in text_of(given)
    to_earner, to_guest = posted()[-2:]
    if to_guest.to != [JANE]:
        to_guest, to_earner = to_earner, to_guest
    assert (to_guest.to, to_earner.to) == ([JANE], [ada.email])
    receipt = LINK.search(str(to_guest.body))
    assert receipt
    assert receipt[1] == given.redirect_chain[-1][0]
    assert stranger.get(link).status_code == 410, "a letter is used once"
    assert stranger.post(link, said).status_code == 410
    row = Endorsement.objects.get()
    assert Client().get(f"/endorsements/{row.pk}/").status_code == 404
    client.post(f"/endorsements/{row.pk}/acceptance/")
    Award.objects.update(visibility="public")
    known = "Confirmed by e-mail at elm.example; name and role in their own words"
    for address in (f"/endorsements/{row.pk}/", f"/badges/{award.pk}/"):
        seen = text_of(Client().get(address))
        assert known in seen
        assert SAW in seen
        assert JANE not in seen
    assert "All we know of them is that they read mail at elm.example" in text_of(
        Client().get(f"/endorsements/{row.pk}/")
    )
    stranger.post(f"{receipt[1]}withdrawal/")
    assert "You withdrew it on" in text_of(stranger.get(receipt[1]))
    assert "has withdrawn this endorsement" in text_of(Client().get(f"/endorsements/{row.pk}/"))
    assert stranger.post(f"{receipt[1]}withdrawal/").status_code == 409


def test_other_secrets_are_404(client: Client, ask: EndorsementAsk, award, ada, bo) -> None:
    other = actions.ask_guest(award, address="mo@oak.example", by=ada)
    inside = actions.ask_for_endorsement(award, of=bo, by=ada)
    row = actions.answer_letter(ask, ask.token, name="Jane Roe", text=SAW)
    own = actions.endorse_award(inside, text=SAW, by=bo)
    for path in (
        f"/endorsements/letters/{other.pk}/{ask.token}/",
        f"/endorsements/letters/999/{ask.token}/",
        f"/endorsements/letters/{other.pk}/x/",
        f"/endorsements/letters/{inside.pk}/{inside.token}/",
        f"/endorsements/letters/{other.pk}/%C3%A9/",
        f"/endorsements/{row.pk}/given/{other.token}/",
        f"/endorsements/{own.pk}/given/{own.token}/",
        f"/endorsements/{ada.pk}/given/{row.token}/",
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"/endorsements/letters/{other.pk}/x/refusal/",
        f"/endorsements/{row.pk}/given/x/withdrawal/",
    ):
        assert client.post(path).status_code == 404
    row.refresh_from_db()
    assert not row.withdrawn


def test_looking_changes_nothing(client: Client, ask: EndorsementAsk) -> None:
    """Mail programs open links before their readers do."""
    for _turn in range(3):
        assert client.get(letter_of(ask)).status_code == 200
        assert client.head(letter_of(ask)).status_code == 200
    assert client.get(f"{letter_of(ask)}refusal/").status_code == 405
    row = actions.answer_letter(ask, ask.token, name="Jane Roe", text=SAW)
    assert client.get(f"/endorsements/{row.pk}/given/{row.token}/").status_code == 200
    assert client.get(f"/endorsements/{row.pk}/given/{row.token}/withdrawal/").status_code == 405
    row.refresh_from_db()
    assert row.status == "offered"


def test_the_earner_cannot_use_the_letter(client: Client, ask: EndorsementAsk, ada) -> None:
    client.force_login(ada)
    assert client.get(letter_of(ask)).status_code == 403
    assert client.post(letter_of(ask), {"name": "Jane Roe", "text": SAW}).status_code == 403
    assert not Endorsement.objects.exists()


def test_a_letter_that_is_over_says_so(
    client: Client, ask: EndorsementAsk, award, ada, chi
) -> None:
    with held_at(ask.made_at + GOOD_FOR + timedelta(seconds=1)):
        assert "has run out" in text_of(client.get(letter_of(ask)))
        late = client.post(letter_of(ask), {"name": "Jane Roe", "text": SAW})
        assert (late.status_code, SAW in text_of(late)) == (410, True), (
            "what was written is there to be copied"
        )
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert client.get(letter_of(ask)).status_code == 410


def test_declining_by_letter(client: Client, ask: EndorsementAsk) -> None:
    answer = client.post(f"{letter_of(ask)}refusal/", {"for_good": "on"})
    assert "No one is told why" in text_of(answer)
    ask.refresh_from_db()
    assert (ask.ending, ask.guest.silent_at is not None) == ("declined", True)
    assert client.post(f"{letter_of(ask)}refusal/").status_code == 410


def test_words_of_an_earner_are_text_and_never_a_link(client: Client, award, ada) -> None:
    words = "Sign in at https://evil.example/x <a href='//evil.example'>here</a> <script>alert(1)</script>"
    ask = actions.ask_guest(award, address=JANE, words=words, by=ada)
    page = text_of(client.get(letter_of(ask)))
    assert "&lt;script&gt;" in page
    assert not re.search(r"href=[\"'][^\"']*evil", page)
    assert "<script>alert" not in page


def test_a_name_in_a_letter_is_no_link(award, ada, django_capture_on_commit_callbacks) -> None:
    award.name_as_issued = "Win at https://evil.example/now"
    award.save()
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_guest(award, address=JANE, by=ada)
    letter = posted()[-1]
    for part in (letter.subject, letter.body):
        assert "evil.example" not in part
        assert "https://evil" not in part


def test_the_name_a_guest_writes_is_no_link_in_the_earners_letter(
    ask: EndorsementAsk, ada, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer_letter(ask, ask.token, name="Win at https://evil.example/now", text=SAW)
    letter = next(letter for letter in posted() if letter.to == [ada.email])
    assert "has endorsed your badge" in letter.subject
    for part in (letter.subject, letter.body):
        assert "evil.example" not in part


def test_an_address_of_somebody_inside_is_asked_as_they_are(client: Client, award, ada, bo) -> None:
    client.force_login(ada)
    client.post(
        f"/awards/{award.pk}/letters/", {"address": bo.email.upper(), "words": "You saw it."}
    )
    ask = EndorsementAsk.objects.get()
    assert (ask.asked, ask.guest) == (bo, None)


def test_a_closed_account_is_written_to_as_anybody_outside(client: Client, award, ada, bo) -> None:
    Person.objects.filter(pk=bo.pk).update(is_active=False)
    client.force_login(ada)
    client.post(f"/awards/{award.pk}/letters/", {"address": bo.email, "words": "You saw it."})
    assert EndorsementAsk.objects.get().guest is not None


def test_what_was_typed_stays_when_a_letter_is_refused(client: Client, award, ada, bo) -> None:
    path = f"/awards/{award.pk}/letters/"
    assert client.get(path).status_code == 302
    client.force_login(bo)
    assert client.get(path).status_code == 404
    client.force_login(ada)
    for address in ("", "nobody", ada.email, "x@y.example x"):
        refused = client.post(path, {"address": address, "words": "You visited us."})
        assert refused.status_code == 422
        assert "You visited us." in text_of(refused)
    assert client.post(path, {"address": JANE, "words": "x" * 401}).status_code == 422
    assert not posted()
