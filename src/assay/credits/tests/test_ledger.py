"""The ledger of credit: what follows from awards, entries that never change, sums that hold in any order of events."""

import itertools
from copy import copy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions, explanation
from assay.credits.actions.ledger import enter, hash_of
from assay.credits.models import (
    STAYS,
    Credit,
    CreditEntry,
    CreditStatus,
    EntryKind,
    License,
)
from assay.credits.subscribers import propose_by_approval, propose_credit, take_credit_back
from assay.credits.tests.factories import (
    MICHIGAN,
    TENNESSEE,
    make_approval,
    make_credit,
    make_license,
    make_versions,
)
from assay.credits.tests.test_states import THREE_AWARDS
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
TEXAS = "tx-standard-certificate"


def _events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def _kinds(credit: Credit) -> list[str]:
    return list(credit.entries.values_list("kind", flat=True))


def _sum(**narrowed: Any) -> Decimal:
    found = CreditEntry.objects.filter(**narrowed).aggregate(total=Sum("amount"))["total"]
    return found or Decimal(0)


def _revoke(award: Award) -> None:
    Award.objects.filter(pk=award.pk).update(status="revoked")


def test_an_award_becomes_a_proposal_with_its_explanation(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    make_approval(district, version, odalys)
    make_license(ada)
    make_award(ada, version)
    propose_credit(Event.objects.get(verb="credentials.awarded"))
    credit = Credit.objects.get()
    entry = credit.entries.get()
    assert (credit.status, entry.amount, credit.organization) == ("proposed", 8, district)
    assert entry.explanation["rule"] == MICHIGAN and entry.explanation["program"] == "2025-0388"
    assert explanation.sentences(entry.explanation) == [
        "The approved program has 8 hours of instruction, and only those count."
    ]
    event = Event.objects.get(verb="credits.proposed")
    assert event.particulars == {"entry": 1, "amount": "8", "sha256": entry.sha256}


def test_without_an_approved_program_nothing_is_proposed_until_there_is_one(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    make_license(ada)
    make_award(ada, version)
    propose_credit(Event.objects.get(verb="credentials.awarded"))
    assert not Credit.objects.exists()
    row = make_approval(district, version, odalys)
    propose_by_approval(Event.objects.get(verb="credits.approval_added"))
    assert Credit.objects.get().status == CreditStatus.PROPOSED
    actions.end_approval(row, by=odalys)
    propose_by_approval(Event.objects.get(verb="credits.approval_ended"))
    credit = Credit.objects.get()
    assert credit.status == CreditStatus.REVERSED and _sum() == 0
    assert _kinds(credit) == ["proposed", "reversed"]


def test_a_license_added_later_counts_what_was_earned_in_its_time(
    ada: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    assert _sum(credit=credit) == 6


def test_hearing_the_same_again_writes_nothing(ada: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    for _again in range(3):
        assert actions.propose(credit.license) == []
        assert actions.propose_all(ada) == []
    assert credit.entries.count() == 1 and Credit.objects.count() == 1


def test_the_learner_takes_declines_and_takes_up_again(
    ada: Person, bo: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    for verb in (actions.claim, actions.decline, actions.take_up):
        with pytest.raises(PermissionDenied):
            verb(credit, by=bo)
    with pytest.raises(WrongState):
        actions.take_up(credit, by=ada)
    actions.decline(credit, by=ada)
    assert _sum() == 0
    with pytest.raises(WrongState):
        actions.decline(credit, by=ada)
    with pytest.raises(WrongState):
        actions.claim(credit, by=ada)
    assert actions.propose(credit.license) == []  # a no is not asked again
    actions.take_up(credit, by=ada)
    actions.claim(credit, by=ada)
    with pytest.raises(WrongState):
        actions.claim(credit, by=ada)
    actions.decline(credit, by=ada)  # before somebody approves it
    assert _kinds(credit) == ["proposed", "declined", "proposed", "claimed", "declined"]
    assert _sum() == 0
    assert _events("credits.claimed") == 1 and _events("credits.declined") == 2


def test_one_award_counts_once_for_a_purpose(ada: Person, version: Version) -> None:
    first = make_credit(ada, version)
    make_license(ada, "ut-usbe-credit")
    second = Credit.objects.get(rule="ut-usbe-credit")
    actions.claim(first, by=ada)
    second.refresh_from_db()
    assert second.status == CreditStatus.REVERSED
    with pytest.raises(WrongState):
        actions.claim(second, by=ada)
    actions.decline(first, by=ada)
    second.refresh_from_db()
    assert second.status == CreditStatus.PROPOSED
    actions.claim(second, by=ada)
    with pytest.raises(WrongState):
        actions.take_up(first, by=ada)
    assert _sum() == Decimal("0.5")


def test_a_withdrawn_award_takes_its_credit_back_by_a_new_entry(
    ada: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    credit.refresh_from_db()
    for kind in (EntryKind.APPROVED, EntryKind.EXPORTED, EntryKind.ACCEPTED):
        enter(credit, kind, by=None)
    award = Award.objects.get()
    _revoke(award)
    Event.objects.create(
        at=now(), verb="credentials.revoked", subject_kind="x", subject_id=str(award.pk)
    )
    heard = Event.objects.get(verb="credentials.revoked")
    take_credit_back(heard)
    take_credit_back(heard)
    assert _kinds(credit)[-2:] == ["accepted", "reversed"]
    assert _sum() == 0 and _events("credits.reversed") == 1
    assert _events("credits.approved") == _events("credits.exported") == 1
    assert _events("credits.accepted") == 1


def test_what_was_sent_back_may_be_left(ada: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    credit.refresh_from_db()
    for kind in (EntryKind.APPROVED, EntryKind.EXPORTED):
        enter(credit, kind, by=None)
        with pytest.raises(WrongState):
            actions.decline(credit, by=ada)
    enter(credit, EntryKind.REJECTED, by=None, reason="The name is another.")
    assert _sum() == 6 and _events("credits.rejected") == 1
    actions.decline(credit, by=ada)
    assert _sum() == 0


def test_an_entry_is_written_once_and_its_hash_covers_what_was_before(
    ada: Person, version: Version
) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    first, second = credit.entries.all()
    assert first.sha256 == hash_of(first, before="")
    assert second.sha256 == hash_of(second, before=first.sha256)
    read = CreditEntry.objects.get(pk=second.pk)
    assert read.sha256 == hash_of(read, before=first.sha256)
    for name, other in (
        ("by_id", None if read.by_id else 1),
        ("at", read.at + timedelta(seconds=1)),
    ):
        changed = copy(read)
        setattr(changed, name, other)
        assert hash_of(changed, before=first.sha256) != read.sha256
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()


def test_removing_a_license_takes_back_what_is_not_approved(ada: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    actions.remove_license(credit.license, by=ada)
    credit.refresh_from_db()
    assert credit.status == CreditStatus.REVERSED and _sum() == 0
    make_license(ada, TENNESSEE)
    assert _sum() == 6


def test_a_proposal_that_comes_to_something_else_is_corrected(
    ada: Person, version: Version, district: Organization, odalys: Person
) -> None:
    old = make_approval(district, version, odalys)
    make_award(ada, version)
    license_ = make_license(ada)
    make_approval(district, version, odalys, number="2025-0400", hours=Decimal("9.6"))
    actions.end_approval(old, by=odalys)
    actions.propose(license_)
    assert [(e.kind, e.amount) for e in CreditEntry.objects.all()] == [
        ("proposed", 8),
        ("corrected", Decimal("1.5")),
    ]
    assert _events("credits.corrected") == 1


def _independent_study(district: Organization, versions: list[Version], by: Person) -> None:
    """Texas counts thirty hours of independent study in a cycle."""
    provider = {"rule": TEXAS, "what": "provider", "micro_credential": None, "hours": None}
    make_approval(district, versions[0], by, **provider)
    for version in versions:
        kept = {"what": "category", "category": "independent_study", "hours": None, "rule": TEXAS}
        make_approval(district, version, by, **kept)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_cap_holds_and_shares_are_the_same_in_any_order_of_awards(
    ada: Person, district: Organization, odalys: Person, order: tuple[int, ...]
) -> None:
    versions = make_versions(district, "20", "15", "10")
    _independent_study(district, versions, odalys)
    license_ = make_license(ada, TEXAS)
    for place in order:
        make_award(ada, versions[place], released_at=now() - timedelta(days=10 * (3 - place)))
        actions.propose(license_)
        assert _sum() <= 30
    amounts = {credit.award.version_id: _sum(credit=credit) for credit in Credit.objects.standing()}
    assert amounts == {versions[0].pk: 20, versions[1].pk: 10}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_is_settled_takes_of_a_cap_first(
    ada: Person, district: Organization, odalys: Person, order: tuple[int, ...]
) -> None:
    versions = make_versions(district, "20", "15", "10")
    _independent_study(district, versions, odalys)
    license_ = make_license(ada, TEXAS)
    for place in order:
        make_award(ada, versions[place], released_at=now() - timedelta(days=10 * (3 - place)))
        actions.propose(license_)
        for credit in Credit.objects.filter(status=CreditStatus.PROPOSED):
            actions.claim(credit, by=ada)
            credit.refresh_from_db()
            enter(credit, EntryKind.APPROVED, by=None)
        assert _sum() <= 30
    assert _sum() == 30


def test_replaying_the_entries_gives_status_and_sum(
    ada: Person, district: Organization, odalys: Person
) -> None:
    versions = make_versions(district, "20", "15", "10")
    _independent_study(district, versions, odalys)
    license_ = make_license(ada, TEXAS)
    for version in versions:
        make_award(ada, version)
    actions.propose(license_)
    for credit in Credit.objects.filter(status="proposed")[:1]:
        actions.claim(credit, by=ada)
    for credit in Credit.objects.filter(status="proposed"):
        actions.decline(credit, by=ada)
    first = Award.objects.order_by("earned_on").first()
    assert first is not None
    _revoke(first)
    actions.reverse_all(first)
    for credit in Credit.objects.with_amounts():
        entries = list(credit.entries.all())
        moved = [entry.kind for entry in entries if entry.kind not in STAYS]
        assert credit.status == moved[-1]
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        assert credit.balance == credit.total >= 0
        if credit.status in (CreditStatus.DECLINED, CreditStatus.REVERSED):
            assert credit.balance == 0


#: Approvals as the worked cases have them: what, and of which of the three awards.
APPROVALS = {
    "mi-standard-certificate": [("program", 0, "8"), ("program", 2, "12.6")],
    "tx-standard-certificate": [("provider", None, None)],
    "il-professional-educator": [("provider", None, None)],
    "fl-professional-certificate": [
        ("component", 0, None),
        ("component", 1, None),
        ("component", 2, None),
    ],
}
#: The days on which they were earned.
EARNED = [datetime(2026, month, day, 15, tzinfo=UTC) for month, day in ((2, 10), (4, 20), (5, 28))]


@pytest.mark.parametrize("rule", THREE_AWARDS)
def test_nine_teachers_get_the_right_credit_for_the_same_three_awards(
    ada: Person, district: Organization, odalys: Person, rule: str
) -> None:
    versions = make_versions(district, "10", "15", "12.6")
    long_ago = today() - timedelta(days=1000)
    for what, place, hours in APPROVALS.get(rule, []):
        make_approval(
            district,
            versions[place or 0],
            odalys,
            rule=rule,
            what=what,
            number=f"N-{place}",
            hours=Decimal(hours) if hours else None,
            approved_on=long_ago,
            first=long_ago,
            last=today() + timedelta(days=1000),
        )
    kinds = {"nc-continuing-license": "6-12", "ks-professional-license": "master"}
    license_ = make_license(
        ada,
        rule,
        kind=kinds.get(rule, ""),
        has_plan=True,
        first=date(2024, 7, 1),
        last=date(2029, 6, 30),
    )
    with held_at(datetime(2026, 6, 30, 15, tzinfo=UTC)):
        for version, moment in zip(versions, EARNED, strict=True):
            make_award(ada, version, released_at=moment)
        actions.propose(license_)
        assert _sum() == Decimal(THREE_AWARDS[rule])
        award = Award.objects.get(version=versions[0])
        of_the_first = _sum(credit__award=award)
        _revoke(award)
        actions.reverse_all(award)
        assert _sum(credit__award=award) == 0
        assert _sum() == Decimal(THREE_AWARDS[rule]) - of_the_first


def test_learning_elsewhere_stands_apart_and_takes_of_a_cap(
    ada: Person, bo: Person, district: Organization, odalys: Person
) -> None:
    versions = make_versions(district, "20")
    _independent_study(district, versions, odalys)
    make_award(ada, versions[0])
    license_ = make_license(ada, TEXAS)
    said: dict[str, Any] = {
        "title": "A book",
        "number": Decimal(25),
        "category": "independent_study",
        "ended_on": today() - timedelta(days=60),
    }
    with pytest.raises(PermissionDenied):
        actions.add_elsewhere(license_, by=bo, **said)
    row = actions.add_elsewhere(license_, by=ada, **said)
    assert _sum() == 5 and Credit.objects.count() == 1
    with pytest.raises(PermissionDenied):
        actions.remove_elsewhere(row, by=bo)
    actions.remove_elsewhere(row, by=ada)
    with pytest.raises(WrongState):
        actions.remove_elsewhere(row, by=ada)
    assert _sum() == 20
    assert _events("credits.elsewhere_added") == _events("credits.elsewhere_removed") == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title": " "}, "title"),
        ({"kind": "xx"}, "kind"),
        ({"number": Decimal(0)}, "number"),
        ({"ended_on": today() + timedelta(days=1)}, "ended_on"),
        ({"ended_on": today() - timedelta(days=3000)}, "ended_on"),
    ],
)
def test_what_cannot_be_entered_says_which_field(
    ada: Person, fields: dict[str, Any], where: str
) -> None:
    said: dict[str, Any] = {"title": "A course", "number": Decimal(2), "ended_on": today()}
    with pytest.raises(BadInput) as refused:
        actions.add_elsewhere(make_license(ada), by=ada, **{**said, **fields})
    assert list(refused.value.fields) == [where]


def test_a_license_that_ends_on_the_day_of_the_award_counts_it(
    ada: Person, version: Version
) -> None:
    make_award(ada, version)
    make_license(ada, TENNESSEE, last=today())
    assert _sum() == 6
    other = make_license(ada, "ut-usbe-credit", last=today() - timedelta(days=1))
    assert License.objects.filter(pk=other.pk).exists()
