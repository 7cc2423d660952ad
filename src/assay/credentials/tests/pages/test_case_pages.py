"""Pages of cases: each does its part through HTTP, what is typed stays, and strangers find nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assay.credentials import actions
from assay.credentials.models import Award, CaseFile, RevocationCase
from assay.evidence.files.tests import samples
from assay.lib.clock import held_at, now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person

pytestmark = pytest.mark.django_db

STORY = "The video shows another class; the teacher in it has told us so."
WHY = "I have watched the video twice and read the answer."


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined, no-any-return]  # a response


def test_from_opening_to_the_last_word(
    award: Award, ada: Person, chi: Person, cham: Person, panel: list[Person]
) -> None:
    opened = sign_in(chi).post(
        f"/awards/{award.pk}/cases/", {"ground": "falsified_evidence", "reason": STORY}, follow=True
    )
    case = RevocationCase.objects.get()
    url = f"/cases/{case.pk}/"
    assert STORY in text(opened)
    assert "Someone asks for this badge" in text(sign_in(ada).get(f"/awards/{award.pk}/"))
    own = f"/awards/{award.pk}/case/"
    assert STORY in text(sign_in(ada).get(own))
    short = sign_in(ada).post(own, {"answer": "No."})
    assert short.status_code == 422 and "No." in text(short)
    sign_in(ada).post(own, {"answer": "It is my own class, in its second year."})
    few = sign_in(cham).post(f"{url}panel/", {"panel": [panel[0].pk]})
    assert few.status_code == 422 and "Choose three people." in text(few)
    sign_in(cham).post(f"{url}panel/", {"panel": [person.pk for person in panel]})
    early = sign_in(panel[0]).post(f"{url}vote/", {"verdict": "withdraw", "reason": WHY})
    assert early.status_code == 409 and "too early" in text(early)
    with held_at(now() + timedelta(days=15)):
        for person, verdict in zip(panel, ("withdraw", "keep", "withdraw"), strict=True):
            page = sign_in(person).get(url)
            assert "my own class" in text(page) and "The evidence" in text(page)
            sign_in(person).post(f"{url}vote/", {"verdict": verdict, "reason": WHY})
        assert WHY in text(sign_in(ada).get(own))
        assert panel[0].display_name not in text(sign_in(ada).get(own))
        sign_in(ada).post(f"{own}appeal/", {"words": "Nobody asked the students in it."})
        ended = sign_in(cham).post(
            f"{url}hearing/", {"verdict": "keep", "reason": WHY}, follow=True
        )
        assert "The badge stays" in text(ended)
    assert "Your badge stays" in text(sign_in(ada).get(own))
    award.refresh_from_db()
    assert not award.revoked


def test_the_list_has_what_concerns_somebody_and_goes_as_a_file(
    award: Award, ada: Person, chi: Person, cham: Person, panel: list[Person], bo: Person
) -> None:
    case = actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    assert "Ada Marsh" in text(sign_in(chi).get("/cases/"))
    assert "Ada Marsh" not in text(sign_in(panel[0]).get("/cases/"))
    actions.name_panel(case, panel, by=cham)
    assert "Ada Marsh" in text(sign_in(panel[0]).get("/cases/"))
    assert "No cases here" in text(sign_in(panel[0]).get("/cases/?show=to_vote"))
    with held_at(now() + timedelta(days=15)):
        assert "Ada Marsh" in text(sign_in(panel[0]).get("/cases/?show=to_vote"))
        assert "Vote on a badge of" in text(sign_in(panel[0]).get("/"))
    lines = b"".join(sign_in(chi).get("/cases/?file=csv")).decode()
    assert "Ada Marsh" in lines and STORY not in lines
    for person in (ada, bo):
        assert sign_in(person).get("/cases/").status_code == 404


def test_a_case_is_found_by_its_earner_or_micro_credential(
    award: Award, chi: Person, bo: Person, version
) -> None:
    from assay.credentials.tests.factories import make_award

    for one in (award, make_award(bo, version)):
        actions.open_case(one, ground="falsified_evidence", reason=STORY, by=chi)
    client, name = sign_in(chi), bo.display_name
    found = text(client.get(f"/cases/?q={name.split()[0]}"))
    assert name in found and "Ada Marsh" not in found
    assert name in text(client.get(f"/cases/?q={version.title[:6]}&sort=status&show=hearing"))
    lines = b"".join(client.get("/cases/?q=marsh&file=csv")).decode()
    assert "Ada Marsh" in lines and name not in lines
    assert "No case matches" in text(client.get("/cases/?q=zzz"))


def test_strangers_find_no_case(
    award: Award, ada: Person, chi: Person, dee: Person, panel: list[Person]
) -> None:
    case = actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    away = make_person("Out Sider", role="approver", organization=make_district("Elsewhere"))
    for person in (ada, dee, away, panel[0]):
        assert sign_in(person).get(f"/cases/{case.pk}/").status_code == 404
    for person in (dee, chi, away):
        assert sign_in(person).get(f"/awards/{award.pk}/case/").status_code == 404


def test_the_chair_finds_a_case_without_a_panel_on_home(
    award: Award, chi: Person, cham: Person
) -> None:
    actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    assert "See to the case" in text(sign_in(cham).get("/"))


def test_the_list_costs_the_same_however_long(
    award: Award, chi: Person, version, django_assert_max_num_queries
) -> None:
    from assay.credentials.tests.factories import make_award

    for n in range(4):
        more = make_award(make_person(f"P{n} Q"), version)
        actions.open_case(more, ground="falsified_evidence", reason=STORY, by=chi)
    client = sign_in(chi)
    client.get("/cases/")
    with django_assert_max_num_queries(10):
        client.get("/cases/")


def test_an_administrator_has_it_on_home_where_there_is_no_chair_who_may(
    award: Award, chi: Person, max_: Person, district: Organization
) -> None:
    actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    assert "See to the case" in text(sign_in(max_).get("/"))
    chair = make_person("Cham Chair", role="committee-chair", organization=district)
    assert "See to the case" not in text(sign_in(max_).get("/"))
    RevocationCase.objects.update(opened_by=chair)  # who has a part in it may not
    assert "See to the case" in text(sign_in(max_).get("/"))


def sent(name: str = "form.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(2) if content is None else content)


def test_files_are_added_taken_out_and_sent_and_what_is_typed_stays(
    award: Award, ada: Person, chi: Person, cham: Person, panel: list[Person]
) -> None:
    case = actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)
    own, client, side = (
        f"/awards/{award.pk}/case/",
        sign_in(ada),
        "It is my own class, in year two.",
    )
    refused = client.post(f"{own}files/", {"answer": side, "files": [sent("plan.exe")]})
    assert refused.status_code == 422
    assert "Choose one of these types" in text(refused) and side in text(refused)
    assert "Choose a file." in text(client.post(f"{own}files/", {"answer": side}))
    added = client.post(
        f"{own}files/", {"answer": side, "files": [sent(), sent("two.pdf", samples.pdf(3))]}
    )
    assert "form.pdf" in text(added) and "two.pdf" in text(added) and side in text(added)
    two = CaseFile.objects.get(name="two.pdf")
    out = client.post(f"{own}files/{two.pk}/removal/", {"answer": side})
    assert ">two.pdf<" not in text(out) and side in text(out)
    assert client.post(f"{own}files/{two.pk}/removal/", {"answer": side}).status_code == 409
    by_script = client.post(
        f"{own}files/", {"files": [sent("x.exe")]}, headers={"Accept": "application/json"}
    )
    assert by_script.status_code == 422 and "types" in by_script.json()["detail"]
    file = CaseFile.objects.get(name="form.pdf")
    assert b"".join(client.get(f"{own}files/{file.pk}/")).startswith(b"%PDF")
    assert client.get(f"{own}files/{two.pk}/").status_code == 404
    url = f"/cases/{case.pk}/files/{file.pk}/"
    actions.name_panel(case, panel, by=cham)
    assert sign_in(panel[0]).get(url).status_code == 404
    unsent = client.post(own, {"answer": side, "files": [sent("x.exe")]})
    assert unsent.status_code == 422 and side in text(unsent)
    more = {"answer": side, "files": [sent("three.pdf", samples.pdf(4))]}
    assert "three.pdf" in text(client.post(own, more, follow=True))
    for person in (*panel, cham):
        assert "form.pdf" in text(sign_in(person).get(f"/cases/{case.pk}/"))
        answer = sign_in(person).post(url, follow=True)
        assert b"".join(answer).startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")
    page = text(sign_in(chi).get(f"/cases/{case.pk}/"))
    assert "Files came with it." in page and "form.pdf" not in page
    away = make_person("Out Sider", role="committee-chair", organization=make_district("Away"))
    for person in (chi, away, ada):
        assert sign_in(person).get(url).status_code == 404
    for person in (chi, panel[0], away):
        assert sign_in(person).get(f"{own}files/{file.pk}/").status_code == 404
