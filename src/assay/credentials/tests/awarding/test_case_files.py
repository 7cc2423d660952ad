"""Files beside an answer: whose they are, until when, what is taken, and that they are gone when their time is over."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.credentials import actions, policy
from assay.credentials.models import CaseFile, RevocationCase
from assay.evidence.files.storage import reading, size_of
from assay.evidence.files.tests import samples
from assay.evidence.quota import used_bytes
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, NoRoom, TooLarge, WrongState
from assay.people.models import Person
from assay.people.tests.factories import make_person
from assay.program.actions import set_policy
from assay.record.models import Event

pytestmark = pytest.mark.django_db

SIDE = "It is my own class, in its second year."
WHY = "I have watched the video twice and read the answer."


def add(case: RevocationCase, by: Person, name: str = "form.pdf") -> CaseFile:
    return actions.add_case_file(case, BytesIO(samples.pdf(2)), name=name, by=by)


def seen(file: CaseFile, *people: Person) -> list[bool]:
    return [policy.can_read_case_files(person, file.case) for person in people]


def test_a_file_is_cleaned_counted_and_noted_as_evidence_is(
    case: RevocationCase, ada: Person
) -> None:
    before = used_bytes(ada)
    photo = samples.picture(place=True)
    file = actions.add_case_file(case, BytesIO(photo), name="class.jpg", by=ada)
    assert (file.media_type, file.name) == ("image/jpeg", "class.jpg")
    assert b"Phone of Somebody" not in b"".join(reading(file.storage_key, 0, file.size_bytes - 1))
    assert used_bytes(ada) == before + file.size_bytes
    event = Event.objects.get(verb="credentials.case_file_added")
    assert event.particulars == {"file": file.pk, "size_bytes": file.size_bytes}


def test_only_the_earner_adds_and_takes_out(
    case: RevocationCase, ada: Person, chi: Person, cham: Person, dee: Person
) -> None:
    file = add(case, ada)
    for other in (chi, cham, dee):
        with pytest.raises(PermissionDenied):
            add(case, other, "other.pdf")
        with pytest.raises(PermissionDenied):
            actions.remove_case_file(file, by=other)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00" * 40, "notes.exe", "Choose one of these types: PDF"),
        (b"MZ\x90\x00" * 40, "notes.pdf", "its content is something else"),
        (b"<svg><script>1</script></svg>", "plan.svg", "can carry scripts"),
        (b"", "form.pdf", "is empty"),
    ],
)
def test_what_is_refused_says_what_to_do(
    case: RevocationCase, ada: Person, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        actions.add_case_file(case, BytesIO(content), name=name, by=ada)
    assert not CaseFile.objects.exists()


def test_size_number_twins_and_room_have_their_limits(
    case: RevocationCase, ada: Person, max_: Person
) -> None:
    add(case, ada)
    with pytest.raises(BadInput, match="This is the same file as"):
        add(case, ada, "again.pdf")
    for n in range(3, 7):
        actions.add_case_file(case, BytesIO(samples.pdf(n)), name=f"{n}.pdf", by=ada)
    with pytest.raises(BadInput, match="5 files already"):
        actions.add_case_file(case, BytesIO(samples.pdf(9)), name="9.pdf", by=ada)
    actions.remove_case_file(CaseFile.objects.get(name="3.pdf"), by=ada)
    set_policy("evidence", {"max_upload_mb": 1}, by=max_)
    with pytest.raises(TooLarge, match="up to 1 MB"):
        actions.add_case_file(case, BytesIO(b"%PDF-" + bytes(2_000_000)), name="9.pdf", by=ada)


def test_files_count_into_the_room_of_their_earner(
    case: RevocationCase, ada: Person, max_: Person
) -> None:
    set_policy("evidence", {"max_gb_per_person": 1}, by=max_)
    CaseFile.objects.filter(pk=add(case, ada).pk).update(size_bytes=1024**3)
    with pytest.raises(NoRoom, match="1 GB there are for one person"):
        actions.add_case_file(case, BytesIO(samples.pdf(3)), name="3.pdf", by=ada)


def test_a_second_press_and_an_answer_that_is_sent_end_it(
    case: RevocationCase, ada: Person
) -> None:
    file, other = (
        add(case, ada),
        actions.add_case_file(case, BytesIO(samples.pdf(3)), name="3.pdf", by=ada),
    )
    actions.remove_case_file(file, by=ada)
    with pytest.raises(WrongState, match="already taken out"):
        actions.remove_case_file(file, by=ada)
    actions.answer_case(case, SIDE, by=ada)
    with pytest.raises(WrongState, match="already answered"):
        add(case, ada)
    with pytest.raises(WrongState, match="already answered"):
        actions.remove_case_file(other, by=ada)
    assert Event.objects.filter(verb="credentials.case_file_removed").count() == 1


def test_the_panel_and_the_chair_read_it_once_it_is_sent_and_nobody_else(
    case: RevocationCase, ada: Person, chi: Person, cham: Person, panel: list[Person], max_: Person
) -> None:
    file = add(case, ada)
    actions.name_panel(case, panel, by=cham)
    other = make_person("Other Member", role="committee-member", organization=case.award.issuer)
    assert seen(file, ada, *panel, cham) == [True, False, False, False, False]
    actions.answer_case(case, SIDE, by=ada)
    assert seen(file, ada, *panel, cham) == [True] * 5
    assert seen(file, chi, max_, other) == [False] * 3
    with pytest.raises(PermissionDenied):
        actions.open_case_file(file, by=chi)
    actions.open_case_file(file, by=ada)
    actions.open_case_file(file, by=panel[0])
    (event,) = Event.objects.filter(verb="credentials.case_file_opened")
    assert event.particulars == {"file": file.pk} and event.by_id == str(panel[0].pk)


def test_a_look_at_its_middle_is_a_look_and_further_pieces_are_the_same_one(
    case: RevocationCase, client: Client, ada: Person, cham: Person, panel: list[Person]
) -> None:
    file = add(case, ada)
    other = actions.add_case_file(case, BytesIO(samples.picture()), name="class.jpg", by=ada)
    actions.name_panel(case, panel, by=cham)
    actions.answer_case(case, SIDE, by=ada)
    client.force_login(panel[0])
    for one, times in ((file, 1), (file, 1), (other, 2)):
        address = reverse("credentials:case_file", args=[case.pk, one.pk])
        answer = client.post(address, follow=True, headers={"range": "bytes=5-9"})
        assert answer.status_code == 206 and b"".join(answer)
        assert Event.objects.filter(verb="credentials.case_file_opened").count() == times
    address = reverse("credentials:case_file", args=[case.pk, file.pk])
    b"".join(client.post(address, follow=True))
    assert Event.objects.filter(verb="credentials.case_file_opened").count() == 3


def test_what_was_taken_out_is_deleted_after_a_day_and_its_deletion_recorded(
    case: RevocationCase, ada: Person
) -> None:
    file = add(case, ada)
    actions.remove_case_file(file, by=ada)
    assert actions.delete_case_files() == 0  # the same bytes might be on their way again
    with held_at(now() + timedelta(days=2)):
        assert actions.delete_case_files() == 1
        assert actions.delete_case_files() == 0
    assert size_of(file.storage_key) is None
    file.refresh_from_db()
    assert (file.name, file.storage_key) == ("", "") and file.deleted_at
    (event,) = Event.objects.filter(verb="credentials.case_file_deleted")
    assert event.particulars == {"file": file.pk}


def test_bytes_that_another_row_names_stay(case: RevocationCase, ada: Person) -> None:
    file = add(case, ada)
    actions.remove_case_file(file, by=ada)
    again = add(case, ada, "again.pdf")
    with held_at(now() + timedelta(days=2)):
        assert actions.delete_case_files() == 1
    assert size_of(again.storage_key) == again.size_bytes


def test_what_was_sent_is_kept_as_long_as_evidence_after_the_end(
    client: Client,
    case: RevocationCase,
    ada: Person,
    cham: Person,
    panel: list[Person],
    max_: Person,
) -> None:
    set_policy("evidence", {"keep_originals_days_after_decision": 30}, by=max_)
    file = add(case, ada)
    actions.answer_case(case, SIDE, by=ada)
    actions.name_panel(case, panel, by=cham)
    with held_at(now() + timedelta(days=15)):
        for person in panel:
            actions.vote(case, "keep", reason=WHY, by=person)
    with held_at(now() + timedelta(days=44)):
        assert actions.delete_case_files() == 0
    with held_at(now() + timedelta(days=47)):
        assert actions.delete_case_files() == 1
    assert size_of(file.storage_key) is None
    client.force_login(ada)
    assert (
        client.get(reverse("credentials:own_case_file", args=[case.award_id, file.pk])).status_code
        == 404
    )
