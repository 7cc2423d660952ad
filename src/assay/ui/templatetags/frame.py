"""What stands around every page: `{% load frame %}`, for the page that all extend."""

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
_kept: dict[tuple[str, str], SafeString] = {}


@register.simple_tag
def lasting(name: str) -> SafeString:
    """Show a template that takes nothing from the page: rendered once for each language, and kept by this process."""
    if settings.DEBUG:
        return _rendered(name)
    key = (name, get_language() or "")
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _rendered(name)
    return found


def _rendered(name: str) -> SafeString:
    return mark_safe(render_to_string(name))  # noqa: S308 (a template of ours)
