import json
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.awarding.basis import BadgeFacts
from assay.credentials.awarding.batch import actions as batch_actions
from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.awarding.composing import Workshop
from assay.credentials.awarding.template import Template
from assay.credentials.issuers import status_lists
from assay.credentials.models import Award, Credential, StatusList
from assay.credentials.tests.factories import make_evaluation
from assay.journeys.models import Start
from assay.lib.clock import held_at
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event, Receipt
from assay.record.sealing import check

pytestmark = pytest.mark.django_db
NUMBERS = UUID("6b1cc2d5-33a4-5e52-8b63-2fb0dfc1e9b1"), UUID("0d6b8f3c-7a52-4c0e-9d10-6c1a4f6f7b42")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def waiting(version: Version) -> list[int]:
    """Ten released decisions without a badge."""
    return [make_evaluation(make_person(f"P{n} Q"), version).pk for n in range(10)]


def in_bulk(evaluations: list[int], **others: object) -> batch_actions.Outcome:
    return actions.award_all(evaluations, by=None, workshop=Workshop(), **others)  # type: ignore[arg-type]


def told() -> list[tuple[str, str, str, dict]]:
    return [
        (e.verb, e.subject_id, e.by_id, e.particulars)
        for e in Event.objects.filter(
            verb__in=("credentials.awarded", "journeys.finished")
        ).order_by("verb", "id")
    ]


def test_each_gets_what_the_single_verb_gives(waiting: list[int]) -> None:
    outcome = in_bulk(waiting)
    assert len(outcome.kept) == Award.objects.count() == Credential.objects.count() == 10
    assert outcome.left == []
    assert set(Start.objects.values_list("status", flat=True)) == {"finished"}
    assert Event.objects.filter(verb="credentials.awarded").count() == 10
    assert Event.objects.filter(verb="journeys.finished").count() == 10
    assert len(set(Award.objects.values_list("status_index", flat=True))) == 10
    assert StatusList.objects.get().assigned == 10
    assert check().whole


def same_salts_and_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(1)
    monkeypatch.setattr("secrets.token_hex", lambda size: f"{next(numbers):0{2 * size}x}")


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "\x00" not in text),
    almost=st.sets(st.sampled_from(["c1", "c2"])),
    after=st.integers(0, 10**7),
)
def test_the_bytes_are_those_of_the_single_verb(
    district: Organization, version: Version, name: str, almost: set[str], after: int
) -> None:
    """Same decision, same moment, same salt and number: the same badge, byte for byte."""
    actions.ensure_issuer(district)
    if not StatusList.objects.exists():
        status_lists.open_list(actions.ensure_issuer(district))
    with (
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
        held_at(NOON + timedelta(seconds=after)),
    ):
        person = make_person("Somebody Else")
        Person.objects.filter(pk=person.pk).update(display_name=name)
        levels = {
            c.id: "almost" if c.id in almost else "demonstrated" for c in version.content.criteria
        }
        values, used = Template.values, []
        # The first of its kind is composed whole, those after it by its template: the second is looked at.
        pair = [
            make_evaluation(make_person("First One"), version),
            make_evaluation(person, version, levels=levels),
        ]

        def counted(self: Template, facts: BadgeFacts) -> dict[str, str]:
            used.append(facts)
            return values(self, facts)

        patch.setattr(Template, "values", counted)
        rows: list[object] = []
        for awarded in (
            lambda: [actions.award(evaluation, by=None) for evaluation in pair],
            lambda: in_bulk([evaluation.pk for evaluation in pair]),
        ):
            point = transaction.savepoint()
            same_salts_and_numbers(patch)
            numbers = iter(NUMBERS)
            patch.setattr(
                Award._meta.get_field("id"), "_get_default", lambda numbers=numbers: next(numbers)
            )
            awarded()
            award = Award.objects.get(evaluation=pair[1].pk)
            fields = {f.attname: getattr(award, f.attname) for f in Award._meta.concrete_fields}
            credential = award.credentials.get()
            rows.append(
                (fields, bytes(credential.body), credential.sha256, credential.valid_from, told())
            )
            transaction.savepoint_rollback(point)
        assert rows[0] == rows[1] and len(used) == 4
        transaction.set_rollback(True)


def test_only_released_decisions_that_it_is_earned(
    ada: Person, dee: Person, version: Version
) -> None:
    pending = make_evaluation(ada, version, status="awaiting_release")
    not_yet = make_evaluation(dee, version, outcome="not_yet")
    assert in_bulk([pending.pk, not_yet.pk]) == batch_actions.Outcome([], [])
    assert bulk_run.award_waiting().done == 0
    assert not Award.objects.exists()


