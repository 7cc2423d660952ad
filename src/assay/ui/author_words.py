"""The language of what somebody wrote, said where the page is in another (WCAG 3.1.2)."""

from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _


def said_in(text: Any, language: str) -> Any:
    """Words of an author, marked with their language where the page is in another.

    For text between tags; an element that holds nothing else takes `lang` itself.
    """
    if not text or not language or is_readers(language):
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


def with_words(sentence: str, **words: Any) -> SafeString:
    """A sentence of ours with words put in, each as `said_in` left it: what is no HTML yet is escaped."""
    safe = {name: conditional_escape(value) for name, value in words.items()}
    return mark_safe(conditional_escape(sentence) % safe)  # noqa: S308 (all of it was escaped)


def language_mark(language: str) -> SafeString:
    """Say in which language somebody wrote what stands there, where it is not the reader's: "In English"."""
    if is_readers(language):
        return SafeString("")
    try:
        name = str(get_language_info(language)["name_translated"])
    except KeyError:  # Django has no name for it: its code says which
        name = language
    return format_html(
        '<span class="in-language">{}</span>', _("In %(language)s") % {"language": _within(name)}
    )


def _within(name: str) -> str:
    """A language's name within a sentence: Spanish writes it small."""
    return name if (get_language() or "").startswith("en") else name.lower()


def is_readers(language: str) -> bool:
    """Whether it is the language that the page is in, in whatever country; so is what names none."""
    return not language or language.split("-")[0] == (get_language() or "").split("-")[0]
