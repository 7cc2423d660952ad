"""Pages of exemplars, through HTTP: choosing, deciding, reading, and what strangers and late readers meet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.models import Edition, Version
from assay.community import actions
from assay.community.models import Exemplar
from assay.community.tests.exemplar_factories import (
    answer,
    file,
    make_agreed,
    make_earned,
    make_exemplar,
)
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"community:{name}", args=args)


def sent(submission: Submission, **changes: str) -> dict[str, str]:
    """What the form sends for one whole answer."""
    key = answer(submission).key
    return {
        f"piece-{key}": "on",
        f"criterion-{key}": "c1",
        "title": "Two pauses",
        "audience": "program",
        "ownership": "learner",
        "license": "reserved",
        "confirmed": "on",
        **changes,
    }


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


class TestShowing:
    def test_from_the_page_of_earned_work_to_the_officer(
        self, earned: Submission, ada: Person
    ) -> None:
        mine = signed_in(ada)
        address = path("exemplar_showing", earned.pk)
        assert address in read(mine, reverse("evidence:detail", args=[earned.pk]))
        page = read(mine, address)
        assert "no privacy officer now" in page and "Seen at c1" not in page
        assert "for the assessment alone" in page, "why the video cannot be shown"
        answered = mine.post(address, sent(earned))
        assert answered.headers["Location"] == path("my_exemplars")
        assert "Two pauses" in read(mine, path("my_exemplars"))
        assert mine.get(address).status_code == 302, "it is with the officer"
        assert "With the privacy officer" in read(
            mine, reverse("evidence:detail", args=[earned.pk])
        )

    def test_what_was_typed_stays_when_it_is_refused(self, earned: Submission, ada: Person) -> None:
        key = answer(earned).key
        typed = sent(earned, **{f"passage-{key}": "Not my words", "confirmed": ""})
        answered = signed_in(ada).post(path("exemplar_showing", earned.pk), typed)
        page = answered.content.decode()
        assert answered.status_code == 422 and not Exemplar.objects.exists()
        assert "Not my words" in page and "Two pauses" in page
        assert "word for word" in page and "Until then nothing is shown" in page

    @pytest.mark.parametrize(
        "bad", [{"audience": "world"}, {"title": "x" * 500}, {"license": "<script>"}]
    )
    def test_forged_answers(self, earned: Submission, ada: Person, bad: dict[str, str]) -> None:
        answered = signed_in(ada).post(path("exemplar_showing", earned.pk), sent(earned, **bad))
        assert answered.status_code == 422 and b"<script>" not in answered.content.replace(
            b'<script type="module"', b""
        ).replace(b"<script src", b"")
        assert not Exemplar.objects.exists()

    def test_nobody_else_meets_it(self, earned: Submission, dee: Person, lea: Person) -> None:
        for person in (dee, lea):
            client = signed_in(person)
            assert client.get(path("exemplar_showing", earned.pk)).status_code == 404
            assert client.post(path("exemplar_showing", earned.pk)).status_code == 404
        assert Client().get(path("exemplar_showing", earned.pk)).status_code == 302

    def test_one_takes_back_ones_own_alone(
        self, earned: Submission, ada: Person, dee: Person, ofelia: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        assert signed_in(dee).post(path("exemplar_withdrawal", row.pk)).status_code == 404
        mine = signed_in(ada)
        assert mine.post(path("exemplar_withdrawal", row.pk)).status_code == 302
        assert mine.post(path("exemplar_withdrawal", row.pk)).status_code == 409
        assert "Its learner took it back." in read(mine, path("my_exemplars"))


class TestProposing:
    def test_from_the_sheet_that_was_sent_without_a_name(
        self, earned: Submission, ada: Person
    ) -> None:
        assignment = earned.evaluation.assignments.earliest("pk")
        theirs = signed_in(assignment.assessor)
        address = path("exemplar_proposing", earned.public_id)
        assert address in read(theirs, reverse("assessment:sheet", args=[assignment.pk]))
        assert "Ada" not in read(theirs, address)
        theirs.post(address)
        theirs.post(address)
        row = Exemplar.objects.get()
        assert row.proposed_by == assignment.assessor
        name = assignment.assessor.display_name
        for page in (
            reverse("evidence:detail", args=[earned.pk]),
            path("exemplar_showing", earned.pk),
            path("my_exemplars"),
        ):
            assert name not in read(signed_in(ada), page)
        assert "proposed as an example" in read(
            signed_in(ada), reverse("evidence:detail", args=[earned.pk])
        )
        signed_in(ada).post(path("exemplar_declining", row.pk))
        assert "Declined" not in read(theirs, address)

    def test_strangers_to_it(self, earned: Submission, ada: Person, dee: Person) -> None:
        for person in (ada, dee):
            address = path("exemplar_proposing", earned.public_id)
            assert signed_in(person).get(address).status_code == 404
        assert signed_in(dee).get(path("exemplar_proposing", "0000-0000")).status_code == 404


class TestDeciding:
    def test_the_officer_sees_each_piece_and_each_permission(
        self, earned: Submission, ada: Person, ofelia: Person
    ) -> None:
        video = earned.artifacts.get(step_id="p2a")
        evidence.record_public_consent(video, permissions=20, agreed=True, by=ada)
        row = make_agreed(earned, answer(earned), file(earned, "p2a"), audience="public")
        desk = signed_in(ofelia)
        assert "Two pauses" in read(desk, path("exemplars_to_decide"))
        page = read(desk, path("exemplar_to_decide", row.pk))
        assert "Ada Marsh" in page and "Students:" in page and "Recorded for the public" in page
        assert "words words" in page and "at c1." in page
        assert desk.get(path("exemplar_file_to_decide", row.pk, 2)).status_code == 200
        assert desk.get(path("exemplar_file_to_decide", row.pk, 1)).status_code == 404
        days = {"starts_on": today().isoformat(), "ends_on": "2099-01-01"}
        refused = desk.post(path("exemplar_approval", row.pk), days)
        assert refused.status_code == 422 and b"2099-01-01" in refused.content
        days["ends_on"] = (today() + timedelta(days=90)).isoformat()
        assert desk.post(path("exemplar_approval", row.pk), days).status_code == 302
        assert desk.post(path("exemplar_approval", row.pk), days).status_code == 409
        assert desk.post(path("exemplar_refusal", row.pk), {"words": ""}).status_code == 422
        assert desk.post(path("exemplar_refusal", row.pk), {"words": "A parent"}).status_code == 302
        row.refresh_from_db()
        assert (row.status, row.ended_because) == ("withdrawn", "officer")
        assert "A parent" in read(signed_in(ada), path("my_exemplars"))

    def test_a_no_before_it_was_shown(self, earned: Submission, ofelia: Person) -> None:
        row = make_agreed(earned)
        signed_in(ofelia).post(path("exemplar_refusal", row.pk), {"words": "Too near."})
        row.refresh_from_db()
        assert row.status == "declined"

    def test_what_lies_on_hold_is_closed_to_the_officer_too(
        self, earned: Submission, ofelia: Person, lea: Person
    ) -> None:
        row = make_agreed(earned, file(earned, "p2b"))
        evidence.hold(earned.artifacts.get(step_id="p2b"), "privacy", by=lea)
        desk = signed_in(ofelia)
        assert "on hold" in read(desk, path("exemplar_to_decide", row.pk))
        assert desk.get(path("exemplar_file_to_decide", row.pk, 1)).status_code == 404

    def test_the_list_as_csv_has_no_formulas(self, earned: Submission, ofelia: Person) -> None:
        make_agreed(earned, title="=1+1")
        answered = signed_in(ofelia).get(path("exemplars_csv"))
        rows = b"".join(answered.streaming_content).decode()  # type: ignore[attr-defined]
        assert "Ada Marsh" in rows and "\n=1+1" not in rows

    def test_officers_of_other_programs_and_other_roles_meet_nothing(
        self, earned: Submission, max_: Person, ada: Person
    ) -> None:
        row = make_agreed(earned)
        abroad = Organization.objects.create(ident="north", name="North", kind="partner")
        other = signed_in(make_person("Otto", role="privacy-officer", organization=abroad))
        assert "Two pauses" not in read(other, path("exemplars_to_decide"))
        for address in (
            path("exemplar_to_decide", row.pk),
            path("exemplar_file_to_decide", row.pk, 1),
        ):
            assert other.get(address).status_code == 404
        for person in (max_, ada):
            assert signed_in(person).get(path("exemplars_to_decide")).status_code == 404

    def test_home_says_what_waits(self, earned: Submission, ofelia: Person) -> None:
        make_agreed(earned)
        assert "Decide on an example" in read(signed_in(ofelia), reverse("home"))


def test_beside_the_criterion_on_the_page_of_its_micro_credential(
    earned: Submission, ofelia: Person, dee: Person, version: Version
) -> None:
    row = make_exemplar(earned, file(earned, "p2b"), officer=ofelia)
    detail = reverse("catalog:detail", args=[version.micro_credential.slug])
    assert path("exemplar", row.pk) in read(signed_in(dee), detail)
    assert path("exemplar", row.pk) not in read(Client(), detail)
    draft = evidence.begin(dee, version.micro_credential, by=dee)
    workspace = reverse("evidence:workspace", args=[draft.pk])
    assert path("exemplar", row.pk) in read(signed_in(dee), workspace)
    page = read(signed_in(dee), path("exemplar", row.pk))
    criterion = version.content.criteria_on("p2b")[0]
    assert criterion.title in page and f"Seen at {criterion.id}." in page
    assert "Ada Marsh" not in page and "By a colleague" in page
    assert "Assessor" not in page.replace("the assessors", "")


def test_a_visitors_page_is_another_one_once_it_is_taken_back(
    earned: Submission, ofelia: Person, ada: Person, version: Version
) -> None:
    Edition.objects.update_or_create(pk=1, defaults={"stamp": "a-stamp"})
    row = make_exemplar(earned, officer=ofelia, audience="public", named=True)
    detail = reverse("catalog:detail", args=[version.micro_credential.slug])
    visitor = Client()
    first = visitor.get(detail)
    assert path("exemplar", row.pk) in first.content.decode()
    tag = first.headers["ETag"]
    assert visitor.get(detail, headers={"If-None-Match": tag}).status_code == 304
    assert "Ada Marsh" in read(visitor, path("exemplar", row.pk))
    actions.withdraw_exemplar(row, by=ada)
    late = visitor.get(detail, headers={"If-None-Match": tag})
    assert late.status_code == 200 and path("exemplar", row.pk) not in late.content.decode()


class TestReading:
    def test_a_file_plays_in_place_under_a_name_of_ours_and_each_look_is_noted(
        self, earned: Submission, ofelia: Person, dee: Person
    ) -> None:
        row = make_exemplar(earned, file(earned, "p2b"), officer=ofelia)
        answered = signed_in(dee).get(path("exemplar_file", row.pk, 1))
        assert answered.status_code == 200 and "no-store" in answered.headers["Cache-Control"]
        assert f"example-{row.pk}-1" in answered.headers["Content-Disposition"]
        assert Event.objects.filter(verb="evidence.opened", by_id=str(dee.pk)).exists()
        assert signed_in(dee).get(path("exemplar_file", row.pk, 2)).status_code == 404

    def test_pages_are_kept_by_no_one_and_those_of_a_program_by_no_search_engine(
        self, earned: Submission, ofelia: Person, dee: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        answered = signed_in(dee).get(path("exemplar", row.pk))
        assert "no-store" in answered.headers["Cache-Control"]
        assert answered.headers["X-Robots-Tag"] == "noindex" and b"noindex" in answered.content

    def test_what_was_taken_back_is_gone_for_those_it_was_for_and_nothing_for_others(
        self, earned: Submission, ofelia: Person, ada: Person, dee: Person
    ) -> None:
        row = make_exemplar(earned, file(earned, "p2b"), officer=ofelia)
        addresses = (path("exemplar", row.pk), path("exemplar_file", row.pk, 1))
        assert [Client().get(a).status_code for a in addresses] == [404, 404]
        actions.withdraw_exemplar(row, by=ada)
        late = signed_in(dee).get(addresses[0])
        assert late.status_code == 410 and "no longer shown" in late.content.decode()
        assert signed_in(dee).get(addresses[1]).status_code == 410
        assert "Two pauses" not in read(signed_in(dee), path("exemplars"))
        assert [Client().get(a).status_code for a in addresses] == [404, 404]

    def test_what_is_not_approved_yet_is_not_there(self, earned: Submission, dee: Person) -> None:
        row = make_agreed(earned, audience="public")
        assert signed_in(dee).get(path("exemplar", row.pk)).status_code == 404

    def test_found_by_words_micro_credential_and_competency(
        self, earned: Submission, ofelia: Person, dee: Person, version: Version
    ) -> None:
        make_exemplar(earned, officer=ofelia)
        reader = signed_in(dee)
        slug = version.micro_credential.slug
        competency = version.alignments.exclude(competency=None).first()
        good = ["q=pauses", f"of={slug}", "q=Wait+Time", "q=páusés+TWO"]
        if competency is not None:
            good.append(f"competency={competency.competency_id}")
        for asked in good:
            assert "Two pauses" in read(reader, f"{path('exemplars')}?{asked}")
        for asked in (
            "q=fractions",
            "of=other",
            "competency=99999999",
            "q=%00",
            "page=x",
            "competency=²",
        ):
            answered = reader.get(f"{path('exemplars')}?{asked}")
            assert answered.status_code == 200
        assert "No example fits" in read(reader, f"{path('exemplars')}?q=fractions")
        assert "No examples yet" in read(Client(), path("exemplars"))


def _many(
    district: Organization, version: Version, lea: Person, chi: Person, ofelia: Person, count: int
) -> None:
    for n in range(count):
        learner = make_person(f"Learner {n}", role="learner", organization=district)
        work = make_earned(learner, district, version, lead=lea, approver=chi)
        make_exemplar(work, officer=ofelia, title=f"Example {n}")


def test_lists_cost_the_same_however_long(
    earned: Submission,
    ada: Person,
    district: Organization,
    version: Version,
    lea: Person,
    chi: Person,
    ofelia: Person,
    dee: Person,
) -> None:
    make_exemplar(earned, officer=ofelia)
    pages = [
        (signed_in(dee), path("exemplars")),
        (signed_in(ofelia), path("exemplars_to_decide")),
        (signed_in(dee), reverse("catalog:detail", args=[version.micro_credential.slug])),
    ]

    def costs() -> list[int]:
        found = []
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                client.get(address)
            found.append(len(caught))
        return found

    before = costs()
    _many(district, version, lea, chi, ofelia, 3)
    assert costs() == before
    assert before[0] <= 9 and before[1] <= 6, before
