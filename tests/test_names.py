"""Folders are small, and each word of a module's name is explained: in the glossary, or as a word of the house."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
DOCS = ROOT / "docs"
MOST_MODULES, MOST_HOUSE_WORDS = 25, 60

#: File names of Django, of its ecosystem and of every room (docs/explanation/architecture.md).
DJANGO = """
actions adapter admin apps assay backend backends badgecore cache cli commands conftest context errors fields form forms
http init lib main management middleware migrate models nav paging policy queries renderers settings slots static
storage subscribers tasks template templatetags ui urls views web wsgi
"""

#: Words that every programmer reads alike.
TRADE = """
accept api background batch browser byte check clock config console count current diff environment export
fetch file folder geometry history id ids in index kind label legacy limit line list load local lock log
lookup open other page prior process publish quota retry row run save schedule search security serve shown
state store summary text upgrade view
"""

#: Words of the standards that the code speaks, by where they stand.
STANDARDS = {
    "Verifiable credentials, Data Integrity, DID": """
        claim data did ecdsa identity integrity issuer jose jwt model multibase presentation proof schema sd seal select
        signature sign vc
    """,
    "JSON-LD, RDF, canonical forms": "canon canonical cbor expand jcs nquads quad rdfc scope",
    "Open Badges, CLR, CASE": "case clr ob2 openbadges package recipient resource",
    "HTTP and the web": """
        accessibility address body icon link markdown markup media negotiation oembed outbound prefetch request response
        session site streaming
    """,
    "Formats of files": "book color document format office package pdf picture png profile raster sound svg",
}

ENDINGS = {
    "ies": ["y"],
    "es": [""],
    "s": [""],
    "ing": ["", "e"],
    "ed": ["", "e"],
    "er": ["", "e"],
    "ers": ["", "e"],
    "ation": ["e", ""],
    "ication": ["y"],
    "ment": [""],
    "ion": ["e", ""],
}


def bold(page: Path) -> set[str]:
    """The words that a page explains: what stands in bold, and the code in brackets behind it."""
    text = page.read_text(encoding="utf-8")
    marked = re.findall(r"\*\*([^*]+)\*\*", text) + re.findall(r"`([^`]+)`", text)
    return {word.lower() for phrase in marked for word in re.findall(r"[A-Z]?[a-z]+[0-9]*", phrase)}


def house_words() -> dict[str, str]:
    """Each word of docs/reference/house-words.md with its meaning."""
    page = (DOCS / "reference" / "house-words.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([a-z]+) \| ([^|]+) \|", page, re.MULTILINE))


def forms_of(word: str) -> set[str]:
    """A word, and what it may come from: "attesting" from attest, "policies" from policy, "scoring" from score."""
    found = {word}
    for ending, instead in ENDINGS.items():
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stems = {word.removesuffix(ending) + end for end in instead}
            found |= stems | {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}
    return found


def modules() -> list[Path]:
    """Every module and package of ours, without tests, which are named as sentences, and migrations."""
    return [p for p in sorted(SOURCE.rglob("*.py")) if not {"tests", "migrations"} & set(p.parts)]


def verbs() -> set[str]:
    """The words of every verb: a module of `actions` may be named for what its verbs do."""
    names = [
        name
        for path in modules()
        if "actions" in path.parts or path.name == "actions.py"
        for name in re.findall(r"^def ([a-z]\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    return {word for name in names for word in name.split("_")}


def explained() -> set[str]:
    """Every form of the words that the glossary explains."""
    return {form for word in bold(DOCS / "reference" / "glossary.md") for form in forms_of(word)}


def unknown_words() -> dict[str, str]:
    """Each word of a module's name that stands in no list, with a module that bears it."""
    listed = {
        *DJANGO.split(),
        *TRADE.split(),
        *(word for text in STANDARDS.values() for word in text.split()),
    }
    known = listed | explained() | set(house_words())
    said = known | {form for word in verbs() for form in forms_of(word)}
    found = {}
    for path in modules():
        name = path.parent.name if path.name == "__init__.py" else path.stem
        is_verb = bool({"actions", "commands"} & set(path.parts))
        for word in re.findall(r"[a-z]+[0-9]*", name):
            if not forms_of(word) & (said if is_verb else known):
                found[word] = str(path.relative_to(SOURCE))
    return found


def test_no_folder_holds_more_than_a_few_modules() -> None:
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    for folder in folders:
        if folder.name != "migrations":
            assert len(list(folder.glob("*.py"))) <= MOST_MODULES, f"{folder} asks for inner rooms"


def test_each_word_of_a_name_is_explained() -> None:
    assert not unknown_words(), "neither in the glossary nor in docs/reference/house-words.md"


def test_the_house_has_few_words_of_its_own() -> None:
    words = house_words()
    assert 0 < len(words) <= MOST_HOUSE_WORDS
    assert list(words) == sorted(words) and all(meaning.strip() for meaning in words.values())
    names = [part for path in modules() for part in path.relative_to(SOURCE).with_suffix("").parts]
    used = {
        form
        for name in names
        for word in re.findall(r"[a-z]+[0-9]*", name)
        for form in forms_of(word)
    }
    assert set(words) <= used, "no module bears it any more"
    assert not set(words) & explained(), "the glossary has it"


def test_the_glossary_points_at_code_that_exists() -> None:
    text = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (SOURCE / "assay").iterdir() if path.is_dir()}
    names = re.findall(r"`((?:\w+\.)+\w+)`", text)
    assert names
    for name in names:
        steps = name.split(".")
        home = SOURCE if steps[0] == "badgecore" else SOURCE / "assay"
        if steps[0] not in rooms | {"badgecore"}:
            continue
        place = home.joinpath(*steps)
        if place.is_dir() or place.with_suffix(".py").exists():
            continue
        defined = re.compile(rf"^(?:class|def) {steps[-1]}\b|^    {steps[-1]} = ", re.MULTILINE)
        files = [path for path in (home / steps[0]).rglob("*.py") if "tests" not in path.parts]
        assert any(defined.search(path.read_text(encoding="utf-8")) for path in files), (
            f"there is no {name}"
        )