def test_a_second_run_gives_nothing_twice(waiting: list[int]) -> None:
    assert bulk_run.award_waiting().done == 10
    again = bulk_run.award_waiting()
    assert (again.done, again.total, again.left_count) == (0, 0, 0)
    assert in_bulk(waiting) == batch_actions.Outcome([], [])
    assert Award.objects.count() == 10


def test_batches_follow_one_another_to_the_limit(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_run, "BATCH", 3)
    told = []
    assert bulk_run.award_waiting(limit=7, tell=lambda tally: told.append(tally.done)).done == 7
    assert told == [3, 6, 7]
    assert bulk_run.award_waiting(stop=lambda: True).done == 3
    assert Award.objects.count() == 10 and check().whole


def test_another_issuer_s_wait_on(waiting: list[int], district: Organization) -> None:
    other = Organization.objects.create(ident="elsewhere", name="Elsewhere", kind="district")
    assert bulk_run.award_waiting(issuer=other).done == 0
    assert bulk_run.award_waiting(issuer=district).done == 10


def test_who_may_not_award_one_may_not_award_many(
    waiting: list[int], bo: Person, chi: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.award_all(waiting, by=bo, workshop=Workshop())
    assert not Award.objects.exists()
    assert len(actions.award_all(waiting, by=chi, workshop=Workshop()).kept) == 10
    assert set(
        Event.objects.filter(verb="credentials.awarded").values_list("by_id", flat=True)
    ) == {str(chi.pk)}


def test_somebody_who_holds_one_is_left_and_the_rest_goes_on(
    ada: Person, version: Version, waiting: list[int]
) -> None:
    actions.award(make_evaluation(ada, version), by=None)
    second = make_evaluation(ada, version)
    tally = bulk_run.award_waiting()
    assert (tally.done, tally.left_count) == (10, 1)
    [left] = tally.left
    assert left.what == second.submission.public_id and "already has a valid badge" in left.why


def test_what_the_server_awards_meanwhile_is_not_awarded_twice(
    waiting: list[int], version: Version
) -> None:
    """The single verb comes between signing and keeping: the batch is read again without it."""
    from assay.assessment.models import Evaluation

    turns = []

    def server(_credentials: object) -> None:
        if not turns:
            actions.award(Evaluation.objects.get(pk=waiting[4]), by=None)
        turns.append(1)

    outcome = in_bulk(waiting, signed=server)
    assert (len(turns), len(outcome.kept)) == (2, 9)
    assert Award.objects.count() == 10
    assert len(set(Award.objects.values_list("status_index", flat=True))) == 10
    assert StatusList.objects.get().assigned == 10 and check().whole


def test_a_key_that_was_retired_meanwhile_signs_nothing(
    waiting: list[int], district: Organization
) -> None:
    turns = []

    def rotated(_credentials: object) -> None:
        if not turns:
            actions.rotate_key(district, by=None)
        turns.append(1)

    outcome = in_bulk(waiting, signed=rotated)
    key = actions.ensure_issuer(district)
    assert len(turns) == 2 and {badge.key.pk for badge in outcome.kept} == {key.pk}


def test_nothing_is_kept_where_others_get_in_between_for_ever(
    waiting: list[int], district: Organization
) -> None:
    with pytest.raises(WrongState, match="Run it again"):
        in_bulk(waiting, signed=lambda _credentials: actions.rotate_key(district, by=None))
    assert not Award.objects.exists() and not Credential.objects.exists()
    assert set(Start.objects.values_list("status", flat=True)) == {"open"}


def test_a_full_list_is_followed_by_a_new_one(waiting: list[int], district: Organization) -> None:
    places = status_lists.open_list(actions.ensure_issuer(district))
    StatusList.objects.filter(pk=places.pk).update(assigned=places.length - 4)
    in_bulk(waiting)
    used = list(StatusList.objects.order_by("number").values_list("assigned", flat=True))
    assert used == [places.length, 6]
    assert Award.objects.filter(status_list=places).count() == 4
    for award in Award.objects.select_related("status_list"):
        entry = json.loads(bytes(award.credentials.get().body))["credentialStatus"]
        assert entry["statusListCredential"].endswith(f"/status/{award.status_list.number}")
        assert entry["statusListIndex"] == str(award.status_index)


def test_queries_do_not_grow_with_the_batch(
    version: Version, django_assert_max_num_queries: object
) -> None:
    for n in range(60):
        make_evaluation(make_person(f"R{n} S"), version)
    actions.award(make_evaluation(make_person("First One"), version), by=None)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert bulk_run.award_waiting().done == 60


def test_earners_are_written_to(
    waiting: list[int], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        bulk_run.award_waiting()
    heard = Receipt.objects.filter(
        event__verb="credentials.awarded", subscriber__endswith="tell_that_the_badge_is_there"
    )
    assert heard.count() == 10
