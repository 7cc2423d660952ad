"""Tags of community: titles of what is talked about, and tabs of the reports."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.community.micro_credentials import version_of
from assay.ui.author_words import said_in

register = template.Library()


@register.simple_tag
def title_of(micro_credential: MicroCredential) -> str | SafeString:
    """Its title, said in its own language."""
    version = version_of(micro_credential)
    said: str | SafeString = said_in(version.title, version.language)
    return said


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands at a key; None where nothing does."""
    return found.get(key)


@register.inclusion_tag("ui/tabs.html")
def report_tabs(settled: bool) -> dict[str, Any]:
    """Those that wait, and those that are settled."""
    here = reverse("community:reports")
    items = [
        {"label": _("Waiting"), "url": here, "current": not settled, "count": None},
        {"label": _("Settled"), "url": f"{here}?show=settled", "current": settled, "count": None},
    ]
    return {"items": items, "label": _("Reports")}
