"""How somebody may be called: every spelling of their names is found, and other people's are not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.people.name_matching import Naming, shown_host

DANIEL = Naming.of(
    ("Daniel Whitlock", "Daniel James Whitlock"),
    addresses=("daniel.whitlock@tamarackbay.example",),
    schools=("Otter Lake Middle School",),
)
SIOBHAN = Naming.of(("Siobhán O'Neil-Núñez de la Cruz",))
GRACE = Naming.of(("Grace Long",))
MAY = Naming.of(("Will May",))


def without(naming: Naming, text: str) -> str:
    parts, at = [], 0
    for start, end in naming.places(text):
        parts += [text[at:start], "_"]
        at = end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    "said",
    [
        "Daniel Whitlock",
        "DANIEL  WHITLOCK",
        "daniel whitlock",
        "Daniel\nWhitlock",
        "Daniel\u00a0Whitlock",
        "Daniel",
        "Whitlock",
        "Whitlock, Daniel",
        "WHITLOCK, D.",
        "D. Whitlock",
        "D Whitlock",
        "D. J. Whitlock",
        "Daniel W.",
        "Daniel J. Whitlock",
        "Mr. Whitlock",
        "Mr Whitlock",
        "mister whitlock",
        "Señor Whitlock",
        "Sr. Whitlock",
        "Senor Whitlock",
        "Coach Whitlock",
        "Profesor Whitlock",
        "Prof. Whitlock",
        "Maestro Whitlock",
        "Dr. Whitlock",
        "Principal Whitlock",
        "Director Whitlock",
        "Mx. Whitlock",
        "Mr. W.",
        "Coach W",
        "D. W.",
        "D.W.",
        "D. J. W.",
        "dwhitlock",
        "d.whitlock",
        "whitlockd",
        "daniel.whitlock",
        "daniel_whitlock22",
        "danielwhitlock",
        "whitlock-d",
        "Whit\u00adlock",
        "Whit\u200block",
        "Dañiel Whítlock",
        "Ｄａｎｉｅｌ",
        "Dan",
        "Danny Whitlock",
        "Whitlocks",
        "daniel.whitlock@tamarackbay.example",
        "Daniel.Whitlock@Tamarackbay.Example",
        "dwhitlock9@a.example",
        "https://sites.example/view/mrwhitlock/home",
        "sites.example.com/~dwhitlock",
        "@dwhitlock",
        "https://x.example/?by=Daniel%20Whitlock",
        "Otter Lake",
        "Otter Lake Middle School",
        "otter lake middle",
        "OLMS",
        "Otter-Lake MS",
        "O.L.M.S.",
        "Otter\u00a0Lake",
        "https://otterlake.example/staff",
    ],
)
def test_every_way_to_name_them_is_found(said: str) -> None:
    for around in ("{}", "I am {}, yes", "({})", "“{}”", "then\n{}\nagain"):
        assert "_" in without(DANIEL, around.format(said))
        left = without(DANIEL, around.format(said)).replace("_", "")
        assert left == around.format(""), left


@pytest.mark.parametrize("mark", ["'s", "’s", "\u02bcs"])
def test_a_possessive_stays_behind(mark: str) -> None:
    assert without(DANIEL, f"Mr. Whitlock{mark} class") == f"_{mark} class"


@pytest.mark.parametrize(
    "said",
    [
        "Siobhan O’Neil",
        "SIOBHÁN O'NEIL",
        "o neil",
        "ONeil",
        "O\u2011Neil-Nunez",
        "Nuñez",
        "NUNEZ",
        "Nu\u0301n\u0303ez",
        "Sra. de la Cruz",
        "Señora de la Cruz",
        "Maestra Núñez",
        "Cruz",
        "Ms. O\u02bcNeil",
        "Núñez de la Cruz, Siobhán",
        "Directora Núñez",
        "S. O'Neil",
        "siobhan.oneil",
        "soneil",
    ],
)
def test_double_names_particles_and_accents(said: str) -> None:
    assert without(SIOBHAN, f"Ask {said} today") == "Ask _ today"


@pytest.mark.parametrize(
    "text",
    [
        "Dana Whitman taught daniela and the whitlocke",
        "the principal asked",
        "A day with D students, w/ dots",
        "olms in small letters",
        "I saw an otter at the lake",
        "Mr. Brown and Ms. K.",
        "Wait time: 3 s. Day 2.",
    ],
)
def test_what_is_nobodys_name_stays(text: str) -> None:
    assert without(DANIEL, text) == text


@pytest.mark.parametrize(
    ("naming", "text", "left"),
    [
        (GRACE, "with grace, how long it took", "with grace, how long it took"),
        (GRACE, "Then Grace asked. Ms. Long waited.", "Then _ asked. _ waited."),
        (GRACE, "Long ago. Grace Long said so.", "Long ago. _ said so."),
        (GRACE, "coach long enough; ms. long came", "coach long enough; _ came"),
        (MAY, "Will you? May I? In May, May 3.", "Will you? May I? In May, May 3."),
        (MAY, "I am Will. Ask Will May or May.", "I am _. Ask _ or _."),
        (
            Naming.of(("Daniel Ruiz",)),
            "los niños dan ejemplos; Dan lo dijo",
            "los niños dan ejemplos; _ lo dijo",
        ),
        (Naming.of(("Li Wu",)), "li and wu; Li asked, Mrs. Wu", "li and wu; _ asked, _"),
        (
            Naming.of((), schools=("Lincoln Elementary",)),
            "Lincoln spoke. At Lincoln I asked Lincoln students",
            "Lincoln spoke. At _ I asked _ students",
        ),
    ],
)
def test_names_that_are_words_count_by_capital_and_place(
    naming: Naming, text: str, left: str
) -> None:
    assert without(naming, text) == left


APOSTROPHES, HYPHENS = "'’‘\u02bc\u2032`", "-\u2010\u2011\u2012\u2013\u2014"
SPACES = (" ", "\u00a0", "\u202f", "\n", "\t", "  ", "\u2003")


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """One of Siobhán's names as some keyboard, program or habit writes it."""
    parts = draw(
        st.sampled_from(
            (
                ("Siobhán", "O'Neil-Núñez", "de la Cruz"),
                ("Siobhán", "O'Neil"),
                ("O'Neil-Núñez,", "Siobhán"),
                ("S.", "Núñez"),
                ("Ms.", "O'Neil"),
                ("Señora", "Núñez"),
                ("Profesora", "de la Cruz"),
                ("Núñez-O'Neil",),
                ("Siobhán",),
                ("Cruz,", "S."),
            )
        )
    )
    text = draw(st.sampled_from(SPACES)).join(parts)
    text = text.replace("'", draw(st.sampled_from(APOSTROPHES))).replace(
        "-", draw(st.sampled_from(HYPHENS))
    )
    text = draw(st.sampled_from((str, str.upper, str.lower)))(text) if "Cruz" not in text else text
    text = unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), text)
    if draw(st.booleans()):
        text = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )
    at = draw(st.integers(1, len(text) - 1))
    return text[:at] + draw(st.sampled_from(("", "\u00ad", "\u200b", "\u2060"))) + text[at:]


