import pytest

from assay.credentials.models import Award
from assay.credentials.verification import checking, reports
from assay.credentials.verification.sentences import ADVICE, SENTENCES, STEPS, VERDICTS
from badgecore.verify import ADVICE as CORE_ADVICE
from badgecore.verify import SENTENCES as CORE_SENTENCES
from badgecore.verify import STEP_TITLES
from badgecore.verify import VERDICTS as CORE_VERDICTS

pytestmark = pytest.mark.django_db


def body(award: Award) -> bytes:
    return bytes(award.credentials.get(replaced_at=None).body)


def test_our_own_badge_is_genuine(award: Award) -> None:
    report = checking.check_own(body(award))
    assert report.verdict == "valid", report.to_json()
    telling = reports.told(report)
    assert telling.kind == "genuine"
    assert "It was issued by Lakeside Schools" in [line.title for line in telling.lines]


def test_every_word_of_the_core_is_here_to_be_translated() -> None:
    told = {code: str(text) for code, text in SENTENCES.items()}
    assert told == CORE_SENTENCES, "run: python scripts/sentences.py"
    assert {code: str(text) for code, text in ADVICE.items()} == CORE_ADVICE
    assert {code: str(text) for code, text in STEPS.items()} == STEP_TITLES
    assert {code: str(text) for code, text in VERDICTS.items()} == CORE_VERDICTS
