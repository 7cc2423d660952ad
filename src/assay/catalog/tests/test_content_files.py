"""Files are read to data or to problems with their lines; never to a crash."""

import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.catalog.content.files import Known, check_content, check_micro_credential, read, write
from assay.catalog.tests.factories import DEMO, as_data, text

FILES = sorted(
    [
        *DEMO.glob("micro-credentials/*.yaml"),
        *DEMO.glob("earlier-versions/*.yaml"),
        DEMO / "stacks.yaml",
    ]
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_real_file_reads_as_it_stands_and_survives_writing(path: Any) -> None:
    document = read(path.read_text())
    assert not document.problems
    assert document.data == yaml.safe_load(path.read_text())
    assert read(write(document.data)).data == document.data


def found(source: str, known: Known | None = None) -> list[tuple[int, str]]:
    document = read(source, known or Known())
    return [(p.line, f"{p.path}: {p.what} {p.fix}") for p in document.problems]


def line_of(source: str, part: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("competency: >-", "competancy: >-", "competancy", "Did you mean “competency”?"),
        (
            "word_limit: 250, required: true}",
            "word_limit: lots, required: true}",
            "word_limit: lots",
            "whole number",
        ),
        (
            "evidence: [p2a]",
            "evidence: [p2x]",
            "evidence: [p2x]",
            "No prompt or work sample is called “p2x”",
        ),
        (
            "type: all_demonstrated",
            "type: most_of_them",
            "type: most_of_them",
            "all_demonstrated, parts",
        ),
        (
            "students_visible: likely",
            "students_visible: no",
            "students_visible: no",
            'Put it in quotes: "no"',
        ),
        (
            'label: "Almost", points: 1',
            'label: "Almost", points: 2',
            'label: "Almost", points: 2',
            "Write 1",
        ),
        (
            "{min: 6, typical: 8, max: 12}",
            "{min: 9, typical: 8, max: 12}",
            "min: 9",
            "not in order",
        ),
        ("      - id: p2b", "      - id: p2a", "", "is already in line"),
        (
            "count: {min: 1, max: 2}",
            "count: {min: 3, max: 2}",
            "count: {min: 3",
            "least is more than the most",
        ),
        ("status: published", "status: famous", "status: famous", "not known here"),
        ('version: "1.0"', "version: 1.0", "version: 1.0", 'Put it in quotes: "1.0"'),
        ("year: 1986", 'year: "1986"', 'year: "1986"', "without quotes"),
        (
            'doi: "10.3102/00346543057001069"',
            'doi: "https://doi.org/10.3102/1"',
            "https://doi.org",
            "DOI alone",
        ),
        (
            "consent_required: false",
            "consent_required: perhaps",
            "consent_required: perhaps",
            "true or false",
        ),
        ("tags: [questioning", "tags: [questioning, questioning", "tags:", "is already"),
        ("schema: mc-catalog/1", "schema: mc-catalog/2", "schema:", "mc-catalog/1"),
        (
            "\ncredit:",
            "\ndeclared_credit: {amount: 0, unit: CEU}\ncredit:",
            "declared_credit",
            "more than zero",
        ),
        (
            "\ncredit:",
            "\ndeclared_credit: {amount: 8, unit: hours}\ncredit:",
            "declared_credit",
            "CEU, CPE",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write(
    old: str, new: str, at: str, said: str
) -> None:
    source = text().replace(old, new, 1)
    assert source != text()
    problems = found(source)
    assert any(said in what for _line, what in problems), problems
    if at:
        assert line_of(source, at) in {line for line, what in problems if said in what}


def test_a_work_sample_that_no_criterion_looks_at_is_named() -> None:
    source = text().replace("evidence: [p1q2, p2b, p2c]", "evidence: [p1q2, p2c]")
    (problem,) = found(source)
    assert problem[0] == line_of(source, "- id: p2b")
    assert "No criterion looks at “p2b”" in problem[1]


def test_an_alignment_that_no_framework_knows_is_named() -> None:
    known = Known(
        frameworks={
            "intasc-2013": {"8"},
            "danielson-fft-2013": {"3b"},
            "mi-code-ethics-2019": {"2"},
        }
    )
    (problem,) = found(text(), known)
    assert problem[0] == line_of(text(), "8(i)")
    assert "intasc-2013 has no code “8(i)”" in problem[1]


def test_an_unknown_framework_or_department_is_named() -> None:
    problems = found(text(), Known(frameworks={}, organizations={"tamarack-bay-ps"}))
    assert any("No framework is called “intasc-2013”" in what for _line, what in problems)
    assert (line_of(text(), "department:"), "department") in {
        (line, what.split(":")[0]) for line, what in problems
    }


def test_all_problems_are_listed_at_once_in_the_order_of_the_file() -> None:
    source = text().replace("competency:", "competancy:").replace("type: video", "type: film", 1)
    lines = [line for line, _what in found(source)]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_a_draft_may_have_gaps_but_what_it_says_is_well_formed() -> None:
    head = {key: as_data()[key] for key in ("schema", "id", "slug", "version", "title", "issuer")}
    assert not check_micro_credential({**head, "status": "draft"}).problems
    assert check_micro_credential({**head, "status": "published"}).problems
    assert check_micro_credential({**head, "status": "draft", "tags": "one"}).problems


def test_the_rule_by_points_asks_for_what_it_rests_on() -> None:
    data = as_data()
    data["rubric"]["passing_rule"] = {
        "type": "points_with_essentials",
        "text": "x",
        "min_points": 99,
        "max_points": 3,
    }
    for criterion in data["rubric"]["criteria"]:
        criterion["essential"] = False
    said = " ".join(p.what for p in check_micro_credential(data).problems)
    assert "10 points at most" in said
    assert "No criterion is essential" in said


def test_a_field_of_another_rule_is_refused() -> None:
    data = as_data()
    data["rubric"]["passing_rule"]["min_points"] = 9
    assert any("belongs to the rule" in p.what for p in check_micro_credential(data).problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("n: 1}, members: [mc-data-learning", "n: 5}, members: [mc-data-learning", "n from 1 to 2"),
        (
            "members: [mc-classroom-routines,",
            "members: [mc-unheard-of,",
            "No micro-credential is called",
        ),
        ("    groups:\n      - {id: g1", "    grupos:\n      - {id: g1", "Did you mean “groups”?"),
    ],
)
def test_a_stack_is_read_as_strictly(old: str, new: str, said: str) -> None:
    source = (DEMO / "stacks.yaml").read_text()
    assert old in source
    idents = {f"mc-{path.stem}" for path in DEMO.glob("micro-credentials/*.yaml")}
    problems = found(source.replace(old, new, 1), Known(micro_credentials=idents))
    assert any(said in what for _line, what in problems), problems


# --- properties ------------------------------------------------------------------------------------------------------

_TEXTS = [path.read_text() for path in FILES[:6]] + [FILES[-1].read_text()]


@settings(max_examples=120, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(range(len(_TEXTS))))
def test_any_mutated_file_gives_data_or_problems_with_lines(rng: random.Random, which: int) -> None:
    lines = _TEXTS[which].splitlines(keepends=True)
    for _n in range(rng.randint(1, 4)):
        n = rng.randrange(len(lines))
        kind = rng.randrange(6)
        if kind == 0:
            del lines[n]
        elif kind == 1:
            lines.insert(n, rng.choice(lines))
        elif kind == 2:
            cut = rng.randrange(len(lines[n]) + 1)
            lines[n] = (
                lines[n][:cut]
                + rng.choice(list(":-[]{}\"'#&*!|>\t\x07\u2028é☃ 1"))
                + lines[n][cut:]
            )
        elif kind == 3:
            lines[n] = lines[n][: rng.randrange(len(lines[n]) + 1)] + "\n"
        elif kind == 4:
            lines[n] = lines[n].replace(
                ":", rng.choice([" ", ": null #", ": [", ": {}", ": 3 #"]), 1
            )
        else:
            lines[n] = "  " + lines[n]
    document = read("".join(lines))
    if document.problems:
        assert all(1 <= p.line <= len("".join(lines).splitlines()) + 1 for p in document.problems)
        assert all(p.what for p in document.problems)
    else:
        assert read(write(document.data)).data == document.data


_WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn")), min_size=1, max_size=60
).filter(lambda t: t.strip() == t and t)


@settings(max_examples=80, deadline=None)
@given(
    title=_WORDS.filter(lambda t: len(t.splitlines()) == 1),
    competency=_WORDS,
    bodies=st.lists(_WORDS, max_size=3),
    hours=st.integers(1, 40),
    contact=st.sampled_from([0, 1, 8, 7.5, 0.25]),
    flags=st.booleans(),
)
def test_what_is_written_is_read_as_the_same(
    title: str, competency: str, bodies: list[str], hours: int, contact: float, flags: bool
) -> None:
    data = as_data(title=title, competency=competency)
    data["method_components"] = [
        {"id": f"m{n}", "title": "T", "body": body} for n, body in enumerate(bodies)
    ] or (data["method_components"])
    data["estimated_hours"] = {"min": 1, "typical": hours, "max": 60}
    data["credit"]["contact_hours"] = contact
    data["rubric"]["criteria"][0]["essential"] = flags
    first = check_micro_credential(data)
    assert not first.problems
    again = read(write(first.data))
    assert not again.problems
    assert again.data == first.data


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=True)
        | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    st.sampled_from(
        ["rubric", "requirements", "research", "alignments", "credit", "audience", "title"]
    ),
)
def test_any_value_in_any_place_is_judged_not_stumbled_over(value: Any, key: str) -> None:
    content = {
        k: v for k, v in as_data().items() if k not in ("schema", "id", "slug", "version", "status")
    }
    for strict in (True, False):
        check_content({**content, key: value}, strict=strict)
