import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.awarding.composing import Workshop
from assay.credentials.models import Award, Credential
from assay.credentials.tests.factories import make_award, make_evaluation
from assay.credentials.verification import checking
from assay.lib.clock import held_at, now
from assay.people.actions import change_organization
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event
from assay.record.sealing import check
from badgecore.nouns import read_instant

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(version: Version) -> list[Award]:
    return [make_award(make_person(f"P{n} Q"), version) for n in range(6)]


def document(award: Award) -> dict:
    return json.loads(bytes(award.credentials.standing().get().body))


def test_nothing_is_out_of_date_at_first(awards: list[Award], district: Organization) -> None:
    tally = bulk_run.reissue_outdated(district)
    assert (tally.total, tally.done) == (0, 0)


def test_after_a_change_of_key_every_badge_is_signed_anew(
    awards: list[Award], district: Organization
) -> None:
    before = {award.pk: document(award) for award in awards}
    actions.rotate_key(district, by=None)
    tally = bulk_run.reissue_outdated(district)
    assert (tally.total, tally.done, tally.left) == (6, 6, [])
    key = actions.ensure_issuer(district)
    for award in Award.objects.select_related("status_list"):
        old, new = before[award.pk], document(award)
        assert new["id"] == old["id"] and new["awardedDate"] == old["awardedDate"]
        assert read_instant(new["validFrom"]) > read_instant(old["validFrom"])
        assert new["issuer"]["id"] == key.did and key.multikey in new["proof"]["verificationMethod"]
        # Under did:key the old list cannot speak for the new name.
        assert new["credentialStatus"]["statusListCredential"].endswith(
            f"/status/{award.status_list.number}"
        )
        assert new["credentialStatus"]["statusListIndex"] == str(award.status_index)
        assert award.status_list.key == key
        assert new["credentialSubject"]["identifier"] == old["credentialSubject"]["identifier"]
        assert award.credentials.exclude(replaced_at=None).count() == 1
        assert checking.check_own(json.dumps(new).encode()).verdict == "valid"
    assert Event.objects.filter(verb="credentials.reissued").count() == 6 and check().whole


def test_the_bytes_and_events_are_those_of_the_single_verb(
    awards: list[Award], district: Organization
) -> None:
    from django.db import transaction

    Person.objects.filter(pk=awards[0].person_id).update(display_name="Ada Marsh-Lind")
    rows, moment = [], now() + timedelta(days=1)
    [standing] = Credential.objects.standing().filter(award=awards[0])
    for again in (
        lambda: actions.reissue(Award.objects.get(pk=awards[0].pk), by=None),
        lambda: actions.reissue_all([standing.pk], by=None, issuer=district, workshop=Workshop()),
    ):
        with held_at(moment), transaction.atomic():
            again()
            award = Award.objects.get(pk=awards[0].pk)
            fresh, event = (
                award.credentials.standing().get(),
                Event.objects.get(verb="credentials.reissued"),
            )
            old = Credential.objects.get(pk=standing.pk).replaced_at
            facts = {f.attname: getattr(award, f.attname) for f in Award._meta.concrete_fields}
            rows.append(
                (
                    facts,
                    bytes(fresh.body),
                    fresh.valid_from,
                    old,
                    event.subject_id,
                    set(event.particulars),
                )
            )
            assert event.particulars == {"credential": fresh.pk, "before": standing.pk}
            transaction.set_rollback(True)
    assert rows[0] == rows[1]
    assert rows[0][0]["name_as_issued"] == "Ada Marsh-Lind"


def test_a_new_name_of_the_issuer_makes_what_it_signed_out_of_date(
    awards: list[Award], district: Organization, version: Version
) -> None:
    change_organization(district, by=None, name="Tamarack Bay Schools")
    later = make_award(make_person("Later One"), version)
    assert document(later)["issuer"]["name"] == "Tamarack Bay Schools"
    tally = bulk_run.reissue_outdated(district)
    assert tally.done == 6
    for award in awards:
        new = document(award)
        assert new["issuer"]["name"] == "Tamarack Bay Schools"
        assert new["credentialSubject"]["achievement"]["creator"]["name"] == "Tamarack Bay Schools"
    assert later.credentials.count() == 1


def test_a_second_run_goes_on_where_the_first_stopped(
    awards: list[Award], district: Organization
) -> None:
    actions.rotate_key(district, by=None)
    assert bulk_run.reissue_outdated(district, limit=4).done == 4
    assert bulk_run.reissue_outdated(district).done == 2
    assert bulk_run.reissue_outdated(district).done == 0
    assert Credential.objects.count() == 12


def test_withdrawn_badges_are_not_signed_again(
    awards: list[Award], district: Organization, chi: Person
) -> None:
    actions.revoke(awards[0], ground="issued_in_error", by=chi)
    actions.rotate_key(district, by=None)
    assert bulk_run.reissue_outdated(district).done == 5
    assert awards[0].credentials.count() == 1


def test_what_is_withdrawn_meanwhile_stays_withdrawn(
    awards: list[Award], district: Organization, chi: Person
) -> None:
    turns = []

    def withdrawn(_credentials: object) -> None:
        if not turns:
            actions.revoke(Award.objects.get(pk=awards[2].pk), ground="issued_in_error", by=chi)
        turns.append(1)

    actions.rotate_key(district, by=None)
    rows = [award.credentials.get().pk for award in awards]
    outcome = actions.reissue_all(
        rows, by=None, issuer=district, workshop=Workshop(), signed=withdrawn
    )
    assert (len(turns), len(outcome.kept)) == (2, 5)
    assert awards[2].credentials.count() == 1


def test_another_issuer_s_badges_stay_as_they_are(awards: list[Award]) -> None:
    other = Organization.objects.create(ident="elsewhere", name="Elsewhere", kind="district")
    assert bulk_run.reissue_outdated(other).done == 0
    assert Credential.objects.count() == 6


def test_those_before_a_moment(awards: list[Award], district: Organization) -> None:
    assert bulk_run.reissue_outdated(district, before=now() - timedelta(days=1)).done == 0
    assert (
        bulk_run.reissue_outdated(district, before=now() + timedelta(seconds=1), limit=2).done == 2
    )


def test_strangers_sign_nothing_anew(
    awards: list[Award], district: Organization, bo: Person
) -> None:
    rows = [award.credentials.get().pk for award in awards]
    with pytest.raises(PermissionDenied):
        actions.reissue_all(rows, by=bo, issuer=district, workshop=Workshop())
    assert Credential.objects.count() == 6


def test_what_an_earner_added_stays_in_the_badge(award: Award, district: Organization) -> None:
    from assay.credentials.models import Wallet, WalletOffer

    did = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
    wallet = Wallet.objects.create(person=award.person, did=did, bound_at=now())
    WalletOffer.objects.create(
        award=award, made_at=now(), until=now(), used_at=now(), wallet=wallet
    )
    actions.rotate_key(district, by=None)
    bulk_run.reissue_outdated(district)
    assert document(award)["credentialSubject"]["id"] == did


def test_evaluations_are_needed(
    awards: list[Award], district: Organization, version: Version
) -> None:
    """An award that came without a decision of ours is left, and said so; the rest goes on."""
    make_evaluation(make_person("Other One"), version)
    Award.objects.filter(pk=awards[0].pk).update(evaluation=None)
    actions.rotate_key(district, by=None)
    tally = bulk_run.reissue_outdated(district)
    assert (tally.done, tally.left_count, tally.left[0].what) == (5, 1, str(awards[0].pk))
