"""Lines with open places come out as if they had been filled and sorted, whatever was asked before."""

from json.encoder import encode_basestring

from hypothesis import given, settings
from hypothesis import strategies as st

from badgecore.canon.nquads import escaped, escaped_alike
from badgecore.prepared.lines import Lines, Marks

MARKS = Marks({"id": "lines"})
PLACES = 4
OPEN = [MARKS.slot(place) for place in range(PLACES)]
NAMES = ["a", "ab", "b", "https://a.example/1", "https://a.example/10", "%s", "~", "\U0010fffd"]
SUBJECTS = st.one_of(
    st.sampled_from(["_:c14n0", "_:c14n10"]),
    st.sampled_from([*OPEN, *NAMES]).map(lambda name: f"<{name}>"),
)
OBJECTS = st.one_of(
    SUBJECTS,
    st.sampled_from([*OPEN, *NAMES, "two words"]).map(lambda text: f'"{text}"'),
    st.sampled_from([*OPEN, *NAMES]).map(lambda text: f'"{text}"^^<urn:type>'),
)
LINES = st.lists(
    st.builds(
        "{} {} {} .".format, SUBJECTS, st.sampled_from(["<urn:p>", "<urn:p2>", "<urn:q>"]), OBJECTS
    ),
    max_size=12,
    unique=True,
)
TEXTS = st.lists(
    st.tuples(
        *[st.sampled_from([*NAMES, "c", "https://a.example/2", "zz"]) for _ in range(PLACES)]
    ),
    min_size=1,
    max_size=12,
)


def sorted_plainly(lines: list[str], texts: tuple[str, ...]) -> str:
    filled = [MARKS.pattern.sub(lambda found: texts[int(found[1])], line) for line in lines]
    return "".join(sorted(f"{line}\n" for line in filled))


@settings(max_examples=400, deadline=None)
@given(LINES, TEXTS)
def test_filled_lines_come_in_order(lines: list[str], rounds: list[tuple[str, ...]]) -> None:
    prepared = Lines(lines, MARKS.pattern)
    for texts in rounds:
        assert prepared.filled([text.encode() for text in texts]).decode() == sorted_plainly(
            lines, texts
        )


@given(
    st.lists(
        st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\\n\r\t\b\0\x7f')))
    ),
)
def test_texts_at_once_come_out_as_one_by_one(texts: list[str]) -> None:
    """As N-Quads and as JSON write them; where the two differ, or nothing is asked, they are left to those."""
    once = escaped_alike(texts)
    odd = any((char < " " and char not in "\n\r\t") or char == "\x7f" for char in "".join(texts))
    if odd or not texts:
        assert once is None
        return
    assert once == [escaped(text).encode() for text in texts]
    assert once == [encode_basestring(text)[1:-1].encode() for text in texts]
