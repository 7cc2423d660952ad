"""The names files come with: cleaned, and looked at for a person's name. Pure."""

import re
from itertools import pairwise
from pathlib import Path, PurePosixPath

from assay.lib.wording import clean_line

MAX_LENGTH = 150
_HERE = Path(__file__).parent

# Words that stand capitalized in the names of school files and are nobody's name.
_SCHOOL_WORDS = frozenset((_HERE / "school_words.txt").read_text().split())
_GIVEN_NAMES = frozenset((_HERE / "given_names.txt").read_text().split())
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def clean_name(name: str) -> str:
    """A file name fit to show and to send: NFC, one line, without path, controls or direction marks; never empty."""
    name = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    name = re.sub(r'[<>:"|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069]', "", name)
    path = PurePosixPath(name or "file")
    suffix = path.suffix[:12]
    return (
        path.name[: MAX_LENGTH - len(suffix)].removesuffix(suffix).rstrip(" .") + suffix or "file"
    )


def extension_of(name: str) -> str:
    """The extension in lower case without its dot; "jpeg" and "tiff" as the catalog writes them."""
    found = PurePosixPath(name).suffix.lower().lstrip(".")
    return {"jpeg": "jpg", "jpe": "jpg", "htm": "html"}.get(found, found)


def is_given_name(word: str) -> bool:
    """True if a word, in whatever case, is among the frequent given names of pupils."""
    return word.lower() in _GIVEN_NAMES


def is_school_word(word: str) -> bool:
    """True if a word often stands capitalized in school papers without being anybody's name."""
    return word.lower() in _SCHOOL_WORDS


def looks_like_a_person(name: str) -> bool:
    """True if a file name seems to hold somebody's name: a frequent given name, or two capitalized words of no trade.

    A guess in the learner's favor: it warns and never refuses.
    """
    stem = PurePosixPath(name).stem
    words = [word for part in _WORD.findall(stem) for word in _CAMEL.split(part)]
    if any(is_given_name(word) for word in words):
        return True
    proper = [
        word[:1].isupper() and word[1:].islower() and not is_school_word(word) for word in words
    ]
    return any(first and second for first, second in pairwise(proper))
