"""Inviting presets nothing, and the list tells each invitation and its e-mail as they are."""

from pathlib import Path

import pytest
from django.test import Client

from assay.letters.models import Letter, State
from assay.people import actions, policy
from assay.people.models import Invitation, Organization, Person, Role
from assay.people.tests.factories import make_invitation, make_person

PAGE = Path(__file__).parents[5] / "docs" / "reference" / "roles.md"


@pytest.fixture
def sent(max_: Person, district: Organization) -> dict[str, Invitation]:
    """One of each kind; the e-mail of "unsent" was refused by the mail server."""
    found = {
        name: make_invitation(f"{name}@example.org", district, by=max_)
        for name in ("waiting", "unsent", "back")
    }
    found["over"] = make_invitation("over@example.org", district, by=max_, days_ago=20)
    actions.withdraw(found["back"], by=max_)
    Letter.objects.update(state=State.SENT)
    Letter.objects.filter(to__in=("unsent@example.org", "over@example.org")).update(
        state=State.FAILED, trouble="refused"
    )
    return found


def addresses(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/people/invitations/?{query}").context["page_obj"]
    return [row.email.partition("@")[0] for row in rows]


def test_nothing_is_chosen_beforehand(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
    client.force_login(max_)
    for page in ("/people/invitations/", f"/people/{ada.pk}/"):
        form = client.get(page).context["form"]
        assert form["role"].value() is None and form["organization"].value() is None
    told = client.post("/people/invitations/", {"emails": "new@example.org"})
    assert told.status_code == 422 and not Invitation.objects.exists()
    text = told.content.decode()
    assert "Choose a role from the list." in text and "new@example.org" in text
    assert "Choose a school, department or program from the list." in text


def test_a_role_that_opens_nothing_yet_says_so(client: Client, max_: Person) -> None:
    client.force_login(max_)
    text = client.get("/people/invitations/").content.decode()
    assert "Principal (opens nothing yet)" in text and "Assessor</option>" in text
    (line,) = [row for row in PAGE.read_text().splitlines() if row.endswith("| nothing yet |")]
    told = {word.strip().replace(" ", "-") for word in line.split("|")[1].split(",")}
    assert told == set(policy.OPEN_NOTHING_YET)
    assert Role.LEARNER not in policy.OPEN_NOTHING_YET


def test_what_did_not_leave_is_told_as_that(
    client: Client, max_: Person, sent: dict[str, Invitation]
) -> None:
    client.force_login(max_)
    tabs = {str(t["label"]): t["count"] for t in client.get("/people/invitations/").context["tabs"]}
    assert tabs == {
        "All": 4,
        "E-mail did not leave": 1,
        "Not taken yet": 1,
        "Taken": 0,
        "Ran out": 1,
        "Taken back": 1,
    }
    assert addresses(client, "show=unsent") == ["unsent"]
    assert addresses(client, "show=waiting") == ["waiting"]
    assert addresses(client, "show=back") == ["back"]
    unsent = client.get("/people/invitations/?show=unsent").content.decode()
    assert "Not sent" in unsent and "not taken yet</" not in unsent.lower().split("<tbody>")[1]
    over = client.get("/people/invitations/?show=over").content.decode()
    assert "Ran out, and its e-mail did not leave" in over


def test_the_list_is_ordered_narrowed_and_exported(
    client: Client, max_: Person, ada: Person, sent: dict[str, Invitation]
) -> None:
    client.force_login(max_)
    assert addresses(client, "sort=address") == ["back", "over", "unsent", "waiting"]
    assert addresses(client, "q=un&sort=-address") == ["unsent"]
    assert addresses(client, "show=nonsense&sort=nonsense&page=x")[-1] == "over"
    file = client.get("/people/invitations/?show=over&file=csv").getvalue().decode("utf-8-sig")
    assert "over@example.org" in file and "Ran out" in file and "waiting@" not in file
    client.force_login(make_person("Sam Else"))
    assert client.get("/people/invitations/?file=csv").status_code == 404


def test_a_page_of_them_costs_the_same_however_many(
    client: Client, max_: Person, district: Organization, django_assert_num_queries
) -> None:
    client.force_login(max_)
    for many in (1, 12):
        for n in range(many):
            make_invitation(f"p{many}-{n}@example.org", district, by=max_)
        with django_assert_num_queries(14):
            client.get("/people/invitations/")


def test_emails_are_counted_ordered_and_exported(
    client: Client, max_: Person, sent: dict[str, Invitation]
) -> None:
    client.force_login(max_)
    page = client.get("/people/letters/?show=all&sort=to")
    assert page.context["page_obj"][0].to == "back@example.org"
    assert page.context["tabs"][0]["count"] == 2
    file = client.get("/people/letters/?show=stuck&file=csv").getvalue().decode("utf-8-sig")
    assert "unsent@example.org" in file and "Could not be sent" in file and "waiting" not in file
