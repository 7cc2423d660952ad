"""docs/reference/english.md holds: no text of the interface says a word that the page has ruled out."""

import re
from pathlib import Path

import pytest

from tests.test_spanish import texts

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "english.md").read_text()
#: What is ruled out, as the page names it and as it is found in a text.
FORMS = {
    "stands, stood (for what is somewhere)": r"\b(stands?|stood)\b",
    "somebody, anybody, nobody, everybody": r"\b(some|any|no|every)body\b",
    "anew": r"\banew\b",
    "struck": r"\bstruck\b",
    "letter (for an e-mail)": r"(?<!decision )\bletters?\b",
    "ground": r"\bgrounds?\b",
    "lease": r"\bleases?\b",
    "attest": r"\battest\w*",
    "hand over (scores)": r"\bhand(s|ed|ing)? over\b",
    "judgment": r"\bjudge?ments?\b",
    "no attempt is used": r"\bno attempt is used\b|\buses no attempt\b",
    "put aside": r"\bput(s|ting)?( \w+){0,3} aside\b",
    "in your hands": r"\bin your hands\b",
    "hear back": r"\bhear back\b",
    "at hand": r"\bat hand\b",
    "takes leave, leave from (for permission)": r"\b(takes?|needs?|this|gave|given) leave\b|\bleave from\b",
    "any more (for no longer)": r"\bany more\b",
    "whom, upon": r"\b(whom(ever)?|upon)\b",
    "waits for you": r"\bwaits? for (you|some|an?)\b",
    "lies (for what is somewhere)": r"\blies\b",
    "the network is away": r"\bnetwork is away\b",
    "closed to starts": r"\b(closed|close|open) to (new )?starts\b",
    "learner (for a student)": r"\b(effect on|multilingual|from or about) learners\b",
    "verify (a badge)": r"\bverif(y|ies|ied)\b",
    "this is done already (already at the end)": r"\balready\.$",
}
#: Texts that say one of them all the same: the beginning of the text, and why.
EXCEPT = {
    "In a few words, for the top of the letter": "the decision letter, whose page this fills",
    "Letter": "a page that a program writes for a badge; also those of the alphabet",
    "Write a title with letters.": "letters of the alphabet",
    "Use small letters": "letters of the alphabet",
    "One to three letters, A to Z.": "letters of the alphabet",
    "Letters on its hallmark": "letters of the alphabet",
    "Every word of": "one altered letter of the alphabet",
}


def rows() -> list[str]:
    found = re.findall(r"^\|([^|]+)\|([^|]+)\|([^|]*)\|$", PAGE, re.MULTILINE)[2:]
    return [row[0].strip() for row in found]


def test_every_word_that_is_ruled_out_is_looked_for() -> None:
    assert rows() == list(FORMS)


@pytest.mark.parametrize("word", FORMS)
def test_no_text_says_it(word: str) -> None:
    said = [re.sub(r"%\(\w+\)[sd]|\{\w+\}", "…", text) for text in texts()]
    assert len(said) > 3000
    wrong = [text for text in said if re.search(FORMS[word], text, re.IGNORECASE)]
    assert not [text for text in wrong if not text.startswith(tuple(EXCEPT))]


def test_no_exception_outlives_its_text() -> None:
    said = tuple(texts())
    assert not [begin for begin in EXCEPT if not any(text.startswith(begin) for text in said)]
