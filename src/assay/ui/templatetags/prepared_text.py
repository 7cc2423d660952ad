"""Django's `{% load i18n %}`, quicker: words that stand in a template are looked up once for each language.

The settings put it in the place of Django's. What a template says, what is extracted for translation and what comes
out are the same; Django asks gettext anew for each mark of each page, which was a tenth of a page of forms.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Words(i18n.TranslateNode):
    """A `{% translate "…" %}` of words that are the template's own: the same for all who read a language."""

    def __init__(self, found: i18n.TranslateNode) -> None:
        super().__init__(found.filter_expression, found.noop, None, found.message_context)
        self._name = found.asvar
        self._said: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = super().render(context)
        if self._name:
            context[self._name] = said
            return ""
        return said


class Sentence(i18n.BlockTranslateNode):
    """A `{% blocktranslate %}` that puts its sentence together once; its values are the page's."""

    _known: dict[int, tuple[str, list[str]]]

    def render_token_list(self, tokens: list[Token]) -> tuple[str, list[str]]:
        known = self.__dict__.setdefault("_known", {})
        found = known.get(id(tokens))
        if found is None:
            found = known[id(tokens)] = super().render_token_list(tokens)
        message, names = found
        return message, [*names]  # Django adds the names of the plural to what it gets


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """Say words in the reader's language; see Django."""
    found: i18n.TranslateNode = i18n.do_translate(parser, token)
    return Words(found) if _stands(found.filter_expression) and _same(found) else found


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser: Parser, token: Token) -> i18n.BlockTranslateNode:
    """Say a sentence with values in the reader's language; see Django."""
    found: i18n.BlockTranslateNode = i18n.do_block_translate(parser, token)
    found.__class__ = Sentence
    return found


def _same(found: i18n.TranslateNode) -> bool:
    """Whether its context, if it has one, is written in the template."""
    return found.message_context is None or _stands(found.message_context)


def _stands(said: FilterExpression) -> bool:
    """Whether it is text that stands in the template, and goes through no filter."""
    var = said.var
    return not said.filters and (not isinstance(var, Variable) or isinstance(var.literal, str))
