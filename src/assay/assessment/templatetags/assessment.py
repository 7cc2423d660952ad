"""Parts of a score sheet that stand on it many times: `{% load assessment %}`."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from assay.catalog.content.nouns import Criterion
from assay.lib.levels import LEVELS
from assay.ui.templatetags.ui import level

register = template.Library()

_CHOICE = (
    '<label><input type="radio" name="level-{}" value="{}"{}{}> <span>{}<span class="d">{}</span></span> '
    '<kbd aria-hidden="true" data-key>{}</kbd></label>'
)


@register.simple_tag
def level_choices(criterion: Criterion, chosen: str, may_write: bool) -> SafeString:
    """The levels of a criterion to choose from, each with its descriptor and the key that chooses it."""
    rows = (
        (
            criterion.id,
            name,
            " checked" if name == chosen else "",
            "" if may_write else " disabled",
            level(name),
            criterion.descriptors[name],
            key,
        )
        for key, name in enumerate(LEVELS, 1)
    )
    return format_html_join("\n", _CHOICE, rows)
