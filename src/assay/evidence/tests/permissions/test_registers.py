"""The permission register of a class: counted once, used by every artifact, without a student's name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.drafts.loader import draft_of
from assay.evidence.models import Consent, PermissionRegister, Scope, last_day_of, school_year_of
from assay.evidence.readiness import what_is_open
from assay.evidence.tests.factories import again, fill, make_artifact, make_draft
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.program.policies import RetentionPolicy
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def make_register(person, name="Period 3, biology", students=24, **forms) -> PermissionRegister:
    """A class, with forms of one reach where `forms` says so."""
    row = actions.open_register(
        person, name, students=students, school_year=school_year_of(today()), by=person
    )
    if forms:
        count(row, **forms)
    return row


def count(row, forms=21, scope="assessment", expires_on=None):
    return actions.record_forms(
        row, scope=scope, forms=forms, received_on=today(), expires_on=expires_on, by=row.person
    )


@pytest.fixture
def artifact(ada, district):
    return make_artifact(make_draft(ada, make_version(district)), "p2a")


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_a_class_has_one_register_a_year(ada, bo) -> None:
    row = make_register(ada)
    assert (row.students, row.year) == (24, row.year)
    assert noted("evidence.register_opened") == 1
    with pytest.raises(PermissionDenied):
        actions.open_register(ada, "Period 4", students=20, school_year=row.school_year, by=bo)
    with pytest.raises(WrongState) as again_:
        make_register(ada)
    assert "name" in again_.value.fields
    assert make_register(bo).pk != row.pk, "another teacher's class"
    for wrong in ({"name": " "}, {"students": 0}, {"students": 501}, {"school_year": 1999}):
        what = {"name": "Period 5", "students": 20, "school_year": row.school_year} | wrong
        with pytest.raises(BadInput) as refused:
            actions.open_register(ada, what.pop("name"), **what, by=ada)
        assert set(refused.value.fields) == set(wrong)
    assert PermissionRegister.objects.count() == 2


def test_a_register_is_changed_by_its_teacher_alone(ada, bo) -> None:
    row, other = make_register(ada), make_register(ada, "Period 4")
    with pytest.raises(PermissionDenied):
        actions.change_register(row, "Period 3", students=25, by=bo)
    actions.change_register(row, "Period 3", students=25, by=ada)
    row.refresh_from_db()
    assert (row.name, row.students, noted("evidence.register_changed")) == ("Period 3", 25, 1)
    with pytest.raises(WrongState):
        actions.change_register(row, other.name, students=25, by=ada)
    with pytest.raises(BadInput):
        actions.change_register(row, "", students=25, by=ada)


def test_each_form_also_allows_what_is_narrower(ada) -> None:
    row = make_register(ada)
    count(row, 10)
    count(row, 6, "training", expires_on=today() + timedelta(days=9))
    count(row, 5, "public")
    found = [row.forms_for(scope, today()) for scope in Scope.values]
    assert found == [21, 11, 5]
    assert row.expires_on("training", today()) == today() + timedelta(days=9)
    assert row.expires_on("public", today()) is None
    later = today() + timedelta(days=10)
    assert row.forms_for("training", later) == 5, "what has ended counts no longer"
    assert noted("evidence.forms_recorded") == 3


def test_forms_are_counted_by_the_teacher_and_never_more_than_students(ada, bo) -> None:
    row = make_register(ada, students=20, forms=18)
    with pytest.raises(PermissionDenied):
        actions.record_forms(row, scope="public", forms=1, received_on=today(), by=bo)
    tomorrow = today() + timedelta(days=1)
    right = {"scope": "training", "forms": 1, "received_on": today(), "expires_on": None}
    for wrong in (
        {"scope": "everything"},
        {"forms": 0},
        {"forms": 3},
        {"received_on": None},
        {"received_on": tomorrow},
        {"received_on": today().replace(year=2001)},
        {"expires_on": today() - timedelta(days=1)},
    ):
        with pytest.raises(BadInput) as refused:
            actions.record_forms(row, **(right | wrong), by=ada)
        assert set(refused.value.fields) == set(wrong)
    actions.record_forms(row, **right, by=ada)
    actions.record_forms(row, **right, by=ada)
    assert row.forms_for("assessment", today()) == 20, "a second entry counts once more"


def test_a_form_that_was_taken_back_counts_no_longer(ada, bo) -> None:
    row = make_register(ada)
    entry = count(row, 2)
    with pytest.raises(PermissionDenied):
        actions.take_forms_back(entry, by=bo)
    actions.take_forms_back(entry, by=ada)
    assert (row.forms_for("assessment", today()), noted("evidence.form_taken_back")) == (1, 1)
    actions.take_forms_back(entry, by=ada)
    with pytest.raises(WrongState):
        actions.take_forms_back(entry, by=ada)
    assert noted("evidence.form_taken_back") == 2


def test_a_closed_register_is_read_and_nothing_else(ada, bo, artifact) -> None:
    row = make_register(ada, forms=20)
    actions.record_consent(artifact, register=row, by=ada)
    with pytest.raises(PermissionDenied):
        actions.close_register(row, by=bo)
    actions.close_register(row, by=ada)
    assert noted("evidence.register_closed") == 1
    for act in (
        lambda: actions.close_register(row, by=ada),
        lambda: actions.change_register(row, "Period 9", students=3, by=ada),
        lambda: count(row),
    ):
        with pytest.raises(WrongState):
            act()
    actions.record_consent(artifact, students=3, register=row, by=ada)  # which it names already
    other = make_artifact(artifact.submission, "p2b", n=7)
    with pytest.raises(BadInput):
        actions.record_consent(other, register=row, by=ada)


def test_an_artifact_takes_the_numbers_of_its_class(ada, bo, artifact) -> None:
    ends = today() + timedelta(days=200)
    row = make_register(ada)
    count(row, 20, "public", ends)
    count(row, 1)
    consent = actions.record_consent(artifact, register=row, scope="public", by=ada)
    assert (consent.students, consent.permissions, consent.off_camera) == (24, 20, 4)
    assert (consent.expires_on, consent.register) == (ends, row)
    consent = actions.record_consent(
        artifact,
        register=row,
        students=6,
        permissions=6,
        was={"students": "", "permissions": ""},
        by=ada,
    )
    assert (consent.students, consent.permissions, consent.off_camera) == (6, 6, 0)
    with pytest.raises(PermissionDenied):
        actions.record_consent(artifact, register=make_register(bo), by=ada)


def test_readiness_asks_for_no_more_than_the_register_holds(ada, district) -> None:
    draft = fill(make_draft(ada, make_version(district)))
    artifact = draft.artifacts.get(step_id="p2a")
    entry = count(row := make_register(ada), 20, "public")
    said = {"register": row, "guardians_agreed": True, "adults": 0, "scope": "public", "by": ada}
    actions.record_consent(artifact, **said)
    assert not what_is_open(draft_of(again(draft)))
    actions.take_forms_back(entry, by=ada)
    assert [one.code for one in what_is_open(draft_of(again(draft)))] == ["consent"]
    actions.record_consent(artifact, **said)
    assert not what_is_open(draft_of(again(draft))), "one more sits off camera"
    actions.submit(draft, by=ada)
    handed_in = next(a for a in again(draft).manifest["artifacts"] if a["id"] == artifact.pk)
    assert (handed_in["consent"]["register"], handed_in["consent"]["permissions"]) == (row.pk, 19)


def test_permissions_that_have_ended_are_told_before_handing_in(client, ada, district) -> None:
    draft = fill(make_draft(ada, make_version(district)))
    artifact = draft.artifacts.get(step_id="p2a")
    address = reverse("evidence:readiness", args=[draft.pk])
    client.force_login(ada)
    for day, told in ((today(), False), (today() - timedelta(days=1), True)):
        Consent.objects.filter(artifact=artifact).update(expires_on=day)
        page = client.get(address).content.decode()
        assert ("The permissions for these have ended" in page) == told
        step = client.get(reverse("evidence:step", args=[draft.pk, "p2a"])).content.decode()
        assert ("These permissions have ended" in step) == told
    actions.submit(draft, by=ada)  # a warning; they may have held on the day of the recording


def test_the_pages_count_and_keep_what_was_typed(client, ada, bo) -> None:
    client.force_login(ada)
    listed = reverse("evidence:registers")
    assert "No register yet" in client.get(listed).content.decode()
    typed = {"name": "Period 3", "students": "many", "school_year": school_year_of(today())}
    refused = client.post(listed, typed)
    assert refused.status_code == 422 and 'value="many"' in refused.content.decode()
    opened = client.post(listed, typed | {"students": "24"}, follow=True)
    row = PermissionRegister.objects.get()
    page = reverse("evidence:register", args=[row.pk])
    assert opened.redirect_chain[-1][0] == page
    counting = reverse("evidence:register_forms", args=[row.pk])
    sent = {"scope": "public", "forms": "31", "received_on": today().isoformat(), "expires_on": ""}
    refused = client.post(counting, sent)
    assert refused.status_code == 422 and 'value="31"' in refused.content.decode()
    assert "more forms than students" in refused.content.decode()
    assert "21" in client.post(counting, sent | {"forms": "21"}, follow=True).content.decode()
    entry = row.entries.get()
    client.post(reverse("evidence:register_form_removal", args=[row.pk, entry.pk]))
    assert row.forms_for("public", today()) == 20
    refused = client.post(page, {"name": "Period 3", "students": ""})
    assert refused.status_code == 422
    client.post(page, {"name": "Mia Rivera", "students": "25"})
    assert "may name a person" in client.get(page).content.decode(), "kept, with a warning"
    for address, said in ((page, "20"), (listed, "Mia Rivera")):
        sheet = b"".join(client.get(f"{address}?file=csv").streaming_content).decode()
        assert said in sheet
    client.post(reverse("evidence:register_closing", args=[row.pk]))
    assert "Count them" not in client.get(page).content.decode()
    client.force_login(bo)
    assert client.get(page).status_code == 404
    assert client.post(counting, sent).status_code == 404


def test_the_list_asks_no_more_for_more_classes(client, ada, django_assert_num_queries) -> None:
    client.force_login(ada)
    make_register(ada, forms=3)
    address = reverse("evidence:registers")
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)
    make_register(ada, "Period 4", forms=3)
    with django_assert_num_queries(5):
        client.get(address)


def test_a_step_offers_the_registers_of_its_learner(client, ada, bo, artifact) -> None:
    row = make_register(ada, forms=20)
    make_register(bo, "Somebody else’s")
    client.force_login(ada)
    path = reverse("evidence:step", args=[artifact.submission_id, "p2a"])
    page = client.get(path).content.decode()
    assert str(row) in page and "Somebody else’s" not in page
    prefix = f"a{artifact.pk}"
    data = {
        f"{prefix}-description": "",
        f"{prefix}-at": "",
        f"{prefix}-note": "",
        f"{prefix}-consent-register": str(row.pk),
        f"{prefix}-consent-scope": "assessment",
    }
    client.post(path, data)
    consent = Consent.objects.get(artifact=artifact)
    assert (consent.register, consent.students, consent.off_camera) == (row, 24, 4)
    refused = client.post(path, data | {f"{prefix}-consent-register": "999999"})
    assert refused.status_code == 422
    assert artifact.name in client.get(reverse("evidence:register", args=[row.pk])).content.decode()


def test_the_printed_form_says_what_the_policy_says_in_both_languages(client, ada) -> None:
    row = make_register(ada)
    client.force_login(ada)
    address = reverse("evidence:register_printed", args=[row.pk])
    page = client.get(address).content.decode()
    months = RetentionPolicy().keep_streaming_copy_months
    assert f"Recordings are deleted {months} months after the decision" in page
    assert f"{months} meses" in page and 'lang="es"' in page
    assert str(last_day_of(row.school_year).year) in page
    assert "shown in public" not in page.split("<article", 1)[1], "asked only where it is wanted"
    page = client.get(address, {"language": ["es"], "scope": "public", "until": "2027-03-01"})
    paper = page.content.decode().split("<article", 1)[1]
    assert 'lang="en"' not in paper and "1 de marzo de 2027" in paper
    text = client.get(address, {"file": "text"}).content.decode()
    assert "[ ] No. My child is not to be seen or heard." in text
    template = client.get(address, {"language": "template"}).content.decode()
    assert "to-translate" in template
    assert client.get(address, {"language": "klingon", "until": "soon"}).status_code == 200
