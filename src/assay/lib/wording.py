"""Typed text, cleaned without loss of meaning, and counted as people would count it."""

import re
import unicodedata

#: What begins with the sound, as in "oral", "hora" and "8"; "hielo" and "hiato" begin with another.
_SOUND_O = re.compile(r"h?[oóò]|8|11(?!\d)", re.IGNORECASE)
_SOUND_I = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)
_WORDS = re.compile(r"\w+(?:[’'\-.,]\w+)*", re.UNICODE)


def clean(text: str) -> str:
    """NFC, line ends as LF, without control characters other than line feed and tab.

    Keeps what a signature needs from text later (OB 3.0 credentials refuse controls), and drops the characters that
    make one name look like another.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or not _is_control(c))


def clean_line(text: str) -> str:
    """As `clean`, on one line, with runs of white space folded and the ends trimmed."""
    return " ".join(clean(text).split())


def unlinked(text: str) -> str:
    """A name as it may stand in a letter to a stranger: no mail program makes a link of it."""
    return clean_line(re.sub(r"(?<=\w)\.(?=\w)", ". ", re.sub(r"[:/@\\]+", " ", text)))


def before_word(joint: str, word: str) -> str:
    """A word that joins, as Spanish says it before `word`: "o" is "u" before an o, "y" is "e" before an i.

    Another language's joint is given back as it is.
    """
    if joint == "o" and _SOUND_O.match(word):
        return "u"
    return "e" if joint == "y" and _SOUND_I.match(word) else joint


def whole_number(text: str | None) -> int | None:
    """The number that a form or an address sent: 0 to 17 digits long, so that every database can hold it; else None.

    `str.isdigit` says yes to "²", which no number can be made of, and to a number of a million digits.
    """
    return int(text) if text and len(text) < 18 and text.isascii() and text.isdigit() else None


def word_count(text: str) -> int:
    """Words as a person counts them: "don't" and "two-pause" are one, "0.9" is one."""
    return len(_WORDS.findall(text))


def _is_control(c: str) -> bool:
    # Cc: controls. Cf hides bidirectional overrides, which can make a file name lie; joiners (ZWJ, ZWNJ) are letters'
    # business in several scripts and in emoji, so they stay.
    if unicodedata.category(c) == "Cf":
        return c not in "\u200c\u200d\u200e\u200f"
    return unicodedata.category(c) in {"Cc", "Cs"} or c in "\ufffe\uffff"
