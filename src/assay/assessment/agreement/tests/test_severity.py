"""Rater severity: a published table, recovery of what was put in, and refusals in words."""

import builtins
import math
import random
from collections.abc import Iterator

import pytest

from assay.assessment.agreement import severity
from assay.assessment.agreement.ratings import PROGRAM_SCALE, Rating
from assay.assessment.agreement.severity import CannotEstimate, linked_groups, severities

NINE = tuple(range(1, 10))
_EXAMINEES = ("Anne", "Betty", "Chris", "David", "Edward", "Fred", "George")
#: Guilford's ratings of creativity, 1954: three judges, seven examinees, five traits each, as in textbooks.
_GUILFORD = {
    "Avogadro": "55353 97585 33371 73133 97785 35351 77555",
    "Brahe": "65463 87572 45366 56455 24323 44642 33554",
    "Cavendish": "55573 77575 35555 53331 97777 33353 77757",
}


def guilford() -> Iterator[Rating]:
    for judge, rows in _GUILFORD.items():
        for examinee, row in zip(_EXAMINEES, rows.split(), strict=True):
            for trait, level in zip("abcde", row, strict=True):
                yield Rating(subject=examinee, criterion=trait, rater=judge, level=int(level))


def drawn(severity_of: dict[str, float], submissions: int, readers: int, seed: int) -> list[Rating]:
    """Ratings on the program's scale by raters of known severity."""
    rng, found = random.Random(seed), []
    difficulty = {f"c{n}": rng.gauss(0, 0.4) for n in range(5)}
    for subject in range(submissions):
        ability = rng.gauss(0.5, 1)
        for rater in rng.sample(sorted(severity_of), readers):
            for criterion, hard in difficulty.items():
                eta = ability - severity_of[rater] - hard
                powers = [1.0, math.exp(eta + 0.8), math.exp(2 * eta)]
                level = rng.choices(PROGRAM_SCALE, powers)[0]
                found.append(Rating(subject=subject, criterion=criterion, rater=rater, level=level))
    return found


def test_guilfords_judges() -> None:
    found = severities(guilford(), NINE, least=1)
    # The figures have examinees, not judges, about nothing.
    middle = sum(measure.logits for measure in found.subjects.values()) / 7
    for judge, logits, error in (
        ("Avogadro", 0.040, 0.117),
        ("Brahe", 0.245, 0.118),
        ("Cavendish", -0.096, 0.116),
    ):
        measure = found.raters[judge]
        assert measure.logits - middle == pytest.approx(logits, abs=0.0006)
        assert measure.standard_error == pytest.approx(error, abs=0.0005)
        assert measure.n == 35
    assert found.log_likelihood == pytest.approx(-165.685, abs=0.0006)
    assert found.subjects["Edward"].infit == pytest.approx(1.99, abs=0.005)
    assert found.subjects["Anne"].infit == pytest.approx(0.24, abs=0.005)


def test_severity_that_was_put_in_is_found_again() -> None:
    truth = {f"rater {n}": -1 + n / 6 for n in range(13)}
    found = severities(drawn(truth, submissions=400, readers=2, seed=4))
    off = [
        (found.raters[rater].logits * 0.9 - logits) / found.raters[rater].standard_error
        for rater, logits in truth.items()
    ]
    assert sum(abs(each) < 2.5 for each in off) >= 12, off
    assert all(0.6 < measure.infit < 1.4 for measure in found.raters.values())
    assert sum(measure.logits for measure in found.raters.values()) == pytest.approx(0, abs=1e-9)
    assert sum(measure.logits for measure in found.criteria.values()) == pytest.approx(0, abs=1e-9)
    assert all(measure.low < measure.logits < measure.high for measure in found.raters.values())


def test_a_rater_who_rates_at_random_does_not_fit() -> None:
    rng = random.Random(5)
    ratings = [
        rating
        if rating.rater != "r3"
        else Rating(
            subject=rating.subject,
            criterion=rating.criterion,
            rater="r3",
            level=rng.choice(PROGRAM_SCALE),
        )
        for rating in drawn({f"r{n}": 0.0 for n in range(8)}, 300, 2, seed=6)
    ]
    fit = {rater: measure.infit for rater, measure in severities(ratings).raters.items()}
    assert max(fit, key=lambda rater: fit[rater]) == "r3" and fit["r3"] > 1.3


def test_what_is_not_linked_is_refused() -> None:
    here = drawn({"a": 0.0, "b": 0.5}, 60, 2, seed=7)
    there = [
        Rating(
            subject=("there", rating.subject),
            criterion=rating.criterion,
            rater="there " + str(rating.rater),
            level=rating.level,
        )
        for rating in drawn({"a": 0.0, "b": 0.5}, 60, 2, seed=8)
    ]
    with pytest.raises(CannotEstimate, match="2 groups") as refusal:
        severities(here + there)
    assert refusal.value.reason == "unlinked"
    assert linked_groups(here + there)[0] in ({"a", "b"}, {"there a", "there b"})


def test_too_few_and_all_the_same_are_refused() -> None:
    with pytest.raises(CannotEstimate, match="Fewer than 100") as refusal:
        severities(drawn({"a": 0.0, "b": 0.0}, 99, 2, seed=9))
    assert refusal.value.reason == "too_few"
    same = [
        Rating(subject=n, criterion="c1", rater=rater, level=PROGRAM_SCALE[2])
        for n in range(120)
        for rater in "ab"
    ]
    with pytest.raises(CannotEstimate, match="same level") as refusal:
        severities(same)
    assert refusal.value.reason == "all_the_same"


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("scipy"):
            raise ImportError(name)
        return plain(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CannotEstimate, match=r"assay\[severity\]") as refusal:
        severities(guilford(), NINE, least=1)
    assert refusal.value.reason == "no_scipy"


def test_who_gave_only_the_highest_level_is_left_out_and_named() -> None:
    ratings = [
        *drawn({"a": 0.0, "b": 0.5, "c": -0.5}, 150, 2, seed=10),
        *(
            Rating(subject=n, criterion="c0", rater="kind", level=PROGRAM_SCALE[2])
            for n in range(40)
        ),
    ]
    found = severities(ratings)
    assert found.extreme["rater"] == {"kind"} and set(found.raters) == {"a", "b", "c"}
    assert found.n < len(ratings)
    assert severity.LEAST_READ_TWICE == 100
