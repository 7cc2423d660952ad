from datetime import timedelta

import pytest
from django.test import Client

from assay.catalog.models import Edition, Stack, Version
from assay.catalog.tests.factories import make_version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award, make_evaluation
from assay.evidence.models import Response, Submission
from assay.evidence.tests.factories import make_draft, make_submission
from assay.insights import learner
from assay.journeys.tests.factories import make_aligned_version, make_goal
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school


def home(client: Client, person: Person) -> str:
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def first_of(text: str) -> str:
    """The card with the one thing to do next."""
    return text.split('class="next"')[1].split("</section>")[0]


@pytest.fixture
def version(district: Organization) -> Version:
    return make_aligned_version(district)


def test_a_visitor_sees_what_it_is_with_the_programs_own_figures(
    client: Client, version: Version
) -> None:
    text = client.get("/").content.decode()
    assert "Explore 1 micro-credential" in text
    assert "Pause after the question" in text
    assert version.content.criterion("c2").descriptors["almost"] in text
    assert "within 8 business days" in text
    assert "A sample: what a badge says" in text
    assert text.count("<h1") == 1


def test_a_visitor_sees_a_badge_only_if_its_earner_made_it_public(
    client: Client, ada: Person, dee: Person, version: Version, district: Organization
) -> None:
    make_award(ada, version)
    make_award(dee, version, visibility="link")
    assert "Earned by" not in client.get("/").content.decode()
    public = make_award(ada, make_version(district, slug="other"), visibility="public")
    text = client.get("/").content.decode()
    assert "Earned by Ada Marsh" in text
    assert str(public.pk) in text