@settings(deadline=None, max_examples=300)
@given(
    said=spellings(),
    before=st.sampled_from(("", "I am ", "«", "(", "—")),
    after=st.sampled_from(("", ".", "'s", ", and")),
)
def test_no_spelling_leaves_a_letter_of_a_name(said: str, before: str, after: str) -> None:
    assert (
        without(SIOBHAN, before + said + after).replace("_", "").strip(" \u00ad\u200b\u2060")
        == (before + after).strip()
    )


@settings(deadline=None)
@given(st.text(max_size=80))
def test_places_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    places = DANIEL.places(f"{text} Daniel {text}")
    flat = [n for place in places for n in place]
    assert flat == sorted(flat)
    assert any(start <= len(text) + 1 < end for start, end in places) or text[-1:].isalpha()


@pytest.mark.parametrize(
    "text",
    ["daniel" * 20_000, "a@" * 40_000 + " daniel", "D. W. " * 20_000, "Mr. " * 20_000 + "Whitlock"],
)
def test_odd_texts_are_read_through(text: str) -> None:
    DANIEL.places(text)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://docs.google.com/document/d/1", "docs.google.com"),
        ("https://www.padlet.com/x", "padlet.com"),
        ("https://mrwhitlock.weebly.example/x", "weebly.example"),
        ("https://dwhitlock.github.example", "github.example"),
        ("https://otterlake.k12.example/x", "k12.example"),
        ("https://whitlock.example", ""),
        ("https://[::1", ""),
    ],
)
def test_a_host_is_shown_as_far_as_it_names_nobody(url: str, host: str) -> None:
    assert shown_host(url, DANIEL) == host


def test_names_that_are_words_in_addresses() -> None:
    assert (
        without(GRACE, "see https://x.example/mrslong and longman.com/page/2")
        == "see _ and longman.com/page/2"
    )
    assert shown_host("https://gracelong.sites.example", GRACE) == "sites.example"
    assert shown_host("https://longlessons.sites.example", GRACE) == "sites.example"


def test_nobody_has_no_places() -> None:
    assert Naming.of(("", " ")).places("Text (with) a.* pattern, D. W. and a name") == []
