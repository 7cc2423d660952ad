"""Languages in which evidence is written or spoken here, by their codes, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from assay.lib.text.folding import folded

LANGUAGES = {
    "ar": _("Arabic"),
    "bn": _("Bengali"),
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "ht": _("Haitian Creole"),
    "hmn": _("Hmong"),
    "ko": _("Korean"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "so": _("Somali"),
    "es": _("Spanish"),
    "tl": _("Tagalog"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
}


def language_choices() -> list[tuple[str, str]]:
    """By their names in the reader's language, an Á among the A."""
    named = ((code, str(name)) for code, name in LANGUAGES.items())
    return sorted(named, key=lambda one: folded(one[1]))


def known_languages(codes: Iterable[str]) -> list[str]:
    """Those of these codes that stand for a language here, each once."""
    return [code for code in LANGUAGES if code in set(codes)]


def language_name(code: str) -> str:
    """In words; of a code that has none here, the code."""
    return str(LANGUAGES.get(code, code))
