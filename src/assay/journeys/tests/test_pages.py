import pytest
from django.test import Client

from assay.catalog.models import Edition, Version
from assay.catalog.search import index
from assay.journeys import actions, slots
from assay.journeys.models import Goal, PlanItem, SelfRating
from assay.journeys.tests.factories import (
    make_aligned_version,
    make_competency,
    make_goal,
    make_start,
)
from assay.people.models import Organization, Person
from assay.program.models import StrategicGoal
from assay.ui.http import mark_of


@pytest.fixture
def version(district: Organization) -> Version:
    make_competency("8", "Instructional strategies")
    make_competency()
    return make_aligned_version(district)


@pytest.mark.parametrize(
    "page", ["/start/", "/start/result/", "/goals/", "/start/rate/intasc-2013/"]
)
def test_the_pages_ask_for_a_sign_in_and_then_show(
    client: Client, ada: Person, version: Version, page: str
) -> None:
    assert client.get(page).status_code == 302
    client.force_login(ada)
    answer = client.get(page)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1


def test_what_was_chosen_on_a_page_is_saved_and_the_rest_left_open(
    client: Client, ada: Person, version: Version
) -> None:
    client.force_login(ada)
    _first, second = version.alignments.filter(competency__isnull=False).values_list(
        "competency", flat=True
    )
    answer = client.post("/start/rate/intasc-2013/", {f"level-{second}": "2"})
    assert answer.headers["Location"] == "/start/result/"
    rating = SelfRating.objects.get()
    assert (rating.competency_id, rating.level) == (second, 2)
    text = client.get("/start/result/").content.decode()
    assert "Because you would like to grow in" in text
    assert (
        f'name="level-{second}" value="2" checked'
        in client.get("/start/rate/intasc-2013/").content.decode()
    )


def test_script_saves_one_rating_and_refuses_what_is_none(
    client: Client, ada: Person, version: Version
) -> None:
    client.force_login(ada)
    competency = make_competency("1", "Learner development")
    name = f"level-{competency.pk}"
    assert (
        client.post("/start/ratings/", {name: "4"}, headers={"Assay-Save": "t.1"}).status_code
        == 403
    )
    mark = {"Assay-Save": "t.1", "Assay-Person": mark_of(ada)}
    answer = client.post("/start/ratings/", {name: "4"}, headers=mark).json()
    assert (answer["code"], answer["confirms"]) == ("saved", "t.1")
    for data in ({name: "9"}, {"level-x": "1"}, {}):
        assert client.post("/start/ratings/", data).status_code == 422
    assert SelfRating.objects.get().level == 4
    client.post("/start/ratings/removal/")
    assert not SelfRating.objects.exists()


def test_an_unknown_framework_is_404(client: Client, ada: Person, version: Version) -> None:
    client.force_login(ada)
    assert client.get("/start/rate/nothing/").status_code == 404


def test_a_goal_is_written_changed_and_moved(client: Client, ada: Person, version: Version) -> None:
    client.force_login(ada)
    competency = make_competency("99", "Nothing helps with it")
    bad = client.post("/goals/", {"text": "Kept words", "source": "evaluation"})
    assert bad.status_code == 422
    assert "Kept words" in bad.content.decode()
    assert (
        client.post(
            "/goals/", {"text": "x", "source": "own", "competency": competency.pk}
        ).status_code
        == 422
    )
    assert client.post("/goals/", {"text": "Grow", "source": "own"}).status_code == 302
    goal = Goal.objects.get()
    client.post(f"/goals/{goal.pk}/", {"text": "Grow more"})
    client.post(f"/goals/{goal.pk}/reaching/")
    goal.refresh_from_db()
    assert (goal.text, goal.status) == ("Grow more", "reached")
    assert client.post(f"/goals/{goal.pk}/reaching/").status_code == 409


def test_goals_and_plans_of_others_are_404(
    client: Client, ada: Person, dee: Person, version: Version
) -> None:
    goal = make_goal(ada)
    item = actions.plan(ada, version.micro_credential, by=ada, goal=goal)
    client.force_login(dee)
    for page in (f"/goals/{goal.pk}/", f"/goals/plan/{item.pk}/"):
        assert client.get(page).status_code == 404
    for page in (f"/goals/{goal.pk}/reaching/", f"/goals/plan/{item.pk}/removal/"):
        assert client.post(page).status_code == 404
    data = {"micro_credential": version.micro_credential_id, "goal": goal.pk}
    assert client.post("/goals/plan/", data).status_code == 404
    assert goal.text not in client.get("/goals/").content.decode()


def test_a_goal_of_the_district_names_which(
    client: Client, ada: Person, district: Organization, version: Version
) -> None:
    aim = StrategicGoal.objects.create(
        organization=district, code="sg1", title="Every student speaks"
    )
    client.force_login(ada)
    client.post("/goals/", {"text": "More talk", "source": "district", "strategic_goal": aim.pk})
    assert Goal.objects.get().strategic_goal == aim
    assert "Every student speaks" in client.get("/goals/").content.decode()


def test_a_plan_is_made_with_a_press_and_leads_back_only_into_the_house(
    client: Client, ada: Person, version: Version
) -> None:
    client.force_login(ada)
    data = {"micro_credential": version.micro_credential_id, "next": "https://elsewhere.example/"}
    assert client.post("/goals/plan/", data).headers["Location"] == "/goals/"
    item = PlanItem.objects.get()
    bad = client.post(f"/goals/plan/{item.pk}/", {"target_on": "soon"})
    assert bad.status_code == 422
    assert "2026-12-08" in bad.content.decode()
    client.post(f"/goals/plan/{item.pk}/", {"target_on": "2999-01-01"})
    item.refresh_from_db()
    assert item.target_on.year == 2999
    assert client.post("/goals/plan/", {"micro_credential": "x"}).status_code == 404
    client.post(f"/goals/plan/{item.pk}/removal/")
    assert not PlanItem.objects.exists()


def test_ones_own_words_find_what_helps(client: Client, ada: Person, version: Version) -> None:
    index.enter(version)
    client.force_login(ada)
    text = client.get("/start/", {"q": "my students don't talk \x00 <b>"}).content.decode()
    assert version.title in text.split('id="found-h"')[1]
    assert "<b>" not in text.split("<main")[1]


def test_beside_a_micro_credential_stand_reason_goal_and_plan(
    ada: Person, version: Version
) -> None:
    competency = version.alignments.filter(competency__isnull=False).first().competency
    goal = make_goal(ada, competency=competency)
    said = slots.beside_micro_credential(ada, version)
    assert said is not None
    assert said["goal"] == goal.pk
    assert said["reasons"][0].startswith("Because it serves your goal")
    make_start(ada, version)
    assert slots.beside_micro_credential(ada, version) is None


@pytest.mark.parametrize("many", [1, 12])
def test_the_pages_cost_the_same_however_many_there_are(
    client: Client,
    ada: Person,
    district: Organization,
    version: Version,
    django_assert_num_queries,
    many: int,
) -> None:
    for n in range(many):
        other = make_aligned_version(district, slug=f"other-{n}")
        actions.plan(ada, other.micro_credential, by=ada, goal=make_goal(ada, f"Goal {n}"))
    Edition.objects.create(pk=1, stamp=f"pages-{many}")
    client.force_login(ada)
    client.get("/start/")  # the catalog is read once after it changed
    with django_assert_num_queries(16):
        client.get("/goals/")
    with django_assert_num_queries(11):
        client.get("/start/")
