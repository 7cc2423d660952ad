"""Pictures of figures: a name, a sentence, a table with every number, and nothing that a strict policy forbids."""

import xml.etree.ElementTree as ET

import pytest
from django.utils import translation

from assay.ui import charts
from assay.ui.charts import Chart, Standard, Value, bars, intervals, line, number, shares
from assay.ui.patterns import sample_charts

NAMES = sorted(sample_charts())


def svg(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.picture)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_has_a_name_a_sentence_and_a_table(name: str) -> None:
    chart = sample_charts()[name]
    picture = svg(chart)
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == f"{chart.finding}. {chart.sentence}"
    assert chart.sentence.endswith(".")
    assert all(len(row) == len(chart.head) for row in chart.rows) and chart.rows
    assert "style=" not in chart.picture and "<script" not in chart.picture


@pytest.mark.parametrize("name", NAMES)
def test_everything_lies_within_the_picture(name: str) -> None:
    picture = svg(sample_charts()[name])
    _, _, width, height = map(float, (picture.get("viewBox") or "").split())
    for element in picture.iter():
        for side, most in (
            ("x", width),
            ("x1", width),
            ("cx", width),
            ("y", height),
            ("cy", height),
        ):
            if element.get(side) is not None:
                assert -0.1 <= float(element.get(side) or 0) <= most + 0.1, ET.tostring(element)


def test_words_are_escaped() -> None:
    chart = bars("odd", 'A "finding" <b>', [Value(label="<script>", value=1)], name="&")
    assert "<script>" not in chart.picture and "&lt;script&gt;" in chart.picture
    assert svg(chart).get("aria-label", "").startswith('A "finding" <b>')


def test_what_is_hidden_is_left_out_and_the_table_says_so() -> None:
    chart = line(
        "gap",
        "A gap",
        [Value(label=name, value=value) for name, value in (("a", 1), ("b", None), ("c", 3))],
        name="n",
    )
    picture = svg(chart)
    assert len([e for e in picture.iter() if e.get("class") == "dot"]) == 2
    assert not [e for e in picture.iter() if e.get("class") == "path"], "no line over a gap"
    assert chart.rows[1] == ("b", "cannot be told")
    hidden = shares("h", "Hidden", ("yes", "no"), [("Oak", (30, None))])
    assert hidden.rows == (("Oak", "30", "hidden"),) and "not shown" in hidden.picture


def test_only_what_is_wholly_below_the_standard_is_a_ring() -> None:
    standard = Standard(value=80, label="80")
    chart = intervals(
        "ring",
        "Ring",
        [
            Value(label="below", value=60, low=45, high=75),
            Value(label="perhaps", value=78, low=60, high=90),
            Value(label="above", value=90, low=84, high=95),
        ],
        name="n",
        standard=standard,
    )
    classes = [e.get("class") for e in svg(chart).iter()]
    assert (classes.count("ring"), classes.count("dot")) == (1, 2)
    assert chart.sentence == "1 of 3 reach 80."
    assert chart.head == ("", "n", "Range")


def test_a_bar_beyond_the_standard_is_hatched() -> None:
    chart = bars(
        "over",
        "Over",
        [Value(label="a", value=60), Value(label="b", value=40)],
        name="n",
        standard=Standard(value=50, label="50"),
    )
    filled = [e for e in svg(chart).iter() if e.get("fill") == "url(#over-hatch)"]
    assert len(filled) == 1
    assert chart.sentence == "Most: a, 60. Least: b, 40."


def test_nothing_to_show_is_said() -> None:
    for chart in (line("e", "E", [], name="n"), bars("e", "E", [], name="n")):
        assert chart.sentence == "No figures yet." and svg(chart) is not None
    assert shares("e", "E", ("a", "b"), [("x", (0, 0))]).sentence == "No figures yet."
    with pytest.raises(ValueError, match="two to"):
        shares("e", "E", ("a",), [])


def test_numbers_follow_the_language() -> None:
    assert [number(value) for value in (3.0, 0.75, 0.8387, 81, None)] == [
        "3",
        "0.75",
        "0.84",
        "81",
        "cannot be told",
    ]
    with translation.override("es"):
        assert number(0.75) == "0.75", "as in the United States (docs/reference/spanish.md)"


def test_ticks_are_round_and_few() -> None:
    for bottom, top in ((0, 1), (40, 100), (0, 7), (0, 250_000), (0, 0.3)):
        ticks = charts._ticks(bottom, top)
        assert 2 <= len(ticks) <= 7 and bottom <= ticks[0] and ticks[-1] <= top
