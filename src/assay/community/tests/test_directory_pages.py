"""The directory through HTTP: finding, writing, the warning of names, reports, and what strangers meet."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.community import actions
from assay.community.models import DirectoryEntry, Inquiry, InquiryMessage, Report
from assay.community.tests.holders import make_entry
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.evidence.tests.factories import make_draft
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"community:{name}", args=args)


def test_from_the_badge_to_an_answered_question(hal: Person, ada: Person, version: Version) -> None:
    make_award(hal, version)
    theirs, mine, slug = signed_in(hal), signed_in(ada), version.micro_credential.slug
    award = reverse("credentials:award", args=[Award.objects.get().pk])
    assert path("offer", slug) in theirs.get(award).content.decode()
    school = hal.current_memberships[0].organization
    sent = {"about": "Which lesson to record.", "place": school.pk, "most_a_month": 2}
    assert theirs.post(path("offer", slug), {**sent, "about": ""}).status_code == 422
    assert theirs.post(path("offer", slug), sent)["Location"] == path("directory")
    assert path("offer", slug) not in theirs.get(award).content.decode()
    page = mine.get(reverse("catalog:detail", args=[slug])).content.decode()
    assert "1 colleague in your program earned it" in page
    draft = make_draft(ada, version)
    workspace = mine.get(reverse("evidence:workspace", args=[draft.pk])).content.decode()
    assert path("colleagues", slug) in workspace
    listed = mine.get(path("colleagues", slug)).content.decode()
    assert "Hal Warden" in listed and "Elm Street" in listed and "@" not in listed
    asking = path("asking", DirectoryEntry.objects.get().pk)
    first = mine.post(asking, {"text": "Did Jamal answer? <script>alert(1)</script>"})
    assert first.status_code == 422 and not Inquiry.objects.exists()
    assert (
        "Jamal" in first.content.decode() and 'name="seen" value="Jamal' in first.content.decode()
    )
    again = {
        "text": "Did Jamal answer? <script>alert(1)</script> https://a.example",
        "seen": "Jamal",
    }
    assert mine.post(asking, again).status_code == 302
    inquiry = Inquiry.objects.get()
    page = theirs.get(path("inquiry", inquiry.pk)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert 'href="https://a.example" rel="nofollow"' in page and ada.email not in page
    theirs.post(path("inquiry", inquiry.pk), {"text": "They did, in the second."})
    assert "They did, in the second." in mine.get(path("inquiry", inquiry.pk)).content.decode()
    assert "Answered" in mine.get(path("directory")).content.decode()
    theirs.post(path("inquiry_blocking", inquiry.pk))
    assert "closed" in mine.get(path("inquiry", inquiry.pk)).content.decode()
    assert mine.get(asking).status_code == 404


def test_a_visitor_is_told_nothing(entry: DirectoryEntry) -> None:
    page = Client().get(reverse("catalog:detail", args=[entry.micro_credential.slug]))
    assert "Talk about it" not in page.content.decode() and "Hal" not in page.content.decode()


def test_strangers_meet_nothing(
    inquiry: Inquiry, dee: Person, fay: Person, max_: Person, lea: Person
) -> None:
    message = inquiry.messages.get()
    for person in (dee, fay, max_, lea):
        client = signed_in(person)
        assert client.get(path("inquiry", inquiry.pk)).status_code == 404
        assert client.get(path("message_report", message.pk)).status_code == 404
        assert client.post(path("offer_ending", inquiry.entry_id)).status_code == 404
    far = signed_in(fay)
    assert far.get(path("asking", inquiry.entry_id)).status_code == 404
    assert (
        "Hal"
        not in far.get(path("colleagues", inquiry.entry.micro_credential.slug)).content.decode()
    )


def test_own_offers_are_paused_and_ended_by_a_press(entry: DirectoryEntry, hal: Person) -> None:
    client = signed_in(hal)
    for name, state in (("pausing", "paused"), ("resuming", "open"), ("ending", "ended")):
        client.post(path(f"offer_{name}", entry.pk))
        entry.refresh_from_db()
        assert entry.status == state
    assert "Badges you could be asked about" in client.get(path("directory")).content.decode()


def test_a_report_reaches_the_administrator_alone_and_shows_no_more_than_it_says(
    inquiry: Inquiry, hal: Person, ada: Person, max_: Person, lea: Person
) -> None:
    actions.write(inquiry, "A second one.", by=ada)
    first = inquiry.messages.earliest("pk")
    assert signed_in(hal).post(path("message_report", first.pk), {"reason": ""}).status_code == 422
    signed_in(hal).post(path("message_report", first.pk), {"reason": "=rude()"})
    report = Report.objects.get()
    moderator = signed_in(max_)
    assert "=rude()" in moderator.get(path("reports")).content.decode()
    page = moderator.get(path("report", report.pk)).content.decode()
    assert "May I ask?" in page and "A second one." not in page
    csv = b"".join(moderator.get(path("reports_csv"))).decode()
    assert "'=rude()" in csv
    lead = signed_in(lea)
    assert "=rude()" not in lead.get(path("reports")).content.decode()
    assert "rude" not in b"".join(lead.get(path("reports_csv"))).decode()
    assert lead.get(path("report", report.pk)).status_code == 404
    for person in (ada, hal):
        for address in (path("reports"), path("reports_csv"), path("report", report.pk)):
            assert signed_in(person).get(address).status_code == 404
    settled = {"outcome": "upheld", "words": "Please be kind."}
    assert moderator.post(path("report", report.pk), {"outcome": "upheld"}).status_code == 422
    assert moderator.post(path("report", report.pk), settled)["Location"] == path("reports")
    shown = moderator.get(path("reports"), {"show": "settled", "q": "kind"}).content.decode()
    assert "Acted on" in shown
    assert "Please be kind." in signed_in(ada).get(path("inquiry", inquiry.pk)).content.decode()


def test_no_one_floods(inquiry: Inquiry, ada: Person) -> None:
    client = signed_in(ada)
    answers = [
        client.post(path("inquiry", inquiry.pk), {"text": f"Number {n}."}).status_code
        for n in range(21)
    ]
    assert answers[-1] == 429 and InquiryMessage.objects.count() == 21


@pytest.mark.parametrize("holders", [2, 6])
def test_a_list_of_any_length_asks_the_same(
    holders: int,
    ada: Person,
    district: Organization,
    version: Version,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(holders):
        make_entry(make_person(f"Holder {number}", role="learner", organization=district), version)
    client = signed_in(ada)
    client.get(path("colleagues", version.micro_credential.slug))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(path("colleagues", version.micro_credential.slug))
