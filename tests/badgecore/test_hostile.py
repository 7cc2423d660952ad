"""Documents made to hold a verifier up are answered after a bounded amount of work, whatever their size."""

from dataclasses import replace

import pytest

from badgecore import effort
from badgecore.clr import ClrCredential, ClrSubject
from badgecore.did import did_key_method
from badgecore.errors import BadgeError, TooComplex, TooLarge
from badgecore.model import Profile
from badgecore.proofs.data_integrity import check
from badgecore.verify import verify
from badgecore.wire import MAX_BYTES, MAX_VALUES, read_json, write_json

from .counted import at_most
from .example import EARNED, KEY, make_credential
from .hostile import ANSWERED, BOUNDED, DID, HOSTILE, PROOF, TOO_COMPLEX, TOO_LARGE, answer_to, bare
from .test_verify import NOW, sign

CALLS = 1_600_000  # of the dearest document that is checked to its end, a third more
CALLS_OF_AN_ANSWER = 3_000_000


def test_the_table_reaches_the_largest_file_that_is_read() -> None:
    sizes = [
        len(write_json(HOSTILE[name]())) for name in ("many properties", "one long text", "proofs")
    ]
    assert max(sizes) > 0.8 * MAX_BYTES


@pytest.mark.parametrize("suite", BOUNDED)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_checked_with_bounded_work(name: str, suite: str) -> None:
    document, proof = bare(name), PROOF | {"cryptosuite": suite}
    with at_most(CALLS), pytest.raises(BadgeError) as refused:
        check(document, proof, KEY.public)
    assert name not in BOUNDED[suite] or isinstance(refused.value, TooComplex), refused.value


@pytest.mark.parametrize("name", ANSWERED)
def test_a_hostile_file_gets_its_report_with_bounded_work(name: str) -> None:
    data = ANSWERED[name]()
    with at_most(CALLS_OF_AN_ANSWER):
        report = answer_to(data)
    said = write_json(report.to_json())
    assert len(said) < 200_000
    assert report.verdict != "valid" or name == "statements signed one by one"
    assert name not in TOO_LARGE or '"too-large"' in said, said[:2000]
    assert (
        name not in TOO_COMPLEX or '"too-complex"' in said or "too large to be held up" in said
    ), said[:2000]


def test_what_one_stage_spends_the_next_lacks() -> None:
    with effort.bounded(10):
        effort.afford()
        effort.charge(11)
        with pytest.raises(TooComplex), effort.bounded(1_000):
            effort.afford()
    effort.charge(1_000_000)
    effort.afford()


def test_the_largest_record_that_is_looked_into_is_looked_into_to_its_end() -> None:
    issuer, method = Profile(id=DID, name="Demo program"), did_key_method(KEY.public)
    badges = [
        replace(make_credential(number), issuer=issuer, status=None).to_json()
        for number in range(60)
    ]
    record = ClrCredential(
        id="urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
        name="Sixty badges",
        issuer=issuer,
        valid_from=EARNED,
        subject=ClrSubject(
            id="did:example:ada", credentials=tuple(sign(badge, method=method) for badge in badges)
        ),
    )
    report = verify(write_json(sign(record.to_json(), method=method)), now=NOW)
    assert report.verdict == "unvouched"
    assert len(report.inner) == 60


def test_values_are_counted_before_they_are_read() -> None:
    assert len(read_json("[" + "1," * (MAX_VALUES - 2) + "1]")) == MAX_VALUES - 1
    with pytest.raises(TooLarge):
        read_json("[" + "1," * MAX_VALUES + "1]")