def test_a_program_without_a_catalog_still_opens_its_door(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Explore 0 micro-credentials" in answer.content.decode()


def test_who_is_new_is_taught_what_will_be_where(
    client: Client, ada: Person, version: Version
) -> None:
    text = home(client, ada)
    assert "Begin with something you already do well" in first_of(text)
    assert "Your badges appear here" in text
    assert "Because many begin with this one" in text
    assert ", Ada</h1>" in text


def test_a_draft_is_taken_up_where_it_was(client: Client, ada: Person, version: Version) -> None:
    draft = make_draft(ada, version)
    Response.objects.create(
        submission=draft, prompt_id="p1q1", text="My class and the lesson.", saved_at=now()
    )
    card = first_of(home(client, ada))
    assert version.title in card
    assert f"1 of {len(version.content.steps)} steps" in card
    assert f"/evidence/{draft.pk}/" in card


def test_what_is_missing_presses_most(
    client: Client, ada: Person, bo: Person, version: Version, district: Organization
) -> None:
    make_draft(ada, version, returned_reasons=["The recording has no sound."])
    other = make_draft(ada, make_version(district, slug="other"))
    text = home(client, ada)
    assert "The recording has no sound." in first_of(text)
    assert "this does not count as an attempt" in first_of(text)
    assert f"/evidence/{other.pk}/" in text.split("In progress")[1]


def test_after_a_not_yet_stands_what_is_kept_and_what_is_left(
    client: Client, ada: Person, version: Version
) -> None:
    levels = {c.id: "demonstrated" for c in version.content.criteria} | {"c3": "almost"}
    evaluation = make_evaluation(ada, version, outcome="not_yet", levels=levels)
    evaluation.decision.feedback = {"c3": {"strength": "Good.", "next": "Wait after two answers."}}
    evaluation.decision.save()
    card = first_of(home(client, ada))
    assert "Show one more thing" in card
    assert "4 of 5 criteria are demonstrated and kept" in card
    assert "Wait after two answers." in card
    assert "Almost" in card
    assert "fail" not in card.lower()


def test_a_decision_not_released_is_not_shown(
    client: Client, ada: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, version, outcome="not_yet", status="awaiting_release")
    Submission.objects.update(status="submitted", outcome="", closed_at=None)
    text = home(client, ada)
    assert "the approver reads it once more" in text.split("Waiting on others")[1]
    assert "demonstrated and kept" not in text
    assert learner.works(ada)[0].letter is None
    assert evaluation.released_at is None


def test_what_waits_on_others_names_the_day_promised(
    client: Client, ada: Person, version: Version
) -> None:
    submission = make_submission(ada, version)
    assert "By None" not in home(client, ada)
    Submission.objects.filter(pk=submission.pk).update(promised_on="2026-12-08")
    submission.refresh_from_db()
    text = home(client, ada)
    assert "We check that nothing is missing." in text
    assert submission.promised_on is not None
    assert submission.promised_on.strftime("%B") in text.split("Waiting on others")[1]
    assert "You are all caught up" in first_of(text)


def test_a_fresh_badge_asks_to_be_looked_at_until_it_is_shared_or_old(
    client: Client, ada: Person, version: Version
) -> None:
    award = make_award(ada, version)
    text = home(client, ada)
    assert "You earned it" in first_of(text)
    assert str(award.pk) in first_of(text)
    assert "Your badges appear here" not in text
    Award.objects.update(issued_at=now() - timedelta(days=15))
    assert "You earned it" not in first_of(home(client, ada))


def test_a_stack_one_is_in_shows_how_far(
    client: Client, ada: Person, version: Version, district: Organization
) -> None:
    data = {
        "groups": [{"rule": {"type": "all"}, "members": ["mc-wait-time", "mc-other"]}],
        "capstone": {"id": "cap"},
    }
    Stack.objects.create(
        ident="s",
        slug="s",
        number="1.0",
        status="published",
        title="Every Lesson",
        statement="x",
        issuer=district,
        data=data,
    )
    assert "Every Lesson" not in home(client, ada)
    award = make_award(ada, version)
    award.evaluation.submission.start.refresh_from_db()
    text = home(client, ada)
    assert "1 of 2 badges, then a capstone." in text


def test_nothing_of_somebody_else_is_there(
    client: Client, ada: Person, dee: Person, version: Version
) -> None:
    make_draft(ada, version)
    make_goal(ada, "My very own goal")
    text = home(client, dee)
    assert "My very own goal" not in text
    assert "Go on with" not in text


@pytest.mark.parametrize("many", [1, 6])
def test_home_costs_the_same_however_much_there_is(
    client: Client, district: Organization, version: Version, django_assert_num_queries, many: int
) -> None:
    ada = make_person("Ada Busy", role="learner", organization=make_school(district))
    for n in range(many):
        make_draft(ada, make_version(district, slug=f"draft-{n}"))
        make_submission(ada, make_version(district, slug=f"sent-{n}"))
        make_award(ada, make_version(district, slug=f"earned-{n}"))
        make_goal(ada, f"Goal {n}")
    Edition.objects.create(pk=1, stamp=f"home-{many}")
    home(client, ada)  # the catalog is read once after it changed
    with django_assert_num_queries(18):
        client.get("/")


def test_the_public_home_costs_a_handful(
    client: Client, version: Version, ada: Person, django_assert_num_queries
) -> None:
    make_award(ada, version, visibility="public")
    Edition.objects.update_or_create(pk=1, defaults={"stamp": "a-handful"})
    with django_assert_num_queries(5):
        client.get("/")
    with django_assert_num_queries(3):
        client.get("/")


def test_the_public_home_shows_a_change_at_the_next_request(
    client: Client, version: Version, ada: Person
) -> None:
    Edition.objects.update_or_create(pk=1, defaults={"stamp": "first"})
    assert ada.display_name not in client.get("/").content.decode()
    award = make_award(ada, version, visibility="public")
    assert award.name_as_issued in client.get("/").content.decode()
    Award.objects.filter(pk=award.pk).update(visibility="private")
    assert award.name_as_issued not in client.get("/").content.decode()
    Version.objects.update(title="Another Title")
    Edition.objects.update(stamp="second")
    assert "Another Title" in client.get("/").content.decode()
