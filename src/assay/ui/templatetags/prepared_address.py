"""Django's `{% url %}`, quicker for the pages of rows: their address is put together around the number of the row.

The settings add it after Django's own tags. Any other address is worked out as Django does.
"""

from functools import cache

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch, reverse

from assay.lib.http import address_of

register = template.Library()


class Address(URLNode):
    """The address of a page that takes nothing, or the number of a row."""

    def render(self, context: Context) -> str:
        found = self._found(context)
        if found is None:
            return str(super().render(context))
        if self.asvar:
            context[self.asvar] = found
            return ""
        return found

    def _found(self, context: Context) -> str | None:
        """None where Django works it out, or says that there is none."""
        if self.kwargs or len(self.args) > 1:
            return None
        name = str(self.view_name.resolve(context))
        try:
            if not self.args:
                return _alone(name)
            number = self.args[0].resolve(context)
            return address_of(name, number) if type(number) is int else None
        except NoReverseMatch:
            return None


@cache
def _alone(name: str) -> str:
    return reverse(name)


@register.tag("url")
def url(parser: Parser, token: Token) -> URLNode:
    """Show the address of a page; see Django."""
    found: URLNode = django_url(parser, token)
    found.__class__ = Address
    return found
