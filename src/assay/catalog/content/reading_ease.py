"""How easily a text reads, by its sentences and syllables, from 0 (hard) to 100 (easy), in English and in Spanish.

English: Flesch, *A new readability yardstick*, Journal of Applied Psychology 32 (1948):
206.835 - 1.015 words a sentence - 84.6 syllables a word.
Spanish: Szigriszt Pazos, *Sistemas predictivos de legibilidad del mensaje escrito* (1993):
206.835 - 62.3 syllables a word - words a sentence; read by the INFLESZ scale of Barrio-Cantalejo and others, Anales del
Sistema Sanitario de Navarra 31 (2008). A figure for authors to look at; no text is good or bad by it.
"""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH = re.compile(r"[aeiouyáéíóú]+")
#: A strong vowel with the weak ones around it, or weak ones alone; í and ú are strong, as the accent says.
_SPANISH = re.compile(r"[iuü]?[aeoáéóíú][iuy]?|[iuü]+|y\b")
FEWEST_WORDS = 100
#: From here on down a text is very hard to read, by the tables of the two scales.
VERY_HARD = {"en": 30, "es": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ease:
    """`figure`: 0 to 100, rounded; `formula`: by whose."""

    figure: int
    formula: str
    is_very_hard: bool


def ease_of(text: str, language: str) -> Ease | None:
    """None for other languages, and for fewer words than a figure can rest on."""
    words = _WORD.findall(text.casefold())
    main = language.split("-")[0]
    if main not in VERY_HARD or len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, sum(1 for part in _SENTENCE.split(text) if _WORD.search(part)))
    length = len(words) / sentences
    if main == "es":
        beats = sum(_spanish(word) for word in words) / len(words)
        figure = 206.835 - 62.3 * beats - length
    else:
        beats = sum(_english(word) for word in words) / len(words)
        figure = 206.835 - 1.015 * length - 84.6 * beats
    figure = min(100.0, max(0.0, figure))
    formula = "Szigriszt-Pazos" if main == "es" else "Flesch"
    return Ease(figure=round(figure), formula=formula, is_very_hard=figure < VERY_HARD[main])


def _english(word: str) -> int:
    """Groups of vowels; a last e is silent, but for the one of "table"."""
    beats = len(_ENGLISH.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and beats > 1:
        beats -= 1
    return max(1, beats)


def _spanish(word: str) -> int:
    return max(1, len(_SPANISH.findall(word)))
