"""Signatures of texts: how near their estimate is, and that alike texts share a band."""

import random

from hypothesis import given
from hypothesis import strategies as st

from assay.assessment.judging.similarity import (
    LEAST,
    bands,
    packed,
    resemblance,
    signature,
    unpacked,
)

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, words: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def true_share(one: list[str], other: list[str]) -> float:
    a, b = ({tuple(words[n : n + 5]) for n in range(len(words) - 4)} for words in (one, other))
    return len(a & b) / len(a | b)


def test_the_same_words_are_alike_whatever_their_case_and_marks() -> None:
    words = text(1)
    one, other = signature([" ".join(words)]), signature([", ".join(words).upper()])
    assert one is not None and one == other and resemblance(one, one) == 1


def test_short_texts_say_nothing() -> None:
    assert signature(["too short"]) is None
    assert signature([" ".join(text(1, LEAST - 1))]) is None
    assert signature([" ".join(text(1, LEAST))]) is not None


def test_the_estimate_is_near_the_truth_and_alike_texts_share_a_band() -> None:
    missed = 0
    for seed in range(60):
        words = text(seed)
        changed = words[: 340 - seed] + text(seed + 1000, 60 + seed)
        one, other = signature([" ".join(words)]), signature([" ".join(changed)])
        assert one is not None and other is not None
        share = true_share(words, changed)
        assert abs(resemblance(one, other) - share) < 0.25
        missed += share > 0.6 and not set(enumerate(bands(one))) & set(enumerate(bands(other)))
    assert missed <= 6


def test_unlike_texts_share_nothing() -> None:
    kept = [signature([" ".join(text(seed))]) for seed in range(40)]
    found = [one for one in kept if one is not None]
    pairs = [(a, b) for n, a in enumerate(found) for b in found[:n]]
    assert all(resemblance(a, b) < 0.2 for a, b in pairs)
    assert not any(set(enumerate(bands(a))) & set(enumerate(bands(b))) for a, b in pairs)


@given(st.lists(st.text(), max_size=5))
def test_any_text_has_a_signature_that_can_be_kept_or_none(texts: list[str]) -> None:
    found = signature(texts)
    assert found is None or unpacked(packed(found)) == found
    assert found is None or all(0 <= value < 2**63 for value in bands(found))
