"""What people look for and do not find: said once, kept for those who administer their place, and for nobody else."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions
from assay.program.models import Need, NeedState, NeedVote
from assay.record.models import Event

WORDS = "Something on reading a textbook with students who get stuck."


def test_it_is_kept_with_the_words_that_found_nothing(ada: Person) -> None:
    need = actions.voice_need(f"  {WORDS}\x07 ", searched="kids get\nstuck", by=ada)
    assert (need.words, need.searched) == (WORDS, "kids get stuck")
    assert need.organization.name == "Cedar Point"
    assert actions.voice_need(WORDS, by=ada) == need
    assert Event.objects.filter(verb="program.need_voiced", by_id=str(ada.pk)).count() == 1


def test_nothing_too_much_and_somebody_from_nowhere_are_refused(ada: Person) -> None:
    for words in ("", " \n", "x" * 501):
        with pytest.raises(BadInput):
            actions.voice_need(words, by=ada)
    with pytest.raises(PermissionDenied):
        actions.voice_need(WORDS, by=make_person("No Body"))
    assert not Need.objects.exists()


def test_on_the_page_nothing_typed_is_lost(client: Client, ada: Person) -> None:
    assert client.get("/needs/new/").status_code == 302
    client.force_login(ada)
    page = client.get("/needs/new/?q=kids+get+stuck").content.decode()
    assert "You searched for “kids get stuck”." in page
    refused = client.post("/needs/new/", {"words": "y" * 501, "searched": "kids get stuck"})
    assert refused.status_code == 422
    assert "y" * 501 in refused.content.decode() and "kids get stuck" in refused.content.decode()
    kept = client.post("/needs/new/", {"words": WORDS, "searched": "kids get stuck"}, follow=True)
    assert "Thank you" in kept.content.decode()
    assert Need.objects.get().searched == "kids get stuck"


@pytest.fixture
def others(ada: Person) -> Person:
    """An administrator of a partner, one of whose people has a need, too."""
    partner = make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    actions.voice_need(
        "=Coaching over video.", by=make_person("Ned Coe", role="author", organization=partner)
    )
    actions.voice_need(WORDS, searched="stuck", by=ada)
    return make_person("Ida Ray", role="program-admin", organization=partner)


def test_names_are_for_administrators_and_a_program_keeps_to_itself(
    client: Client, max_: Person, others: Person, bo: Person
) -> None:
    client.force_login(max_)
    page = client.get("/needs/").content.decode()
    assert WORDS in page and "Ada Marsh" in page and "Searched for “stuck”" in page
    assert "Coaching over video" not in page
    client.force_login(others)
    assert WORDS not in client.get("/needs/").content.decode()
    rows = _file(client)
    assert rows[0] == ["Need", "Searched for", "Votes", "From", "School or department", "Voiced"]
    assert [row[0] for row in rows[1:]] == ["'=Coaching over video."]
    client.force_login(bo)  # a colleague reads the words, and not whose they are
    page = client.get("/needs/").content.decode()
    assert WORDS in page and "Ada Marsh" not in page and "Searched for" not in page
    assert [row[1:5] for row in _file(client)[1:]] == [["", "1", "", ""]]
    need = Need.objects.get(words=WORDS)
    assert "Ada Marsh" not in client.get(f"/needs/{need.pk}/").content.decode()
    client.force_login(others)
    assert client.get(f"/needs/{need.pk}/").status_code == 404


def _file(client: Client) -> list[list[str]]:
    sent = client.get("/needs/?file=csv").getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent)))


def test_what_was_voiced_for_administrators_alone_stays_theirs(
    client: Client, ada: Person, bo: Person, max_: Person
) -> None:
    need = actions.voice_need(WORDS, by=ada)
    Need.objects.update(is_shared=False)
    client.force_login(bo)
    assert WORDS not in client.get("/needs/").content.decode()
    assert client.post(f"/needs/{need.pk}/vote/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.vote_for_need(need, by=bo)
    client.force_login(max_)
    assert "cannot read this one" in client.get(f"/needs/{need.pk}/").content.decode()


def test_colleagues_need_it_too_and_can_take_it_back(
    client: Client, ada: Person, bo: Person
) -> None:
    need = actions.voice_need(WORDS, by=ada)
    client.force_login(bo)
    page = client.get("/needs/new/?q=reading+textbook").content.decode()
    assert "Is it one of these?" in page and WORDS in page and "reading textbook</textarea>" in page
    for _press in range(2):
        client.post(f"/needs/{need.pk}/vote/")
        assert _votes(need) == 2
    assert Event.objects.filter(verb="program.need_voted").count() == 1
    assert "with yours" in client.get("/needs/").content.decode()
    for _press in range(2):
        client.post(f"/needs/{need.pk}/vote/", {"taken_back": "1"})
        assert _votes(need) == 1
    assert Event.objects.filter(verb="program.need_vote_taken_back").count() == 1


def _votes(need: Need) -> int:
    return NeedVote.objects.filter(need=need).count()


def test_merged_needs_unite_their_votes_and_count_nobody_twice(
    client: Client, ada: Person, bo: Person, max_: Person
) -> None:
    first, second = (
        actions.voice_need(WORDS, by=ada),
        actions.voice_need("Reading textbooks.", by=bo),
    )
    actions.vote_for_need(second, by=ada)
    with pytest.raises(PermissionDenied):
        actions.merge_needs(second, first, by=bo)
    client.force_login(max_)
    assert "Reading textbooks." in client.get(f"/needs/{first.pk}/").content.decode()
    refused = client.post(f"/needs/{second.pk}/merging/", {"into": "four"})
    assert refused.status_code == 422 and 'value="four"' in refused.content.decode()
    assert client.post(f"/needs/{second.pk}/merging/", {"into": str(second.pk)}).status_code == 422
    shown = client.post(f"/needs/{second.pk}/merging/", {"into": str(first.pk)}, follow=True)
    assert "Also said as" in shown.content.decode() and _votes(first) == 2 and not _votes(second)
    actions.merge_needs(second, first, by=max_)
    assert Event.objects.filter(verb="program.needs_merged").count() == 1
    with pytest.raises(WrongState):
        actions.vote_for_need(second, by=bo)
    assert client.get(f"/needs/{second.pk}/", follow=True).redirect_chain
    assert "Reading textbooks." not in client.get("/needs/").content.decode()


def test_a_need_is_taken_up_let_go_and_answered_once(ada: Person, max_: Person, bo: Person) -> None:
    need, other = actions.voice_need(WORDS, by=ada), actions.voice_need("Reading.", by=bo)
    with pytest.raises(PermissionDenied):
        actions.take_up_need(need, by=bo)
    for _press in range(2):
        actions.take_up_need(need, by=max_)
    with pytest.raises(WrongState):
        actions.merge_needs(need, other, by=max_)
    actions.let_go_of_need(need, by=max_)
    need.refresh_from_db()
    assert need.state == NeedState.OPEN
    for _press in range(2):
        actions.answer_need(need)
    for verb in ("program.need_taken_up", "program.need_let_go", "program.need_answered"):
        assert Event.objects.filter(verb=verb).count() == 1, verb
    for act in (actions.vote_for_need, actions.take_vote_back):
        with pytest.raises(WrongState):
            act(need, by=bo)
    with pytest.raises(WrongState):
        actions.merge_needs(other, need, by=max_)


def test_the_list_is_ordered_and_costs_the_same_however_long(
    client: Client,
    max_: Person,
    ada: Person,
    bo: Person,
    district: Organization,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        actions.voice_need(f"Need {number:02}.", by=ada if number % 2 else bo)
    client.force_login(max_)
    client.get("/needs/")
    with django_assert_num_queries(7):
        page = client.get("/needs/").content.decode()
    assert page.index("Need 29.") < page.index("Need 20.") and "1 to 25 of 30" in page
    by_place = client.get("/needs/?sort=at").content.decode()
    assert by_place.index("Birch Hollow") < by_place.index("Cedar Point")
    assert 'aria-sort="ascending"' in by_place
    assert client.get("/needs/?sort=words&page=99").status_code == 200
