import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Alignment, Version
from assay.credentials import actions
from assay.credentials.models import Award, Credential, IssuerKey
from assay.credentials.tests.factories import make_evaluation
from assay.frameworks.models import Competency, Framework
from assay.journeys.models import Start, StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event
from badgecore.documents import check_plain_form, check_schema
from badgecore.identity import is_hash_of
from badgecore.keys import PublicKey
from badgecore.model import OB3_SCHEMA
from badgecore.proofs import data_integrity

pytestmark = pytest.mark.django_db


def document(award: Award) -> dict:
    return json.loads(bytes(award.credentials.get(replaced_at=None).body))


def test_a_released_decision_becomes_a_signed_badge(ada: Person, version: Version) -> None:
    evaluation = make_evaluation(ada, version)
    award = actions.award(evaluation, by=None)
    badge = document(award)
    check_schema(badge, OB3_SCHEMA)
    check_plain_form(badge)
    data_integrity.check(
        badge, badge["proof"], PublicKey.from_multikey(award.status_list.key.multikey)
    )
    assert badge["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert badge["id"] == f"http://127.0.0.1:8000/badges/{award.pk}/"
    assert badge["issuer"]["id"] == award.status_list.key.did
    assert badge["credentialStatus"]["statusListIndex"] == str(award.status_index)
    assert award.visibility == "private"
    assert Event.objects.filter(verb="credentials.awarded", subject_id=str(award.pk)).count() == 1


def test_the_badge_says_what_was_shown_by_the_rubric_of_its_version(
    ada: Person, version: Version
) -> None:
    badge = document(actions.award(make_evaluation(ada, version), by=None))
    achievement = badge["credentialSubject"]["achievement"]
    page = "http://127.0.0.1:8000/catalog/wait-time/v/1.0/"
    assert achievement["version"] == "1.0"
    assert achievement["achievementType"] == "MicroCredential"
    assert achievement["criteria"]["id"] == f"{page}#rubric"
    assert "Pause after the question" in achievement["criteria"]["narrative"]
    described = {d["id"]: d for d in achievement["resultDescription"]}
    reached = {r["resultDescription"]: r for r in badge["credentialSubject"]["result"]}
    assert set(described) == set(reached)
    assert len(described) == len(version.content.criteria) + 1
    c2 = reached[f"{page}#criterion-c2"]
    assert c2["achievedLevel"] in {
        level["id"] for level in described[c2["resultDescription"]]["rubricCriterionLevel"]
    }
    assert reached[f"{page}#outcome"]["status"] == "Completed"


def test_it_names_the_earner_and_hides_the_address(ada: Person, version: Version) -> None:
    body = document(actions.award(make_evaluation(ada, version), by=None))
    hashed, named = body["credentialSubject"]["identifier"]
    assert is_hash_of(hashed["identityHash"], ada.email.upper(), hashed["salt"])
    assert ada.email not in json.dumps(body)
    assert named["identityHash"] == "Ada Marsh"


def test_it_names_who_designed_it_beside_who_issues_it(ada: Person, version: Version) -> None:
    partner = Organization.objects.create(ident="network", name="The Network", kind="partner")
    version.micro_credential.content_partner = partner
    version.micro_credential.save()
    award = actions.award(make_evaluation(ada, version), by=None)
    body = document(award)
    creator = body["credentialSubject"]["achievement"]["creator"]
    assert creator["name"] == "The Network" and creator["id"].endswith("/partners/network/")
    assert body["issuer"]["name"] == version.micro_credential.issuer.name


def test_it_carries_no_evidence(ada: Person, version: Version) -> None:
    assert "evidence" not in document(actions.award(make_evaluation(ada, version), by=None))


def test_alignments_name_the_framework_address(ada: Person, version: Version) -> None:
    framework = Framework.objects.create(
        slug="intasc-2013",
        identifier="6b1cc2d5-33a4-5e52-8b63-2fb0dfc1e9b1",
        uri="https://case.example.org/doc",
        title="InTASC",
        creator="CCSSO",
        changed_at=now(),
    )
    competency = Competency.objects.create(
        framework=framework,
        identifier="6b1cc2d5-33a4-5e52-8b63-2fb0dfc1e9b2",
        uri="https://case.example.org/8f",
        code="8(f)",
        statement="Uses questions to serve many purposes.",
    )
    Alignment.objects.create(
        version=version, competency=competency, framework_slug="intasc-2013", code="8(f)"
    )
    Alignment.objects.create(
        version=version, competency=None, framework_slug="state", code="x", order=1
    )
    [found] = document(actions.award(make_evaluation(ada, version), by=None))["credentialSubject"][
        "achievement"
    ]["alignment"]
    assert (found["targetUrl"], found["targetCode"], found["targetType"]) == (
        competency.uri,
        "8(f)",
        "CFItem",
    )


def test_awarding_finishes_the_start(ada: Person, version: Version) -> None:
    evaluation = make_evaluation(ada, version)
    actions.award(evaluation, by=None)
    assert evaluation.submission.start.__class__.objects.get().status == "finished"


def test_a_second_call_gives_the_same_award(ada: Person, version: Version) -> None:
    evaluation = make_evaluation(ada, version)
    assert actions.award(evaluation, by=None) == actions.award(evaluation, by=None)
    assert Credential.objects.count() == 1
    assert Event.objects.filter(verb="credentials.awarded").count() == 1


@pytest.mark.parametrize("facts", [{"outcome": "not_yet"}, {"status": "awaiting_release"}])
def test_nothing_else_earns_a_badge(ada: Person, version: Version, facts: dict) -> None:
    with pytest.raises(WrongState):
        actions.award(make_evaluation(ada, version, **facts), by=None)
    assert not Award.objects.exists()


def test_a_learner_cannot_award_themself(
    ada: Person, dee: Person, chi: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, version)
    for person in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.award(evaluation, by=person)
    assert actions.award(evaluation, by=chi).person == ada
    for person in (ada, dee):  # nor is a second call, which would only look it up, for everybody
        with pytest.raises(PermissionDenied):
            actions.award(evaluation, by=person)


def test_where_nothing_but_the_award_is_left_to_do_it_is_still_for_stewards(
    ada: Person, dee: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, version)
    Start.objects.update(status=StartStatus.FINISHED, ended_at=now())
    for person in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.award(evaluation, by=person)
    assert not Award.objects.exists()


def test_places_in_the_status_list_are_never_given_out_twice(
    dee: Person, district, version: Version
) -> None:
    from assay.people.tests.factories import make_person

    awards = [
        actions.award(make_evaluation(make_person(f"P{n} Q"), version), by=None) for n in range(30)
    ]
    places = [award.status_index for award in awards]
    assert len(set(places)) == 30
    assert places != sorted(places)
    assert len({award.status_list_id for award in awards}) == 1


def test_an_award_takes_at_most_sixteen_queries(ada: Person, dee: Person, version: Version) -> None:
    actions.award(make_evaluation(ada, version), by=None)
    evaluation = make_evaluation(dee, version)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        actions.award(evaluation, by=None)
    counted = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(counted) <= 16, "\n".join(counted)


def test_the_listener_awards_once_the_release_is_on_record(
    ada: Person, chi: Person, version: Version, django_capture_on_commit_callbacks
) -> None:
    from assay.record.actions import note

    evaluation = make_evaluation(ada, version)
    with django_capture_on_commit_callbacks(execute=True):
        note(
            "assessment.released",
            evaluation,
            by=chi,
            outcome="earned",
            submission=evaluation.submission_id,
        )
    assert Award.objects.get().person == ada


def test_the_listener_leaves_not_yet_alone(
    ada: Person, chi: Person, version: Version, django_capture_on_commit_callbacks
) -> None:
    from assay.record.actions import note

    evaluation = make_evaluation(ada, version, outcome="not_yet")
    with django_capture_on_commit_callbacks(execute=True):
        note(
            "assessment.released",
            evaluation,
            by=chi,
            outcome="not_yet",
            submission=evaluation.submission_id,
        )
    assert not Award.objects.exists()


@pytest.mark.parametrize(
    "name", ["Ada Marsh", 'Ада "Марш" \\', "محمد الأحمد", "👩‍🏫 Ada", "O’Hara <b>&amp;"]
)
def test_the_short_way_signs_what_the_long_way_signs(district, version: Version, name: str) -> None:
    from assay.credentials.issuers import identity, signing
    from assay.people.tests.factories import make_person

    key = actions.ensure_issuer(district)
    for _turn in range(2):
        award = actions.award(make_evaluation(make_person(name), version), by=None)
        badge = document(award)
        plain = {name: value for name, value in badge.items() if name != "proof"}
        assert signing.signed_bytes(plain, key=key, at=award.issued_at) == bytes(
            award.credentials.get().body
        )
    assert identity.public_key(key).multikey in badge["proof"]["verificationMethod"]


def test_a_second_valid_badge_of_one_version_is_refused_in_words(
    ada: Person, version: Version
) -> None:
    first = actions.award(make_evaluation(ada, version), by=None)
    with pytest.raises(WrongState, match="already"):
        actions.award(make_evaluation(ada, version), by=None)
    assert Award.objects.get() == first
    assert Event.objects.filter(verb="credentials.awarded").count() == 1


def test_the_listener_is_content_with_the_badge_that_stands(
    ada: Person, chi: Person, version: Version, django_capture_on_commit_callbacks
) -> None:
    from assay.record.actions import note

    first = actions.award(make_evaluation(ada, version), by=None)
    again = make_evaluation(ada, version)
    with django_capture_on_commit_callbacks(execute=True):
        note("assessment.released", again, by=chi, outcome="earned", submission=again.submission_id)
    assert Award.objects.get() == first


def test_whose_badge_was_withdrawn_starts_again_and_earns_it_anew(
    ada: Person, chi: Person, version: Version
) -> None:
    from assay.journeys.actions import start

    first = actions.award(make_evaluation(ada, version), by=None)
    with pytest.raises(WrongState):
        start(ada, version, by=ada)
    actions.revoke(first, ground="issued_in_error", by=chi)
    again = start(ada, version, by=ada)
    again.delete()  # the factory makes a start of its own
    second = actions.award(make_evaluation(ada, version), by=None)
    assert (second.status, second.pk != first.pk) == ("issued", True)


@pytest.mark.django_db(transaction=True)
def test_it_signs_first_and_locks_last(ada: Person, dee: Person, version: Version) -> None:
    actions.award(make_evaluation(ada, version), by=None)
    evaluation = make_evaluation(dee, version)
    with CaptureQueriesContext(connection) as queries:
        actions.award(evaluation, by=None)
    said = [q["sql"] for q in queries]
    begin = next(n for n, sql in enumerate(said) if sql.startswith("BEGIN"))
    commit = next(n for n, sql in enumerate(said) if sql.startswith("COMMIT"))
    assert commit < 15, "\n".join(said)
    written = [sql for sql in said[begin:commit] if "SAVEPOINT" not in sql]
    assert len(written) <= 7, "\n".join(written)
    assert not any("UPDATE" in sql and "credentials_statuslist" in sql for sql in said)


def test_what_a_key_signed_that_was_retired_meanwhile_is_signed_again(
    ada: Person, version: Version
) -> None:
    tried: list[Credential] = []

    def retire(instance: Credential, **_facts: object) -> None:
        tried.append(instance)
        if len(tried) == 1:
            IssuerKey.objects.update(retired_at=now())

    post_save.connect(retire, sender=Credential)
    try:
        award = actions.award(make_evaluation(ada, version), by=None)
    finally:
        post_save.disconnect(retire, sender=Credential)
    assert (len(tried), Award.objects.get(), Credential.objects.count()) == (2, award, 1)
    assert tried[0].award.status_index != award.status_index
    assert document(award)["credentialStatus"]["statusListIndex"] == str(award.status_index)
